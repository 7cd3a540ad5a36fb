"""What is known of each candidate, as numbers: the evidence that order and confidence are made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from chatbot.conversation.phrases import ASKING
from chatbot.ranking.answer_type import AnswerType, answer_type, holds_type
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.retrieve import NO_WORD, WORD, Candidates, TokenMatches
from index import BlockKind, LexicalScores, Matches, Passage

Floats = NDArray[np.float32]

# Of a question token and a candidate.
PAIRS = (
    "nearest",  # cosine of the nearest token of the passage
    "nearest_or_before",  # the same, of the passage or, discounted, of the one before
    "word",  # whether the passage, its title or section holds the token's word
    "word_or_before",
    "below_best",  # how far `nearest` is below that of the best candidate
    "below_best_or_before",
    "place",  # how far into the passage the nearest token stands
    "shared",  # how many of the question's other tokens are nearest to the same one
    "rival",  # how much nearer that one is to another of the question's tokens
    "beside",  # whether it stands behind the one that the content word before is nearest to: 1, or the less the farther
)
# Of a question token.
TOKENS = (
    "weight",  # the projection's
    "rarity",  # inverse document frequency of its word
    "function_word",
    "question_word",
    "part_of_word",  # not the first token of its word
    "number",
    "name",  # a capital in the middle of the question
    "special",  # [CLS] and [SEP]
    "mark",
)
# Of a candidate.
PASSAGES = (
    "cosine",  # of the question's vector and that of the passage's own words
    "bm25",  # over the sum of the terms' inverse document frequencies, so that long questions have no higher ones
    "answer_type",  # whether it holds something of the type that is asked for
    "coverage",  # the share of that sum that the passage and the one before hold
    "fact",
    "row",
    "item",
    "depth",  # logarithm of its place in the document
    "length",  # logarithm of its words
    "opens_with_pronoun",
    "has_pronoun",
    "ends_in_number",
    "told",  # how much of it the question says
    "name_asked",  # the share of a fact's name that the question holds
)
TYPES: tuple[AnswerType, ...] = get_args(AnswerType)

MANY = 3  # more tokens than that share one no more than so many

REMEMBERED = 4096  # texts; a megabyte

_NO_TERMS = 1e-6  # in place of an inverse document frequency of 0, where no term is left
_RAREST = 5.0  # inverse document frequencies are divided by it, to be about as large as the rest
_PRONOUNS = frozenset(
    (
        *("he", "she", "it", "they", "his", "her", "its", "their", "him", "them"),
        *("this", "these", "that", "those", "there", "then", "here", "both", "another"),
    )
)
_POINTING = frozenset(("former", "latter", "first", "second", "other"))  # behind "the"
_NO_CONTENT = np.array([TOKENS.index(name) for name in ("function_word", "question_word", "special", "mark")])
_KINDS = {kind: (kind is BlockKind.FACT, kind is BlockKind.ROW, kind is BlockKind.ITEM) for kind in BlockKind}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of c candidates and the q tokens of a question, all float32.

    `pairs` (c, q, len(PAIRS)), `tokens` (q, len(TOKENS)), `passages` (c, len(PASSAGES)), and `asked` (len(TYPES),), which is 1
    at the type of answer that is asked for and else 0.
    """

    pairs: Floats
    tokens: Floats
    passages: Floats
    asked: Floats


def evidence(question: str, candidates: Candidates, passages: Sequence[Passage], tokens: TokenMatches) -> Evidence:
    """`passages` are those of the candidates, in their order."""
    asked = answer_type(question)
    one_hot = np.zeros(len(TYPES), np.float32)
    one_hot[TYPES.index(asked)] = 1
    known = _tokens(question, candidates.lexical, tokens)
    return Evidence(
        pairs=_pairs(candidates.lexical, tokens, known),
        tokens=known,
        passages=_passages(question, asked, candidates, tokens.found, passages),
        asked=one_hot,
    )


def _pairs(lexical: LexicalScores, tokens: TokenMatches, known: Floats) -> Floats:
    found, has_term = tokens.found, tokens.terms != NO_WORD
    own, joint = (
        held[:, tokens.terms] & has_term if lexical.terms else np.zeros(found.own.shape, np.bool_)
        for held in (lexical.own, lexical.joint)
    )
    below, below_joint = tokens.best_own - found.own, tokens.best_joint - found.joint
    of_words = (found.own, found.joint, own, joint, below, below_joint)
    of_places = (found.places, _shared(tokens), found.rivals, _beside(found, known))
    pairs = np.empty((*found.own.shape, len(PAIRS)), np.float32)
    for column, of_pairs in enumerate((*of_words, *of_places)):
        pairs[..., column] = of_pairs
    return pairs


