"""A passage that only asks, leads to code, or says what the fact below it is, answers nothing: it hands its place on to what
follows it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

_MARKS = "*_~)] "  # may close a question; after a quote it may be what somebody said, which is told and not asked
_ASKS = ("?", "？", "؟")
LEADS = (":", "：")  # what ends a sentence that only says that something follows
_SAYS_WHAT = re.compile(r".+ (?:title|type|label)")  # the name of a fact that does
_PROSE = (BlockKind.PARAGRAPH, BlockKind.ITEM)


def hand_on(ranked: Sequence[RankedHit], passages: Mapping[int, Passage]) -> list[RankedHit]:
    """Keep the order, but let a question and the passage that follows it trade places where that stands below it; so do a
    sentence that ends with a colon and the code that follows.

    In a list of questions and answers the question is nearest to what is asked: "Are dogs allowed?" finds `Can I bring my
    dog?` above `One per room, for 12 a night.`, and "which region is it in?" finds `Subdivision Type: Region` above
    `Subdivision Name: Lower Senna`. `passages` are those of `ranked` by row.
    """
    handed = list(ranked)
    places = {hit.row: place for place, hit in enumerate(ranked)}
    for place, hit in enumerate(ranked):
        below = places.get(hit.row + 1, place)
        if below > place and _follows(passages[hit.row], passages[hit.row + 1]):
            handed[place] = replace(hit, row=hit.row + 1)
            handed[below] = replace(ranked[below], row=hit.row)
    return handed


def leads_to(passage: Passage, code: Passage) -> bool:
    """Whether a sentence of a section says no more than that the code which is the next of the index follows."""
    is_near = (passage.document, passage.section) == (code.document, code.section) and code.kind is BlockKind.CODE
    return is_near and (_asks(passage) or announces(passage))


def announces(passage: Passage) -> bool:
    """Whether a sentence ends with a colon: it only says that something follows."""
    return passage.kind in _PROSE and passage.text.rstrip(_MARKS).endswith(LEADS)


def _follows(asking: Passage, other: Passage) -> bool:
    """Whether the other, which is the next of the index, goes on in the same section with more than another question."""
    is_near = (asking.document, asking.section) == (other.document, other.section)
    if asking.kind is other.kind is BlockKind.FACT:
        is_what = asking.text[asking.answer_start :] == other.fact_group
        return is_near and is_what and _SAYS_WHAT.fullmatch(asking.fact_name) is not None
    return leads_to(asking, other) or (is_near and _asks(asking) and other.kind in _PROSE and not _asks(other))


def _asks(passage: Passage) -> bool:
    return passage.kind in _PROSE and passage.text.rstrip(_MARKS).endswith(_ASKS)
