"""How many marriages a life tells of: of a second husband nothing is told where she had one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import BlockKind, Passage

_NTH = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6}
NTH = f"(?:{'|'.join(_NTH)})"
_LIKE = str.maketrans("ıſ", "is")
_BETWEEN = re.compile(r"[,;](?![^()]*\))")  # two in a fact
_OF_MARRIAGE = re.compile(
    r"\b(?:(?:re-?)?marri(?:ed|ages?)|wed(?:ded|ding)?|husbands?|wi(?:fe|ves)|spouses?)\b", re.IGNORECASE
)
_MARRIES = re.compile(r"\bmarried\b|\bmarriage to\b", re.IGNORECASE)
_COUNTED = re.compile(rf"\b(?P<nth>{NTH}) (?:husband|wife|marriage|spouse)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\bre-?marri|\bagain\b|\b(?:first|former|late) (?:husband|wife|marriage|spouse)\b|\bdivorced?\b|\bwidow|\bboth\b",
    re.IGNORECASE,
)  # of a second one


def rows_of_fewer(nth: str, passages: Sequence[tuple[int, Passage]]) -> frozenset[int]:
    """The rows that tell of a marriage, where fewer than the nth are told of; none where there may be as many.

    `nth` is one of NTH; `passages` are those of the document about whom it is asked, with their rows.
    """
    facts = [passage for _, passage in passages if passage.fact_key == "spouse"]
    told = [(row, passage) for row, passage in passages if passage not in facts and _OF_MARRIAGE.search(passage.text)]
    prose = [passage.text for _, passage in told if passage.kind is not BlockKind.FACT]
    number = _number(nth)
    counted = (_number(found["nth"]) for text in prose for found in _COUNTED.finditer(text))
    by_facts = sum(1 + len(_BETWEEN.findall(passage.text)) for passage in facts)
    by_prose = 0 if facts else sum(_MARRIES.search(text) is not None for text in prose)
    if max((by_facts, by_prose, *counted)) >= number or (number == 2 and any(map(_ANOTHER.search, prose))):
        return frozenset()
    return frozenset(row for row, _ in told) | {row for row, passage in passages if passage in facts}


def _number(nth: str) -> int:
    """Of one of NTH in any case, also with a letter that is no other than "i" or "s" where case is passed over ("thırd", "ſecond")."""
    return _NTH[nth.translate(_LIKE).lower()]
