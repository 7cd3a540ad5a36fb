"""PDF into an Article: lines joined to paragraphs, without what repeats at the edges of the pages.

A PDF holds glyphs and their places, no paragraphs. PDFium gives lines in the order in which they were
drawn; what belongs together is told by leading, indentation, size and the room that a line left.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

from index.errors import SourceError
from index.formats.line_forms import CLAUSE, LABEL
from index.formats.sections import Sections
from index.formats.title_words import is_title
from index.passage import Article, Block, BlockKind

EDGE = 0.14  # of a page's height, above and below, holds headers, footers and page numbers (LaTeX's begin at 0.13)
HEADING_SIZE = 1.15  # times the size of the body, from which on a line is a heading in a document without an outline
HEADING_CHARS = 200  # no heading is longer, however large

_SYMBOLS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF06E, 0xF076), "•")  # bullets of the fonts Symbol and Wingdings
_REPLACED = {**_SYMBOLS, 0xAD: None}  # PDFium itself has taken ligatures apart
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})  # Unicode categories
_SOFT_HYPHEN = "\u00ad"
_PDFIUM_HYPHEN = 0x02  # stands for one that breaks a word at the end of a line
_BULLETS = "•◦▪▫‣●○■□"
_BULLET = re.compile(rf"[{_BULLETS}·*–—-](?:\s+|\Z)")
_MARKER = re.compile(rf"{_BULLET.pattern}|(?:\d{{1,3}}|[a-z])[.)]\s|\(\w{{1,3}}\)\s")
_SENTENCE_END = re.compile(r"""[.!?:;…。！？]["'”’»)\]]*\Z""")
_BROKEN_WORD = re.compile(r"\w[-‐]\Z")
_COMPOUND = re.compile(r"\w+(?:[-‐]\w+)+")
_PAGE_NUMBER = re.compile(r"[\W_]*(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of)\s*\d{1,4})?[\W_]*", re.IGNORECASE)
_COUNT = re.compile(
    r"(?<![^\s/|·•(\[–—-])\d{1,4}(?!\s?[%€$£])(?![^\s/|·•)\],.:;–—-])"
)  # it may be the page's: no price
_PAGE = "\f"  # stands for its number
_PRINTED_FROM = re.compile(r"(?:file|https?)://\S+\s\d{1,4}/\d{1,4}")  # Chromium's footer
_PRINTED_AT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}[:.]\d\d\b.*")  # and its header, by the locale
_NO_TITLE = re.compile(
    r"\W*(?:untitled|anonymous|unknown|document)[\W\d]*|microsoft \w+ - .*|.*\.(?:docx?|pptx?|xlsx?|odt|rtf|tex|dvi|pdf|indd|html?)",
    re.IGNORECASE,
)
_BLANK_LINE = "\n\n"
_LEADER = re.compile(r"\s*(?:[.…·_]\s?){5,}(?=\S)")  # dots, up to a cell
# Behind it a wide gap is an item's, or a heading's.
_FIRST = re.compile(rf"[{_BULLETS}·*–—-]|(?:\d{{1,3}}\.)*\d{{1,3}}[.)]?|[a-z][.)]|\(\w{{1,3}}\)")
_STOPS = (".", "!", "?", ":", ";", ",")
_WIDE, _WIDEST = 1.0, 3.0  # times the size of the type: gaps of cells beside narrower ones, and by themselves
_BOLD = re.compile(rb"bold|black|heavy|demi|cmbx", re.IGNORECASE)  # in the name of a font
_FONT_NAME_BYTES = 128  # longer names are cut
_FAR = 1e6  # points; PDF allows pages of 14,400: what lies beyond, or is no number, comes from damage
_SAME_SIZE = 0.08  # the part by which two sizes of type may differ and count as one

