"""Pages by words of their titles, of which many are alike: "Arden bench", "Arden side table", "Corfe folding table"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from chatbot.conversation.phrases import ASKING, AUXILIARIES, DETERMINERS, PREPOSITIONS

WORD = re.compile(r"[^\W_]+")
SAYS_NOTHING = PREPOSITIONS | DETERMINERS | frozenset("and or too then s".split())
_ASKS = ASKING | AUXILIARIES
_SHORT = re.compile(r"[^\W\d]{1,2}")
_FEW = 3
_LONGEST = 30  # words of a question: a pasted text has words of many titles
_MOST = 100  # titles: a word of more of them leads to none, and counts beside another


class TitleWords:
    """The words of the titles of one index version."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        """`titles` are those of the documents, by id."""
        self._words = {document: frozenset(WORD.findall(title.casefold())) for document, title in titles.items()}
        self._holders: dict[str, list[str]] = {}
        for document, words in self._words.items():
            for word in words:
                if _may_name(word):
                    self._holders.setdefault(word, []).append(document)

    def of(self, document: str) -> frozenset[str]:
        """All words of a document's title, case folded."""
        return self._words[document]

    def named(self, question: str) -> Mapping[str, frozenset[str]]:
        """The documents of whose titles a question has words, and which, without those of which it only has some of another's."""
        asked = WORD.findall(question.casefold())
        if len(asked) > _LONGEST:
            return {}
        said = {word for word in asked if word in self._holders and word not in _ASKS}
        leading = (self._holders[word] for word in said if len(self._holders[word]) <= _MOST)
        words = {document: self._words[document] & said for holders in leading for document in holders}
        every = set(words.values())
        most = {own for own in every if not any(own < other for other in every)}
        return {document: own for document, own in words.items() if own in most}

    def namesakes(self, question: str, is_word: Callable[[str], bool]) -> tuple[str, ...]:
        """The two or three documents, of many more, whose titles share the name that a question has; `is_word` tells common words."""
        named = self.named(question)
        [words, *others] = set(named.values()) or [frozenset()]
        is_few = 1 < len(named) <= _FEW and 2 * len(named) < len(self._words)
        asked = WORD.findall(question)
        return tuple(named) if is_few and not others and tells(words, asked, is_word) else ()

    def only(self, words: str) -> str | None:
        """The one document whose title has all of these words, but for those that say nothing; None where they are mere numbers."""
        said = [word for word in WORD.findall(words.casefold()) if _may_name(word)]
        if all(word.isdecimal() for word in said):
            return None
        first = min((self._holders.get(word, []) for word in said), key=len)
        if len(first) > _MOST:
            return None
        holders = [document for document in first if self._words[document].issuperset(said)]
        return holders[0] if len(holders) == 1 else None


def tells(words: frozenset[str], asked: Sequence[str], is_word: Callable[[str], bool]) -> bool:
    """Whether a title's `words` that are among those `asked` for name it: several do, and one that is no common word or has a
    capital, unless it is of another name: "Oru Point" is not "Tern Point".
    """
    if len(words) != 1:
        return bool(words)
    [word] = words
    names = [not said.islower() and said.casefold() not in SAYS_NOTHING for said in asked]  # numbers too
    for at, said in enumerate(asked):
        if said.casefold() == word and ((at and names[at]) or not is_word(word)):
            return not any(0 < near < len(asked) and names[near] for near in (at - 1, at + 1))
    return False


def _may_name(word: str) -> bool:
    return word not in SAYS_NOTHING and not _SHORT.fullmatch(word)
