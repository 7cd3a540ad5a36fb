"""A first passage that is in doubt is read together with its question."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.explaining.explain import explain
from chatbot.explaining.explanation import explain_reply
from chatbot.rank import LearnedRanker, Ranker, choose_ranker
from chatbot.ranking.fuse import RankFusion
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.settings import ChatSettings
from chatbot.watch import JudgeHits, Watch
from chatbot.weighing.calibration import SHARES, Calibration, Origin
from chatbot.weighing.cross_encoder import CrossEncoderRanker
from chatbot.weighing.judge import Judge, judge_of
from chatbot.weighing.second_look import SecondLook, Weights, second_look
from index import BlockKind, Passage, Reader, open_index
from index.encoders.reader import BEFORE, KINDS, LONGEST, QUESTION, joined

WEIGHTS = Weights("r1", 1.0, 0.5, -0.1, 0.25, 0.7, np.array([0.1, 0.3]), np.array([0.8, 0.4]))
ORIGIN = Origin(encoder="e", projection="p", models="m")
HITS = [RankedHit(7, 0.6, 0.5), RankedHit(3, 0.5, 0.2)]
QUESTION_ASKED = "When did Sam die?"


@dataclass
class Noting:
    """A reader that notes what it is given, and always says the same."""

    says: float = 2.0
    read: list[tuple[str, ...]] = field(default_factory=list)

    def reader(self) -> Reader:
        def log_odds(*texts: str) -> float:
            self.read.append(texts)
            return self.says

        return Reader("r1", log_odds)

    def look(self, kind: BlockKind = BlockKind.PARAGRAPH) -> SecondLook:
        passage = Passage(
            "d", 1, kind, "He died in 1931.", 0, 16, (), "", readable="Sam. He died in 1931.", own_start=5
        )
        index: Any = SimpleNamespace(passages=lambda rows: [passage for _ in rows])
        return SecondLook(self.reader(), WEIGHTS, index)


def odds(confidence: float) -> float:
    return math.log(confidence / (1 - confidence))


def judge(look: SecondLook | None, calibration: Calibration | None = None) -> Judge:
    ranker: Any = SimpleNamespace(floor=lambda share: 0.3)
    return Judge(ranker, look, calibration, ORIGIN)


def test_the_first_is_read_behind_what_stands_before_it_and_the_others_stay() -> None:
    noting = Noting()
    first, second = judge(noting.look()).judge(HITS, QUESTION_ASKED, most_read=2)
    assert noting.read == [(QUESTION_ASKED, "Sam. ", "He died in 1931.")]
    assert first == replace(HITS[0], confidence=first.confidence)
    assert odds(first.confidence) == pytest.approx(odds(0.5) + 0.5 * 2.0 - 0.1)
    assert second == HITS[1]


@pytest.mark.parametrize(
    ("confidences", "says", "most", "order", "read"),
    [
        pytest.param((0.5, 0.45), (-2.0, 2.0), 2, [3, 7, 5], 2, id="the second is surer once it is read"),
        pytest.param((0.5, 0.45), (2.0, -2.0), 2, [7, 3, 5], 2, id="the first is"),
        pytest.param((0.5, 0.45), (1.0, 1.0), 2, [7, 3, 5], 2, id="the network is surer of the first"),
        pytest.param((0.5, 0.24), (-2.0, 2.0), 2, [7, 3, 5], 1, id="the second has hardly a chance"),
        pytest.param((0.71, 0.45), (-2.0, 2.0), 2, [7, 3, 5], 0, id="the first is not in doubt"),
        pytest.param((0.5, 0.45), (-2.0, 2.0), 1, [7, 3, 5], 1, id="no more than one may be read"),
    ],
)
def test_where_two_are_in_doubt_both_are_read_and_the_surer_one_goes_first(
    confidences: tuple[float, float], says: tuple[float, float], most: int, order: list[int], read: int
) -> None:
    texts = {7: "He died.", 3: "Sam was born.", 5: "Tea is free."}
    index: Any = SimpleNamespace(
        passages=lambda rows: [
            Passage("d", 1, BlockKind.PARAGRAPH, texts[row], 0, 1, (), "", readable=texts[row]) for row in rows
        ]
    )
    asked: list[str] = []

    def log_odds(question: str, before: str, own: str) -> float:
        asked.append(own)
        return dict(zip((texts[7], texts[3]), says, strict=True))[own]

    hits = [RankedHit(7, 0.6, confidences[0]), RankedHit(3, 0.5, confidences[1]), RankedHit(5, 0.4, 0.3)]
    found = judge(SecondLook(Reader("r1", log_odds), WEIGHTS, index)).judge(hits, QUESTION_ASKED, most)
    assert [hit.row for hit in found] == order
    assert len(asked) == read
    assert found[0].confidence == max(hit.confidence for hit in found[: 1 + (order[0] == 3)])
    assert found[2] == hits[2]
    if order[0] == 7:
        assert found[1] == hits[1]


def test_two_may_be_read_but_of_what_several_readings_found_one_and_of_what_is_known_none(world: World) -> None:
    asked: list[int] = []

    class Noted(Watch):
        def judge(self, judge: JudgeHits) -> JudgeHits:
            def noted(ranked: Sequence[RankedHit], question: str, most_read: int) -> list[RankedHit]:
                asked.append(most_read)
                return judge(ranked, question, most_read)

            return noted

    answerer = Answerer(open_index(world.index_dir), world.encoder, ChatSettings(suggestions=0), watch=Noted())
    turn = Turn("When was Ada Quill born?")
    answerer.reply("When did Ada Quill sell the boat?")
    answerer.reply("When did she sell the boat?", history=[turn])
    answerer.reply("Who is Ada Quill?")
    assert asked == [2, 1, 0]


@pytest.mark.parametrize(("confidence", "is_read"), [(0.24, False), (0.26, True), (0.69, True), (0.71, False)])
def test_only_what_is_in_doubt_is_read(confidence: float, is_read: bool) -> None:
    noting = Noting()
    hits = [replace(HITS[0], confidence=confidence)]
    found = judge(noting.look()).judge(hits, QUESTION_ASKED, most_read=2)
    assert bool(noting.read) == (found != hits) == is_read


def test_what_is_known_to_answer_is_not_read() -> None:
    noting = Noting()
    assert judge(noting.look()).judge(HITS, QUESTION_ASKED, most_read=0) == HITS
    assert not noting.read


@pytest.mark.parametrize(
    ("question", "kind", "is_read"),
    [
        ("Which days is the pool open?", BlockKind.ROW, False),
        ("Which days is the pool open?", BlockKind.PARAGRAPH, True),
        ("When is the pool open?", BlockKind.ROW, True),
    ],
)
def test_one_of_a_list_that_is_asked_for_is_not_read_alone(question: str, kind: BlockKind, is_read: bool) -> None:
    noting = Noting()
    noting.look(kind).at(HITS, question, 2)
    assert bool(noting.read) == is_read


def test_where_nothing_is_found_nothing_is_read() -> None:
    noting = Noting()
    assert judge(noting.look()).judge([], QUESTION_ASKED, most_read=2) == []
    assert not noting.read


def test_an_owners_calibration_comes_last_and_is_for_all() -> None:
    calibration = Calibration(
        created="2026-11-24T12:00:00+00:00",
        made_from="set.jsonl",
        origin=ORIGIN,
        slope=0.5,
        intercept=-1.0,
        floors=tuple(np.linspace(0.9, 0.3, len(SHARES))),
    )
    look = Noting().look()
    for most_read in (0, 1, 2):
        shipped = judge(look).judge(HITS, QUESTION_ASKED, most_read)
        own = judge(look, calibration).judge(HITS, QUESTION_ASKED, most_read)
        expected = calibration(np.array([hit.confidence for hit in shipped]))
        assert [hit.confidence for hit in own] == pytest.approx(expected.tolist())
    assert judge(look, calibration).floor(0.02) == pytest.approx(0.9)
    assert judge(look).floor(0.2) == pytest.approx(0.6)
    assert judge(None).floor(0.2) == pytest.approx(0.3)


def test_tokens_are_joined_with_their_kinds_and_cut_where_they_are_too_many() -> None:
    question, before, passage = (np.arange(count) + 1000 for count in (2, 1, 3))
    tokens, kinds = joined(question, before, passage, 101, 102)
    assert tokens.tolist() == [101, 1000, 1001, 102, 1000, 102, 1000, 1001, 1002, 102]
    assert kinds.tolist() == [0, 0, 0, 0, 1, 1, 2, 2, 2, 2]
    many = np.arange(300) + 1000
    tokens, kinds = joined(many, many, many, 101, 102)
    assert len(tokens) == LONGEST
    assert np.bincount(kinds, minlength=KINDS).tolist() == [QUESTION + 2, BEFORE + 1, LONGEST - QUESTION - BEFORE - 3]
    assert tokens[[0, QUESTION + 1, QUESTION + BEFORE + 2, -1]].tolist() == [101, 102, 102, 102]


@pytest.mark.parametrize(
    ("ranker", "language", "fingerprint", "is_made"),
    [
        pytest.param("network", "english", "its own", True, id="all fits"),
        pytest.param("network", "german", "its own", False, id="another language"),
        pytest.param("network", "english", "another", False, id="another reader"),
        pytest.param("network", "english", None, False, id="no reader"),
        pytest.param("ranks", "english", "its own", False, id="ranks alone"),
        pytest.param("cross-encoder", "english", "its own", False, id="an owner's cross-encoder"),
    ],
)
def test_it_is_there_where_everything_fits(
    ranker: str, language: str, fingerprint: str | None, is_made: bool, caplog: pytest.LogCaptureFixture
) -> None:
    network = LearnedRanker.load()
    rankers: dict[str, Ranker] = {
        "network": network,
        "ranks": RankFusion(str.split),
        "cross-encoder": CrossEncoderRanker(network, "own", lambda pairs: np.zeros(len(pairs), np.float32)),
    }
    named = Weights.load().made_for if fingerprint == "its own" else fingerprint
    encoder: Any = SimpleNamespace(reader=named and Reader(named, lambda *_: 0.0))
    index: Any = SimpleNamespace(language=language, version="v1")
    with caplog.at_level(logging.WARNING):
        assert (second_look(rankers[ranker], encoder, index) is not None) == is_made
    assert ("version v1 has another reader than this program" in caplog.text) == (fingerprint == "another")


QUARRY = """= Tollan Quarry =

