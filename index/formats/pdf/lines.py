"""A PDF's lines: glyphs and their places as PDFium gives them, in the order in which they were drawn."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any, Protocol

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

from index.formats.pdf.drawn import Box, Dots
from index.formats.pdf.marked import stretches
from index.formats.pdf.note_marks import may_have_marks, note_marks
from index.formats.pdf.signs import FAR, box_of, font_of, gap_between, origin_of, size_of
from index.formats.pdf.spaced_letters import joined_letters
from index.formats.pdf.tags import Mark
from index.formats.pdf.unseen import Unseen
from index.formats.pdf.upright import RULER, add_ruler, is_ruler

EDGE = 0.14  # of a page's height, above and below, holds headers, footers and page numbers (LaTeX's begin at 0.13)
HEADING_CHARS = 200  # no heading is longer, however large
HEADING_SIZE = 1.15  # times the size of the body, from which on a line is a heading in a document without an outline
INITIAL = 1.8  # times the size of the type beside it, from which on a letter by itself may stand over several lines
LOWER = 0.5  # times the size of that type, by which such a letter stands at least below the first of the lines
SAME_SIZE = 0.08  # the part by which two sizes of type may differ and count as one

_SYMBOLS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF06E, 0xF076), "•")  # bullets of the fonts Symbol and Wingdings
_REPLACED = {**_SYMBOLS, 0xAD: None}  # PDFium itself has taken ligatures apart
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})  # Unicode categories
_NEWLINE, _RULER = 0x0A, ord(RULER)
_SOFT_HYPHEN = "\u00ad"
_PDFIUM_HYPHEN = 0x02  # stands for one that breaks a word at the end of a line
BULLETS = "•◦▪▫‣●○■□"
BULLET = re.compile(rf"[{BULLETS}·*–—-](?:\s+|\Z)")
MARKER = re.compile(rf"{BULLET.pattern}|(?:\d{{1,3}}|[a-z])[.)]\s|\(\w{{1,3}}\)\s")
_SENTENCE_END = re.compile(r"""[.!?:;…。！？]["'”’»)\]]*\Z""")
_LEADER = re.compile(r"(?<![.…·_\s])\s*(?:[.…·_]\s?){5,}+(?=\S)")  # dots, up to a cell
# Behind it a wide gap is an item's, or a heading's.
_FIRST = re.compile(rf"[{BULLETS}·*–—-]|(?:\d{{1,3}}\.)*\d{{1,3}}[.)]?|[a-z][.)]|\(\w{{1,3}}\)")
_STOPS = (".", "!", "?", ":", ";", ",")
_WIDE, _WIDEST = 1.0, 3.0  # times the size of the type: gaps of cells beside narrower ones, and by themselves
_BOLD = re.compile(rb"bold|black|heavy|demi|cmbx", re.IGNORECASE)  # in the name of a font
_NO_MARKS: Mapping[int, Mark] = {}
_NO_MARK = Mark()

_Handle = Any  # PDFium's, of a page's text


class Typed(Protocol):
    """Words that are set in one size of type."""

    @property
    def words(self) -> str:
        """What they are."""
        ...

    @property
    def size(self) -> float:
        """In points."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a tagged table: its number in the document, that of the row that names its columns, and where its cells' words are."""

    number: int
    columns: int | None
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its place on the page, in points from the lower left.

    Where tags tell of cells, `pieces` are what of the line is in each of them and between them, with their marks; a line may
    stand for all that is in a row of them, `told`.
    """

    page: int  # from 1
    words: str
    is_row: bool
    is_bold: bool
    left: float
    right: float
    base: float
    size: float
    at_edge: bool
    row: int = 0  # of a row of several lines, each of which has the same, unlike the row beside it
    parts: tuple[tuple[float, str], ...] = ()  # its words with their left edges, where they were asked for
    mark: Mark = field(default=_NO_MARK, compare=False)
    pieces: tuple[Line, ...] = field(default=(), compare=False)
    told: Row | None = field(default=None, compare=False)

    @property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends with it."""
        return bool(_SENTENCE_END.search(self.words))

    @property
    def goes_on(self) -> bool:
        """Whether it can only be the continuation of another line."""
        return self.words[:1].islower()

    @property
    def first_word_width(self) -> float:
        """That of its first word and the space behind it, in points, if all its signs are as wide."""
        signs = len(self.words.partition(" ")[0]) + 1
        return signs * (self.right - self.left) / len(self.words)


