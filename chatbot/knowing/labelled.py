"""A labelled line below the heading that a question names: `When: 17 November` below "Castle Street" for "when is Castle Street closed",
`Diversion: Mill Road` for "what is the diversion for Castle Street".

Ranking is hardly sure of such a line, which has a word or two of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.english_words import asked_kind, stem, told_stems
from index import BlockKind, Passage, cell_spans

LONGEST = 40  # characters of a label
REMEMBERED = 1024  # texts whose words are kept: headings come again and again
_LABEL = re.compile(r"[\W_]*(?P<label>[^\W\d_][^:|\n.!?;]*?)[*_ ]*:[*_]*\s+(?=\S)")
_DONE = re.compile(r"\b\w+(?:ed|ing)\b")
_PAST = re.compile(r"\b(?:was|were|did|had|been)\b")
# What a label answers that is no word of the question, by the place of the question's type in ASKS.
_AMOUNT, _DATE, _PERSON, _PLACE, _REASON = range(5)
_ANSWERS = {
    **dict.fromkeys(("cost", "price", "fee", "admission", "how much"), _AMOUNT),
    **dict.fromkeys(("when", "date", "dates", "date and time", "day", "time"), _DATE),
    "who": _PERSON,
    **dict.fromkeys(("where", "place", "venue", "location"), _PLACE),
    **dict.fromkeys(("why", "reason"), _REASON),
}
_SAYS_NOTHING = frozenset(
    map(stem, "cost much date day time take place held happen start begin get buy find need reason work works".split())
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its row, its label and where behind it the value begins and ends."""

    row: int
    passage: Passage
    label: str
    start: int
    end: int


def labelled(question: str, found: Iterable[tuple[int, Passage]], title: Callable[[str], str]) -> tuple[Sure, ...]:
    """The line of each document, at most one, whose label and headings together say what the question does.

    The heading right above it or the document's title has to be in the question as a whole; other words may be those of the headings
    further above or of other labels beside it. `found` are passages with their rows, `title` gives that of a document.
    """
    asked = question.lower()
    words = told_stems(asked)
    kind = _REASON if "reason" in words else asked_kind(asked)
    done = _done(asked, kind)
    records: dict[tuple[str, tuple[str, ...]], list[_Line]] = {}
    for row, passage in found:
        if _may_be_labelled(passage):
            path = (title(passage.document), *passage.section)
            is_named = _names(path[-1], words) or _names(path[0], words)
            if is_named and (line := _line(row, passage)):
                records.setdefault((passage.document, path), []).append(line)
    told: dict[str, list[tuple[bool, Sure]]] = {}
    for (document, path), lines in records.items():
        headed = frozenset[str]().union(*map(told_stems, path))
        beside = _SAYS_NOTHING.union(headed, *(told_stems(line.label) for line in lines))
        if words - beside <= done and (line := _asked(asked, kind, words, headed, lines)):
            sure = Sure(line.row, line.passage, line.start, LIKELY, line.end)
            told.setdefault(document, []).append((_names(path[-1], words), sure))
    return tuple(filter(None, map(_only, told.values())))


def _only(told: Sequence[tuple[bool, Sure]]) -> Sure | None:
    """Of the lines of a document the one below a heading that is named, or else the only one."""
    near = [sure for is_near, sure in told if is_near] or [sure for _, sure in told]
    return near[0] if len(near) == 1 else None


def _asked(
    asked: str, kind: int, words: frozenset[str], headed: frozenset[str], lines: Sequence[_Line]
) -> _Line | None:
    """Of the lines of a record the one that is asked for, by a word of its label that is not `headed`, or by the question word."""
    is_of_kind = kind != _AMOUNT or "how much" in asked
    fitting = [line for line in lines if is_of_kind and _ANSWERS.get(line.label.lower()) == kind]
    named = [line for line in lines if told_stems(line.label) <= words and not told_stems(line.label) <= headed]
    if kind == _DATE:
        named = [line for line in named if any(map(str.isdigit, line.passage.text[line.start :]))]
    if kind == _PERSON:
        named = [line for line in named if not line.passage.text[line.start].isdigit()]  # `Founded: 6 September 1868`
    return next(iter(fitting + named if kind == _REASON else named + fitting), None)


def _done(asked: str, kind: int) -> frozenset[str]:
    """What is done, where a question asks when or why that is so, which the page need not say: "when is Mill Lane resurfaced"."""
    if kind not in (_DATE, _REASON) or _PAST.search(asked):
        return frozenset()
    return frozenset(stem(word[0]) for word in _DONE.finditer(asked))


def _may_be_labelled(passage: Passage) -> bool:
    """In a tenth of the time. Facts are found by their names as it is."""
    return passage.kind is BlockKind.ROW or (passage.kind is not BlockKind.FACT and ":" in passage.text[:LONGEST])


def _line(row: int, passage: Passage) -> _Line | None:
    """None where it has no label: of a row its first cell, where there is one beside it."""
    if passage.kind is BlockKind.ROW:
        cells = cell_spans(passage.text)
        if len(cells) != 2 or cells[1][0] == cells[1][1]:
            return None
        label, (start, end) = passage.text[slice(*cells[0])].strip("*_ :"), cells[1]
    elif found := _LABEL.match(passage.text):
        label, start, end = found["label"], found.end(), len(passage.text)
    else:
        return None
    return _Line(row, passage, label, start, end) if 0 < len(label) <= LONGEST else None


def _names(heading: str, words: frozenset[str]) -> bool:
    """Whether all that a heading says is among these words."""
    named = _named(heading)
    return bool(named) and named <= words


@lru_cache(maxsize=REMEMBERED)
def _named(heading: str) -> frozenset[str]:
    """What a heading says, without numbers."""
    return frozenset(word for word in told_stems(heading) if not word.isdigit())
