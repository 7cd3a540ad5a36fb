"""Names in small letters as the documents write them: the rules about people and things know a name by its capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_OWNED = re.compile(r"['’]s$")
_LONGEST = 6  # words of a name


def capitalised(text: str, written: Mapping[str, str]) -> str:
    """Put each run of small words that is a name as it is written; the longest one counts.

    `written` gives names by their case-folded form. The text keeps its length but where a letter's capital has another.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    parts, end, place = [], 0, 0
    while place < len(words):
        taken = 1
        for count in range(min(_LONGEST, len(words) - place), 0, -1):
            start, stop = words[place][0], words[place + count - 1][1]
            stop -= len(owned[0]) if (owned := _OWNED.search(text[start:stop])) else 0
            said = text[start:stop]
            name = written.get(said.casefold())
            if name is not None and said.islower():
                parts += [text[end:start], name]
                end, taken = stop, count
                break
        place += taken
    return "".join((*parts, text[end:]))
