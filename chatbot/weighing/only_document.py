"""The only document that can be asked of: no other has a name, or a word as rare as one, that a question has."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from chatbot.indexed import Indexed

_WORD = re.compile(r"[^\W\d_][\w'’-]{2,}")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_WORDS = 50  # of a question: a longer one names many things
_MOST = 1000  # passages; what more of them hold is not rare


class OnlyDocument:
    """Of one index version."""

    def __init__(self, indexed: Indexed, is_word: Callable[[str], bool]) -> None:
        """`is_word` tells common words."""
        self._indexed = indexed
        self._is_word = is_word
        self._ids = list(indexed.documents)
        self._ends = [document.rows.stop for document in indexed.documents.values()]

    def of(self, question: str) -> str | None:
        """Its id; None where the words of a question stand in no document or in several, are common ones, or are too many."""
        holders: set[str] = set()
        words = _WORD.findall(question)
        if len(words) > _WORDS:
            return None
        for word in words:
            holders.update(self._holders(_POSSESSIVE.sub("", word)))
            if len(holders) > 1:
                return None
        return holders.pop() if holders else None

    def _holders(self, word: str) -> Iterator[str]:
        """The document that alone has a term of a rare word, for each of its terms."""
        if not self._is_word(word):
            for term in self._indexed.terms(word):
                documents = self._documents(term)
                if len(documents) == 1:
                    yield self._ids[documents.pop()]

    def _documents(self, term: str) -> set[int]:
        """The documents that hold it, by their places; none where it is not rare."""
        rows = self._indexed.lexical([term], _MOST).rows.tolist()
        return {bisect_right(self._ends, row) for row in rows} if len(rows) < _MOST else set()
