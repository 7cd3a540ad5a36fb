"""A calibration beside the index: applied where it fits, left aside by name where it does not."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.answer import Answerer
from chatbot.errors import CalibrationError
from chatbot.outcome import Answered, NotAnswered
from chatbot.rank import choose_ranker
from chatbot.settings import ChatSettings
from chatbot.weighing.calibration import (
    CALIBRATION_FILE,
    SHARES,
    Calibration,
    origin,
    read_calibration,
    write_calibration,
)
from chatbot.weighing.judge import judge_of
from index import open_index

if TYPE_CHECKING:
    from conftest import World


@pytest.fixture
def calibration(world: World) -> Calibration:
    """One that makes the small world's answers less sure."""
    passage_index = open_index(world.index_dir)
    return Calibration(
        created="2026-11-24T12:00:00+00:00",
        made_from="set.jsonl",
        origin=origin(choose_ranker(passage_index).name, passage_index),
        slope=0.5,
        intercept=-1.0,
        floors=tuple(np.linspace(0.9, 0.3, len(SHARES))),
    )


def other(calibration: Calibration, **changes: Any) -> Calibration:
    return calibration.model_copy(update={"origin": calibration.origin.model_copy(update=changes)})


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "chatbot.weighing.calibration"]


def test_what_is_written_is_read_again_and_nothing_else_is_left(tmp_path: Path, calibration: Calibration) -> None:
    assert read_calibration(tmp_path) is None
    assert write_calibration(calibration, tmp_path) == tmp_path / CALIBRATION_FILE
    assert read_calibration(tmp_path) == calibration
    assert [file.name for file in tmp_path.iterdir()] == [CALIBRATION_FILE]


def test_the_log_odds_are_mapped_by_a_line(calibration: Calibration) -> None:
    odds = np.array([-2.0, 0.0, 2.0])
    expected = 1 / (1 + np.exp(-(0.5 * odds - 1)))
    assert calibration(1 / (1 + np.exp(-odds))) == pytest.approx(expected)
    assert np.isfinite(calibration(np.array([0.0, 1.0]))).all()


@given(st.lists(st.floats(0, 1), min_size=2), st.floats(0.01, 5), st.floats(-5, 5))
def test_a_surer_passage_stays_the_surer_one(confidences: list[float], slope: float, intercept: float) -> None:
    changes = {"slope": slope, "intercept": intercept}
    mapped = Calibration.model_construct(**changes)(np.sort(np.array(confidences)))  # type: ignore[arg-type]
    assert (np.diff(mapped) >= 0).all()


def test_no_floor_is_below_the_least(calibration: Calibration) -> None:
    assert [calibration.floor(share) for share in (0.02, 0.5)] == pytest.approx([0.9, 0.3])
    raised = calibration.model_copy(update={"least_floor": 0.6})
    assert [raised.floor(share) for share in (0.02, 0.5)] == pytest.approx([0.9, 0.6])


def test_an_answerer_has_the_calibrated_confidence_and_floor(world: World, calibration: Calibration) -> None:
    def reply(calibration: Calibration | None, **settings: float) -> Answered | NotAnswered:
        answerer = Answerer(open_index(world.index_dir), world.encoder, ChatSettings(**settings), calibration)  # type: ignore[arg-type]
        outcome = answerer.reply("When did Sam Quill die?").outcome
        assert isinstance(outcome, Answered | NotAnswered)
        return outcome

    shipped, own = reply(None, answer_floor=0), reply(calibration, answer_floor=0)
    assert isinstance(shipped, Answered) and isinstance(own, Answered)
    assert own.message == shipped.message == "Sam Quill died in 1931."
    assert own.confidence == pytest.approx(float(calibration(np.array(shipped.confidence))))
    floors = {"floors": (own.confidence,) * len(SHARES)}
    assert isinstance(reply(calibration.model_copy(update=floors)), Answered)
    assert isinstance(reply(calibration.model_copy(update=floors | {"least_floor": 0.99})), NotAnswered)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        pytest.param({"encoder": "x"}, "encoder", id="encoder"),
        pytest.param({"projection": "x"}, "token projection", id="projection"),
        pytest.param({"models": "x"}, "version of the package's models", id="models"),
        pytest.param({"encoder": "x", "models": "x"}, "encoder and another version of the package's models", id="two"),
    ],
)
def test_a_calibration_of_something_else_is_left_aside_by_name(
    world: World, calibration: Calibration, caplog: pytest.LogCaptureFixture, changes: dict[str, str], named: str
) -> None:
    judge = judge_of(open_index(world.index_dir), world.encoder, ChatSettings(), other(calibration, **changes))
    assert judge.calibration is None
    assert messages(caplog) == [
        f"calibration.json is left aside: it was made with another {named}; make a new one with `chatbot calibrate`"
    ]


def test_one_that_fits_is_used_without_a_word(
    world: World, calibration: Calibration, caplog: pytest.LogCaptureFixture
) -> None:
    judge = judge_of(open_index(world.index_dir), world.encoder, ChatSettings(), calibration)
    assert judge.calibration is calibration
    assert messages(caplog) == []


def test_other_models_of_the_package_are_another_origin(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passage_index = open_index(world.index_dir)
    before = origin("a ranker", passage_index)
    (tmp_path / "ranker.npz").write_bytes(b"new")
    monkeypatch.setattr("chatbot.weighing.calibration.DATA", tmp_path)
    assert origin("a ranker", passage_index).models != before.models
    assert origin("another", passage_index).models != origin("a ranker", passage_index).models


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda text: text[:-20], id="cut"),
        pytest.param(lambda text: text.replace('"format": 1', '"format": 2'), id="a later format"),
        pytest.param(lambda text: text.replace('"slope": 0.5', '"slope": -0.5'), id="an order turned round"),
        pytest.param(lambda text: text.replace('"slope": 0.5', '"slope": NaN'), id="no number"),
        pytest.param(lambda text: text.replace("0.9,", ""), id="a floor too few"),
        pytest.param(lambda text: text.replace('"made_from"', '"unicorn"'), id="an unknown key"),
    ],
)
def test_a_damaged_file_is_left_aside_and_the_log_says_so(
    tmp_path: Path, calibration: Calibration, caplog: pytest.LogCaptureFixture, damage: Any
) -> None:
    file = write_calibration(calibration, tmp_path)
    text = file.read_text()
    assert damage(text) != text
    file.write_text(damage(text))
    assert read_calibration(tmp_path) is None
    [said] = messages(caplog)
    assert said.startswith("calibration.json is left aside: it cannot be read (ValidationError)")
    assert caplog.records[-1].levelno == logging.ERROR


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path, calibration: Calibration) -> None:
    with pytest.raises(CalibrationError, match=r"calibration\.json cannot be written: No such file"):
        write_calibration(calibration, tmp_path / "none")


def test_one_that_cannot_take_its_place_leaves_nothing(tmp_path: Path, calibration: Calibration) -> None:
    (tmp_path / "calibration.json").mkdir()
    with pytest.raises(CalibrationError, match=r"calibration\.json cannot be written"):
        write_calibration(calibration, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["calibration.json"]
