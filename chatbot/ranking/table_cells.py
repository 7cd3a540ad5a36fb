"""Which cells of a table's row answer: the one whose column the question names, or else those that are marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.ranking.answer_span import Asked, Span
from chatbot.ranking.english_words import FUNCTION_WORDS, WORD, asked_kind, stem
from index import Passage, cell_spans

_BETWEEN_NAMES = re.compile(r", | \|(?= |\Z)")
_ASKING_NAMES = frozenset(("how", "when", "where", "who", "why"))


def asked_cells(question: Asked, passage: Passage, marks: Sequence[Span]) -> Sequence[Span]:
    """Marks of a row's text, none beyond a cell's edge.

    The first cell says what the row is about. Where it is marked and holds a word that the question does not, it is what
    is asked for, and all marks stay. Else, where the question holds words of one column's name, or of none as many, that
    column's cell is marked alone, or nothing where it is empty. A name fits better with more of its words in the question, and then with fewer that
    are not; one that is a question word ("How") fits the questions that ask so.
    """
    cells = _cells(passage.text)
    within = [
        Span(max(mark.start, cell.start), min(mark.end, cell.end))
        for mark in marks
        for cell in cells
        if mark.start < cell.end and mark.end > cell.start
    ]
    names = column_names(passage)
    if not within or len(names) < 2:
        return within
    if within[0].start < cells[0].end:
        if _fit(question, passage.text[cells[0].start : cells[0].end])[1] < 0:
            return within
        within = [mark for mark in within if mark.start >= cells[0].end] or within
    fit = [_fit(question, name) for name in names[1:]]
    best = max(fit)
    if not best[0] or fit.count(best) > 1:
        return within
    cell = cells[fit.index(best) + 1]
    return [cell] if cell.start < cell.end else []


def column_names(passage: Passage) -> Sequence[str]:
    """What stands in a row's table above its cells, from what is read before it; empty where that cannot be told apart."""
    own_words = passage.readable[passage.own_start :]
    read_before = passage.searchable.removesuffix(own_words).removesuffix(". ")
    above = passage.fact_group
    if above and read_before.endswith(" ".join(above.split())):  # without marks, so it stands there as it is
        names = [above[start:end] for start, end in cell_spans(above)]
        return names if len(names) == len(_cells(passage.text)) else ()
    names = [name.strip() for name in _BETWEEN_NAMES.split(read_before.removesuffix(" |"))]
    count = len(_cells(passage.text))
    if len(names) < count or read_before == passage.searchable:
        return ()
    names = names[-count:]
    return [names[0].rpartition(". ")[2], *names[1:]]  # behind title and section


def _cells(text: str) -> Sequence[Span]:
    return [Span(*cell) for cell in cell_spans(text)]


def _fit(question: Asked, name: str) -> tuple[int, int]:
    if name.lower() in _ASKING_NAMES:
        return int(asked_kind(name) == question.kind), 1
    told = [word for word in WORD.findall(name.lower()) if word[0].isalnum() and word not in FUNCTION_WORDS]
    words = {stem(word) if word.isalnum() else word for word in told}  # "check-in" and "check-out" have one stem
    fit = words & (question.stems | question.words)
    return len(fit), len(fit) - len(words)
