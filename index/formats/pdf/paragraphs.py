"""A PDF's lines joined to paragraphs: what belongs together is told by leading, indentation, size and the room that a line left."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.formats.line_forms import LABEL
from index.formats.pdf.lines import BULLET, BULLETS, MARKER, SAME_SIZE, Line, Row
from index.formats.pdf.reach import LARGER, reaches
from index.passage import BlockKind

_SAME_PLACE = 0.1  # times the size of the type: the ends of justified lines differ by less
_BROKEN_WORD = re.compile(r"\w[-‐]\Z")
_LINES_OF_QUESTION = 3  # that heads its answer
_CLAUSE = re.compile(r"(?:\d{1,3}\.)+\d{1,3}\.?\s")  # "3.2 ", which may hang before its paragraph
_ADDRESS = re.compile(r"[/@]|www\.|\w\.\w")  # in what stands before a hyphen that is a part of it
_COMPOUND = re.compile(r"(?<!\w)\w+(?:[-‐]\w+)+")


@dataclass(frozen=True, slots=True, eq=False)
class Paragraph:
    """A paragraph on the page where it begins, without the bullet of an item; each is itself alone."""

    kind: BlockKind
    words: str
    page: int
    size: float
    is_bold: bool  # all of it: one line, one row, or a question
    told: Row | None = None  # by tags, and so is
    level: int = 0  # of a heading


def join_lines(lines: Sequence[Line], bookmarked: Container[tuple[int, str]]) -> list[Paragraph]:
    """`bookmarked` are the pages and `letters` of the outline's titles, which are paragraphs of their own."""
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

    groups: list[list[Line]] = []
    after_heading = True
    for line, reach in zip(lines, [0.0, *reaches(lines, leading)], strict=False):
        if line.is_row and not line.told and groups and _is_justified(line, groups[-1][-1]):
            line = replace(line, is_row=False)
        is_heading = not line.mark.heading and (line.page, letters(line.words)) in bookmarked
        if (
            is_heading
            or after_heading
            or _begins(line, groups[-1], leading, max(reach, margins[_column(groups[-1][-1])]))
        ):
            groups.append([line])
        else:
            groups[-1].append(line)
        after_heading = is_heading
    compounds = compounds_of(lines)
    paragraphs = [_paragraph(group, compounds) for group in groups]
    return [paragraph for paragraph in paragraphs if paragraph.words]


def compounds_of(lines: Iterable[Line]) -> set[str]:
    """What a document writes with a hyphen within a line."""
    return {compound.casefold() for line in lines for compound in _COMPOUND.findall(line.words)}


def joined_words(lines: Sequence[Line], compounds: Container[str]) -> str:
    """What lines say, with words rejoined that a hyphen breaks, but for the compounds."""
    parts: list[str] = []
    for line in lines:
        if parts and _BROKEN_WORD.search(parts[-1]):
            head, tail = parts[-1].rpartition(" ")[2][:-1], line.words.partition(" ")[0]
            compound = _COMPOUND.match(f"{head}-{tail}")
            is_whole = _ADDRESS.search(head) or "@" in tail or (len(head) == 1 and head.isupper())
            if (
                line.goes_on
                and "-" not in head
                and not is_whole
                and not (compound and compound[0].casefold() in compounds)
            ):
                parts[-1] = parts[-1][:-1]
        elif parts:
            parts.append(" ")
        parts.append(line.words)
    return "".join(parts)


def letters(words: str) -> str:
    """What a bookmark and its heading have in common: no numbering, no spacing."""
    told = "".join(filter(str.isalnum, words.casefold()))
    return told.lstrip("0123456789") or told


def _column(line: Line) -> tuple[int, int]:
    return line.page, round(line.left / 50)


def _is_justified(line: Line, last: Line) -> bool:
    """Whether a row's gaps are those of prose: as wide as the unfinished line above it, and with no figure at its end."""
    is_below = line.page == last.page and 0 < last.base - line.base < 2 * line.size
    is_as_wide = max(abs(line.left - last.left), abs(line.right - last.right)) < _SAME_PLACE * line.size
    return is_below and is_as_wide and not (last.is_row or last.ends_sentence or line.words[-1].isdigit())


def _begins(line: Line, group: Sequence[Line], leading: float, margin: float) -> bool:
    """Whether a line begins a new paragraph after those of `group`; `margin` is where their column ends."""
    last = group[-1]
    step = (last.base - line.base) / line.size
    indent = (line.left - last.left) / line.size
    if line.told or last.told:
        return True
    if line.mark.heading or last.mark.heading:
        return line.mark.heading != last.mark.heading
    if line.row or last.row:
        return line.row != last.row
    if BULLET.fullmatch(last.words) or (line.goes_on and _BROKEN_WORD.search(last.words)):
        return False
    if line.is_row or last.is_row:
        return (line.is_row and last.is_row) or not line.goes_on
    if line.page != last.page or step < -1:  # the next page or column
        is_full = last.right > margin - last.size and abs(line.size - last.size) <= SAME_SIZE * last.size
        return last.ends_sentence or not (line.goes_on or is_full)
    if LABEL.match(line.words) and LABEL.match(group[0].words):
        return True
    if step > leading + (0.8 if line.goes_on and not last.ends_sentence else 0.3):
        return True
    in_clause = bool(_CLAUSE.match(group[0].words))
    if in_clause and _CLAUSE.match(line.words) and abs(line.left - group[0].left) < _SAME_PLACE * line.size:
        return True
    in_list = bool(MARKER.match(group[0].words))
    if MARKER.match(line.words) and (in_list or last.ends_sentence or line.words.startswith(tuple(BULLETS))):
        return True
    if last.size > LARGER * line.size:
        return True
    if line.goes_on:
        return False
    if line.is_bold != last.is_bold and last.ends_sentence:
        return True
    if abs(line.size - last.size) > SAME_SIZE * last.size:
        return True
    if indent > 0.8 and not (in_list or in_clause):
        return True
    if indent < -0.8 and len(group) > 1:
        return True
    return last.right + line.first_word_width < margin  # it had found room above


def _paragraph(lines: Sequence[Line], compounds: Container[str]) -> Paragraph:
    first = lines[0]
    if first.told:
        return Paragraph(BlockKind.ROW, first.words, first.page, first.size, first.is_bold, first.told)
    words = joined_words(lines, compounds)
    kind = BlockKind.ITEM if MARKER.match(words) else BlockKind.PARAGRAPH
    if first.is_row and (first.row or len(lines) == 1):
        kind = BlockKind.ROW
    bullet = BULLET.match(words)
    is_whole = len(lines) == 1 or first.row > 0 or (len(lines) <= _LINES_OF_QUESTION and words.endswith("?"))
    is_bold = is_whole and all(line.is_bold for line in lines)
    said = words[bullet.end() :] if bullet else words
    return Paragraph(kind, said, first.page, first.size, is_bold, level=first.mark.level)