def _shared(tokens: TokenMatches) -> Floats:
    """Of each token with words of its own, at most MANY, over MANY; of a passage without tokens, where nothing matches, all."""
    offsets, places = tokens.question.offsets, tokens.found.places
    has_words = offsets[:, 0] < offsets[:, 1]
    same = (places[:, :, np.newaxis] == places[:, np.newaxis]) & has_words
    others = np.minimum(np.add.reduce(same, axis=2, dtype=np.float32) - 1, MANY) / np.float32(MANY)
    return np.asarray(others * has_words, np.float32)


def _beside(found: Matches, known: Floats) -> Floats:
    """1 over 1 and how many tokens it is from there; 0 where no content word stands before."""
    is_content = ~known.take(_NO_CONTENT, axis=1).any(axis=1)
    before = np.maximum.accumulate(np.where(is_content, np.arange(len(known)), NO_WORD))[:-1]
    steps = (found.places[:, 1:] - found.places[:, before]) * found.lengths[:, np.newaxis]
    beside = np.zeros_like(found.places)
    beside[:, 1:] = np.where(before == NO_WORD, 0, 1 / (1 + np.abs(steps - 1)))
    return beside


def _tokens(question: str, lexical: LexicalScores, tokens: TokenMatches) -> Floats:
    words = WORD.findall(question)
    rarity = (lexical.idf / _RAREST).tolist()
    before = NO_WORD
    known: list[tuple[float, ...]] = []
    of_tokens = (tokens.question.weights, tokens.question.offsets, tokens.words, tokens.terms)
    for weight, (start, end), place, term in zip(*(of.tolist() for of in of_tokens), strict=True):
        if place == NO_WORD:
            known.append((weight, 0, 0, 0, 0, 0, 0, start == end, start < end))
            continue
        word: str = words[place]
        lower = word.lower()
        known.append(
            (
                weight,
                rarity[term] if term != NO_WORD else 0,
                lower in FUNCTION_WORDS,
                lower in ASKING,
                place == before,
                any(map(str.isdigit, word)),
                place > 0 and word[0].isupper(),
                0,
                0,
            )
        )
        before = place
    return np.array(known, np.float32)


def _passages(
    question: str, asked: AnswerType, candidates: Candidates, found: Matches, passages: Sequence[Passage]
) -> Floats:
    lexical = candidates.lexical
    total = lexical.idf.sum() + _NO_TERMS
    words = frozenset(WORD.findall(question.lower()))
    stems = frozenset(map(stem, words))
    columns = (candidates.cosine, lexical.bm25 / total, lexical.joint @ lexical.idf / total, found.told)
    known = [
        (
            cosine,
            bm25,
            holds_type(asked, passage.text[passage.answer_start :], words),
            coverage,
            *_KINDS[passage.kind],
            log(passage.ordinal),
            *_of_text(passage.text),
            told,
            _share_of_name(passage.fact_name, stems) if passage.fact_name else 0,
        )
        for passage, cosine, bm25, coverage, told in zip(passages, *(of.tolist() for of in columns), strict=True)
    ]
    return np.array(known, np.float32).reshape(-1, len(PASSAGES))


def _share_of_name(name: str, stems: Collection[str]) -> float:
    """Of the one of its names, which commas divide, of which the most is there."""
    return max((sum(word in stems for word in part) / len(part) for part in _names(name)), default=0.0)


@lru_cache(maxsize=REMEMBERED)
def _names(name: str) -> tuple[tuple[str, ...], ...]:
    """The stems of each."""
    parts = (WORD.findall(part.lower()) for part in name.split(","))
    stems = (tuple(stem(word) for word in part if word not in FUNCTION_WORDS) for part in parts)
    return tuple(filter(None, stems))


@lru_cache(maxsize=REMEMBERED)
def _of_text(text: str) -> tuple[float, bool, bool, bool]:
    """The last of PASSAGES, from "length" on; remembered, as popular passages come again and again."""
    words = text.lower().split()
    opening = words[:2]
    opens = (opening[:1] == ["the"] and not _POINTING.isdisjoint(opening)) or not _PRONOUNS.isdisjoint(opening[:1])
    return log(len(words) or 1), opens, not _PRONOUNS.isdisjoint(words), text[-1:].isdigit()
