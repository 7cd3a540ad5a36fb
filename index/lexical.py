"""BM25 over the searchable texts.

Each posting's score is computed at build time (Lù, "BM25S: Orders of magnitude faster lexical search
via eager sparse scoring", 2024); at question time only the postings of the question's own words are
read, from memory-mapped arrays. Why not `bm25s` itself is in docs/performance.md.
"""

from __future__ import annotations

import json
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamaged

# Defaults of Lucene (BM25Similarity), which the field compares against.
K1 = 1.2
B = 0.75

ROUNDING = 1 - 1e-5  # of sums of 32-bit floats in another order: a hundred times what ten terms can lose
LOOKED_UP = 0.1  # of a term's postings; where more passages can still get among the best, adding up all is faster

_BATCH = 1024  # passages whose terms are counted at a time
_ROW = 0xFFFFFFFF  # of a posting's number, which is its term's number and its row

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Of c passages and the t different `terms` of a question: `bm25` (c,) float32; each term's inverse document
    frequency `idf` (t,) float64, that of unknown terms too; and whether a passage itself holds a term, `own` (c, t) bool, and
    whether it or the one before it does, `joint` (c, t) bool.
    """

    terms: tuple[str, ...]
    bm25: Scores
    idf: NDArray[np.float64]
    own: NDArray[np.bool_]
    joint: NDArray[np.bool_]

    def of(self, places: NDArray[np.int64]) -> LexicalScores:
        """Those of some of the passages."""
        return LexicalScores(self.terms, self.bm25[places], self.idf, self.own[places], self.joint[places])


@dataclass(frozen=True, slots=True)
class _Postings:
    """The passages that hold a term: `rows` (k,) int32, ascending, and the term's `scores` (k,) float32, `most` at most."""

    rows: NDArray[np.int32]
    scores: Scores
    most: float

    def find(self, rows: Rows) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Each of these rows' place among the term's, of which there are some, and whether it is there."""
        place = np.searchsorted(self.rows, rows.astype(np.int32))  # of one type, or all postings are converted
        return place, self.rows.take(place, mode="clip") == rows


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
        self._most: dict[int, float] = {}  # of the terms that were asked for
        self._scratch: deque[Scores] = deque()  # (passages,) each, all zero: as many as searches ran at once

    def knows(self, term: str) -> bool:
        """Whether any passage holds the term."""
        return term in self._vocabulary

    def scores(self, terms: Sequence[str], rows: Rows, has_previous: NDArray[np.bool_]) -> LexicalScores:
        """How well each of these rows, in ascending order, matches the terms; a term that is said twice counts twice in BM25.

        `has_previous` (c,) says where row - 1 is of the same document.
        """
        times = Counter(terms)
        bm25, idf = np.zeros(len(rows), np.float32), np.zeros(len(times))
        held = np.zeros((2 * len(rows), len(times)), np.bool_)
        near = np.concatenate((rows, rows - 1))
        for column, (term, count) in enumerate(times.items()):
            postings = self._postings(term)
            holding = len(postings.rows)
            idf[column] = idf_of(holding, self._passages)
            if not holding:
                continue
            place, held[:, column] = postings.find(near)
            own = held[: len(rows), column]
            bm25[own] += count * postings.scores[place[: len(rows)][own]]
        own, before = held[: len(rows)], held[len(rows) :]
        return LexicalScores(tuple(times), bm25, idf, own, own | (before & has_previous[:, np.newaxis]))

    def search(self, terms: Iterable[str], top: int, within: range) -> tuple[Rows, Scores]:
        """The best passages among the rows `within`: rows int64 and BM25 scores float32, best first, ties by row.

        Passages that hold none of the terms are left out, so fewer than `top` may come back.

        Terms are added up from the one that can give most, so that the long postings of frequent words
        come last. Once the `top` best so far have more than all that is left can give, no new passage can
        get among them, and what is left is only looked up for those that still can (MaxScore: Turtle and
        Flood, "Query evaluation: strategies and optimizations", 1995). The result is that of adding up all.
        """
        postings = sorted(self._asked(terms, within), key=lambda one: -one.most)
        left = [*accumulate((one.most for one in reversed(postings)), initial=0.0)][::-1]
        found, totals, added = self._add_up(postings, left, top)
        for number in range(added, len(postings)):
            can = totals + left[number] >= _floor(totals, top)
            found, totals = found[can], totals[can]
            place, holds = postings[number].find(found)
            totals[holds] += postings[number].scores[place[holds]]
        best = totals >= _floor(totals, top)
        found, totals = found[best], totals[best]
        order = np.lexsort((found, -totals))[:top]
        return found[order], totals[order]

    def _add_up(self, postings: Sequence[_Postings], left: Sequence[float], top: int) -> tuple[Rows, Scores, int]:
        """Rows that can get among the best, ascending, with their totals, and how many of the postings these are of."""
        try:
            sums = self._scratch.pop()
        except IndexError:  # all are in use
            sums = np.zeros(self._passages, np.float32)
        floor = 0.0
        touched: list[Rows] = []  # each row with the first term that it holds
        can: list[Rows] = []
        for number, one in enumerate(postings):
            if floor > left[number]:
                can = [rows[sums[rows] >= floor - left[number]] for rows in touched]
                if sum(map(len, can)) < LOOKED_UP * len(one.rows):
                    break
            rows = one.rows.astype(np.int64)
            try:
                before = sums[rows]
            except IndexError as error:
                raise IndexDamaged(
                    "the postings name a passage that there is not; check the index with `chatbot index verify`."
                ) from error
            totals = before + one.scores
            sums[rows] = totals
            floor = max(floor, _floor(totals[totals > floor], top))
            touched.append(rows[before == 0])
        else:
            can = [rows[sums[rows] >= floor] for rows in touched]
        found = np.sort(np.concatenate(can)) if can else np.empty(0, np.int64)
        totals = sums[found]
        for rows in touched:
            sums[rows] = 0
        self._scratch.append(sums)
        return found, totals, len(touched)

    def _asked(self, terms: Iterable[str], within: range) -> Iterator[_Postings]:
        for term, times in Counter(terms).items():
            one = self._postings(term)
            if len(within) < self._passages:
                first, last = np.searchsorted(one.rows, np.array([within.start, within.stop], np.int32))
                one = _Postings(one.rows[first:last], one.scores[first:last], one.most)
            if len(one.rows):
                yield one if times == 1 else _Postings(one.rows, times * one.scores, times * one.most)

    def _postings(self, term: str) -> _Postings:
        number = self._vocabulary.get(term)
        if number is None:
            return _Postings(self._rows[:0], self._scores[:0], 0.0)
        begin, end = self._starts[number], self._starts[number + 1]
        scores = self._scores[begin:end]
        if number not in self._most:
            self._most[number] = float(scores.max(initial=0))
        return _Postings(self._rows[begin:end], scores, self._most[number])


def _floor(totals: Scores, top: int) -> float:
    """The least total of the `top` best, less what rounding may hide; 0 where there are not as many."""
    return float(np.partition(totals, -top)[-top]) * ROUNDING if len(totals) >= top else 0.0


def idf_of(holding: int, passages: int) -> float:
    """A term's inverse document frequency, where `holding` of the passages hold it, as Lucene's BM25 has it."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def write_lexical(
    passages: Iterable[Sequence[str]], vocabulary_file: Path, starts_file: Path, rows_file: Path, scores_file: Path
) -> None:
    """Index passages given as their terms, and write the four files. The same passages give the same bytes.

    Twelve bytes a posting are kept until all are known; sorting them takes twice as much.
    """
    seen: dict[str, int] = {}  # terms in the order in which they came
    lengths, pairs, counts = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    row, texts = 0, iter(passages)
    while batch := list(islice(texts, _BATCH)):
        lengths.append(np.array([len(terms) for terms in batch]))
        numbers = np.array([seen.setdefault(term, len(seen)) for terms in batch for term in terms], np.int64)
        rows = np.repeat(np.arange(row, row + len(batch)), lengths[-1])
        pair, count = np.unique(numbers << 32 | rows, return_counts=True)
        pairs.append(pair)
        counts.append(count.astype(np.int32))
        row += len(batch)
    vocabulary = sorted(seen)
    place = np.empty(len(seen), np.int64)  # of each term in the order of the vocabulary
    place[[seen[term] for term in vocabulary]] = np.arange(len(seen))
    postings, count = np.concatenate(pairs), np.concatenate(counts)
    del pairs, counts
    postings = place[postings >> 32] << 32 | postings & _ROW
    order = np.argsort(postings)
    postings, count = postings[order], count[order].astype(np.float32)
    del order
    starts = np.searchsorted(postings, np.arange(len(vocabulary) + 1) << 32)
    rows = (postings & _ROW).astype(np.int32)
    del postings
    vocabulary_file.write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    np.save(starts_file, starts.astype(np.int64))
    np.save(rows_file, rows)
    np.save(scores_file, _bm25(starts, rows, count, np.concatenate(lengths)))


def _bm25(starts: NDArray[np.int64], rows: NDArray[np.int32], count: Scores, lengths: NDArray[np.int64]) -> Scores:
    """Each posting's score: Lucene's variant (Kamphuis et al., "Which BM25 do you mean?", ECIR 2020)."""
    holding = np.diff(starts)
    idf = np.log(1 + (len(lengths) - holding + 0.5) / (holding + 0.5)).astype(np.float32)
    norm = (K1 * (1 - B + B * lengths / max(1.0, lengths.mean()))).astype(np.float32)
    return np.asarray(np.repeat(idf, holding) * (count / (count + norm[rows])), np.float32)


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
