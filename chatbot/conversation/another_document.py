"""Another document that a follow-up names by what it is: "and at the hut?", where just one title has the word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chatbot.conversation.follow_up import FollowUp
from chatbot.conversation.phrases import DETERMINERS, PREPOSITIONS

_WORD = re.compile(r"[^\W_]+")
_SAYS_NOTHING = PREPOSITIONS | DETERMINERS | frozenset("and or too then s".split())  # noqa: SIM905
_ARTICLE = re.compile(r"\b(?:the|our|your) $", re.IGNORECASE)
_LEAST = 3  # letters


@dataclass(frozen=True, slots=True)
class Switch:
    """A phrase that is asked behind a question, the document that it means, and the span of what names the `other` one in that
    question.
    """

    asked: FollowUp
    document: str
    other: str
    place: tuple[int, int]


class TitleWords:
    """The words that stand in the title of one document alone."""

    def __init__(self, titles: Mapping[str, str]) -> None:
        """`titles` are those of the documents, by id."""
        self._titles = titles
        self._documents: dict[str, str] = {}  # by word; of a word that stands in several titles, none
        for document, title in titles.items():
            for word in _WORD.findall(title.casefold()):
                if (
                    len(word) >= _LEAST
                    and not word.isdecimal()
                    and self._documents.setdefault(word, document) != document
                ):
                    self._documents[word] = ""

    def switch(self, asked: FollowUp, before: str, home: str | None) -> Switch | None:
        """What a phrase behind that question means, where `home` is talked of; None where it says more than words of one title,
        or that question names no other document.
        """
        said = [word for word in _WORD.findall(asked.words.casefold()) if word not in _SAYS_NOTHING]
        documents = {self._documents.get(word, "") for word in said}
        document = documents.pop() if len(documents) == 1 else ""
        if not document or document == home:
            return None
        places = self._places(before)
        of_home = [(place, named) for place, named in places if named == home]
        others = of_home or [(place, named) for place, named in places if named != document]
        return Switch(asked, document, others[-1][1], others[-1][0]) if others else None

    def _places(self, question: str) -> list[tuple[tuple[int, int], str]]:
        """The spans in a question that name a document by words of its title, with their articles, and which."""
        tokens = list(_WORD.finditer(question))
        words = [token[0].casefold() for token in tokens]
        found: list[tuple[tuple[int, int], str]] = []
        for at, word in enumerate(words):
            document = self._documents.get(word, "") if word not in _SAYS_NOTHING else ""
            if not document or (found and tokens[at].start() < found[-1][0][1]):
                continue
            title = _WORD.findall(self._titles[document].casefold())
            first = last = at
            while first and words[first - 1] in title and words[first - 1] not in _SAYS_NOTHING:
                first -= 1
            while last + 1 < len(words) and words[last + 1] in title:
                last += 1
            while words[last] in _SAYS_NOTHING:
                last -= 1
            start = tokens[first].start()
            article = _ARTICLE.search(question[:start])
            found.append(((article.start() if article else start, tokens[last].end()), document))
        return found
