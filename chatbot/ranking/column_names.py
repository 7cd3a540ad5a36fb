"""The names of a table's columns, above the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import Passage, cell_spans

_BETWEEN_NAMES = re.compile(r", | \|(?= |\Z)")


def column_names(passage: Passage) -> Sequence[str]:
    """What stands in a row's table above its cells, from what is read before it; empty where that cannot be told apart."""
    own_words = passage.readable[passage.own_start :]
    read_before = passage.searchable.removesuffix(own_words).removesuffix(". ")
    above = passage.fact_group
    if not above:
        return ()  # commas before it are those of title and headings
    if read_before.endswith(" ".join(above.split())):  # without marks, so it stands there as it is
        names = [above[start:end] for start, end in cell_spans(above)]
        lacking = len(cell_spans(passage.text)) - len(names)
        if lacking == 1 and "|" not in above and "<" not in above:
            return ["", *names]  # in plain text nothing stands in an empty corner
        return names if not lacking else ()
    names = [name.strip() for name in _BETWEEN_NAMES.split(read_before.removesuffix(" |"))]
    count = len(cell_spans(passage.text))
    filled = [place for place, (start, end) in enumerate(cell_spans(above)) if start < end]
    if not filled or filled[-1] >= count or len(names) < len(filled) or read_before == passage.searchable:
        return ()
    first, *others = names[-len(filled) :]
    named = dict(zip(filled, (first.rpartition(". ")[2], *others), strict=True))  # behind title and section
    return [named.get(place, "") for place in range(count)]  # an empty corner is not read
