"""A PDF's headings that its tags tell of, where they are such as headings are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from index.formats.pdf.lines import HEADING_CHARS, Line
from index.formats.pdf.paragraphs import Paragraph
from index.formats.pdf.tags import Mark

_SHARE = 0.5  # of a document's characters, at most, are in its headings


def with_sound_headings(lines: Sequence[Line]) -> list[Line]:
    """All lines, of no heading where the tags have too many words in one, others between them, or a break of the page."""
    runs = [(heading, list(run)) for heading, run in groupby(lines, key=lambda line: line.mark.heading)]
    counts = Counter(heading for heading, _ in runs)
    are_most = sum(_chars(run) for heading, run in runs if heading) > _SHARE * _chars(lines)
    kept: list[Line] = []
    for heading, run in runs:
        is_one = counts[heading] == 1 and run[0].page == run[-1].page and _chars(run) <= HEADING_CHARS
        is_sound = not heading or (is_one and not are_most)
        kept += run if is_sound else (replace(line, mark=Mark()) for line in run)
    return kept


def tagged_levels(paragraphs: Sequence[Paragraph], others: Mapping[Paragraph, int]) -> Mapping[Paragraph, int]:
    """The levels of the headings that tags tell of; `others`, found otherwise, where tags miss more of these."""
    told = {paragraph: paragraph.level for paragraph in paragraphs if paragraph.level}
    missed = sum(1 for paragraph in others if paragraph not in told)
    return told if len(told) >= missed else others


def _chars(lines: Iterable[Line]) -> int:
    return sum(len(line.words) for line in lines)
