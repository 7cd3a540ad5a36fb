"""What orders the passages of an index and says how sure it is of the first: the ranker, a second look, the owner's calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from chatbot.rank import Ranker, choose_ranker
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.settings import ChatSettings
from chatbot.weighing.calibration import Calibration, Origin, fitting, origin
from chatbot.weighing.cross_encoder import cross_encoded
from chatbot.weighing.second_look import SecondLook, second_look
from index import Encoder, PassageIndex


@dataclass(frozen=True, slots=True)
class Judge:
    """`ranker` orders what each search finds. Of what all searches of a question came to, the first is looked at once more, or the
    first two, and every confidence is calibrated to the owner's questions, where there is something to do that with; `origin` says what the log-odds
    come from that a calibration is made of.
    """

    ranker: Ranker
    second_look: SecondLook | None
    calibration: Calibration | None
    origin: Origin

    def judge(self, ranked: Sequence[RankedHit], question: str, most_read: int) -> list[RankedHit]:
        """The hits in their order, with the confidences that they are shown with. So many of the first may be
        read together with the question at most.
        """
        hits = list(ranked)
        if hits and self.second_look and most_read:
            hits = self.second_look.at(hits, question, most_read)
        if self.calibration:
            calibrated = self.calibration(np.array([hit.confidence for hit in hits])).tolist()
            hits = [replace(hit, confidence=sure) for hit, sure in zip(hits, calibrated, strict=True)]
        return hits

    def floor(self, false_answers: float) -> float:
        """The confidence that is shown from which on no more than this share of near misses is answered."""
        return (self.calibration or self.second_look or self.ranker).floor(false_answers)


def judge_of(
    passage_index: PassageIndex, encoder: Encoder, settings: ChatSettings, calibration: Calibration | None = None
) -> Judge:
    """Of an index and its encoder; a calibration that was made of other models is left aside, which the log says."""
    ranker = cross_encoded(choose_ranker(passage_index), settings.cross_encoder)
    look = second_look(ranker, encoder, passage_index) if settings.reader else None
    found = origin(f"{ranker.name} {look.reader.fingerprint}" if look else ranker.name, passage_index)
    return Judge(ranker, look, fitting(calibration, found), found)
