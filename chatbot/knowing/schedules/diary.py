"""All that a diary has in a month: "what's on in December" is told by each of its lines that begin with a date of December.

Each of them says as much of the month as the others, and nothing of what is asked, so that ranking is sure of none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.knowing.schedules.of_section import Around, of_its_section
from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.calendar_names import asked_months, line_months
from index import BlockKind, Passage

# Patterns are of lower-case text.
_ASKS = re.compile(
    r"\W*(?:and |so )?(?:what|which|(?:is|are) there|any|list)\b"
    r"(?:['’]s|\W+(?:is|are|there|any|all|the|your|do|does|you|have|has|will|be|on|up|going|coming|happens?|happening|taking|take|place"
    r"|planned|scheduled|dates?|events?|activities|meetings?|things?|anything|something|diary|calendar|programme|in|during|for|this|next"
    r"|month))*\W+(?P<month>[a-z]+)\W*"
)


def in_diary(
    question: str,
    found: Iterable[tuple[int, Passage]],
    around: Around,
) -> tuple[Sure, ...]:
    """The lines that begin with a date of the month for all of which a question asks, in their order; none where diaries of several
    documents have some.

    `found` are passages with their rows; `around` gives the passages of a row's document with their rows, in order, so many before
    and behind it.
    """
    asks = _ASKS.fullmatch(question.lower())
    wanted = asked_months(f"in {asks['month']}") if asks else frozenset()
    if not wanted:
        return ()
    told: dict[int, Passage] = {}
    for row, passage in found:
        if row not in told and passage.kind is not BlockKind.FACT and line_months(passage.text) & wanted:
            lines = of_its_section(row, passage, around)
            told |= {at: line for at, line in lines if line_months(line.text) & wanted}
    if len({passage.document for passage in told.values()}) > 1:
        return ()
    rows = tuple(sorted(told))
    return tuple(Sure(row, told[row], confidence=LIKELY, goes_first=True, told=rows) for row in rows)
