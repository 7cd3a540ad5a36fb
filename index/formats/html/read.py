"""HTML into an Article: a page's main content as text, without navigation and other furniture."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.cells import JOINT
from index.errors import SourceError
from index.formats.html.accordions import unfold
from index.formats.html.asides import keep_asides
from index.formats.html.boxes import head_boxes
from index.formats.html.breaks import BREAKS
from index.formats.html.code import CodeBlocks
from index.formats.html.columns import join_columns
from index.formats.html.content import CONTENT_SHARE, content
from index.formats.html.edges import EDGE, cut_at_edges, part_figures
from index.formats.html.furniture import drop_furniture
from index.formats.html.tables import REPEATED, Tables, drop_empty_columns, is_row, join_paragraphs, lay_out
from index.formats.sections import Sections
from index.passage import Article, Block, BlockKind

TRUSTED_CHARS = 250  # a shorter result is a failure to trafilatura itself (its MIN_EXTRACTED_SIZE)
PRESCAN_BYTES = 1024  # a declared encoding has to stand within these (HTML Standard, 13.2.3.2)

_DECLARED = re.compile(
    rb"""(?:<meta\b[^>]*?\bcharset|<\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE
)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What a name means on the web, by Python's name for it (WHATWG Encoding Standard, 4.2; HTML Standard for UTF-16).
_ON_THE_WEB = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip

_ANCHORS = etree.XPath("//*[contains(@class, 'headerlink') or contains(@class, 'mw-editsection')]")
_FURNITURE = etree.XPath(
    "//nav|//aside|//footer|//form|//dialog|//script|//style|//template|//noscript|//svg|//button|//select|//textarea|//iframe|//object"
    "|//header[not(ancestor::main or ancestor::article)]|//*[@hidden or @aria-hidden='true']"
    "|//*[@role and contains(' navigation banner contentinfo complementary search dialog ', concat(' ', @role, ' '))]"
    "|//*[@id='comments' or @id='disqus_thread' or @id='respond']"
    "|//div[contains(concat(@id, @class), 'cookie') or contains(concat(@id, @class), 'consent')][not(.//main or .//article or .//h1)]"
)
_FREE_WORDS = etree.XPath(
    "(self::form|.//body)//text()[not(ancestor::*[contains(' label legend button select textarea script style template noscript ',"
    " concat(' ', name(), ' '))])]"
)
_COLUMNS = etree.XPath(
    "boolean((self::tr or self::row) and count(*[normalize-space(.)]) > 1 or count(table[@align = 'left' or @align = 'right']) > 1)"
)
_LABELS = etree.XPath("//*[@role='doc-footnote']/span[@class='label']")  # a footnote's number, as docutils writes it
_MAIN = [etree.XPath(path) for path in ("//main|//*[@role='main']", "//article[count(//article) = 1]", "//body")]
_HEADING = re.compile("h[1-6]")
_SPACE = re.compile(r"\s+")
_EMPTY_LINE = re.compile(r"\n[\n ]*\n")
_BLANK_LINE = "\n\n"
# What lxml reads and does not write, which moving an element may ask of it; Python and HTML count some of it as white space.
_NOT_WRITTEN = re.compile(f"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff{EDGE}]")
_PART = "\0"  # between the cells of a row and after a term; no parsed text can hold it

