"""A second look at the first passage: it is read together with the question where it is in doubt whether it answers.

The network sees how near each word of a question is to some word of a passage; the reader (index/encoders/reader.py) sees both
as a whole, and takes longer than all the rest. So one passage of a reply is read, two where both are in doubt, and none where the
network is sure of the first or hardly gives it a chance. What the reader says is weighed with what the network has; the weights
are a data file with a model card (chatbot/data).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from chatbot.conversation.several import several
from chatbot.decide import log_odds
from chatbot.rank import LearnedRanker, Ranker
from chatbot.ranking.model_files import DATA
from chatbot.ranking.named_list import LISTED
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.stages import lap
from index import Encoder, Passage, PassageIndex, Reader

WEIGHTS_FILE = DATA / "second_look.npz"
LANGUAGE = "english"  # that the reader was trained on

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds that a passage answers = `network` * those it has + `reader` * those of the reader + `bias`, where the confidence that
    it has is between `low` and `high`.

    `shares` and `floors` (n,) float64 are points of the curve from a share of near misses to the confidence from which on no more
    are answered, of whatever kind. `made_for` is the fingerprint of the reader that they were fitted with.
    """

    made_for: str
    network: float
    reader: float
    bias: float
    low: float
    high: float
    shares: NDArray[np.float64]
    floors: NDArray[np.float64]

    @classmethod
    @cache
    def load(cls) -> Weights:
        """Those that come with the package."""
        with np.load(WEIGHTS_FILE, allow_pickle=False) as arrays:
            network, reader, bias = arrays["weights"].tolist()
            low, high = arrays["in_doubt"].tolist()
            return cls(str(arrays["made_for"]), network, reader, bias, low, high, arrays["shares"], arrays["floors"])

    def are_for(self, confidence: float) -> bool:
        """Whether a passage with this confidence is in doubt."""
        return self.low <= confidence <= self.high


@dataclass(frozen=True, slots=True)
class SecondLook:
    """At the first passages that are found in one index."""

    reader: Reader
    weights: Weights
    passage_index: PassageIndex

    def at(self, ranked: Sequence[RankedHit], question: str, most_read: int) -> list[RankedHit]:
        """The hits, at least one, with the first as it is once it is read, where it is in doubt. Where the second is so too and two may be
        read, that is read as well, and the surer one of both goes first.
        """
        first, *others = ranked
        read = self._read(first, question)
        if read is None:
            return list(ranked)
        second = self._read(others[0], question) if others and most_read > 1 else None
        if second and second.confidence > read.confidence:
            return [second, read, *others[1:]]
        return [read, *others]

    def _read(self, hit: RankedHit, question: str) -> RankedHit | None:
        """The hit as it is once it is read; None where it is not in doubt, or not read alone."""
        if not self.weights.are_for(hit.confidence):
            return None
        [passage] = self.passage_index.passages([hit.row])
        if is_one_of_several(passage, question):
            return None
        said = self.reader.log_odds(
            question, passage.readable[: passage.own_start], passage.readable[passage.own_start :]
        )
        odds = self.weights.network * log_odds(hit.confidence) + self.weights.reader * said + self.weights.bias
        lap("read")
        return replace(hit, confidence=1 / (1 + math.exp(-odds)))

    def floor(self, false_answers: float) -> float:
        """The confidence from which on no more than this share of near misses is answered."""
        return float(np.interp(false_answers, self.weights.shares, self.weights.floors))


def is_one_of_several(passage: Passage, question: str) -> bool:
    """Whether it may be one of a list that a question asks for as a whole: alone it does not answer, and need not."""
    return passage.kind in LISTED and several(question) is not None


def second_look(ranker: Ranker, encoder: Encoder, passage_index: PassageIndex) -> SecondLook | None:
    """None where the index has no reader, or another than the package's weights were fitted with, which the log says, where the
    confidence is not the network's, or where the language is none that the reader knows.
    """
    reader = encoder.reader
    if reader is None or not isinstance(ranker, LearnedRanker) or passage_index.language != LANGUAGE:
        return None
    weights = Weights.load()
    if reader.fingerprint != weights.made_for:
        _log.warning(
            "index version %s has another reader than this program; answers are a little worse: `chatbot index build` mends it",
            passage_index.version,
        )
        return None
    return SecondLook(reader, weights, passage_index)
