"""The words by which visitors name what they ask about: "the sauna", "the ferry", "the sailing club".

They stand in questions of all sorts and tell none of them from another. A question takes its subject as known, so in
English they are the words behind "the"; what it wants to know of it comes without ("is there parking at the sauna").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

# Chosen with questions (docs/report.md); 7 to 12 of them, 1 to 10 %, 15 to 22 %, 25 to 35 % and 30 to 50 % do as well.
_LEAST = 8  # questions with the word; fewer make no large group
_LEAST_SHARE = 0.03  # of the questions
_DEFINITE = 0.2  # of the questions with the word have it behind "the"
_MOST_SHARE = 1 / 3  # of the questions: whatever stands before it, what so many ask about tells none from another
_SAME = 0.5  # of the questions with the rarer of two words have the other too: "sailing club", "hotel room"

_WORD = re.compile(r"[\w'’-]+")
_WITH_ARTICLE = re.compile(r"(?:\bthe\s+)?(?P<word>[\w'’-]+)", re.IGNORECASE)


class SubjectWords:
    """Those of these questions, in whatever order they come. `terms` makes a text's terms, none of a stop word's."""

    def __init__(self, questions: Sequence[str], terms: Callable[[str], list[str]], is_english: bool) -> None:
        self._terms = terms
        held = [set(terms(question)) for question in questions]
        asked = Counter(chain.from_iterable(held))
        definite = Counter(term for question in questions for term in set(self._behind_the(question)))
        least = max(_LEAST, _LEAST_SHARE * len(questions))
        names = sorted(
            term
            for term, times in asked.items()
            if times >= least
            and ((is_english and definite[term] >= _DEFINITE * times) or times >= _MOST_SHARE * len(questions))
        )
        self._subjects: dict[str, int] = {}
        if names:
            holds = np.array([[name in terms_held for name in names] for terms_held in held], np.float64)
            together = holds.T @ holds
            times = together.diagonal()
            _, numbers = connected_components(together >= _SAME * np.minimum.outer(times, times))
            self._subjects = dict(zip(names, numbers.tolist(), strict=True))

    def without(self, question: str) -> str:
        """The question without them; as it is where nothing else would be left to ask about."""
        if self._subjects.keys().isdisjoint(terms := self._terms(question)) or self._subjects.keys() >= set(terms):
            return question
        left = _WITH_ARTICLE.sub(lambda found: "" if self._is_subject(found["word"]) else found[0], question)
        return " ".join(left.split())

    def content(self, question: str) -> str:
        """The words of the question that are neither such nor stop words; the question as it is where it has none."""
        words = _WORD.findall(self.without(question))
        return " ".join(word for word in words if self._terms(word)) or question

    def are_apart(self, questions: Sequence[str]) -> NDArray[np.bool_]:
        """Which two of n questions name subjects, but none in common: shape (n, n)."""
        named = np.zeros((len(questions), len(self._subjects)), np.float32)
        for place, question in enumerate(questions):
            for term in self._terms(question):
                if term in self._subjects:
                    named[place, self._subjects[term]] = 1
        is_named = named.sum(axis=1) > 0
        return np.asarray(is_named[:, np.newaxis] & is_named & (named @ named.T == 0), np.bool_)

    def _is_subject(self, word: str) -> bool:
        terms = self._terms(word)
        return bool(terms) and self._subjects.keys() >= set(terms)

    def _behind_the(self, question: str) -> Iterator[str]:
        for before, word in pairwise(_WORD.findall(question)):
            if before.casefold() == "the":
                yield from self._terms(word)
