"""Names in small letters as the documents write them: the rules about people and things know a name by its capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.conversation.phrases import DETERMINERS

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_OWNED = re.compile(r"['’]s$")
_LONGEST = 6  # words of a name


class WrittenNames:
    """Names as they are written, to be found in small letters."""

    def __init__(self, names: Iterable[str]) -> None:
        """The first of two that differ in capitals alone counts."""
        self._written: dict[str, str] = {}
        for name in names:
            self._written.setdefault(name.casefold(), name)
        self._begins = {word[0] for name in self._written if (word := _WORD.search(name))}

    def capitalised(self, text: str) -> str:
        """Put each run of small words that is a name as it is written; the longest one counts."""
        words = [match.span() for match in _WORD.finditer(text)]
        parts, end, place = [], 0, 0
        while place < len(words):
            taken = 1
            first = slice(*words[place])
            longest = min(_LONGEST, len(words) - place) if _OWNED.sub("", text[first]) in self._begins else 0
            for count in range(longest, 0, -1):
                start, stop = first.start, words[place + count - 1][1]
                said = _OWNED.sub("", text[start:stop])
                name = self._written.get(said)
                # "the black dress" is not Jack Black's.
                is_noun = count == 1 and place > 0 and text[slice(*words[place - 1])].lower() in DETERMINERS
                if name is not None and said.islower() and not is_noun:
                    parts += [text[end:start], name]
                    end, taken = start + len(said), count
                    break
            place += taken
        return "".join((*parts, text[end:]))
