"""Which passages of a section may answer by themselves: whole sentences, and no fragments, labels or mere pointers to elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.ranking.rules.hand_on import announces
from index import BlockKind, Passage

_STOPS = re.compile(r"""[.!…。！][\])}"'”’»*_~`]*(?: ?\[?\d{1,3}\]?)?\s*\Z""")  # and the mark of a footnote
_IN_BRACKETS = re.compile(r"\([^()]*\)\W*")
_GOES_ON = re.compile(r"""[\])}”’»,;:.]""")  # what no sentence begins with
_POINTS_ELSEWHERE = re.compile(
    r"\W*(?:please )?(?:also )?(?:see|refer to|consult|(?:have|take) a look at)\b"
    r"|\W*(?:for|more|further) (?:(?:more|further|other|additional|full) )?(?:details?|info(?:rmation)?)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"\W*(?:yes|no|not (?:yet|really)|nope|sure|definitely|absolutely|certainly)\b", re.IGNORECASE)


def whole_sentences(section: Sequence[Passage]) -> list[int]:
    """The places of those of a section, given in its order, that may answer by themselves.

    A line that announces is one where something follows for it to announce, which is told with it; a table or code is one where
    the section begins with it.
    """
    return [place for place, passage in enumerate(section) if _is_whole(place, passage, section)]


def says_yes_or_no(passage: Passage) -> bool:
    """Whether it begins with what a question that may be answered so is answered by."""
    return _YES_OR_NO.match(passage.text) is not None


def _is_whole(place: int, passage: Passage, section: Sequence[Passage]) -> bool:
    text = passage.text.strip()
    if passage.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return place == 0
    if announces(passage):
        return place + 1 < len(section)
    if passage.kind is BlockKind.PARAGRAPH and not _STOPS.search(text):
        return False
    is_broken = _GOES_ON.match(text) is not None or (text[:1].islower() and _is_cut_off(place, section))
    return not is_broken and not _IN_BRACKETS.fullmatch(text) and not _POINTS_ELSEWHERE.match(text)


def _is_cut_off(place: int, section: Sequence[Passage]) -> bool:
    """Whether the paragraph before the passage at this place ends without a stop."""
    before = section[place - 1] if place else None
    return before is not None and before.kind is BlockKind.PARAGRAPH and not _STOPS.search(before.text)
