"""Passages that tell the other way round what is asked go last: what holds before something, where it is asked what holds after
it, and how wide something is, where it is asked how deep.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from chatbot.ranking.english_words import stem
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

# Patterns are of lower-case text, which takes half the time of matching in either case.
_SIDE = re.compile(
    r"\b(?P<side>before|after)\s+"
    r"(?:(?:the|an?|this|that|these|those|my|your|our|his|her|its|their|he|she|it|they|you|we|i|one|is|was|were|are|has|had"
    r"|have|having|being|been|of|start|beginning|end)\s+)*"  # "after the end of your stay", "before you have paid"
    r"(?P<of>[^\W\d_][\w'’-]*)"
)

# Without this there is no `_LENGTH`, which is seen in a fifth of the time.
_MAY_HOLD_LENGTH = re.compile(r"met(?:er|re)|mile|feet|foot|inch|yard|\d\s?-?(?:[kcm]?m|ft|in)\b")
_UNIT = r"(?:(?:kilo|centi|milli)?met(?:er|re)s?|miles?|feet|foot|inch(?:es)?|yards?)"
_NOUN = r"(?:width|breadth|height|depth|length|thickness|diameter)"
# A length, and the words before or behind it that say of what it is one.
_LENGTH = re.compile(
    rf"(?P<before>\b(?:{_NOUN}\W+(?:(?:of|is|was|up|to|about|only|some|at|least|most|\d[\d.,]*)\s+)*"
    r"|(?:wid|broad|high|tall|deep|long|thick)er than (?:about )?))?"
    rf"(?:\d[\d.,]*\s?-?(?:km|cm|mm|m|ft|in|{_UNIT})|\b(?!square|cubic)[a-z]+[\s-]{_UNIT})\b"
    rf"(?P<behind>[\s-](?:wide|broad|across|high|tall|deep|long|thick|in {_NOUN})\b)?"
)
# What asks for a dimension, and what tells it: water that rises high stands deep, and ice is as thick as it is deep.
_DIMENSIONS = (
    (
        re.compile(r"\bhow (?:wide|broad)\b|\b(?:width|breadth)\b"),
        re.compile(r"\b(?:wide|width|broad|breadth|across|diameter|span|thick)"),
    ),
    (re.compile(r"\bhow (?:high|tall)\b|\bheight\b"), re.compile(r"\b(?:high|height|tall|deep|depth)")),
    (re.compile(r"\bhow deep\b|\bdepth\b"), re.compile(r"\b(?:deep|depth|thick)")),
    (
        re.compile(r"\bhow long\b|\blength\b"),
        re.compile(r"\b(?:long\b|longer than|length|second|minute|hour|day|week|month|year)"),
    ),
    (
        re.compile(r"\bhow thick\b|\bthickness\b"),
        re.compile(r"\b(?:thick|wide|width|broad|breadth|deep|depth|across|diameter)"),
    ),
    (
        re.compile(r"\bhow heavy\b|\bweight\b"),
        re.compile(r"\b(?:heavy|weigh|kilo|gram|tonn?e?s?\b|pounds?\b|lbs?\b)|\d\s?k?g\b"),
    ),
)


def demote_turned_round(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, what tells the other way round what is asked.

    "May I eat after the operation?" is met best by `You may eat as usual before the operation.`, and "How deep is the lift?" by
    `The lift is 110 cm wide.` What says "after" too stays, and so does what has a length without a word for what it is one of.
    `passages` are those of `ranked` by row.
    """
    asked = question.lower()
    tests = [test for test in (_tells_other_side(asked, passages), _tells_other_dimension(asked)) if test]
    if not tests:
        return list(ranked)
    turned = {hit.row for hit in ranked if any(test(passages[hit.row]) for test in tests)}
    return put_last(ranked, turned)


def _tells_other_side(asked: str, passages: Mapping[int, Passage]) -> Callable[[Passage], bool] | None:
    """Whether a passage says only what is so before that after which it is asked for, or the reverse; None where neither is asked.

    The heading above it says so too where a passage below a heading of the other side was found.
    """
    wanted = frozenset(_sides(asked))
    if len({side for side, _ in wanted}) != 1:
        return None
    [side] = {side for side, _ in wanted}
    turned = {("before" if side == "after" else "after", of) for _, of in wanted}
    is_divided = any(not wanted.isdisjoint(_heading_sides(passage)) for passage in passages.values())

    def is_other(passage: Passage) -> bool:
        text = passage.text.lower()
        if side in text:
            return False
        return not turned.isdisjoint(_sides(text)) or (is_divided and not turned.isdisjoint(_heading_sides(passage)))

    return is_other


def _heading_sides(passage: Passage) -> Iterator[tuple[str, str]]:
    return _sides(" ".join(passage.section[-1:]).lower())


def _sides(text: str) -> Iterator[tuple[str, str]]:
    """ "before" or "after", and the stem of the word for what it is before or after."""
    if "before" in text or "after" in text:  # a tenth of the pattern's time
        for found in _SIDE.finditer(text):
            yield found["side"], stem(found["of"])


def _tells_other_dimension(asked: str) -> Callable[[Passage], bool] | None:
    """Whether a passage has lengths, but all of another dimension than is asked for; None where none is asked for."""
    tells = [told for asks, told in _DIMENSIONS if asks.search(asked)]
    if not tells:
        return None

    def is_other(passage: Passage) -> bool:
        text = passage.text.lower()
        if _MAY_HOLD_LENGTH.search(text) is None or any(told.search(text) for told in tells):
            return False
        lengths = list(_LENGTH.finditer(text))
        return bool(lengths) and all(length["before"] or length["behind"] for length in lengths)

    return is_other
