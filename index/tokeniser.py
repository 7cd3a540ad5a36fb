"""A text as the terms that the lexical search compares: one tokeniser for passages and questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import regex
import Stemmer

from index.errors import SettingsError
from index.stop_words import stop_words

REMEMBERED = 4096  # texts; some two megabytes of passages, thirty where visitors send only new words
REMEMBERED_CHARS = 500  # a longer text is hardly ever a passage
REMEMBERED_STEMS = 16_384  # words; four megabytes

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")  # a mark belongs to the letter before it
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ACCENT = regex.compile(r"(?<=\p{Latin})\p{Mn}+")


class Tokeniser:
    """Folds case and Latin accents, drops stop words, stems. The same object serves both sides.

    Remembers what it was asked last: one question is tokenised for several steps, and popular
    passages come again and again.
    """

    def __init__(self, language: str) -> None:
        if language not in Stemmer.algorithms():
            raise SettingsError(
                f"index.language: no stemmer for {language!r}; known: {', '.join(Stemmer.algorithms())}."
            )
        # PyStemmer's own cache is slower, and sorts all that it holds whenever it is full.
        self._stem = lru_cache(maxsize=REMEMBERED_STEMS)(Stemmer.Stemmer(language, 0).stemWord)
        self._stop_words = stop_words(language)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._terms)

    def __call__(self, text: str) -> list[str]:
        """The terms of a text in order, repetitions kept; empty where it holds only stop words."""
        return list(self._remembered(text) if len(text) <= REMEMBERED_CHARS else self._terms(text))

    def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
        """Whether every term of the text is among these; looks no further than the first that is not."""
        return all(self._stem(word) in terms for word in _each_word(text) if word not in self._stop_words)

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(self._stem(word) for word in words(text) if word not in self._stop_words)


def words(text: str) -> list[str]:
    """The words of a text, case and Latin accents folded."""
    return _ASCII_WORD.findall(text.lower()) if text.isascii() else list(_each_word(text))


def _each_word(text: str) -> Iterator[str]:
    """The same, one after the other as they are asked for."""
    if text.isascii():
        found: Iterator[Any] = _ASCII_WORD.finditer(text.lower())
    else:
        found = _WORD.finditer(folded(text))
    return (match[0] for match in found)


def folded(text: str) -> str:
    """The text with case and Latin accents folded."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENT.sub("", apart))
