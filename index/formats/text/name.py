"""What a plain text without a title is called: its first line, where its form says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.formats.line_forms import CLAUSE, GOES_ON, ITEM, LABEL, MARKED, SENTENCE_END
from index.formats.text.lines import NO_LINE, Line
from index.formats.title_words import may_name

_MOST_WORDS, _MOST_CHARS = 20, 110
_MOST_CHARS_OF_MORE = 80  # of a line that says more of it: "By Ida Storm, 24 February"
_GREETING = re.compile(r"(?:dear|hello|hi|hey)(?: \S+){0,3}", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\S*(?: \S+){0,3}")  # a date, an address, a few things


def plain_name(lines: Sequence[Line]) -> int | None:
    """The place of the first line, where it names the text, else None.

    It stands by itself, over one short line that says more of it or over a list; no verb of it states anything; and there
    are sentences, a list or facts below.
    """
    place = next((place for place, line in enumerate(lines) if line.text), len(lines))
    line, following, after = (*lines[place : place + 3], *(NO_LINE,) * 3)[:3]
    if not (_may_be_called(line.text) and any(_tells(below.text) for below in lines[place + 1 :])):
        return None
    is_list = ITEM.match(following.text) and ITEM.match(after.text)
    is_more = not after.text and following.text[:1].isupper() and not _tells(following.text)
    return place if not following.text or is_list or is_more else None


def _may_be_called(text: str) -> bool:
    is_other = any(other.fullmatch(text) for other in (CLAUSE, _GREETING, _NUMBER)) or MARKED.match(text)
    is_long = len(text) > _MOST_CHARS or len(text.split()) > _MOST_WORDS
    return bool(text) and not (is_other or is_long or text[0].islower() or text.endswith(GOES_ON)) and may_name(text)


def _tells(text: str) -> bool:
    is_marked = ITEM.match(text) or LABEL.match(text) or SENTENCE_END.search(text)
    return is_marked is not None or len(text) > _MOST_CHARS_OF_MORE
