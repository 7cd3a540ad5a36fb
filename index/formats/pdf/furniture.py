"""What repeats at the edges of a PDF's pages: headers, footers, page numbers, and what a browser prints there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from index.formats.line_forms import LABEL
from index.formats.pdf.lines import Line, body_size, is_heading_size
from index.formats.pdf.running_heads import running_heads

_ROMAN = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_PAGE_NUMBER = re.compile(
    r"(?:[^\w%$€£¥]|_)*(?P<page>(?i:page)\s*)?"
    rf"(?:(?P<number>\d{{1,4}})|{_ROMAN}|{_ROMAN.upper()})"
    r"(?P<of>\s*(?:/|of|OF)\s*\d{1,4})?(?:[^\w%$€£¥]|_)*"
)
# It may be the page's: no price.
_COUNT = re.compile(r"(?<![^\s/|·•(\[–—-])\d{1,4}(?!\s?[%€$£])(?![^\s/|·•)\],.:;–—-])")
_PAGE = "\f"  # stands for its number
_MOST_NUMBERS = (
    10  # of a line, one of which may be its page's; a row of a table has more, and each makes another line to remember
)
_PRINTED_FROM = re.compile(r"(?:file|https?)://\S+\s\d{1,4}/\d{1,4}")  # Chromium's footer
_PRINTED_AT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s\d{1,2}[:.]\d\d\b.*")  # and its header, by the locale


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """All lines but page numbers, running heads, and those that stand in the same place of several pages, the page's number aside.

    Rows that tags tell of are none of these.
    """
    lines = [line for page in pages for line in page]
    body = body_size(lines) if lines else 0.0
    places = Counter(place for page in pages for place in {place for line in page for place in _places(line, body)})
    several = min(3, max(2, len(pages) // 2))  # headers of left and right pages stand on half of them
    most = max(2, len(pages) // 2 + 1)  # slides that go on have one heading
    numbers = _page_numbers(lines)
    left_out = {line for page in pages for line in _of_browser(page)} | running_heads(pages, body) | numbers
    kept = [
        line
        for line in lines
        if line.told
        or (
            line not in left_out
            and all(places[place] < (most if is_heading_size(line, body) else several) for place in _places(line, body))
        )
    ]
    told = kept or [line for line in lines if line not in numbers]  # tickets may have all that they say at the edge
    return [] if all(_PAGE_NUMBER.fullmatch(line.words) for line in told) else told


def _page_numbers(lines: Sequence[Line]) -> set[Line]:
    """A number alone is one where it is its page's, or as far from that as another one is from its own: no price, year or answer."""
    found = [(line, number) for line in lines if line.at_edge and (number := _PAGE_NUMBER.fullmatch(line.words))]
    ahead = {line: int(number["number"]) - line.page for line, number in found if number["number"]}
    shared = Counter(ahead.values())
    return {
        line
        for line, number in found
        if line not in ahead or number["page"] or number["of"] or ahead[line] == 0 or shared[ahead[line]] > 1
    }


def _of_browser(page: Sequence[Line]) -> list[Line]:
    """The address and the time that a browser prints at the edges of a page."""
    edges = [line for line in page if line.at_edge]
    address = [line for line in edges if _PRINTED_FROM.fullmatch(line.words)]
    return [*address, *(line for line in edges if _PRINTED_AT.fullmatch(line.words))] if address else []


def _places(line: Line, body: float) -> Iterator[tuple[str, int]]:
    """What a line at the edge says and where, also with one of a few numbers taken as the page's, but not in a heading ("Week 3")."""
    if not line.at_edge:
        return
    base = round(line.base)
    yield line.words, base
    if not is_heading_size(line, body) and not LABEL.match(line.words):
        numbers = list(islice(_COUNT.finditer(line.words), _MOST_NUMBERS + 1))
        for number in numbers if len(numbers) <= _MOST_NUMBERS else ():
            ahead = int(number[0]) - line.page
            yield f"{line.words[: number.start()]}{_PAGE}{ahead}{line.words[number.end() :]}", base
