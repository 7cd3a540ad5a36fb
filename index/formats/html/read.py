"""HTML into an Article: a page's main content as text, without navigation and other furniture."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Iterable
from dataclasses import replace

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from index.errors import SourceError
from index.formats.html.accordions import unfold
from index.formats.html.asides import keep_asides
from index.formats.html.bold_lines import head_by_bold
from index.formats.html.boxes import head_boxes
from index.formats.html.code import CodeBlocks
from index.formats.html.columns import join_columns
from index.formats.html.content import CONTENT_SHARE, content
from index.formats.html.edges import EDGE, part_figures, part_icons, part_spaces
from index.formats.html.elements import HEADINGS, line, one_of
from index.formats.html.footers import take_footers
from index.formats.html.furniture import drop_furniture
from index.formats.html.glued import part_glued
from index.formats.html.infobox import LABELLED, mark_facts
from index.formats.html.kickers import lower_kickers
from index.formats.html.numbers import number_items
from index.formats.html.one_body import one_body
from index.formats.html.pieces import PART, Piece, article, moved, pieces_of
from index.formats.html.roles import make_tables
from index.formats.html.sheet_page import take_sheet_marks
from index.formats.html.struck import mark_struck
from index.formats.html.tables import lay_out
from index.formats.html.word_page import take_word_marks
from index.passage import Article, BlockKind

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
_IN_HEADINGS = etree.XPath(f"//a[contains(@href, '#')][{one_of('ancestor', *HEADINGS)}]")  # upwards, as in `furniture`
_WORD = re.compile(r"\w")
_INTRODUCES = "(.//h1 and .//p[string-length(normalize-space(.)) > 30])"  # its page, in a sentence
_FURNITURE = etree.XPath(
    "//nav|//aside|//footer[not(ancestor::blockquote)]|//form|//dialog|//script|//style|//template|//noscript|//svg|//button|//select|//textarea"
    f"|//header[not(ancestor::main or ancestor::article or ancestor::section or {_INTRODUCES})]|//*[@hidden or @aria-hidden='true']"
    "|//*[@role and contains(' navigation banner contentinfo complementary search dialog ', concat(' ', @role, ' '))]"
    "|//*[@id='comments' or @id='disqus_thread' or @id='respond']"
)
_CONSENT = etree.XPath(
    "//div[contains(concat(@id, @class), 'cookie') or contains(concat(@id, @class), 'consent')][not(.//main or .//article or .//h1)]"
)
_IS_BANNER = re.compile(
    r"cookies?[-_]?(?:alert|banner|bar|box|consent|dialog|disclaimer|hint|info|law|layer|message|modal|note|notice|notification|overlay|policy|popup|wall)(?-i:(?![a-z]))"
    r"|(?:consent|privacy)[-_]?(?:banner|bar|dialog|layer|manager|modal|notice|overlay|popup|tool)|cookiebot|onetrust",
    re.IGNORECASE,
)
_IS_CONSENT = re.compile(r"(?:\A|\s)(?:cookies?|consent)(?:\s|\Z)", re.IGNORECASE)  # a bakery's has headings
_ASKS = etree.XPath("boolean(.//button or .//input or .//*[@role='button'])")
_HAS_HEADING = etree.XPath(f"boolean({one_of('descendant', *HEADINGS)})")
_FREE_WORDS = etree.XPath(
    "(self::form|.//body)//text()[not(ancestor::*[contains(' label legend button select textarea script style template noscript ',"
    " concat(' ', name(), ' '))])]"
)
_LABELS = etree.XPath("//*[@role='doc-footnote']/span[@class='label']")  # a footnote's number, as docutils writes it
_IS_MAIN = "self::main or @role='main'"
_MAIN = [
    etree.XPath(path)
    for path in (
        f"//*[{_IS_MAIN}][not(ancestor::*[{_IS_MAIN}])]",
        "//article[count(//article) = 1]",
        "//body",
    )
]
_ARTICLE_SHARE = 0.5  # of a page's words that its only article has to have: it may be a teaser, or what a customer says
_SPACE = re.compile(r"\s+")
# What lxml reads and does not write, which moving an element may ask of it; Python and HTML count some of it as white space.
_NOT_WRITTEN = re.compile(f"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff{EDGE}{LABELLED}]")

# It warns of each page without text, which is refused here with its reason.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def read_html(data: bytes) -> Article:
    """Read the main content of a page, or all of one that has little or nothing beside it.

    The title is the heading of level 1 that the page's own title contains (the rest of that is the site's name), else the page's
    title. That heading is no section.

    The text is composed of headings, paragraphs, items and rows in their order, a blank line between them and white space
    collapsed. What `drop_furniture` takes out is in none of them.

    - Rows: cells are joined by ` | `, or by a bar between no-break spaces where one of them holds a bar itself. Empty cells are
      some too, and a cell that reaches over several rows is one of each.
    - Terms: a colon joins one to its definition.
    - Code: `pre` keeps its lines. It is left out where it holds no word, and beside others in a table's row.

    Refused are bytes that the encoding (byte order mark, declaration, else UTF-8) cannot have written, what lxml does not parse to
    its end, and a page without text.
    """
    tree = _parse(_decode(data))
    drop_furniture(tree, _page_title(tree), _address(tree))
    part_figures(tree)
    part_spaces(tree)
    part_icons(tree)
    code = CodeBlocks(tree)
    join_columns(tree)
    part_glued(tree)
    head_boxes(tree)
    head_by_bold(tree)
    lower_kickers(tree)
    lay_out(tree)
    mark_facts(tree)
    footers = list(take_footers(tree))
    pieces = _main_content(tree, code)
    if not pieces:
        raise SourceError(
            "has no text beside navigation and code; save a page that scripts draw as the browser shows it"
        )
    title = _title(tree, [piece.words for piece in pieces if piece.level == 1])
    full_title = _full_title(tree, title)
    for footer in footers:
        pieces.append(Piece(1, BlockKind.PARAGRAPH, ""))
        pieces += moved(pieces_of(footer, code), len(pieces))

    return replace(article(pieces, title, _address(tree)), full_title=full_title)


def _decode(data: bytes) -> bytes:
    """The page in UTF-8, without what marks the parts here."""
    declared = _DECLARED.search(data, 0, PRESCAN_BYTES)
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    mark, name = next(((mark, marked) for mark, marked in _MARKS if data.startswith(mark)), (b"", name))
    try:
        codec = name if mark else _ON_THE_WEB.get(codecs.lookup(name).name, name)
        page = data[len(mark) :].decode(codec).replace(PART, "")
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
    for root in (tree, *tree.itersiblings()):
        _drop_control_characters(root)
    one_body(tree)
    mark_struck(tree)
    _drop(_ANCHORS, tree)
    _empty_marks(tree)
    unfold(tree)
    make_tables(tree)
    number_items(tree)
    take_word_marks(tree)
    take_sheet_marks(tree)
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


def _empty_marks(tree: html.HtmlElement) -> None:
    """Take the sign of a heading's link to itself (`#`, `§`, a space of no width) out; the link stays, for it may be what others lead to."""
    for link in _IN_HEADINGS(tree):
        if not _WORD.search(link.text_content()):
            link.text = None
            del link[:]


