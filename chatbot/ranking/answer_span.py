"""Which words of a passage answer: at most two runs of words, as short as the answer is.

Every run of at most LONGEST words is a candidate. Its score is a sum over its words (what starts an answer, what ends
one, what stands inside), so that all runs of a passage are scored in a few small matrix products, in the manner of a
semi-Markov field (Sarawagi and Cohen, 2004). Words are described by English rules (`_CLASSES`, `_ENDINGS`, the type of
answer that is asked for), by how they match the question's tokens, and by their stored token states. A softmax over
the runs gives the chance of each; what is marked is not the likeliest run but the one that most surely holds the
answer, less a price for its length.

Symbols in shapes: W words of the passage (punctuation marks count), T its tokens, Q tokens of the question, D columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.english_words import (
    FUNCTION_WORDS,
    NO_END,
    NO_START,
    RULES,
    WORD,
    asked_kind,
    crude_stem,
    question_word_and_head,
    shape,
)

Floats = NDArray[np.float32]
Ints = NDArray[np.integer]

TOKEN_SCALE = 255.0  # as stored: int8 = round(value * 255)
LONGEST = 12  # words of a run: 98 % of the answers in xquad-dev are no longer
MARK = RULES.index("mark")
MATCHES = 27  # columns that say how a word matches the question and where it stands
MOST_WORDS = 120  # of a passage; what comes after is not looked at


@dataclass(frozen=True, slots=True)
class Span:
    """Code point offsets into a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpanModel:
    """`answer_span.npz`, all float32; the first axis of the first two is the type of question, after ASKS.

    columns (9, D, 9): what a word's columns add to the word itself, to the next one, and to the one before, three
    numbers each: as a run's start, end and inside; length (9, LONGEST) by the run's words; state (64, 3) for the mean
    of a word's token states; bent (64, 3, 8) for the same times tanh(Asked.state @ asked (192, 8) + asked_bias (8,)).
    price (): of marking the whole passage, in chances; floor (): below this chance that the run holds the answer
    nothing is marked; second (): from this chance on another run is marked beside the first. `projection` is the
    fingerprint of the token projection that it was fitted on.
    """

    columns: Floats
    length: Floats
    state: Floats
    bent: Floats
    asked: Floats
    asked_bias: Floats
    price: Floats
    floor: Floats
    second: Floats
    projection: str

    @classmethod
    def load(cls, path: Path) -> SpanModel:
        """Read what benchmarks/training wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            weights = {name: arrays[name] for name in cls.__slots__ if name != "projection"}
            return cls(**weights, projection=str(arrays["projection"]))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is kept of a question: made once, used for each of its passages.

    text is the question in lower case; vectors (Q, 64) and content (Q,), the tokens' weights without question word and function words, summing to 1;
    ignored (Q,) is 2 where that is 0; rows of the question word and of the head word ("which city" -> city); state (192,): their vectors and [CLS]'s.
    """

    text: str
    kind: int
    words: frozenset[str]
    stems: frozenset[str]
    vectors: Floats
    content: Floats
    ignored: Floats
    word_rows: Ints
    head_rows: Ints
    state: Floats


def asked(question: str, vectors: Floats, weights: Floats, offsets: Ints) -> Asked:
    """(Q, 64) unit vectors, (Q,) weights > 0, (Q, 2) character offsets, [CLS] and [SEP] first and last with empty ones."""
    words = [word.lower() for word in WORD.findall(question)]
    told = [word for word in words if word not in FUNCTION_WORDS]
    question_word, head = question_word_and_head(question)
    word_rows, head_rows = _rows(offsets, question_word), _rows(offsets, head)
    parts = [question[start:end].lower() for start, end in offsets.tolist()]
    content = weights * np.array([part.isalnum() and part not in FUNCTION_WORDS for part in parts], dtype=np.float32)
    content[word_rows] = 0
    content = content / content.sum() if content.any() else np.full_like(weights, 1 / len(weights))
    state = np.concatenate((_mean(vectors, word_rows), _mean(vectors, head_rows), vectors[0]))
    kind = asked_kind(question)
    ignored = np.where(content == 0, np.float32(2), np.float32(0))
    return Asked(
        question.lower(),
        kind,
        frozenset(told),
        frozenset(map(crude_stem, told)),
        vectors,
        content,
        ignored,
        word_rows,
        head_rows,
        state,
    )


