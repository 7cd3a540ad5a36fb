"""PDF into an Article: lines joined to paragraphs, without what repeats at the edges of the pages.

A PDF holds glyphs and their places, no paragraphs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

from index.errors import SourceError
from index.formats.line_forms import CLAUSE, LABEL
from index.formats.pdf.bullets import with_bullets
from index.formats.pdf.contents import without_contents
from index.formats.pdf.filled_lines import read_filled_lines
from index.formats.pdf.furniture import without_furniture
from index.formats.pdf.initials import with_initials
from index.formats.pdf.lines import HEADING_CHARS, SAME_SIZE, body_size, is_heading_size
from index.formats.pdf.paragraphs import Paragraph, join_lines, letters
from index.formats.pdf.tagged_headings import tagged_levels, with_sound_headings
from index.formats.pdf.tagged_rows import with_tagged_rows
from index.formats.pdf.tags import Tags
from index.formats.pdf.upright import turned_page
from index.formats.pdf.wrapped_rows import wrapped_rows
from index.formats.sections import Sections
from index.formats.title_words import is_title, may_head, names_nothing
from index.passage import Article, Block, BlockKind

_BLANK_LINE = "\n\n"


@dataclass(frozen=True, slots=True)
class _Bookmark:
    level: int
    page: int
    title: str


def read_pdf(data: bytes) -> Article:
    """Read the text layer; headings come from tags, or from the outline, or from size and weight of the type where none is found.

    The title is the one largest line of the first page, if the metadata's title is none or contains it; else that one.

    The text is composed of paragraphs with a blank line between them. A paragraph that runs over a column or a page is one block,
    on the page where it starts, so that its sentences are whole.

    - Lines: a space joins those of a paragraph. A word that a hyphen breaks is rejoined, unless the document writes that
      compound with a hyphen elsewhere.
    - Rows: a table's row is a block, whatever lines its cells have, without a bar, since its cells are not all told. Where the
      document's tags tell them, and stand as its cells do, rows are those of a page's table (`read_html`).
    - Forms: what one is filled with stands beside its labels.
    - Left out are headers, footers, page numbers, lists of contents, alphabetical indexes, bullets, the dots that lead to a cell,
      and what lies off the page or is unseen.

    Refused are encrypted files, damaged files, and files without a text layer.
    """
    try:
        with closing(pdfium.PdfDocument(data)) as document:
            if document.get_formtype() == pdfium_c.FORMTYPE_ACRO_FORM:
                document.init_forms()
            tags = Tags()
            pages = [
                with_bullets(read_filled_lines(turned_page(document, index), index + 1, tags))
                for index in range(len(document))
            ]
            outline = _outline(document)
            named = " ".join(document.get_metadata_value("Title").split())
    except (pdfium.PdfiumError, UnicodeError) as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise SourceError("is encrypted with a password; save it without one") from None
        raise SourceError("is damaged, or no PDF; open it in a viewer and save it anew") from None
    pages = with_tagged_rows(with_initials(pages), tags.for_layout)
    lines = with_sound_headings(wrapped_rows(without_contents(without_furniture(pages))))
    paragraphs = join_lines(lines, {(mark.page, letters(mark.title)) for mark in outline})
    if not paragraphs:
        raise SourceError("has no text layer, so it is scanned or empty; run OCR on it, for example with ocrmypdf")

    display = _display_title(paragraphs)
    named = "" if names_nothing(named) else named
    title, full_title = named, ""
    if display and (not named or display.words.casefold() in named.casefold()):
        title, full_title = display.words, named if named != display.words else ""
    levels = tagged_levels(paragraphs, _levels_of_outline(paragraphs, outline) or _levels_of_type(paragraphs))

    text: list[str] = []
    end = 0
    sections = Sections()
    rows: dict[int, tuple[int, int]] = {}  # where those that tags tell of stand
    for paragraph in paragraphs:
        if paragraph is display and paragraph.words == title:
            continue
        start, end = end, end + len(paragraph.words)
        level = 0 if paragraph is display else levels.get(paragraph, 0)
        if level:
            sections.head(level, paragraph.words, start, end)
        else:
            sections.add([_block(paragraph, start, end, rows)])
        text.append(paragraph.words)
        end += len(_BLANK_LINE)
    return Article(title, _BLANK_LINE.join(text), sections.all(), full_title=full_title)


def _block(paragraph: Paragraph, start: int, end: int, rows: dict[int, tuple[int, int]]) -> Block:
    row = paragraph.told
    if row is None:
        return Block(paragraph.kind, start, end, page=paragraph.page)
    rows[row.number] = start, end
    columns = None if row.columns is None else rows.get(row.columns)
    parts = tuple((start + first, start + last) for first, last in row.cells)
    return Block(paragraph.kind, start, end, page=paragraph.page, columns=columns, parts=parts)


def _outline(document: pdfium.PdfDocument) -> list[_Bookmark]:
    marks = [(mark, mark.get_dest()) for mark in document.get_toc()]
    places = [(mark, place.get_index()) for mark, place in marks if place]
    found = [_Bookmark(mark.level + 1, page + 1, mark.get_title()) for mark, page in places if page is not None]
    return [bookmark for bookmark in found if letters(bookmark.title)]


def _display_title(paragraphs: Sequence[Paragraph]) -> Paragraph | None:
    """A paragraph of the first page: the only heading of level 1 by the tags, if none before it is larger; else a heading that is alone of the largest size."""
    told = [place for place, paragraph in enumerate(paragraphs) if paragraph.level == 1]
    if len(told) == 1 and all(paragraph.size <= paragraphs[told[0]].size for paragraph in paragraphs[: told[0]]):
        first = paragraphs[told[0]]
        return first if first.page == paragraphs[0].page else None
    largest = max(paragraphs, key=lambda paragraph: paragraph.size)
    others = [paragraph.size for paragraph in paragraphs if paragraph is not largest]
    is_alone = all(size < largest.size * (1 - SAME_SIZE) for size in others)
    is_first = largest.page == paragraphs[0].page
    return largest if is_alone and is_first and _is_large(largest, body_size(paragraphs)) else None


def _is_large(paragraph: Paragraph, body: float) -> bool:
    is_short = len(paragraph.words) <= HEADING_CHARS and not paragraph.words.endswith((".", ",", ";"))
    return is_short and is_heading_size(paragraph, body) and any(map(str.isalpha, paragraph.words))


def _levels_of_outline(paragraphs: Iterable[Paragraph], outline: Iterable[_Bookmark]) -> dict[Paragraph, int]:
    waiting: dict[tuple[int, str], list[Paragraph]] = defaultdict(list)
    for paragraph in paragraphs:
        waiting[paragraph.page, letters(paragraph.words)].append(paragraph)
    levels: dict[Paragraph, int] = {}
    for mark in outline:
        found = waiting.get((mark.page, letters(mark.title)))
        if found:
            levels[found.pop(0)] = mark.level
    return levels


def _levels_of_type(paragraphs: Sequence[Paragraph]) -> dict[Paragraph, int]:
    body = body_size(paragraphs)
    large = [paragraph for paragraph in paragraphs if _is_large(paragraph, body)]
    sizes = sorted({round(paragraph.size) for paragraph in large}, reverse=True)
    levels = {paragraph: sizes.index(round(paragraph.size)) + 1 for paragraph in large}
    bold = {paragraph: words for paragraph in paragraphs if (words := _bold_words(paragraph, body))}
    forms = Counter(_form(paragraph) for paragraph, words in bold.items() if is_title(words))
    for following, paragraph in pairwise(reversed(paragraphs)):
        is_row = following.kind is BlockKind.ROW
        is_style = forms[_form(paragraph)] > 1
        is_over = following in levels or following.told or following.is_bold == is_row or (is_row and is_style)
        if paragraph in levels or not is_over or paragraph not in bold:
            continue
        is_like = is_style and may_head(bold[paragraph])
        if is_like or is_title(bold[paragraph]):
            clause = CLAUSE.fullmatch(paragraph.words)
            levels[paragraph] = len(sizes) + 1 + (clause["number"].count(".") if clause else 0)
    return levels


def _bold_words(paragraph: Paragraph, body: float) -> str:
    """What one bold line, no smaller than the body, says without a clause's number; empty for a label and any other paragraph."""
    if not paragraph.is_bold or paragraph.kind is BlockKind.ROW or paragraph.size < body * (1 - SAME_SIZE):
        return ""
    clause = CLAUSE.fullmatch(paragraph.words)
    words = clause["words"] if clause else paragraph.words
    return "" if words.endswith(":") or LABEL.match(words) else words


def _form(paragraph: Paragraph) -> tuple[int, bool]:
    """What headings of a document have alike: the size, and whether there is a number."""
    return round(paragraph.size), CLAUSE.fullmatch(paragraph.words) is not None