# It warns of each page without text, which is refused here with its reason.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_PARAGRAPH = (0, BlockKind.PARAGRAPH)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a heading where it has a level; a heading without words is the end of those of its level and below.

    `parts` are offsets into `words`; `columns` is the place, among the pieces, of the row that names a row's columns.
    """

    level: int
    kind: BlockKind
    words: str
    parts: tuple[tuple[int, int], ...]
    columns: int | None


def read_html(data: bytes) -> Article:
    """Read the main content of a page, or all of one that has little or nothing beside it.

    The text is composed: headings, paragraphs, items and rows in their order, a blank line between
    them, white space collapsed, cells joined by ` | ` (empty ones too, and one that reaches over several rows in each;
    by a bar between no-break spaces where one of them holds a bar itself) and a term to its definition by a colon. `pre` is code and keeps its lines; it is left out where it holds no word,
    and beside others in a table's row. What `drop_furniture` takes out is read by neither.
    The title is the heading of level 1 that the page's own title contains (the rest of that is the
    site's name), else the page's title. That heading is no section.

    Refused are bytes that the encoding (byte order mark, declaration, else UTF-8) cannot have written,
    what lxml does not parse to its end, and a page without text.
    """
    tree = _parse(_decode(data))
    drop_furniture(tree, _page_title(tree), _address(tree))
    part_figures(tree)
    code = CodeBlocks(tree)
    join_columns(tree)
    head_boxes(tree)
    lay_out(tree)
    pieces = _main_content(tree, code)
    if not pieces:
        raise SourceError(
            "has no text beside navigation and code; save a page that scripts draw as the browser shows it"
        )
    title = _title(tree, [piece.words for piece in pieces if piece.level == 1])

    text: list[str] = []
    end = 0
    spans: list[tuple[int, int]] = []  # of the pieces
    sections = Sections()
    for piece in pieces:
        start = end
        if piece.level and not piece.words:
            spans.append((start, start))
            sections.leave(piece.level, start)
            continue
        if piece.level == 1 and not sections.has_heading and piece.words == title:
            spans.append((start, start))
            continue
        end = start + len(piece.words)
        spans.append((start, end))
        if piece.level:
            sections.head(piece.level, piece.words, start, end)
        else:
            columns = None if piece.columns is None else spans[piece.columns]
            parts = tuple((start + first, start + last) for first, last in piece.parts)
            sections.add([Block(piece.kind, start, end, columns=columns, parts=parts)])
        text.append(piece.words)
        end += len(_BLANK_LINE)
    return Article(title, _BLANK_LINE.join(text), sections.all(), _address(tree))


def _decode(data: bytes) -> bytes:
    """The page in UTF-8, without what marks the parts here."""
    declared = _DECLARED.search(data, 0, PRESCAN_BYTES)
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    mark, name = next(((mark, marked) for mark, marked in _MARKS if data.startswith(mark)), (b"", name))
    try:
        codec = name if mark else _ON_THE_WEB.get(codecs.lookup(name).name, name)
        page = data[len(mark) :].decode(codec).replace(_PART, "")
        return page.encode()  # UTF-7 may write half a character
    except LookupError:
        raise SourceError(f"declares the encoding {name}, which is not known; save it as UTF-8") from None
    except UnicodeError:
        says = (
            "its byte order mark says" if mark else "it declares" if declared else "is assumed where none is declared"
        )
        raise SourceError(f"is not {name}, which {says}; save it as UTF-8") from None


def _parse(page: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page, parser=parser)
    except etree.ParserError:  # nothing but white space and comments
        return html.Element("html")
    if parser.error_log.filter_from_fatals():  # it stops there, and what follows would be lost without a word
        raise SourceError("nests its tags deeper, or has a longer stretch of text, than lxml reads; split it")
    _drop_control_characters(tree)
    _drop(_ANCHORS, tree)
    unfold(tree)
    _drop(_LABELS, tree)
    for form in _page_forms(tree):
        form.tag = "div"
    keep_asides(tree)
    return tree


def _drop_control_characters(tree: html.HtmlElement) -> None:
    """Those that are white space become a space; the others, which nobody sees, and what marks the edges here go."""
    for element in tree.iter():
        if element.text and _NOT_WRITTEN.search(element.text):
            element.text = _NOT_WRITTEN.sub(_space, element.text)
        if element.tail and _NOT_WRITTEN.search(element.tail):
            element.tail = _NOT_WRITTEN.sub(_space, element.tail)


def _space(found: re.Match[str]) -> str:
    return " " if found[0].isspace() else ""


def _page_forms(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """Each form that holds most of a page's words, without those of fields: ASP.NET puts one around all of a page."""
    most = len(_SPACE.sub("", "".join(_FREE_WORDS(tree)))) / 2
    return [form for form in tree.iter("form") if len(_SPACE.sub("", "".join(_FREE_WORDS(form)))) > most]


def _drop(unwanted: etree.XPath, tree: html.HtmlElement) -> None:
    for element in unwanted(tree):
        if element is not tree:
            element.drop_tree()


def _main_content(tree: html.HtmlElement, code: CodeBlocks) -> list[_Piece]:
    """All of the page's main part, or what is left of it without menus where trafilatura, which loses headings and lists, finds much less."""
    found = bare_extraction(tree, fast=True, include_comments=False)
    pieces = _pieces(found.body, code) if isinstance(found, Document) else []
    _drop(_FURNITURE, tree)
    parts = ((part, whole) for main in _MAIN for part in main(tree) if (whole := _pieces(part, code)))
    part, whole = next(parts, (tree, []))
    if TRUSTED_CHARS <= _chars(pieces) < CONTENT_SHARE * _chars(whole):
        return _pieces(content(part, [piece.words for piece in pieces]), code)
    return whole


def _chars(pieces: Iterable[_Piece]) -> int:
    return sum(len(piece.words) for piece in pieces if piece.kind is not BlockKind.CODE)