_Box = tuple[float, float, float, float]  # left, low, right and high, in points


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its place on the page, in points from the lower left."""

    page: int
    words: str
    is_row: bool
    is_bold: bool
    left: float
    right: float
    base: float
    size: float
    at_edge: bool

    @property
    def ends_sentence(self) -> bool:
        return bool(_SENTENCE_END.search(self.words))

    @property
    def goes_on(self) -> bool:
        """Whether it can only be the continuation of another line."""
        return self.words[:1].islower()


@dataclass(frozen=True, slots=True)
class _Bookmark:
    level: int
    page: int
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class _Paragraph:
    kind: BlockKind
    words: str
    page: int
    size: float
    is_bold: bool  # one line, all of it


def read_pdf(data: bytes) -> Article:
    """Read the text layer; headings come from the outline, or from size and weight of the type where none is found.

    The text is composed: a blank line between paragraphs, the lines of one joined by a space, words
    that a hyphen breaks rejoined (unless the document writes that compound with a hyphen elsewhere),
    headers, footers, page numbers, bullets and the dots that lead to a cell left out. A paragraph that
    runs over a column or a page is one block, on the page where it starts, so that its sentences are
    whole; a table's row is one too, without a bar, since its cells are not all told. The title is the one
    largest line of the first page, if the metadata's title is none or contains it; else that one.

    Refused are encrypted files, damaged files, and files without a text layer.
    """
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            lines = _without_furniture([_lines(document[index], index + 1) for index in range(len(document))])
            outline = _outline(document)
            named = " ".join(document.get_metadata_value("Title").split())
    except (pdfium.PdfiumError, UnicodeError) as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise SourceError("is encrypted with a password; save it without one") from None
        raise SourceError("is damaged, or no PDF; open it in a viewer and save it anew") from None
    paragraphs = _paragraphs(lines, outline)
    if not paragraphs:
        raise SourceError("has no text layer, so it is scanned or empty; run OCR on it, for example with ocrmypdf")

    display = _display_title(paragraphs)
    title = "" if _NO_TITLE.fullmatch(named) else named
    if display and (not title or display.words.casefold() in title.casefold()):
        title = display.words
    levels = _levels_of_outline(paragraphs, outline) or _levels_of_type(paragraphs)

    text: list[str] = []
    end = 0
    sections = Sections()
    for paragraph in paragraphs:
        if paragraph is display and paragraph.words == title:
            continue
        start, end = end, end + len(paragraph.words)
        level = 0 if paragraph is display else levels.get(paragraph, 0)
        if level:
            sections.head(level, paragraph.words, start, end)
        else:
            sections.add([Block(paragraph.kind, start, end, page=paragraph.page)])
        text.append(paragraph.words)
        end += len(_BLANK_LINE)
    return Article(title, _BLANK_LINE.join(text), sections.all())


def _outline(document: pdfium.PdfDocument) -> list[_Bookmark]:
    marks = [(mark, mark.get_dest()) for mark in document.get_toc()]
    places = [(mark, place.get_index()) for mark, place in marks if place]
    found = [_Bookmark(mark.level + 1, page + 1, mark.get_title()) for mark, page in places if page is not None]
    return [bookmark for bookmark in found if _letters(bookmark.title)]


def _lines(page: pdfium.PdfPage, number: int) -> list[_Line]:
    with closing(page), closing(page.get_textpage()) as glyphs:
        codes = [pdfium_c.FPDFText_GetUnicode(glyphs, index) for index in range(glyphs.count_chars())]
        ends = [index + 1 for index, code in enumerate(codes) if code in (0x0A, 0x0D, _PDFIUM_HYPHEN)]
        _, foot, _, top = page.get_bbox()
        dots = _dots(page)
        lines: list[_Line] = []
        for start, end in pairwise([0, *ends, len(codes)]):
            if words := _words(codes[start:end]):
                seen = [index for index in range(start, end) if codes[index] > 0x20 or codes[index] == _PDFIUM_HYPHEN]
                is_row = bool(_LEADER.search(words)) or _has_cells(codes, glyphs, seen)
                line = _placed(_LEADER.sub(" ", words).strip(), is_row, glyphs, seen, number, foot, top)
                is_item = any(_is_before(dot, line) for dot in dots) and not _MARKER.match(line.words)
                lines.append(replace(line, words=f"• {line.words}") if is_item else line)
        return lines


def _dots(page: pdfium.PdfPage) -> list[_Box]:
    """Small shapes, as which browsers draw bullets."""
    shapes = (shape.get_bounds() for shape in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_PATH,)))
    return [(left, low, right, high) for left, low, right, high in shapes if 0 < right - left < 1.5 * (high - low) < 15]


def _is_before(dot: _Box, line: _Line) -> bool:
    """Whether a shape stands before a line as its bullet does, less than half as high as its type."""
    left, low, right, high = dot
    is_small = max(right - left, high - low) < line.size / 2
    is_beside = line.base < (low + high) / 2 < line.base + line.size * 0.7
    return is_small and is_beside and 0 < line.left - right < 2 * line.size


def _words(codes: Iterable[int]) -> str:
    text = "".join(chr(code) for code in codes if code <= sys.maxunicode).rstrip()
    if text.endswith((chr(_PDFIUM_HYPHEN), _SOFT_HYPHEN)):
        text = text[:-1] + "-"
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").translate(_REPLACED)
    text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _NO_TEXT)
    return " ".join(text.split())


def _has_cells(codes: Sequence[int], glyphs: pdfium.PdfTextPage, seen: Sequence[int]) -> bool:
    """Whether wide gaps make a row of a line.

    The gaps of a justified line are wide too, but all alike, or wider behind a stop.
    """
    before, after = pdfium_c.FS_RECTF(), pdfium_c.FS_RECTF()
    gaps: list[tuple[float, int, int]] = []
    for last, first in pairwise(seen):
        if first > last + 1:
            pdfium_c.FPDFText_GetLooseCharBox(glyphs, last, before)
            pdfium_c.FPDFText_GetLooseCharBox(glyphs, first, after)
            gaps.append(((after.left - before.right) / _size(glyphs, last), last, first))
    narrow = min((gap for gap, *_ in gaps), default=0.0)
    return any(
        (gap > _WIDEST or (gap > max(_WIDE, 2 * narrow) and chr(codes[last]) not in _STOPS))
        and not _FIRST.fullmatch(_words(codes[seen[0] : first]))
        for gap, last, first in gaps
    )


def _placed(
    words: str,
    is_row: bool,
    glyphs: pdfium.PdfTextPage,
    seen: Sequence[int],
    number: int,
    foot: float,
    top: float,
) -> _Line:
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetCharOrigin(glyphs, seen[0], x, y)
    pdfium_c.FPDFText_GetLooseCharBox(glyphs, seen[-1], box)
    some = (seen[0], seen[len(seen) // 2], seen[-1])
    # The middle one: another may be a bullet, the number of a note or a word of code.
    size = sorted(_size(glyphs, index) for index in some)[1]
    is_bold = all(_BOLD.search(_font(glyphs, index)) for index in some)
    left, right, base = (place if abs(place) < _FAR else 0.0 for place in (x.value, box.right, y.value))
    height = (base - foot) / (top - foot) if top > foot else 0.5
    return _Line(number, words, is_row, is_bold, left, right, base, size, not EDGE < height < 1 - EDGE)


def _size(glyphs: pdfium.PdfTextPage, index: int) -> float:
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(glyphs, index, matrix)
    size = float(pdfium_c.FPDFText_GetFontSize(glyphs, index) * math.hypot(matrix.c, matrix.d))
    return size if 0 < size < _FAR else 1.0


def _font(glyphs: pdfium.PdfTextPage, index: int) -> bytes:
    name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
    pdfium_c.FPDFText_GetFontInfo(glyphs, index, name, _FONT_NAME_BYTES - 1, None)
    return name.value


def _without_furniture(pages: Sequence[Sequence[_Line]]) -> list[_Line]:
    """All lines but page numbers, and those that stand in the same place of several pages, the page's number aside."""
    lines = [line for page in pages for line in page]
    body = _body_size(lines) if lines else 0.0
    places = Counter(place for page in pages for place in {place for line in page for place in _places(line, body)})
    several = min(3, max(2, len(pages) // 2))  # headers of left and right pages stand on half of them
    most = max(2, len(pages) // 2 + 1)  # slides that go on have one heading
    printed = {line for page in pages for line in _of_browser(page)}
    return [
        line
        for line in lines
        if not (line.at_edge and _PAGE_NUMBER.fullmatch(line.words))
        and line not in printed
        and all(places[place] < (most if _is_heading_size(line, body) else several) for place in _places(line, body))
    ]


def _of_browser(page: Sequence[_Line]) -> list[_Line]:
    """The address and the time that a browser prints at the edges of a page."""
    edges = [line for line in page if line.at_edge]
    address = [line for line in edges if _PRINTED_FROM.fullmatch(line.words)]
    return [*address, *(line for line in edges if _PRINTED_AT.fullmatch(line.words))] if address else []


def _places(line: _Line, body: float) -> Iterator[tuple[str, int]]:
    """What a line at the edge says and where, also with a number taken as the page's, but not in a heading ("Week 3")."""
    if not line.at_edge:
        return
    base = round(line.base)
    yield line.words, base
    if not _is_heading_size(line, body):
        for number in _COUNT.finditer(line.words):
            ahead = int(number[0]) - line.page
            yield f"{line.words[: number.start()]}{_PAGE}{ahead}{line.words[number.end() :]}", base


def _paragraphs(lines: Sequence[_Line], outline: Iterable[_Bookmark]) -> list[_Paragraph]:
    bookmarked = {(mark.page, _letters(mark.title)) for mark in outline}
    steps = Counter(
        round((above.base - line.base) / line.size, 1)
        for above, line in pairwise(lines)
        if above.page == line.page and 0.5 < (above.base - line.base) / line.size < 3
    )
    leading = steps.most_common(1)[0][0] if steps.total() > 8 else 1.3  # few lines tell nothing
    rights: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        rights[_column(line)].append(line.right)
    # The upper quartile, not the maximum: one overlong address would make every other line look cut short.
    margins = {column: sorted(ends)[len(ends) * 3 // 4] for column, ends in rights.items()}

    groups: list[list[_Line]] = []
    after_heading = True
    for line in lines:
        is_heading = (line.page, _letters(line.words)) in bookmarked
        if is_heading or after_heading or _begins(line, groups[-1], leading, margins[_column(groups[-1][-1])]):
            groups.append([line])
        else:
            groups[-1].append(line)
        after_heading = is_heading
    compounds = {compound.casefold() for line in lines for compound in _COMPOUND.findall(line.words)}
    paragraphs = [_paragraph(group, compounds) for group in groups]
    return [paragraph for paragraph in paragraphs if paragraph.words]


def _column(line: _Line) -> tuple[int, int]:
    return line.page, round(line.left / 50)


def _begins(line: _Line, group: Sequence[_Line], leading: float, margin: float) -> bool:
    """Whether a line begins a new paragraph after those of `group`; `margin` is where their column ends."""
    last = group[-1]
    step = (last.base - line.base) / line.size
    indent = (line.left - last.left) / line.size
    if _BULLET.fullmatch(last.words) or (line.goes_on and _BROKEN_WORD.search(last.words)):
        return False
    if line.is_row or last.is_row:
        return (line.is_row and last.is_row) or not line.goes_on
    if line.page != last.page or step < -1:  # the next page or column
        is_full = last.right > margin - last.size and abs(line.size - last.size) <= _SAME_SIZE * last.size
        return last.ends_sentence or not (line.goes_on or is_full)
    if LABEL.match(line.words) and LABEL.match(group[0].words):
        return True
    if step > leading + (0.8 if line.goes_on and not last.ends_sentence else 0.3):
        return True
    in_list = bool(_MARKER.match(group[0].words))
    if _MARKER.match(line.words) and (in_list or last.ends_sentence or line.words.startswith(tuple(_BULLETS))):
        return True
    if line.goes_on:
        return False
    if abs(line.size - last.size) > _SAME_SIZE * last.size:
        return True
    if indent > 0.8 and not in_list:
        return True
    if indent < -0.8 and len(group) > 1:
        return True
    first_word = len(line.words.partition(" ")[0]) + 1
    return last.right + first_word * (line.right - line.left) / len(line.words) < margin  # it had found room above


def _paragraph(lines: Sequence[_Line], compounds: Container[str]) -> _Paragraph:
    parts: list[str] = []
    for line in lines:
        if parts and _BROKEN_WORD.search(parts[-1]):
            head, tail = parts[-1].rpartition(" ")[2][:-1], line.words.partition(" ")[0]
            compound = _COMPOUND.match(f"{head}-{tail}")
            if line.goes_on and "-" not in head and not (compound and compound[0].casefold() in compounds):
                parts[-1] = parts[-1][:-1]
        elif parts:
            parts.append(" ")
        parts.append(line.words)
    words = "".join(parts)
    kind = BlockKind.ITEM if _MARKER.match(words) else BlockKind.PARAGRAPH
    if lines[0].is_row and len(lines) == 1:
        kind = BlockKind.ROW
    bullet = _BULLET.match(words)
    is_bold = len(lines) == 1 and lines[0].is_bold
    return _Paragraph(kind, words[bullet.end() :] if bullet else words, lines[0].page, lines[0].size, is_bold)


def _display_title(paragraphs: Sequence[_Paragraph]) -> _Paragraph | None:
    """The largest paragraph of the first page, where it is a heading and the only one of its size."""
    largest = max(paragraphs, key=lambda paragraph: paragraph.size)
    others = [paragraph.size for paragraph in paragraphs if paragraph is not largest]
    is_alone = all(size < largest.size * (1 - _SAME_SIZE) for size in others)
    is_first = largest.page == paragraphs[0].page
    return largest if is_alone and is_first and _is_large(largest, _body_size(paragraphs)) else None


def _body_size(pieces: Iterable[_Line | _Paragraph]) -> float:
    glyphs: Counter[float] = Counter()
    for piece in pieces:
        glyphs[round(piece.size, 1)] += len(piece.words)
    return glyphs.most_common(1)[0][0]


def _is_large(paragraph: _Paragraph, body: float) -> bool:
    is_short = len(paragraph.words) <= HEADING_CHARS and not paragraph.words.endswith((".", ",", ";"))
    return is_short and _is_heading_size(paragraph, body) and any(map(str.isalpha, paragraph.words))


def _is_heading_size(piece: _Line | _Paragraph, body: float) -> bool:
    return piece.size >= HEADING_SIZE * body


def _levels_of_outline(paragraphs: Iterable[_Paragraph], outline: Iterable[_Bookmark]) -> dict[_Paragraph, int]:
    waiting: dict[tuple[int, str], list[_Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        waiting[paragraph.page, _letters(paragraph.words)].append(paragraph)
    levels: dict[_Paragraph, int] = {}
    for mark in outline:
        found = waiting.get((mark.page, _letters(mark.title)))
        if found:
            levels[found.pop(0)] = mark.level
    return levels


def _letters(words: str) -> str:
    """What a bookmark and its heading have in common: no numbering, no spacing."""
    letters = "".join(filter(str.isalnum, words.casefold()))
    return letters.lstrip("0123456789") or letters


def _levels_of_type(paragraphs: Sequence[_Paragraph]) -> dict[_Paragraph, int]:
    body = _body_size(paragraphs)
    large = [paragraph for paragraph in paragraphs if _is_large(paragraph, body)]
    sizes = sorted({round(paragraph.size) for paragraph in large}, reverse=True)
    levels = {paragraph: sizes.index(round(paragraph.size)) + 1 for paragraph in large}
    for following, paragraph in pairwise(reversed(paragraphs)):
        is_over = following in levels or not (following.is_bold or following.kind is BlockKind.ROW)
        if paragraph not in levels and is_over and _is_bold_title(paragraph, body):
            clause = CLAUSE.fullmatch(paragraph.words)
            levels[paragraph] = len(sizes) + 1 + (clause["number"].count(".") if clause else 0)
    return levels


def _is_bold_title(paragraph: _Paragraph, body: float) -> bool:
    """Whether it is one bold line, no smaller than the body, that is a mere title: what states something is a passage."""
    if not paragraph.is_bold or paragraph.kind is BlockKind.ROW or paragraph.size < body * (1 - _SAME_SIZE):
        return False
    clause = CLAUSE.fullmatch(paragraph.words)
    words = clause["words"] if clause else paragraph.words
    return not words.endswith(":") and not LABEL.match(words) and is_title(words)
