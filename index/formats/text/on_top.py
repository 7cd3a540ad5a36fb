"""Headings right on top of their paragraphs, without a blank line between, as people write leaflets and notes.

Such a line may as well begin an address, a poem, a speech, a letter or a sentence that is wrapped by hand. It is taken for a
heading where it is a mere title, and several of a text stand over prose, each in words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from index.formats.line_forms import CLAUSE, GOES_ON, LABEL, MARKED, SAID, SENTENCE_END
from index.formats.text.lines import NO_LINE, Line, has_room
from index.formats.title_words import is_title, may_head

_LEAST = 3  # titles of this form in a text
_MOST_WORDS = 8
_SHORT = 60  # characters: a heading has no more, and a line of prose that goes on in the next one has more
_CELLS = re.compile(r".*\S(?:\t|[ \t]{2,})\S")  # with room between them, such as a label and what it says


def on_top(lines: Sequence[Line]) -> frozenset[int]:
    """The places of such lines; none where fewer than three are plainly titles, or two say the same, as speakers in a play do.

    Where there are, titles on top of anything else are headings too, such as a list without marks: a text has one style.
    """
    over = {place: paragraph for place in range(len(lines)) if (paragraph := _below(lines, place))}
    prose = {place for place, paragraph in over.items() if _is_prose(paragraph)}
    titles = [lines[place].text.casefold() for place in sorted(prose) if is_title(lines[place].text)]
    if len(titles) < _LEAST or len(set(titles)) < len(titles):
        return frozenset()
    others = (place for place in over if place not in prose and is_title(lines[place].text))
    return frozenset((*(place for place in prose if may_head(lines[place].text)), *others))


def _below(lines: Sequence[Line], place: int) -> list[str]:
    """What stands right below a line that by its form may be such a heading and that was not wrapped; nothing below any other."""
    text, above = lines[place].text, lines[place - 1] if place else NO_LINE
    if above.text or not text[:1].isupper() or len(text) > _SHORT or len(text.split()) > _MOST_WORDS:
        return []
    if text.endswith(GOES_ON) or any(other.match(text) for other in (CLAUSE, LABEL, MARKED, _CELLS, SAID)):
        return []
    following = (lines[below].text for below in range(place + 1, len(lines)))
    paragraph = list(takewhile(bool, following))
    is_own = bool(paragraph) and has_room(len(text), paragraph[0], max(map(len, paragraph)))
    return paragraph if is_own else []


def _is_prose(paragraph: Sequence[str]) -> bool:
    """Whether sentences begin in its first line and end with its last."""
    first = paragraph[0]
    if not first[0].isupper() or any(other.match(first) for other in (MARKED, SAID)):
        return False
    is_sentence = len(first) > _SHORT or SENTENCE_END.search(first)
    return bool(is_sentence and SENTENCE_END.search(paragraph[-1]))
