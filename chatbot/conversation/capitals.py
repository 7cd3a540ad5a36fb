"""Names in small letters as the documents write them: the rules about people and things know a name by its capitals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from chatbot.conversation.phrases import DETERMINERS

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_OWNED = re.compile(r"['’]s$")
_LONGEST = 6  # words of a name


class WrittenNames:
    """Names as they are written, to be found in small letters: those of people anywhere, others not behind an article."""

    def __init__(self, people: Iterable[str], others: Iterable[str], is_word: Callable[[str], bool]) -> None:
        """The first of two that differ in capitals alone counts. `is_word` tells common words, which are no names alone."""
        self._is_word = is_word
        self._people: dict[str, str] = {}
        self._others: dict[str, str] = {}
        for known, names in ((self._people, people), (self._others, others)):
            for name in names:
                known.setdefault(name.casefold(), name)
        every = (*self._people, *self._others)
        self._begins = {word[0] for name in every if (word := _WORD.search(name))}

    def capitalised(self, text: str) -> str:
        """Put each run of small words that is a name as it is written; the longest one counts."""
        words = [match.span() for match in _WORD.finditer(text)]
        parts, end, place = [], 0, 0
        while place < len(words):
            taken = 1
            first = slice(*words[place])
            begins = _OWNED.sub("", text[first]).casefold() in self._begins
            behind_article = place > 0 and text[slice(*words[place - 1])].lower() in DETERMINERS
            for count in range(min(_LONGEST, len(words) - place) if begins else 0, 0, -1):
                start, stop = first.start, words[place + count - 1][1]
                said = _OWNED.sub("", text[start:stop])
                name = self._people.get(said.casefold()) or (
                    None if behind_article else self._others.get(said.casefold())
                )
                # Huey Long's is no name in "how long did he live".
                if name is not None and said.islower() and (count > 1 or not self._is_word(said)):
                    parts += [text[end:start], name]
                    end, taken = start + len(said), count
                    break
            place += taken
        return "".join((*parts, text[end:]))
