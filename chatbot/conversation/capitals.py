"""Names in small letters as the documents write them: the rules about people and things know a name by its capitals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from chatbot.conversation.letters import CAPITAL, SMALL
from chatbot.conversation.people import NO_NAMES, gender_of
from chatbot.conversation.phrases import DETERMINERS, is_plural

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_OPENING = re.compile(rf"(?:^|(?<=[.!?] )|(?<=\n)){CAPITAL}\w*(?= (?P<next>{SMALL}\w*)(?P<are> (?:are|were|have)\b)?)")
# "Loss of earnings", and not "Order of the Poplar".
_OF_SMALL = re.compile(rf" of (?!the {CAPITAL}){SMALL}")
# "Deputy mayor: Ada Quill", in a line of its own; `named` is how a name of several words begins.
_LABEL = re.compile(
    rf"^(?P<mark>[-*•_ ]*)(?P<label>[^\W\d_][^:\s]*(?: [^:\s]+){{0,3}})(?=:[*_]* (?P<named>{CAPITAL}\S* {CAPITAL})?)",
    re.MULTILINE,
)
_NO_NAME = 2  # signs
_PAST = re.compile(r"\w*[^\We]ed")  # "need" is not
_MEN = re.compile(r".*men|people|children")
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
            behind_article = begins and place > 0 and text[slice(*words[place - 1])].lower() in DETERMINERS
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

    def without_sentence_capitals(self, text: str) -> str:
        """What opens a sentence or labels a line in small letters where it is no name: "The thief", "Members pay £20",
        "Office: Ada Quill", and not "Jones paid £20" or "Ada: Dear Quill"."""

        def small(opening: re.Match[str]) -> str:
            word, following = opening[0].casefold(), opening["next"]
            is_several = _MEN.fullmatch(word) or (is_plural(word) and not _PAST.fullmatch(following))
            is_attribute = opening["are"] is not None and is_plural(following)  # "Visitor numbers are …"
            is_beside = is_attribute or _OF_SMALL.match(text, opening.end())
            is_common = (is_several or is_beside) and not self._may_be_name(word) and self._is_word(word)
            return word if word in NO_NAMES or is_common else opening[0]

        return _LABEL.sub(self._small_label, _OPENING.sub(small, text))

    def _small_label(self, line: re.Match[str]) -> str:
        """Each word small of which two signs say that it is no name: it is a common one, a small one follows, a name is what it labels."""
        words = line["label"].split(" ")
        for place, word in enumerate(words):
            bare = word.strip("'’.,()").casefold()
            behind = "".join(words[place + 1 :])
            is_before_small = behind.islower() and not word.endswith(",")
            signs = (self._is_word(bare), is_before_small, line["named"] is not None)
            is_no_name = sum(signs) >= _NO_NAME and len(bare) > 1
            if is_no_name and not self._may_be_name(bare) and not _OWNED.search(word):
                words[place] = word.lower()
        return line["mark"] + " ".join(words)

    def _may_be_name(self, word: str) -> bool:
        return word in self._begins or gender_of(word) != ""
