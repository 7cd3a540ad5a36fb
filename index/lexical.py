"""BM25 over the searchable texts, and the one tokeniser for passages and questions.

`bm25s` computes each posting's score at build time (Lù, 2024, "BM25S: Orders of magnitude faster
lexical search via eager sparse scoring"); at question time only the postings of the question's own
words are read, from memory-mapped arrays.
"""

from __future__ import annotations

import json
import logging
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import regex
import Stemmer
from numpy.typing import NDArray

from index.errors import SettingsError
from index.stop_words import stop_words

# Defaults of Lucene (BM25Similarity), which the field compares against.
K1 = 1.2
B = 0.75

REMEMBERED = 4096  # texts; some two megabytes

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_ACCENT = regex.compile(r"(?<=\p{Latin})\p{Mn}+")

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


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
        self._stem = cache(Stemmer.Stemmer(language).stemWord)
        self._stop_words = stop_words(language)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._terms)

    def __call__(self, text: str) -> list[str]:
        """The terms of a text in order, repetitions kept; empty where it holds only stop words."""
        return list(self._remembered(text))

    def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
        """Whether every term of the text is among these; looks no further than the first that is not."""
        return all(self._stem(word) in terms for word in words(text) if word not in self._stop_words)

    def _terms(self, text: str) -> tuple[str, ...]:
        return tuple(self._stem(word) for word in words(text) if word not in self._stop_words)


def words(text: str) -> list[str]:
    """The words of a text, case and Latin accents folded."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKD", text).casefold()
    return [match[0] for match in _WORD.finditer(unicodedata.normalize("NFC", _ACCENT.sub("", folded)))]


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Of c passages: BM25 and the summed inverse document frequency of the question's terms that each holds, both
    float32 of shape (c,); and that sum over all terms of the question, the unknown ones too.
    """

    bm25: Scores
    covered: Scores
    total: float


class LexicalIndex:
    """Postings by term: `rows[starts[t]:starts[t + 1]]` with their `scores`."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        starts: NDArray[np.int64],
        rows: NDArray[np.int32],
        scores: Scores,
        passages: int,
    ) -> None:
        self._passages = passages
        self._vocabulary = vocabulary
        self._starts = starts
        self._rows = rows
        self._scores = scores

    def knows(self, term: str) -> bool:
        """Whether any passage holds the term."""
        return term in self._vocabulary

    def scores(self, terms: Sequence[str], rows: Rows) -> LexicalScores:
        """How well each of these rows, in ascending order, matches the terms; a term that is said twice counts twice in BM25."""
        bm25, covered, total = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32), 0.0
        for term, times in Counter(terms).items():
            number = self._vocabulary.get(term)
            begin, end = (0, 0) if number is None else (int(self._starts[number]), int(self._starts[number + 1]))
            idf = math.log(1 + (self._passages - (end - begin) + 0.5) / (end - begin + 0.5))  # as Lucene's BM25 has it
            total += idf
            postings = self._rows[begin:end]
            place = np.searchsorted(postings, rows)
            held = place < len(postings)
            held[held] = postings[place[held]] == rows[held]
            bm25[held] += times * self._scores[begin:end][place[held]]
            covered[held] += idf
        return LexicalScores(bm25, covered, total)

    def search(self, terms: Iterable[str], top: int, within: range) -> tuple[Rows, Scores]:
        """The best passages among the rows `within`: rows int64 and BM25 scores float32, best first, ties by row.

        Passages that hold none of the terms are left out, so fewer than `top` may come back.
        """
        found_rows, found_scores = [], []
        for term in terms:
            number = self._vocabulary.get(term)
            if number is None:
                continue
            begin, end = self._starts[number], self._starts[number + 1]
            rows, scores = self._rows[begin:end], self._scores[begin:end]
            first, last = np.searchsorted(rows, [within.start, within.stop])
            found_rows.append(rows[first:last])
            found_scores.append(scores[first:last])
        if not found_rows:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        candidates, position = np.unique(np.concatenate(found_rows), return_inverse=True)
        totals = np.bincount(position, weights=np.concatenate(found_scores)).astype(np.float32)
        best = np.argsort(-totals, kind="stable")[:top]
        return candidates[best].astype(np.int64), totals[best]


def write_lexical(
    passages: Iterable[Sequence[str]], vocabulary_file: Path, starts_file: Path, rows_file: Path, scores_file: Path
) -> None:
    """Index passages given as their terms, and write the four files. The same passages give the same bytes.

    The terms are kept as numbers, four bytes each, until all are known.
    """
    import bm25s  # not needed to answer

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG
    seen: dict[str, int] = {}  # terms in the order in which they came
    numbers = [np.array([seen.setdefault(term, len(seen)) for term in terms], np.int32) for terms in passages]
    vocabulary = {term: number for number, term in enumerate(sorted(seen))}
    if vocabulary:
        sorted_number = np.array([vocabulary[term] for term in seen], np.int32)
        ids = [sorted_number[terms].tolist() for terms in numbers]
        bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        bm25.index(
            bm25s.tokenization.Tokenized(ids=ids, vocab=vocabulary), create_empty_token=False, show_progress=False
        )
        arrays = bm25.scores
    else:
        arrays = {"indptr": np.zeros(1), "indices": np.empty(0), "data": np.empty(0)}
    vocabulary_file.write_text(json.dumps(list(vocabulary), ensure_ascii=False), encoding="utf-8")
    np.save(starts_file, np.asarray(arrays["indptr"], np.int64))
    np.save(rows_file, np.asarray(arrays["indices"], np.int32))
    np.save(scores_file, np.asarray(arrays["data"], np.float32))


def open_lexical(
    vocabulary_file: Path, starts_file: Path, rows_file: Path, scores_file: Path, passages: int
) -> LexicalIndex:
    """Memory-map what `write_lexical` wrote for so many passages."""
    vocabulary = {term: number for number, term in enumerate(json.loads(vocabulary_file.read_text(encoding="utf-8")))}
    # A plain array over the mapping: numpy's memmap class runs Python code at every slice.
    starts, rows, scores = (
        np.asarray(np.load(file, mmap_mode="r", allow_pickle=False)) for file in (starts_file, rows_file, scores_file)
    )
    return LexicalIndex(vocabulary, starts, rows, scores, passages)
