"""The lines that stand in one with a passage which was found: of a timetable, a programme or a diary hardly all are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chatbot.indexed import unbroken
from index import Passage

LOOKED_AT = 60  # passages of a section before and behind one that was found

Around = Callable[[int, int], Sequence[tuple[int, Passage]]]


def of_its_section(row: int, passage: Passage, around: Around) -> list[tuple[int, Passage]]:
    """The passages of its kind in its section with their rows, in order, up to others on either side. `around` gives those of a row's
    document, so many before and behind it.
    """
    section = passage.document, passage.section, passage.kind
    near = around(row, LOOKED_AT)
    return unbroken(near, row, lambda other: (other.document, other.section, other.kind) == section)
