"""Marks that begin and end where a reader would: behind the question of a FAQ, a clause's number and what leads to a date, with the
first items of a list, and not inside an address, a time, an abbreviation, a bracket, a quotation or emphasis, nor across a line
break.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import regex

from chatbot.ranking.answer_span import Span

# From where a word begins.
_ADDRESS = re.compile(r"(?<![^\s<>()\[\]|,;*])[^\s<>()\[\]|,;*]*(?:@|://)[^\s<>()\[\]|,;*]*\w/?")
_WHOLE = re.compile(
    r"\d+(?::\d+)+"  # a time
    r"|(?<!\w)(?:[^\W\d_]\.){2,}"  # "p.m.", "R.N.L.I."
    r"|(?<!\w)\w+(?:\(\w+\)|\+(?!\w))"  # "dB(A)", "14+"
)
_OPENING_QUESTION = re.compile(r"[^.!?]*\?[*_~)\]]* +(?=[^\W_])")
_NUMBERED = re.compile(r"(?:\d+(?:\.\d+)+[.)]?|\(\w{1,3}\)) +(?=[^\W\d])")  # a clause's number, before its words
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
_EMPHASIS = ("**", "__", "`")
_SIGNS = (*_EMPHASIS, '"')  # that close as they open
_LINE_BREAK = re.compile(r"(?<!`)<br\s*/?>(?!`)\s*", re.IGNORECASE)  # HTML's, as in a cell of Markdown
_LEADS_TO_NUMBER = re.compile(r"(?:in|on|at)\s+[*_`]*(?=\d)", re.IGNORECASE)
_JOINED = re.compile(r",? (?:and|or) |, ")
_LAST_JOINED = re.compile(r" (?:and|or) ")
# What the marked items of a list look like, and one before them that is alike. Of three the last may go on with the sentence; of two
# both are names. What begins with an article or is a word alone only has to be the first of three.
_NAME = regex.compile(r"\p{Lu}")
_BEFORE_NAMES = regex.compile(r"(?<!\S)\p{Lu}[\w'’-]*(?: \p{Lu}[\w'’-]*){0,3}, \Z")
_THINGS = (
    (regex.compile("the "), regex.compile(r"(?<!\S)the(?: (?!the\b)[\w'’-]+){1,3}, \Z")),
    (regex.compile(r"\p{Ll}+\Z"), regex.compile(r"(?<!\S)\p{Ll}[\w'’-]*, \Z")),
)
_OPENS_SENTENCE = re.compile(  # "In London, Ada and Ivo": no list
    r"(?:\A|[.!?:;] +)(?:After|Although|As|At|Because|Before|Behind|By|During|For|From|If|In|Near|Of|On|Once|Since|To|Under|Until"
    r"|Unlike|When|Where|While|With|Without)\b[^,]*, \Z"
)


def whole_marks(text: str, marks: Sequence[Span]) -> list[Span]:
    """The marks, in order, with the rest of what they cut through and the sign that opens or closes; what then overlaps is one.

    One that runs over line breaks of HTML is one mark a line.
    """
    whole: list[Span] = []
    uncut = [found.span() for found in _WHOLE.finditer(text)]
    if "@" in text or "://" in text:
        uncut += [found.span() for found in _ADDRESS.finditer(text)]
    asked = _OPENING_QUESTION.match(text)
    answers_from = asked.end() if asked else 0
    numbered = _NUMBERED.match(text)
    for mark in marks:
        start, end = max(mark.start, answers_from), mark.end
        if start >= end:
            continue
        if numbered and start < numbered.end() < end:
            start = numbered.end()
        start = max(_list_start(text, start, end), answers_from)
        for first, last in uncut:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        for opening, closing in _PAIRS:
            unclosed = text.count(opening, start, end) - text.count(closing, start, end)
            end += unclosed > 0 and text.startswith(closing, end)
            start -= unclosed < 0 and text.endswith(opening, 0, start)
        if found := _LEADS_TO_NUMBER.match(text, start, end):
            start = found.end()
        for sign in _SIGNS:
            if text.count(sign, start, end) % 2:
                if text.startswith(sign, end):
                    end += len(sign)
                elif text.endswith(sign, 0, start):
                    start -= len(sign)
                elif sign in _EMPHASIS and text.endswith(sign, start + len(sign), end):
                    end -= len(sign)
        if whole and start < whole[-1].end:
            start, end = min(start, whole[-1].start), max(end, whole.pop().end)
        whole.append(Span(start, end))
    return [line for mark in whole for line in _lines(text, mark)]


def _lines(text: str, mark: Span) -> list[Span]:
    breaks = [found.span() for found in _LINE_BREAK.finditer(text, mark.start, mark.end)]
    starts = [mark.start, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), mark.end]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()]


def _list_start(text: str, start: int, end: int) -> int:
    """Where the list begins of which that is the rest: at "Friulian" of "Friulian, Italian, Czech and German"."""
    if not text.endswith(", ", 0, start) or _LAST_JOINED.search(text, start, end) is None:
        return start
    before = _item_before(_JOINED.split(text[start:end]))
    while before and (item := before.search(text, 0, start)) and not _OPENS_SENTENCE.search(text, 0, start):
        start = item.start()
    return start


def _item_before(items: Sequence[str]) -> regex.Pattern[str] | None:
    """What an item before these looks like, in the text up to where they begin; None where they may be no list."""
    if all(map(_NAME.match, items[: max(2, len(items) - 1)])):
        return _BEFORE_NAMES
    return next((before for alike, before in _THINGS if len(items) > 2 and alike.match(items[0])), None)
