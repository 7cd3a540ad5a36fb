"""An owner's own CrossEncoder: it reads question and passage together and orders the best candidates anew.

It runs on PyTorch and takes tens of milliseconds a question, so there is none unless the settings name one
(Nogueira and Cho, "Passage Re-ranking with BERT", 2019).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import CrossEncoderError
from chatbot.rank import Ranker
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.retrieve import Candidates
from index import Passage

READ = 10  # passages: a right one is hardly ever further down (docs/experiments/)

_log = logging.getLogger(__name__)

Scorer = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class CrossEncoderRanker:
    """Another ranker's hits, the first READ of them in the order of `scores`, pairs of question and passage to (n,) float32.

    The confidences stay where they were: that of the first is how sure the other ranker is of its own first passage.
    """

    ranker: Ranker
    model: str
    scores: Scorer

    @property
    def name(self) -> str:
        """Names what the confidence comes from."""
        return f"{self.ranker.name} {self.model}"

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        """The best candidates in order, each passage read behind its title and section."""
        ranked = self.ranker.rank(question, candidates, passages)
        read = ranked[:READ]
        if not read:
            return ranked
        texts = {int(row): passage.searchable for row, passage in zip(candidates.rows, passages, strict=True)}
        scores = self.scores([(question, texts[hit.row]) for hit in read])
        confidences = sorted((hit.confidence for hit in read), reverse=True)
        order = np.argsort(-scores, kind="stable").tolist()
        moved = [replace(read[place], confidence=sure) for place, sure in zip(order, confidences, strict=True)]
        return [*moved, *ranked[READ:]]

    def floor(self, false_answers: float) -> float:
        """That of the other ranker; `chatbot calibrate` finds a better one with questions of your own."""
        return self.ranker.floor(false_answers)


def cross_encoded(ranker: Ranker, model: str | None) -> Ranker:
    """The ranker behind this CrossEncoder, a name or a folder; the ranker itself where it is None."""
    return ranker if model is None else CrossEncoderRanker(ranker, model, _load(model))


@lru_cache(maxsize=1)  # a new index version is read by the same model
def _load(model: str) -> Scorer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import CrossEncoder  # an extra while serving, and PyTorch with it
        from transformers.utils.logging import disable_progress_bar
    except ImportError as error:
        raise CrossEncoderError(
            "chat.cross_encoder needs sentence-transformers: install the extra `cross-encoder` (README, Extras)."
        ) from error
    disable_progress_bar()  # of loading weights, in a reply's terminal or a server's log
    try:
        reader = CrossEncoder(model, device="cpu", local_files_only=True)
    except Exception as error:  # the library passes on whatever a file makes it raise
        raise CrossEncoderError(
            f"chat.cross_encoder: {model!r} cannot be loaded ({type(error).__name__}); expected a folder with a "
            "sentence-transformers CrossEncoder, or the name of one that was downloaded before."
        ) from error
    if reader.num_labels != 1:
        raise CrossEncoderError(
            f"chat.cross_encoder: {model!r} gives {reader.num_labels} numbers a pair; expected one, how well the passage answers."
        )
    _log.info("candidates are read by the cross-encoder %s", model)

    def scores(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        return np.asarray(reader.predict(list(pairs), show_progress_bar=False), np.float32)

    return scores