def answer_spans(
    question: Asked, text: str, tokens: NDArray[np.int8], offsets: Ints, model: SpanModel
) -> tuple[Span, ...]:
    """At most two runs of words of `text`; `tokens` (T, 64) are its own, `offsets` (T, 2) their places in it."""
    spans = word_spans(text)
    if not spans or not len(tokens):
        return ()
    count = len(spans)
    columns, states = describe(question, text, spans, tokens, offsets)
    starts, ends = np.array(spans, dtype=np.float32).T
    holds = _holding(_chances(_scores(question, columns, states, model)))
    # Words that may not begin, may not end what is marked.
    may_start, may_end = np.where(columns[:, : len(RULES)] @ _STOPS > 0, -_NEVER, np.float32(0)).T
    cost = (ends - starts[:, None]) * np.float32(model.price / len(text))
    worth = holds - cost + may_start[:, None] + may_end + _RUNS[:count, :count]
    found = []
    for least in (model.floor, model.second):
        first, last = divmod(int(worth.argmax()), count)
        if worth[first, last] == -np.inf or holds[first, last] < least:
            break
        found.append(Span(int(starts[first]), int(ends[last])))
        worth[: last + 1, first:] = -np.inf  # whatever overlaps it
    return tuple(sorted(found, key=lambda mark: mark.start))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of words and of single punctuation marks."""
    return [found.span() for found in WORD.finditer(text)][:MOST_WORDS]


def describe(
    question: Asked, text: str, spans: list[tuple[int, int]], tokens: NDArray[np.int8], offsets: Ints
) -> tuple[Floats, Floats]:
    """Columns (W, D) of the words, by rules and by their match with the question, and their mean states (W, 64)."""
    count, rules, first = len(spans), len(RULES), spans[0][0]
    known = [shape(text[start:end], start == first) for start, end in spans]
    columns = np.zeros((count, rules + MATCHES), dtype=np.float32)
    columns[:, : rules + 3] = np.frombuffer(b"".join([word.row for word in known]), np.uint8).reshape(count, rules + 3)
    told, alike, _, word_match, head_match, content_match, content_sum, sharp, cls, sep = columns.T[rules : rules + 10]
    told[[at for at, word in enumerate(known) if word.lower in question.words]] = 1
    alike[[at for at, word in enumerate(known) if word.stem in question.stems]] = 1

    firsts = np.minimum(offsets[:, 0].searchsorted([start for start, _ in spans]), len(tokens) - 1)
    vectors = tokens * np.float32(1 / TOKEN_SCALE)
    lengths = np.concatenate((firsts[1:], [len(tokens)])) - firsts
    states = np.add.reduceat(vectors, firsts) / np.maximum(lengths, 1, dtype=np.float32)[:, None]
    cosines = np.maximum.reduceat(vectors @ question.vectors.T, firsts)  # (W, Q)
    nearest, best = cosines.argmax(0), cosines.max(0)
    word_match[:] = cosines[:, question.word_rows].sum(1) / len(question.word_rows)
    head_match[:] = cosines[:, question.head_rows].max(1)
    content_match[:] = (cosines - question.ignored).max(1)
    content_sum[:] = (cosines * question.content).max(1)
    sharp[:] = np.exp(8 * (cosines - best)) @ question.content
    cls[:], sep[:] = cosines[:, 0], cosines[:, -1]

    at = rules + 10
    anchors = columns[:, at : at + 3]  # where the content, the question word and the head word match best
    anchors[:, 0] = np.bincount(nearest, question.content * np.maximum(best, 0), minlength=count)
    anchors[nearest[question.word_rows], 1] = anchors[nearest[question.head_rows], 2] = 1
    spread = np.concatenate((anchors, np.maximum(told, alike)[:, None]), axis=1)
    near = _KERNELS[:, :count, :count] @ spread  # decaying to the right, to the left: close, middle, far
    columns[:, at + 3 : at + 13] = np.concatenate([near[0, :, 1:], near[1, :, 1:], *near[2:, :, :1]], axis=1)
    at += 13
    columns[:, at] = _PLACES[:count] / max(1, count - 1)
    columns[0, at + 1] = 1
    columns[:, at + 2] = min(count, 60) / 40
    columns[:, at + 3] = 1
    return columns, states


def _scores(question: Asked, columns: Floats, states: Floats, model: SpanModel) -> Floats:
    """(W, W): of the run from word i to word j, -inf where there is none."""
    terms = columns @ model.columns[question.kind]
    bend = np.tanh(question.state @ model.asked + model.asked_bias)
    own = terms[:, :3] + states @ (model.state + model.bent @ bend)
    own[1:] += terms[:-1, 3:6]
    own[:-1] += terms[1:, 6:]
    own[columns[:, MARK] > 0, :2] = -_NEVER  # no run begins or ends with a punctuation mark
    count = len(columns)
    start, end, inside = np.ascontiguousarray(own.T)
    inside = inside.cumsum()
    start[1:] -= inside[:-1]
    lengths = model.length[question.kind][_RUN_LENGTHS[:count, :count]]
    return np.asarray(start[:, None] + (end + inside) + lengths + _RUNS[:count, :count], dtype=np.float32)


def _chances(scores: Floats) -> Floats:
    """(W, W): softmax over the runs."""
    most = scores.max()
    if most == -np.inf:
        return np.zeros_like(scores)
    chances = np.exp(scores - most)
    return np.asarray(chances / chances.sum(), dtype=np.float32)


def _holding(chances: Floats) -> Floats:
    """(W, W): chance that the answer lies inside the run from i to j, the sum over all runs inside it."""
    return np.asarray(np.cumsum(np.cumsum(chances[::-1], axis=0)[::-1], axis=1), dtype=np.float32)


def _mean(vectors: Floats, rows: Ints) -> Floats:
    """(64,): of these rows; mostly it is one."""
    return vectors[rows[0]] if len(rows) == 1 else np.asarray(vectors[rows].mean(axis=0), dtype=np.float32)


def _rows(offsets: Ints, span: tuple[int, int] | None) -> Ints:
    """Tokens that overlap the span; without one the first after [CLS], which stands for the question word."""
    found = (
        np.flatnonzero((offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0])) if span else np.zeros(0, dtype=np.int64)
    )
    return found if len(found) else np.array([min(1, len(offsets) - 1)])


_NEVER = np.float32(np.inf)
_STOPS = np.array([[name in NO_START, name in NO_END] for name in RULES], dtype=np.float32)
_PLACES = np.arange(MOST_WORDS, dtype=np.float32)
_APART = _PLACES - _PLACES[:, None]  # [i, j]: words from i to j
_RUN_LENGTHS = np.clip(_APART, 0, LONGEST - 1).astype(np.int64)
# Added to what belongs to a run from i to j.
_RUNS = np.where((_APART >= 0) & (_APART < LONGEST), np.float32(0), -_NEVER)
_KERNELS = np.stack(
    [
        kernel
        for words in (2, 3, 10)
        for right in (np.tril(np.exp(_APART / words), -1).astype(np.float32),)
        for kernel in (right, right.T)
    ]
)
