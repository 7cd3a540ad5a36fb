"""Headings right on top of their paragraphs, without a blank line between, as people write leaflets and notes.

Such a line may as well begin an address, a poem, a speech, a letter or a sentence that is wrapped by hand. It is taken for a
heading where it is a mere title over prose, and several of a text are, each in words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from index.formats.line_forms import CLAUSE, GOES_ON, LABEL, MARKED, SENTENCE_END
from index.formats.text.lines import NO_LINE, Line, has_room
from index.formats.title_words import is_title, may_head

_LEAST = 3  # titles of this form in a text
_MOST_WORDS = 8
_SHORT = 60  # characters: a heading has no more, and a line of prose that goes on in the next one has more
_SAID = re.compile(r"""["'“”‘«»(\[]|(?:dear|hello|hi|hey|yours|sincerely|regards|love)\b""", re.IGNORECASE)


def on_top(lines: Sequence[Line]) -> frozenset[int]:
    """The places of such lines; none where fewer than three are plainly titles, or two say the same, as speakers in a play do."""
    found = {place: line.text for place, line in enumerate(lines) if _stands_on_top(lines, place)}
    titles = [words.casefold() for words in found.values() if is_title(words)]
    is_style = len(titles) >= _LEAST and len(set(titles)) == len(titles)
    return frozenset(place for place, words in found.items() if is_style and may_head(words))


def _stands_on_top(lines: Sequence[Line], place: int) -> bool:
    text, above = lines[place].text, lines[place - 1] if place else NO_LINE
    if above.text or not text[:1].isupper() or len(text) > _SHORT or len(text.split()) > _MOST_WORDS:
        return False
    if text.endswith(GOES_ON) or any(other.match(text) for other in (CLAUSE, LABEL, MARKED, _SAID)):
        return False
    following = (lines[below].text for below in range(place + 1, len(lines)))
    return _is_prose(list(takewhile(bool, following)), len(text))


def _is_prose(paragraph: Sequence[str], above: int) -> bool:
    """Whether sentences begin in its first line and end with its last, so wide that the `above` characters were not wrapped."""
    if not paragraph or not paragraph[0][0].isupper() or any(other.match(paragraph[0]) for other in (MARKED, _SAID)):
        return False
    is_sentence = len(paragraph[0]) > _SHORT or SENTENCE_END.search(paragraph[0])
    is_own = has_room(above, paragraph[0], max(map(len, paragraph)))
    return bool(is_sentence and is_own and SENTENCE_END.search(paragraph[-1]))
