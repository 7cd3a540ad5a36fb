"""Misspelt words as the documents write them: "Sam Rainsey" for "Sam Rainsy"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from index import Hits

_WORD = re.compile(r"[^\W\d_]+(?:['’]s\b)?")
_LONGEST = 40  # letters; what is longer is no word
_MOST = 4  # words mended in one question: more unknown ones are another language, not slips


class Spelled(Protocol):
    """What an open index knows of words."""

    def terms(self, text: str) -> list[str]:
        """The terms of a text."""
        ...

    def near_words(self, word: str) -> list[str]:
        """The documents' words that a word of theirs is not, and a slip away from."""
        ...

    def lexical(self, terms: list[str], top: int, document: str | None = None) -> Hits:
        """The passages with the best BM25 score."""
        ...


def mend(question: str, spelled: Spelled, is_word: Callable[[str], bool]) -> str:
    """Put a near word of the documents for each one that they do not have.

    Of several near ones the one that the documents use together with the question's other words
    wins. `is_word` tells common words, which are what they are, however near they come to another.
    """
    slips = []
    for word in _WORD.finditer(question):
        bare = word[0].removesuffix("'s").removesuffix("’s")
        if len(bare) <= _LONGEST and not (bare.isupper() and len(bare) > 1) and (near := spelled.near_words(bare)):
            is_name = bare[0].isupper() and word.start() > 0
            if is_name or not is_word(bare):
                slips.append((word.start(), bare, near))
    if not slips or len(slips) > _MOST:
        return question
    text, end = "", 0
    for start, bare, near in slips:
        others = spelled.terms(f"{question[:start]} {question[start + len(bare) :]}")
        best = _together(near, others, spelled)
        text += question[end:start] + (best.capitalize() if bare[0].isupper() else best)
        end = start + len(bare)
    return text + question[end:]


def _together(near: Sequence[str], others: list[str], spelled: Spelled) -> str:
    """The near word whose best passage holds the most of the others, ties to the nearest."""
    if len(near) == 1:
        return near[0]

    def best_score(word: str) -> float:
        scores = spelled.lexical([*spelled.terms(word), *others], 1).scores
        return float(scores[0]) if len(scores) else 0.0

    return max(near, key=best_score)
