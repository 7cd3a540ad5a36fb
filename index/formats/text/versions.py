"""Lines that head what changed in a version, right on top of it or by themselves, in a text without marks for headings."""

from __future__ import annotations

from collections.abc import Sequence

from index.formats.line_forms import GOES_ON
from index.formats.text.lines import NO_LINE, Line
from index.formats.version_heading import is_called_version

_LEAST = 2  # of a text: one alone may say which version it is of


def version_lines(lines: Sequence[Line]) -> frozenset[int]:
    """The places of such lines, each behind an empty one and above what it heads; none where there are fewer than two."""
    found = frozenset(
        place
        for place, line in enumerate(lines[:-1])
        if is_called_version(line.text) and not line.text.endswith(GOES_ON) and not _above(lines, place).text
    )
    return found if len(found) >= _LEAST else frozenset()


def _above(lines: Sequence[Line], place: int) -> Line:
    return lines[place - 1] if place else NO_LINE
