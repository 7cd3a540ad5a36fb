"""A question as a vector, terms and tokens, and the passages that the two searches find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import regex
from numpy.typing import NDArray

from chatbot.stages import lap
from chatbot.understand import Question
from index import NO_MATCH, Encoding, LexicalScores, Matches, PassageIndex, QuestionTokens


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """Late interaction of q question tokens with c candidates.

    `best_own` and `best_joint` (q,) float32 are the best of each token among all that the searches found. `words` (q,) int64 is the place of each token's word among the question's, NO_WORD for what is none; `terms` (q,) int64
    the column of that word's term in `LexicalScores`, NO_WORD where it has none.
    """

    question: QuestionTokens
    found: Matches
    best_own: NDArray[np.float32]
    best_joint: NDArray[np.float32]
    words: NDArray[np.int64]
    terms: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best of the union of both searches in ascending rows; every array has shape (c,).

    `rows` int64, `cosine` float32. The ranks are int64 from 1, and `ABSENT` where a search did not
    find it. `tokens` is None where the index has none.
    """

    rows: NDArray[np.int64]
    cosine: NDArray[np.float32]
    lexical: LexicalScores
    dense_rank: NDArray[np.int64]
    lexical_rank: NDArray[np.int64]
    tokens: TokenMatches | None

    def of(self, places: NDArray[np.int64]) -> Candidates:
        """Some of them."""
        return Candidates(
            rows=self.rows[places],
            cosine=self.cosine[places],
            lexical=self.lexical.of(places),
            dense_rank=self.dense_rank[places],
            lexical_rank=self.lexical_rank[places],
            tokens=self.tokens and replace(self.tokens, found=self.tokens.found.of(places)),
        )


# Candidates that ranking looks at, or as many as are to be shown; all the some 25 take a twentieth of an answer more.
SHORTLIST = 15
BM25_WEIGHT = 0.3  # beside late interaction and cosine, which count alike

ABSENT = int(np.iinfo(np.int64).max)
NO_WORD = -1
WORD = regex.compile(r"[\w\p{M}]+")  # with the vowel signs of many scripts


def retrieve(
    question: Question,
    passage_index: PassageIndex,
    encode: Callable[[str], Encoding],
    top: int,
    document: str | None,
    shown: int = 0,
) -> Candidates:
    """The best of the `top` passages of the dense and of the `top` of the lexical search, within `document` where it is given.

    `encode` is the encoder's for questions. All of them where there are no tokens, else the SHORTLIST best, or `shown`, by a
    plain sum of what is compared with each; it costs little, and hardly ever leaves out what ranking would put first
    (docs/experiments/).
    """
    encoding = encode(question.understood)
    lap("encode")
    terms = passage_index.terms(question.understood)
    dense = passage_index.dense(encoding.vector, top, document)
    lexical = passage_index.lexical(terms, top, document)
    rows = np.array(sorted({*dense.rows.tolist(), *lexical.rows.tolist()}), np.int64)
    scores = passage_index.lexical_scores(terms, rows)
    cosine = passage_index.cosines(encoding.vector, rows)
    tokens = None
    if passage_index.projection is not None:
        asked = passage_index.projection.question(encoding)
        found = passage_index.match(asked, rows)
        words, columns = _words_and_terms(question.understood, asked, scores.terms, passage_index.terms)
        own, joint = found.own, found.joint
        is_spelt = not asked.unknown.any()
        if not is_spelt:
            own, joint = (_met(*each, asked.unknown, columns) for each in ((own, scores.own), (joint, scores.joint)))
        near = joint @ asked.weights / asked.weights.sum() + cosine
        best = _shortlist(near, scores, max(SHORTLIST, shown))
        matches = found.of(best)
        tokens = TokenMatches(
            asked,
            matches if is_spelt else replace(matches, own=own[best], joint=joint[best]),
            best_own=own.max(axis=0, initial=-1),
            best_joint=joint.max(axis=0, initial=-1),
            words=words,
            terms=columns,
        )
        rows, cosine, scores = rows[best], cosine[best], scores.of(best)
    return Candidates(
        rows=rows,
        cosine=cosine,
        lexical=scores,
        dense_rank=_ranks(rows, dense.rows),
        lexical_rank=_ranks(rows, lexical.rows),
        tokens=tokens,
    )


def _met(
    cosines: NDArray[np.float32], holds: NDArray[np.bool_], unknown: NDArray[np.bool_], columns: NDArray[np.int64]
) -> NDArray[np.float32]:
    """The cosines (c, q), as words that the encoder cannot spell are met only where the passage `holds` (c, t) their term."""
    is_met = np.where(columns == NO_WORD, False, holds[:, columns]) if holds.shape[1] else False
    return np.where(~unknown | is_met, cosines, np.float32(NO_MATCH))


def _shortlist(near: NDArray[np.float32], lexical: LexicalScores, most: int) -> NDArray[np.int64]:
    """The places of the best, ascending."""
    total = lexical.idf.sum() or 1.0
    best = (-near - BM25_WEIGHT * lexical.bm25 / total).argsort(kind="stable")[:most]
    best.sort()
    return best


def _words_and_terms(
    question: str, tokens: QuestionTokens, terms: Sequence[str], terms_of: Callable[[str], list[str]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each token's word, by its place in the question, and that word's term, by its place among the terms."""
    words = list(WORD.finditer(question))
    of_words = [[terms.index(term) for term in terms_of(word[0]) if term in terms] for word in words]
    place_of = {at: place for place, word in enumerate(words) for at in range(word.start(), word.end())}
    places = [place_of.get(start, NO_WORD) if start < end else NO_WORD for start, end in tokens.offsets.tolist()]
    columns = [of_words[place][0] if place != NO_WORD and of_words[place] else NO_WORD for place in places]
    return np.array(places, np.int64), np.array(columns, np.int64)


def _ranks(rows: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.int64]:
    ranks = {row: rank for rank, row in enumerate(found.tolist(), 1)}
    return np.array([ranks.get(row, ABSENT) for row in rows.tolist()], np.int64)
