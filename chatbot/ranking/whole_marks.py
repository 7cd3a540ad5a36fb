"""Marks that begin and end where a reader would: behind the question of a FAQ and what leads to a date, and not inside an
address, a time, an abbreviation, a bracket or emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.ranking.answer_span import Span

_ADDRESS = re.compile(
    r"(?<![^\s<>()\[\]|,;*])[^\s<>()\[\]|,;*]*(?:@|://)[^\s<>()\[\]|,;*]*\w/?"
)  # from where a word begins
_WHOLE = re.compile(
    r"\d+(?::\d+)+"  # a time
    r"|(?<!\w)(?:[^\W\d_]\.){2,}"  # "p.m.", "R.N.L.I."
    r"|(?<!\w)\w+(?:\(\w+\)|\+(?!\w))"  # "dB(A)", "14+"
)
_OPENING_QUESTION = re.compile(r"[^.!?]*\?[*_~)\]]* +(?=[^\W_])")
_BRACKETS = (("(", ")"), ("[", "]"))
_EMPHASIS = ("**", "__", "`")
_LEADS_TO_NUMBER = re.compile(r"(?:in|on|at)\s+[*_`]*(?=\d)", re.IGNORECASE)


def whole_marks(text: str, marks: Sequence[Span]) -> list[Span]:
    """The marks, in order, with the rest of what they cut through and the bracket that closes; what then overlaps is one."""
    whole: list[Span] = []
    uncut = [found.span() for found in _WHOLE.finditer(text)]
    if "@" in text or "://" in text:
        uncut += [found.span() for found in _ADDRESS.finditer(text)]
    asked = _OPENING_QUESTION.match(text)
    answers_from = asked.end() if asked else 0
    for mark in marks:
        start, end = max(mark.start, answers_from), mark.end
        if start >= end:
            continue
        for first, last in uncut:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        for opening, closing in _BRACKETS:
            if text[end : end + 1] == closing and text.count(opening, start, end) > text.count(closing, start, end):
                end += 1
        if found := _LEADS_TO_NUMBER.match(text, start, end):
            start = found.end()
        for sign in _EMPHASIS:
            if text.startswith(sign, end) and text.count(sign, start, end) % 2:
                end += len(sign)
        if whole and start < whole[-1].end:
            start, end = min(start, whole[-1].start), max(end, whole.pop().end)
        whole.append(Span(start, end))
    return whole