def read_lines(
    page: pdfium.PdfPage, number: int, marks: Mapping[int, Mark] = _NO_MARKS, with_parts: bool = False
) -> list[Line]:
    """Those of a page, whose number counts from 1, in the order in which they were drawn; the page is closed.

    What lies off the page, where no viewer shows it, and what is unseen for another reason is left out. `marks` are what the
    page's tags say of its marked content.
    """
    ruler = add_ruler(page)
    with closing(page), closing(page.get_textpage()) as glyphs:
        raw = glyphs.raw  # the wrapper would be asked for it at each glyph
        codes = list(map(partial(pdfium_c.FPDFText_GetUnicode, raw), range(glyphs.count_chars())))
        codes = [_NEWLINE if code == _RULER and is_ruler(ruler, raw, at) else code for at, code in enumerate(codes)]
        ends = [index + 1 for index, code in enumerate(codes) if code in (_NEWLINE, 0x0D, _PDFIUM_HYPHEN)]
        reader = _Reader(page, number, raw, codes)
        lines: list[Line] = []
        for start, end in pairwise([0, *ends, len(codes)]):
            for line, seen in reader.line(start, end):
                marked = reader.marked(line, seen, marks) if marks else line
                lines.append(replace(marked, parts=tuple(_parts(codes, raw, seen))) if with_parts else marked)
        return lines


def body_size(pieces: Iterable[Typed]) -> float:
    """The size that most glyphs have; there has to be a piece."""
    glyphs: Counter[float] = Counter()
    for piece in pieces:
        glyphs[round(piece.size, 1)] += len(piece.words)
    return glyphs.most_common(1)[0][0]


def is_heading_size(piece: Typed, body: float) -> bool:
    """Whether it is large enough for a heading."""
    return piece.size >= HEADING_SIZE * body


