"""When somebody held an office is told by two lines of an infobox together: `Term Start1: 1999` and `Term End1: 2008`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.decide import JudgedHit
from chatbot.indexed import Documents
from index import Passage

_START, _END = " start", " end"  # of what facts are named
_BESIDE = 0.75  # of the floor: as sure as half of an answer has to be beside the other half
_OF_ONE = re.compile(
    r"\b(?:bec[ao]me|since|start(?:ed)?|beg[aiu]n|first|elected|appointed|took|take|until|till|end(?:ed)?|stop(?:ped)?|leave|left|resign(?:ed)?"
    r"|step(?:ped)?|last)\b",
    re.IGNORECASE,
)


def with_end(
    hits: Sequence[JudgedHit], question: str, floor: float, indexed: Documents
) -> tuple[tuple[JudgedHit, ...], int]:
    """The hits, at least one, and how many tell the answer together: both ends of one term, the start first, where both come first,
    the first is sure enough, from `floor` on, and the second nearly so, from _BESIDE of it on, and the question does not ask for one
    of them; else one.
    """
    pair = hits[:2]
    if len(pair) < 2 or pair[0].confidence < floor or pair[1].confidence < _BESIDE * floor or _OF_ONE.search(question):
        return tuple(hits), 1
    first, second = indexed.passages([hit.row for hit in pair])
    if is_term(second, first):
        pair = [JudgedHit(pair[1].row, pair[0].confidence), JudgedHit(pair[0].row, pair[1].confidence)]
    elif not is_term(first, second):
        return tuple(hits), 1
    return (*pair, *hits[2:]), 2


def is_term(start: Passage, end: Passage) -> bool:
    """Whether these are facts of when one and the same thing began and ended."""
    began, ended = (passage.fact_key for passage in (start, end))
    is_alike = began.endswith(_START) and ended == began.removesuffix(_START) + _END
    return is_alike and (start.document, start.fact_group) == (end.document, end.fact_group)