def _drop(unwanted: etree.XPath, tree: html.HtmlElement) -> None:
    for element in unwanted(tree):
        if element is not tree:
            element.drop_tree()


def _main_content(tree: html.HtmlElement, code: CodeBlocks) -> list[Piece]:
    """All of the page's one main part, or what is left of it without menus where trafilatura, which loses headings and lists, finds much less."""
    found = bare_extraction(tree, fast=True, include_comments=False)
    pieces = pieces_of(found.body, code) if isinstance(found, Document) else []
    for part in _CONSENT(tree):
        named = f"{part.get('id', '')} {part.get('class', '')}"
        is_named = _IS_BANNER.search(named) or (_IS_CONSENT.search(named) and not _HAS_HEADING(part))
        if is_named or _ASKS(part):
            part.drop_tree()
    _drop(_FURNITURE, tree)
    mains = ([(part, whole) for part in main(tree) if (whole := pieces_of(part, code))] for main in _MAIN)
    part, whole = next((parts[0] for parts in mains if len(parts) == 1), (tree, []))
    if part.tag == "article":
        everything = pieces_of(tree, code)
        if _chars(whole) < _ARTICLE_SHARE * _chars(everything):
            part, whole = tree, everything
    if TRUSTED_CHARS <= _chars(pieces) < CONTENT_SHARE * _chars(whole):
        return pieces_of(content(part, [piece.words for piece in pieces]), code)
    return whole


def _chars(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.words) for piece in pieces if piece.kind is not BlockKind.CODE)


def _title(tree: html.HtmlElement, headings: list[str]) -> str:
    named = _page_title(tree)
    own = headings or [line(heading) for heading in tree.iter("h1")]
    return next((words for words in own if words and (not named or words.casefold() in named.casefold())), named)


def _full_title(tree: html.HtmlElement, title: str) -> str:
    """The page's title, if it contains the one that is shown, and the site's name; empty where that is no more."""
    if not title:
        return ""
    written = (" ".join(words.split()) for words in tree.xpath("//head/title/text()"))
    full = next((words for words in written if title.casefold() in words.casefold()), title)
    sites = (" ".join(name.split()) for name in tree.xpath("//meta[@property='og:site_name']/@content"))
    site = next((name for name in sites if name.casefold() not in full.casefold()), "")
    return f"{full} – {site}" if site else full if full != title else ""


def _page_title(tree: html.HtmlElement) -> str:
    titles = [*tree.xpath("//meta[@property='og:title']/@content"), *tree.xpath("//head/title/text()")]
    return next(filter(None, (" ".join(title.split()) for title in titles)), "")


def _address(tree: html.HtmlElement) -> str | None:
    found = tree.xpath("//link[@rel='canonical']/@href") + tree.xpath("//meta[@property='og:url']/@content")
    return next((str(url).strip() for url in found if url.strip().startswith(("https://", "http://"))), None)