class _Reader:
    """Makes lines of a page's signs, whose Unicode values are `codes`."""

    def __init__(self, page: pdfium.PdfPage, number: int, glyphs: _Handle, codes: Sequence[int]) -> None:
        self._number, self._glyphs, self._codes = number, glyphs, codes
        self._sheet = page.get_bbox()
        self._dots = Dots(page)
        self._unseen = Unseen(page, glyphs)

    def line(self, start: int, end: int, mark: Mark = _NO_MARK) -> Iterator[tuple[Line, Sequence[int]]]:
        """That of the signs from one place up to another, with the places of those that are no space; none where nothing is seen."""
        codes, glyphs = self._codes, self._glyphs
        words = _words(codes[start:end])
        if not words:
            return
        seen = [index for index in range(start, end) if codes[index] > 0x20 or codes[index] == _PDFIUM_HYPHEN]
        if _is_off(self._sheet, glyphs, seen):
            return
        if self._begins_with_initial(words, seen):
            yield from self.line(start, seen[0] + 1, mark)
            yield from self.line(seen[0] + 1, end, mark)
            return
        if may_have_marks(words) and (marks := note_marks(codes, glyphs, seen)):
            seen = [index for index in seen if index not in marks]
            words = _words(0x20 if index in marks else codes[index] for index in range(start, end))
        words, leaders = _LEADER.subn(" ", words)
        _, foot, _, top = self._sheet
        line = _placed(words.strip(), glyphs, seen, self._number, foot, top, mark)
        if self._unseen.holds(seen[len(seen) // 2], line.size):
            return
        if joined := joined_letters(words, codes, glyphs, seen, line.size):
            line = replace(line, words=joined)
        elif leaders or _has_cells(codes, glyphs, seen, line.size):
            line = replace(line, is_row=True)
        is_item = self._dots.has_before(line.left, line.base, line.size) and not MARKER.match(line.words)
        yield replace(line, words=f"• {line.words}") if is_item else line, seen

    def _begins_with_initial(self, words: str, seen: Sequence[int]) -> bool:
        """Whether PDFium has taken a letter that stands over several lines for the first word of the first of them."""
        if not words[0].isupper() or words[1:2] != " " or len(seen) == 1:
            return False
        size = size_of(self._glyphs, seen[1])
        low, base = (origin_of(self._glyphs, index)[1] for index in seen[:2])
        return size_of(self._glyphs, seen[0]) > INITIAL * size and base - low > LOWER * size

    def marked(self, line: Line, seen: Sequence[int], marks: Mapping[int, Mark]) -> Line:
        """A line with what its tags tell of it, and with its pieces where some are in cells."""
        found = stretches(self._glyphs, seen, marks)
        if any(mark.cell for mark, _, _ in found):
            pieces = (piece for mark, start, end in found for piece, _ in self.line(start, end + 1, mark))
            return replace(line, pieces=tuple(pieces))
        [(mark, _, _), *others] = found
        return line if others else replace(line, mark=mark)


def _parts(codes: Sequence[int], glyphs: _Handle, seen: Sequence[int]) -> Iterator[tuple[float, str]]:
    """A line's words with their left edges."""
    begins = [0, *(at for at in range(1, len(seen)) if seen[at] > seen[at - 1] + 1), len(seen)]
    for begin, end in pairwise(begins):
        yield box_of(glyphs, seen[begin]).left, _words(codes[seen[begin] : seen[end - 1] + 1])


def _words(codes: Iterable[int]) -> str:
    text = "".join(map(chr, filter(sys.maxunicode.__ge__, codes))).rstrip()
    if text.endswith((chr(_PDFIUM_HYPHEN), _SOFT_HYPHEN)):
        text = text[:-1] + "-"
    if not (text.isascii() and text.isprintable()):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").translate(_REPLACED)
        text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _NO_TEXT)
    return " ".join(text.split())


def _is_off(sheet: Box, glyphs: _Handle, seen: Sequence[int]) -> bool:
    """Whether the first and the last glyph lie beyond the same edge of the page, if that has any room."""
    first, last = box_of(glyphs, seen[0]), box_of(glyphs, seen[-1])
    left, low, right, high = sheet
    is_beside = max(first.right, last.right) < left or min(first.left, last.left) > right
    is_off = is_beside or max(first.top, last.top) < low or min(first.bottom, last.bottom) > high
    return is_off and left < right and low < high


def _has_cells(codes: Sequence[int], glyphs: _Handle, seen: Sequence[int], size: float) -> bool:
    """Whether wide gaps make a row of a line.

    The gaps of a justified line are wide too, but all alike, or wider behind a stop.
    """
    gaps = [(last, first) for last, first in pairwise(seen) if first > last + 1]
    narrow, widest = math.inf, 0.0
    for place, (last, first) in enumerate(gaps):
        gap = gap_between(glyphs, last, first) / size
        narrow = min(narrow, gap)
        if gap <= _WIDE or (place == 0 and _FIRST.fullmatch(_words(codes[seen[0] : first]))):
            continue
        if gap > _WIDEST:
            return True
        if chr(codes[last]) not in _STOPS:
            widest = max(widest, gap)
    return widest > max(_WIDE, 2 * narrow)


def _placed(
    words: str,
    glyphs: _Handle,
    seen: Sequence[int],
    number: int,
    foot: float,
    top: float,
    mark: Mark,
) -> Line:
    x, y = origin_of(glyphs, seen[0])
    some = (seen[0], seen[len(seen) // 2], seen[-1])
    # The middle one: another may be a bullet, the number of a note or a word of code.
    size = sorted(size_of(glyphs, index) for index in some)[1]
    is_bold = all(_BOLD.search(font_of(glyphs, index)) for index in some)
    left, right, base = (place if abs(place) < FAR else 0.0 for place in (x, box_of(glyphs, seen[-1]).right, y))
    height = (base - foot) / (top - foot) if top > foot else 0.5
    return Line(number, words, False, is_bold, left, right, base, size, not EDGE < height < 1 - EDGE, mark=mark)