def _pieces(body: etree._Element, code: CodeBlocks) -> list[_Piece]:
    """The headings and blocks in reading order, from either vocabulary."""
    join_paragraphs(body)
    drop_empty_columns(body)
    pieces: list[_Piece] = []
    tables = Tables()
    text: list[str] = []
    within = [_PARAGRAPH]  # what each open element makes of its text
    begun: list[int] = []  # where, among the pieces, each open element began whose headings end with it

    def add(raw: str | None) -> None:
        words = _SPACE.sub(" ", (raw or "").replace("\u00ad", ""))  # soft hyphens split words for a search only
        if words.strip() or (words and text and text[-1] != _PART):
            text.append(words)

    def close(row: etree._Element | None = None) -> None:
        in_row = within[-1][1] is BlockKind.ROW
        for stretch in _EMPTY_LINE.split("".join(text)) if row is None else ["".join(text)]:
            for written, is_code in code.split(stretch):
                words, parts = (written, ()) if is_code else cut_at_edges(*_joined(written, in_row))
                if is_code:
                    pieces.append(_Piece(0, BlockKind.CODE, words, parts, None))
                elif words:
                    columns = None if row is None else tables.columns(row, len(pieces))
                    pieces.append(_Piece(*within[-1], words, parts, columns))
        text.clear()

    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag, in_row = element.tag, within[-1][1] is BlockKind.ROW
        if event == "start":
            inner = _within(element, within[-1])
            defines = text[-1:] == [_PART] and inner[1] is BlockKind.ITEM  # it goes on where a term stands
            if tag in ("br", "lb") or (tag in BREAKS and in_row):
                text.append("\n")
            elif tag in BREAKS and not defines:
                close()
            within.append(inner)
            if _ends_headings(element):
                begun.append(len(pieces))
            add(element.text)
            continue
        if in_row and tag not in ("tr", "row"):
            text.append(_PART if tag in ("td", "th", "cell") else "\n" if tag in BREAKS else "")
        elif _is_term(element) and _is_defined(element):
            text.append(_PART)
        elif tag in BREAKS:
            close(element if in_row else None)
        if _ends_headings(element):
            levels = [piece.level for piece in pieces[begun.pop() :] if piece.level]
            if levels:
                pieces.append(_Piece(min(levels), BlockKind.PARAGRAPH, "", (), None))
        within.pop()
        if element is not body:
            add(element.tail)
    close()
    return pieces


def _ends_headings(element: etree._Element) -> bool:
    """Whether what follows it belongs to none of its headings: `details`, and what holds columns beside each other."""
    return element.tag == "details" or (element.tag in ("tr", "row", "td") and bool(_COLUMNS(element)))


def _joined(stretch: str, in_row: bool) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The parts of a stretch with a joint between them, their lines by a space; where each line stands, if not the whole is one.

    A row of two cells with words or more has the empty ones too, and bars around it where the first or the last is one, as
    Markdown has them. No line of a repeated cell stands there on the page.
    """
    parts = stretch.removesuffix(_PART).split(_PART)
    with_words = [part for part in parts if _shows_words(part)]
    if not in_row or len(with_words) < 2:
        parts = with_words
    is_open = bool(parts) and not (_shows_words(parts[0]) and _shows_words(parts[-1]))
    joint = JOINT if "|" in stretch else " | "
    words = joint.lstrip() if is_open else ""
    spans: list[tuple[int, int]] = []
    for place, part in enumerate(parts):
        if place:
            words += joint if in_row else " " if words.endswith(":") else ": "
        start = len(words)
        for line in part.replace(REPEATED, "", 1).split("\n"):
            if shown := " ".join(line.split()):
                words += f" {shown}" if len(words) > start else shown
                if not part.lstrip().startswith(REPEATED):
                    spans.append((len(words) - len(shown), len(words)))
    words += joint.rstrip() if is_open else ""
    return words, () if spans == [(0, len(words))] else tuple(spans)


def _shows_words(part: str) -> bool:
    return bool(part.replace(EDGE, "").replace(REPEATED, "").strip())


def _within(element: etree._Element, outer: tuple[int, BlockKind]) -> tuple[int, BlockKind]:
    tag = element.get("rend", "summary") if element.tag == "head" else str(element.tag)
    if outer[1] is BlockKind.ROW:
        return outer
    if tag == "summary" or _HEADING.fullmatch(tag):
        return (_level(element) if tag == "summary" else int(tag[1])), BlockKind.PARAGRAPH
    if tag in ("li", "item", "dt", "dd"):
        return 0, BlockKind.ITEM
    return (0, BlockKind.ROW) if is_row(element) else outer


def _level(summary: etree._Element) -> int:
    """Below all other headings and those of the `details` around its own."""
    return 6 + sum(1 for _ in summary.iterancestors("details"))


def _is_term(element: etree._Element) -> bool:
    return element.tag == "dt" or str(element.get("rend", "")).startswith("dt-")


def _is_defined(term: etree._Element) -> bool:
    """Whether a definition follows, of this term alone or of several; where terms are left open, lxml has the next one within."""
    follows = next((it for it in term.itersiblings(etree.Element) if not _is_term(it)), None)
    if follows is None:
        outer = term.getparent()
        return outer is not None and _is_term(outer) and _is_defined(outer)
    return follows.tag == "dd" or str(follows.get("rend", "")).startswith("dd-")


def _title(tree: html.HtmlElement, headings: list[str]) -> str:
    named = _page_title(tree)
    own = headings or [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    return next((words for words in own if words and (not named or words.casefold() in named.casefold())), named)


def _page_title(tree: html.HtmlElement) -> str:
    titles = [*tree.xpath("//meta[@property='og:title']/@content"), *tree.xpath("//head/title/text()")]
    return next(filter(None, (" ".join(title.split()) for title in titles)), "")


def _address(tree: html.HtmlElement) -> str | None:
    found = tree.xpath("//link[@rel='canonical']/@href") + tree.xpath("//meta[@property='og:url']/@content")
    return next((str(url).strip() for url in found if url.strip().startswith(("https://", "http://"))), None)
