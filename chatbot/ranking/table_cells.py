"""Which cells of a table's row answer: the one whose column the question names, or else those that are marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from chatbot.ranking.answer_span import Asked, Span
from chatbot.ranking.calendar_names import day_column
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import FUNCTION_WORDS, WORD, asked_kind, crude_stem
from chatbot.ranking.ranges.amounts import asked_amounts, told_ranges
from chatbot.ranking.ranges.columns import held_column
from chatbot.ranking.ranges.stretch import Amount, met_by
from index import Passage, cell_spans

_FROM = re.compile(r"(?:from\s+)?")
_ASKING_NAMES = frozenset(("how", "when", "where", "who", "why"))


def asked_cells(question: Asked, passage: Passage, marks: Sequence[Span]) -> Sequence[Span]:
    """Marks of a row's text, none beyond a cell's edge.

    The first cell says what the row is about. Where it is marked and holds a word that the question does not, it is what
    is asked for, and all marks stay. Else the cell is marked alone, or nothing where it is empty, whose column's name is a range that
    holds the amount or the day which the question names, or has words of the question, where no other name has as many. A name
    fits better with more of its words in the question, and then with fewer that are not; one that is a question word ("How") fits
    the questions that ask so. A cell whose own range holds the amount says what the question does and is not marked; where nothing
    else is, or the first column is named ("which boat for 8 people"), the first cell is.
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
    asked = asked_amounts(question.text)
    given = _given(passage.text.lower(), cells, names, asked)
    is_given = bool(given) and 0 not in given
    if is_given:
        within = [mark for mark in within if not any(cells[at].start <= mark.start < cells[at].end for at in given)]
    if within and within[0].start < cells[0].end:
        if _fit(question, passage.text[cells[0].start : cells[0].end])[1] < 0:
            return within
        within = [mark for mark in within if mark.start >= cells[0].end] or within
    if column := held_column(names, asked):
        return _filled(cells[column[0]])
    if (day := day_column(names, question.text)) is not None:
        return _filled(cells[day])
    fit = [(0, 0) if at in given else _fit(question, name) for at, name in enumerate(names[1:], 1)]
    best = max(fit)
    if is_given and not best[0] and (not within or _fit(question, names[0])[0]):
        return [cells[0]]
    if not best[0] or fit.count(best) > 1:
        return within or [cells[0]]
    return _filled(cells[fit.index(best) + 1])


def _filled(cell: Span) -> Sequence[Span]:
    return [cell] if cell.start < cell.end else []


def _given(text: str, cells: Sequence[Span], names: Sequence[str], wanted: Sequence[Amount]) -> Collection[int]:
    """The places of the cells that say nothing but a range which meets an amount that is asked for."""
    if not wanted:
        return ()
    given = []
    for place, (cell, name) in enumerate(zip(cells, names, strict=True)):
        words = text[cell.start : cell.end]
        told = [each for each in told_ranges(words, name.lower()) if each.stretch.low < each.stretch.high]
        if met_by(told, words, wanted)[0] and any(
            _FROM.fullmatch(words, 0, each.start) and each.end == len(words) for each in told
        ):
            given.append(place)
    return given


def _cells(text: str) -> Sequence[Span]:
    return [Span(*cell) for cell in cell_spans(text)]


def _fit(question: Asked, name: str) -> tuple[int, int]:
    if name.lower() in _ASKING_NAMES:
        return int(asked_kind(name) == question.kind), 1
    told = [word for word in WORD.findall(name.lower()) if word[0].isalnum() and word not in FUNCTION_WORDS]
    words = {crude_stem(word) if word.isalnum() else word for word in told}  # "check-in" and "check-out" have one stem
    fit = words & (question.stems | question.words)
    return len(fit), len(fit) - len(words)