The quarry at Tollan was opened in 1871 by the brothers Emrys and Huw Pallister. Its slate roofed half of the county.
In 1902 a fall of rock in the north gallery killed four men. The owners paid for their burial.

== Today ==

A footpath leads around the flooded pit. Dogs are welcome on a lead. The visitor centre sells tea and postcards.
"""
# Of some of these the network is neither sure nor sure that they have no answer here.
ASKED = (
    "Can I swim in the quarry?",
    "Who opened it?",
    "Is there parking?",
    "What do they sell at the visitor centre?",
    "Why was the quarry closed?",
    "How deep is the pit?",
    "Are dogs allowed on the footpath?",
    "What is the capital of Peru?",
)


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"quarry.txt": QUARRY}, suggestions=0, answer_floor=0.0)


@pytest.mark.slow
def test_with_the_real_model_what_is_in_doubt_is_weighed_with_what_the_reader_says(answerer: Answerer) -> None:
    weights, reader = Weights.load(), answerer.encoder.reader
    assert reader is not None and reader.fingerprint == weights.made_for
    settings = ChatSettings(suggestions=0, answer_floor=0.0)
    alone = Answerer(answerer.passage_index, answerer.encoder, settings.model_copy(update={"reader": False}))
    were_read = []
    for question in ASKED:
        [before], [after] = (one.reply(question).outcome.shown[:1] for one in (alone, answerer))
        assert before.citation == after.citation
        explained = explain_reply(explain(answerer, settings, question))
        assert ("read" in {stage.name for stage in explained.stages}) == weights.are_for(before.confidence)
        [judged] = [part.judged for part in explained.parts]
        assert judged is not None
        assert (judged.before, judged.after) == (round(before.confidence, 4), round(after.confidence, 4))
        were_read.append(before.confidence != after.confidence)
        assert were_read[-1] == weights.are_for(before.confidence)
        if were_read[-1]:
            [found] = answerer.passage_index.passages([int(after.citation.id.rpartition(":")[2]) - 1])
            said = reader.log_odds(question, found.readable[: found.own_start], found.readable[found.own_start :])
            expected = weights.network * odds(before.confidence) + weights.reader * said + weights.bias
            assert odds(after.confidence) == pytest.approx(expected)
    assert any(were_read) and not all(were_read)


@pytest.mark.slow
def test_a_calibration_is_of_the_reader_too(answerer: Answerer) -> None:
    index, encoder = answerer.passage_index, answerer.encoder
    with_reader, without = (judge_of(index, encoder, ChatSettings(reader=reader)) for reader in (True, False))
    assert with_reader.second_look and without.second_look is None
    assert with_reader.origin.models != without.origin.models
    assert with_reader.floor(0.2) == with_reader.second_look.floor(0.2)
    assert without.floor(0.2) == choose_ranker(index).floor(0.2)


@pytest.mark.slow
def test_the_reader_tells_an_answer_from_what_is_only_near(answerer: Answerer) -> None:
    reader = answerer.encoder.reader
    assert reader is not None
    pairs = [
        ("When was the quarry opened?", "The quarry at Tollan was opened in 1871.", "Dogs are welcome on a lead."),
        ("Are dogs allowed?", "Dogs are welcome on a lead.", "In 1902 a fall of rock killed four men."),
        ("What do they sell?", "The visitor centre sells tea and postcards.", "The owners paid for their burial."),
    ]
    for question, right, wrong in pairs:
        assert reader.log_odds(question, "Tollan Quarry. ", right) > reader.log_odds(question, "Tollan Quarry. ", wrong)
