"""The index in use is swapped while requests run; a damaged one is refused and the old one stays."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

from chatbot.answer import Answered
from chatbot.calibrate import settle, unchanged
from chatbot.calibration import write_calibration
from chatbot.errors import NotReady
from chatbot.live import LiveAnswerer
from chatbot.settings import ChatSettings
from index import IndexDamaged, IndexMissing, PassageIndex
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import WordEncoder, World

Follow = Callable[..., LiveAnswerer]


@pytest.fixture
def follow(encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Follow]:
    """A live answerer of a world, followed until the test ends; `loaded` counts the models that were loaded."""
    monkeypatch.setattr("chatbot.live.LOOK_SECONDS", 0.01)  # many looks while a test runs
    started: list[LiveAnswerer] = []

    def start(world: World, loaded: list[str] | None = None) -> LiveAnswerer:
        def load(passage_index: PassageIndex) -> WordEncoder:
            if loaded is not None:
                loaded.append(passage_index.model.name)
            return encoder

        live = LiveAnswerer(world.index_dir, ChatSettings(answer_floor=0.05), load)
        started.append(live)
        live.watch()
        return live

    yield start
    for live in started:
        live.stop()


def version_of(live: LiveAnswerer) -> str | None:
    try:
        return live.current().passage_index.version
    except NotReady:
        return None


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.name == "chatbot.live" and r.levelno >= logging.ERROR]


def rebuild(world: World) -> str:
    (world.library / "news.txt").write_text("A storm broke the North Light.\n")
    return world.build().version


def test_nothing_is_answered_until_an_index_is_loaded(
    new_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    live = follow(new_world)
    with pytest.raises(NotReady, match="No index is loaded yet"):
        live.current()
    with pytest.raises(IndexMissing):
        live.load()
    built = new_world.build().version
    until(lambda: version_of(live) == built, "the first version")


def test_a_new_version_is_taken_up_and_a_request_keeps_its_own(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    loaded: list[str] = []
    live = follow(own_world, loaded)
    live.load()
    before = live.current()
    built = rebuild(own_world)
    until(lambda: version_of(live) == built, "the new version")
    question = "What broke the North Light?"
    assert live.current().reply(question).outcome.message == "A storm broke the North Light."
    old = before.reply(question)
    assert (old.version, "storm" in old.outcome.message) == (before.passage_index.version, False)
    assert before.passage_index.version != built
    assert loaded == ["words"]  # one model a process


def test_a_calibration_outlives_a_rebuild_and_is_taken_up_with_the_new_version(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    def confidence() -> float:
        outcome = live.current().reply("When did Sam Quill die?").outcome
        assert isinstance(outcome, Answered)
        return outcome.confidence

    live = follow(own_world)
    live.load()
    before = confidence()
    passage_index = live.current().passage_index
    settled = settle(passage_index, ChatSettings())
    less_sure = unchanged(settled, "set.jsonl").model_copy(update={"intercept": -1.0})
    write_calibration(less_sure, own_world.index_dir)
    assert confidence() == before
    built = rebuild(own_world)
    until(lambda: version_of(live) == built, "the new version")
    assert confidence() == pytest.approx(float(less_sure(np.array(before))), abs=0.02)  # a rebuild moves BM25 a little


def test_a_rollback_is_followed_too(own_world: World, follow: Follow, until: Callable[..., None]) -> None:
    first, second = own_world.in_use.name, rebuild(own_world)
    live = follow(own_world)
    live.load()
    assert version_of(live) == second
    VersionStore(own_world.index_dir).rollback(first)
    until(lambda: version_of(live) == first, "the earlier version")


def test_a_damaged_version_is_refused_once_and_the_old_one_stays(
    own_world: World, follow: Follow, until: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    store = VersionStore(own_world.index_dir)
    sound = own_world.in_use.name
    damaged = rebuild(own_world)
    store.rollback(sound)
    (store.folder_of(damaged) / "vectors.faiss").unlink()
    live = follow(own_world)
    live.load()
    store.rollback(damaged)
    until(lambda: errors(caplog), "a message about the damaged version")
    assert version_of(live) == sound
    mended = own_world.build().version
    until(lambda: version_of(live) == mended, "the mended version")
    [message] = errors(caplog)
    assert f"index version {damaged} was refused" in message and "vectors.faiss is missing" in message


def test_a_damaged_version_at_the_start_is_an_error(own_world: World, follow: Follow) -> None:
    (own_world.in_use / "manifest.json").write_text("{}")
    with pytest.raises(IndexDamaged):
        follow(own_world).load()
