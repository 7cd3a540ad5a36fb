"""Passages that tell of another year than is asked for go last, or of another version, line or model: `Dividend for 2023`, where
that for 2021 is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, put_last
from chatbot.ranking.rules.other_one import may_be_answered_by_another
from index import Passage

# Patterns are of lower-case text.
_YEAR = re.compile(r"(?<![\w.,-])(?:1[5-9]|20)\d\d(?![\w-]|[.,]\d)")
_SPAN = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d\s?[-–—/]\s?\d\d(?:\d\d)?(?!\d)|\d{3}0['’]?s\b")  # "2019-23", "the 1990s"
# What makes a year one end of a time, or another year than it names: what is so "since 2019" is so in 2021, and "the year after".
_REACHES = re.compile(
    r"\b(?:before|after|since|until|till|by|from|to|between|through|than|over|past|onwards?|earlier|later|following|previous|last"
    r"|next|every|annual(?:ly)?|yearly|each|ago|as of|up)\b"
)
# A number that says which of several is meant: "version 3.1", "room 12", "HT-50", "E20".
_NAME = re.compile(
    r"\b(version|release|model|type|line|bus|tram|room|hall|platform|gate|section|chapter|clause|article|step|stage|phase|level|grade"
    r"|class|unit|zone|terminal|error|code|form|rule|appendix|part|volume|season|series|episode) (\d+(?:\.\d+)*)\b"
    r"|\b([a-z]{1,4})-?(\d{1,4})\b"
)


def demote_other_numbers(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Put last, without confidence, what names another year or number than the question does, and not that one."""
    asked = question.lower()
    if not any(map(str.isdigit, asked)) or may_be_answered_by_another(asked):
        return list(ranked)
    tests = [test for test in (_tells_other_year(asked), _tells_other_name(asked)) if test]
    others = {hit.row for hit in ranked if any(test(passages[hit.row]) for test in tests)}
    return put_last(ranked, others)


def _tells_other_year(asked: str) -> Callable[[Passage], bool] | None:
    wanted = {found[0] for found in _YEAR.finditer(asked)}
    if len(wanted) != 1 or _REACHES.search(asked):
        return None
    [year] = wanted

    def is_other(passage: Passage) -> bool:
        text = passage.text.lower()
        return (
            _YEAR.search(text) is not None
            and year not in passage.searchable
            and not _SPAN.search(text)
            and not _REACHES.search(text)
        )

    return is_other


def _tells_other_name(asked: str) -> Callable[[Passage], bool] | None:
    wanted = set(_names(asked))
    if not wanted:
        return None
    kinds = {kind for kind, _ in wanted}

    def is_other(passage: Passage) -> bool:
        told = {name for name in _names(passage.text.lower()) if name[0] in kinds}
        return bool(told) and wanted.isdisjoint(told) and wanted.isdisjoint(_names(passage.searchable.lower()))

    return is_other


def _names(text: str) -> list[tuple[str, str]]:
    return [(found[1] or found[3], found[2] or found[4]) for found in _NAME.finditer(text)]
