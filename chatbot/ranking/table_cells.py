"""Which cells of a table's row answer: the one whose column the question names, or else those that are marked."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.ranking.answer_span import Asked, Span
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import FUNCTION_WORDS, WORD, asked_kind, stem
from index import Passage, cell_spans

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


def _cells(text: str) -> Sequence[Span]:
    return [Span(*cell) for cell in cell_spans(text)]


def _fit(question: Asked, name: str) -> tuple[int, int]:
    if name.lower() in _ASKING_NAMES:
        return int(asked_kind(name) == question.kind), 1
    told = [word for word in WORD.findall(name.lower()) if word[0].isalnum() and word not in FUNCTION_WORDS]
    words = {stem(word) if word.isalnum() else word for word in told}  # "check-in" and "check-out" have one stem
    fit = words & (question.stems | question.words)
    return len(fit), len(fit) - len(words)
