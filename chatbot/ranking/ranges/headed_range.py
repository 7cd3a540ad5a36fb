"""What stands below the heading of another range than the one that holds the number which is asked for goes last: the dose below
"Children from 2 to 5 years", where it is a child of 7.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chatbot.ranking.ranges.amounts import asked_amounts, told_ranges
from chatbot.ranking.ranges.in_range import Said
from chatbot.ranking.ranges.stretch import Amount, Stretch
from chatbot.ranking.ranges.tables import tells_apart
from chatbot.ranking.ranges.weekdays import WEEKDAY
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

REMEMBERED = 1024  # headings
SUREST = 0.9  # no more is claimed for one of several that say the same


def demote_other_headed_ranges(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Put last, without confidence, what stands below headings whose ranges do not hold the amount that a question names, where
    headings beside each other are told apart by such ranges; what is below the one that holds it comes before all others, unless
    what is first stands elsewhere and is surer than all that is below these headings.

    The first of that is as sure as what all of these headings have above it together, since each says the same of its own range.
    `passages` are those of `ranked` by row.
    """
    decided = _decided(ranked, passages, question) if ranked else None
    return _of_own(ranked, decided.own, decided.others) if decided else list(ranked)


def in_headed_range(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> Said | None:
    """The question with the range of the heading that holds the amount in the place of that, and the rows below it; None where no heading
    tells, or the first hit is below none that does.
    """
    decided = _decided(ranked, passages, question) if ranked else None
    if decided is None or ranked[0].row not in decided.own:
        return None
    asked, amount = question.lower(), decided.amount
    said = f"{asked[: amount.start]}{decided.words}{asked[amount.end :]}"
    return Said(said, frozenset(decided.own), False, True)


@dataclass(frozen=True, slots=True)
class _Decided:
    """The amount that headings tell apart, the words of the range that holds it, the rows below its heading, and those below the
    others; no words and no own rows where none holds it.
    """

    amount: Amount
    words: str
    own: set[int]
    others: set[int]


def _decided(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> _Decided | None:
    amounts = [amount for amount in asked_amounts(question.lower()) if amount.stretch.scale != WEEKDAY]
    document = passages[ranked[0].row].document
    for amount in amounts:
        for beside in _headed(passages, document, amount.stretch.scale):
            holding = [(range_, words) for range_, (words, _) in beside.items() if range_.holds(amount.stretch)]
            range_, words = min(holding, key=lambda held: held[0].high - held[0].low, default=(None, ""))
            own = set(beside[range_][1]) if range_ else set[int]()
            return _Decided(amount, words, own, {row for _, rows in beside.values() for row in rows} - own)
    return None


def _of_own(ranked: Sequence[RankedHit], own: set[int], others: set[int]) -> list[RankedHit]:
    """The hits of `own` first, unless another one is surer than both, and those of `others` last."""
    of_ranges = sum(hit.confidence for hit in ranked if hit.row in own | others)
    if ranked[0].row not in own | others and ranked[0].confidence > of_ranges:
        return put_last(ranked, others)
    below = [hit for hit in ranked if hit.row in own]
    rest = [hit for hit in ranked if hit.row not in own]
    if below:
        best = max(below, key=lambda hit: hit.confidence)
        together = best.confidence + sum(hit.confidence for hit in ranked if hit.row in others)
        below[0] = replace(below[0], confidence=max(below[0].confidence, min(together, SUREST)))
    return put_last([*below, *rest], others)


def _headed(
    passages: Mapping[int, Passage], document: str, scale: str
) -> Iterator[Mapping[Stretch, tuple[str, Sequence[int]]]]:
    """The rows below headings of a document that stand beside each other and are told apart by ranges on this scale, by their range, with
    its words.
    """
    beside: dict[tuple[str, ...], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, passage in passages.items():
        if passage.document == document:
            for level, heading in enumerate(passage.section):
                beside[passage.section[:level]][heading].append(row)
    for headings in beside.values():
        told = {
            heading: ranges
            for heading in headings
            if (ranges := [range_ for range_ in _ranges(heading) if range_.stretch.scale == scale])
        }
        if tells_apart(list(told.values()), (scale,)):
            yield {
                range_.stretch: (heading.lower()[range_.start : range_.end], headings[heading])
                for heading, (range_, *_) in told.items()
            }


@lru_cache(maxsize=REMEMBERED)
def _ranges(heading: str) -> Sequence[Amount]:
    return told_ranges(heading.lower(), "")
