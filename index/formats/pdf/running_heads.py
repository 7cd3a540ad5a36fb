"""A PDF's running heads: lines at the edge of its pages that name the chapter or the section, another one on each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.formats.pdf.lines import Line, is_heading_size
from index.formats.pdf.paragraphs import letters

_FEWEST = 3  # pages on which the outermost line stands at the same place
_SHARE = 1 / 4  # of all pages, at least, are these
_APART = 2  # times the size of the type: the least gap to the text
_HEADING_LINES = 3
_MOST_LETTERS = 200  # of the first of two headings in a line
_PAGE = re.compile(r"\A\d{1,4}\s|\s(?:\d{1,4}|[ivxlc]{1,7})\Z")
# Before the name of a chapter or a section.
_NUMBER = re.compile(r"(?:\A(?:[^\W\d_]+\s)?|\s)(?:\d+|[A-Z])(?:\.\d+)*[.:]\s")
_CUT = ("…", "...")

_Place = tuple[bool, int, float]  # whether it is above the text, the base line and the size of the type


def running_heads(pages: Sequence[Sequence[Line]], body: float) -> set[Line]:
    """Lines apart from the text, where many pages have one, that say only what larger or bold lines elsewhere say.

    `body` is the size of the document's type.
    """
    outer = [list(_outermost(page)) for page in pages]
    places = Counter(place for page in outer for place in {place for place, _ in page})
    usual = {place for place, count in places.items() if count >= max(_FEWEST, _SHARE * len(pages))}
    found = {line for page in outer for place, line in page if place in usual and not is_heading_size(line, body)}
    if not found:
        return found
    others = [line for page in pages for line in page if line not in found]
    large = set(_headings(others, [is_heading_size(line, body) for line in others]))
    bold = set(_headings(others, [line.is_bold for line in others]))
    return {line for line in found if _says_headings(line.words, large if line.is_bold else large | bold)}


def _outermost(page: Sequence[Line]) -> Iterator[tuple[_Place, Line]]:
    """The lines at the edge above all others of a page, and those below, where a gap sets them apart."""
    bases = sorted({round(line.base) for line in page})
    apart = {bases[0]: bases[1] - bases[0], bases[-1]: bases[-1] - bases[-2]} if len(bases) > 1 else {}
    for line in page:
        base = round(line.base)
        if line.at_edge and base in apart and apart[base] >= _APART * line.size:
            yield (base == bases[-1], base, round(line.size, 1)), line


def _headings(lines: Sequence[Line], stands_out: Sequence[bool]) -> Iterator[str]:
    """The `letters` of what may be one: lines that stand out, and some that follow each other."""
    for place in range(len(lines)):
        heading = ""
        for at in range(place, min(place + _HEADING_LINES, len(lines))):
            if not stands_out[at]:
                break
            heading += letters(lines[at].words)
            yield heading


def _says_headings(words: str, headings: set[str]) -> bool:
    """Whether these are the names of headings, maybe cut, with their numbers and the page's."""
    names = [name for name in _NUMBER.split(_PAGE.sub("", words, count=1)) if name.strip()]
    return bool(names) and all(
        _is_one_or_two(letters(name), headings)
        or (name.rstrip().endswith(_CUT) and any(heading.startswith(letters(name)) for heading in headings))
        for name in names
    )


def _is_one_or_two(told: str, headings: set[str]) -> bool:
    """Whether it is a heading, or one behind another, as the book's and the chapter's stand at the left and the right."""
    return told in headings or any(
        told[:end] in headings and told[end:] in headings for end in range(1, min(len(told), _MOST_LETTERS))
    )
