"""What a code means that a device or a program shows: the rows, items or section of a list of codes that begin with it, as "E14" or
"exit status 2".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from chatbot.knowing.reference.goes_on import going_on
from chatbot.knowing.sure import Sure
from chatbot.ranking.english_words import FUNCTION_WORDS
from index import BlockKind, Passage, cell_spans

_CALLED = frozenset("alarm code codes err error errors exit fault faults http message messages status statuses".split())
_CODE = r"[A-Za-z]{1,3}-?\d{1,4}|\d{1,4}|[A-Z]{2,}(?:_[A-Z0-9]+)+"
# What is said of a code that somebody has before them; more than that asks for more.
_PUT_AROUND = frozenset(
    "about again appear appeared appears back blinking blinks cause caused causes clear come comes coming display displayed displaying"
    " displays explain fix flashes flashing get gets getting give gives giving got happen happened happens help keep keeps mean meaning"
    " means now number panel reads reason return returned returns say says screen see seeing show showing shown shows solve stand stands"
    " tell there thrown throws up wrong".split()
)
_ANY_DEVICE = frozenset("appliance device machine thing unit".split())
_WORD = re.compile(rf"(?:{_CODE})(?![\w-])|\b(?i:[b-hj-z]) \d{{1,4}}\b|[^\W_]+(?:['’][^\W_]+)?")
_MAY_HOLD_ONE = re.compile(r"\d|_")
_FULL = re.compile(rf"{_CODE}|[a-zA-Z] \d{{1,4}}")
_MARKS = "*`_[]() \t"
_LABEL = rf"\W*(?:(?i:{'|'.join(sorted(_CALLED))})\s+)*+"
_BEGINS = re.compile(
    rf"{_LABEL}(?:(?P<any>{_CODE})[*`\])]*(?=\s*[:–—|]|\s+-\s|\t|  |\s*\Z)|(?P<marked>[A-Z]{{1,3}}-?\d{{1,4}})[*`\])]*\s+(?=[A-Z]))"
)
_LETTERS = re.compile(r"[^\W_]+")
_FIGURES = re.compile(r"\d+")
_SPLIT = re.compile(r"\A([a-z]{1,3})[- ]?0*(?=\d)")  # "e1" of "E-01"
_BARE = 3  # figures of a number that is a code without being called one: "403"
_LEAST = 2  # codes of a list
_CELLS = 2  # of a row, one of which is its code: "413 | TOO_LARGE | …"


@dataclass(frozen=True, slots=True)
class AskedCode:
    """A code as `_compared` gives it, and the words beside it that may name what shows it."""

    code: str
    names: frozenset[str]


Codes = Mapping[str, Sequence[tuple[int, Passage]]]


def asks_for_code(question: str) -> AskedCode | None:
    """The code that a question wants to have explained; None where there is none, several, or more is asked."""
    if _MAY_HOLD_ONE.search(question) is None:
        return None
    words = _WORD.findall(question)
    codes = [word for word in words if _FULL.fullmatch(word)]
    if len(codes) != 1:
        return None
    said = {word.lower().replace("’", "'") for word in words if word != codes[0]}
    if codes[0].isdecimal() and len(codes[0]) != _BARE and said.isdisjoint(_CALLED):
        return None
    names = {word.removesuffix("'s") for word in said} - FUNCTION_WORDS - _CALLED - _PUT_AROUND - _ANY_DEVICE
    return AskedCode(_compared(codes[0]), frozenset(names))


def codes(passages: Iterable[tuple[int, Passage]]) -> Codes:
    """The passages that tell what each code of a document means, with their rows, in order; none of a code that several lists have.

    A mere number is a code where it is called one, above it or in the name of its column.
    """
    found: dict[str, list[tuple[int, Passage]]] = {}
    for section, of_it in groupby(passages, lambda entry: entry[1].section):
        told = list(of_it)
        headed = next(filter(None, map(_begun, section)), None)
        if headed and _is_code(headed, told[0][1]):
            found.setdefault(headed, []).extend(told)
            continue
        for place, (_, passage) in enumerate(told):
            for code in _own(passage):
                if _is_code(code, passage):
                    found.setdefault(code, []).extend(going_on(told, place, _own))
    forms = Counter(_FIGURES.sub("", code) for code in found)
    several = {code for code, told in found.items() if len({passage.section[:1] for _, passage in told}) > 1}
    return {
        code: told
        for code, told in found.items()
        if code not in several and (forms[_FIGURES.sub("", code)] >= _LEAST or "_" in code)
    }


def told_of_code(asked: AskedCode, known: Codes, title: str) -> Sure | None:
    """What tells of the code that is asked for, in the document with this title; None where nothing does, or it is called otherwise."""
    told = known.get(asked.code)
    if not told or asked.code in map(_compared, _WORD.findall(title)):  # which asks for what the document is about
        return None
    called = set(_LETTERS.findall(f"{title} {' '.join(told[0][1].section)}".lower()))
    if any(called.isdisjoint((name, f"{name}s", f"{name}es")) for name in asked.names):
        return None
    row, passage = told[0]
    return Sure(row, passage, goes_first=True, is_section=len(told) > 1, told=tuple(row for row, _ in told))


def _own(passage: Passage) -> Sequence[str]:
    """The codes that a passage begins with."""
    if passage.kind is BlockKind.ROW:
        cells = [passage.text[start:end].strip(_MARKS) for start, end in cell_spans(passage.text)[:_CELLS]]
        return list(dict.fromkeys(_compared(cell) for cell in cells if _FULL.fullmatch(cell)))
    code = _begun(passage.text) if passage.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) else None
    return [code] if code else []


def _begun(text: str) -> str | None:
    found = _BEGINS.match(text)
    return _compared(found["any"] or found["marked"]) if found else None


def _is_code(code: str, passage: Passage) -> bool:
    """Whether it is no mere number, or is called a code above the passage."""
    if not code.isdecimal():
        return True
    above = f"{' '.join(passage.section)} {passage.fact_group}".lower()
    return not _CALLED.isdisjoint(_LETTERS.findall(above))


def _compared(code: str) -> str:
    """A code in the form in which two are compared."""
    return _SPLIT.sub(r"\1", code.lower())
