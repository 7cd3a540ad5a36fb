"""The index in use is swapped while requests run; a damaged one is refused and the old one stays."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from chatbot.errors import NotReady
from chatbot.evaluation.calibrate import settle, unchanged
from chatbot.live import LiveAnswerer
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from chatbot.weighing.calibration import write_calibration
from index import IndexDamaged, IndexMissing, IndexUnavailable, PassageIndex, open_index
from index.versions import Pruned, VersionStore

if TYPE_CHECKING:
    from conftest import WordEncoder, World

Follow = Callable[..., LiveAnswerer]


@pytest.fixture
def follow(encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Follow]:
    """A live answerer of a world, followed until the test ends.

    `loaded` counts the models that were loaded, `reloads` what became of new versions.
    """
    monkeypatch.setattr("chatbot.live.LOOK_SECONDS", 0.01)  # many looks while a test runs
    started: list[LiveAnswerer] = []

    def start(world: World, loaded: list[str] | None = None, reloads: list[bool] | None = None) -> LiveAnswerer:
        def load(passage_index: PassageIndex) -> WordEncoder:
            if loaded is not None:
                loaded.append(passage_index.model.name)
            return encoder

        on_reload = (lambda _: None) if reloads is None else reloads.append
        live = LiveAnswerer(world.index_dir, ChatSettings(answer_floor=0.05), load, on_reload)
        started.append(live)
        if world.index_dir.exists():
            live.load()
        live.watch()
        return live

    yield start
    for live in started:
        live.stop()


def point_to(world: World, version: str) -> None:
    """What a rollback does, which would refuse a damaged version: CURRENT is replaced, never half written."""
    (world.index_dir / "next").write_text(f"{version}\n")
    (world.index_dir / "next").replace(world.index_dir / "CURRENT")


def open_files(world: World, version: str) -> list[str]:
    """What this process has mapped or open of a version."""
    folder = str(world.index_dir / "versions" / version)
    mapped = [line for line in Path("/proc/self/maps").read_text().splitlines() if folder in line]
    return [*mapped, *(path for file in Path("/proc/self/fd").iterdir() if folder in (path := _target(file)))]


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except FileNotFoundError:
        return ""


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


PARTS = ("_memory", "_suggester", "_highlighter", "_known")


def test_the_version_from_before_a_fork_is_gone_once_another_takes_its_place(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    live = follow(own_world)
    live.current().reply("Who is Ada Quill?")
    gc.collect()
    gc.freeze()  # as before a fork: no cycle of what is there now is ever collected
    try:
        first = live.current()
        parts = (first, first.passage_index, *map(vars(first).get, PARTS), vars(first.passage_index)["_catalog"])
        held = {type(part).__name__: weakref.ref(part) for part in parts}
        del first, parts
        built = rebuild(own_world)
        until(lambda: version_of(live) == built, "the new version")
        until(lambda: [name for name, part in held.items() if part()] == [], "the end of the first version")
    finally:
        gc.unfreeze()


def test_a_signal_may_come_while_another_is_handled(own_world: World, follow: Follow) -> None:
    live = follow(own_world)

    def interrupt(*_: object) -> None:  # at each call inside
        sys.settrace(None)
        live.look()
        sys.settrace(interrupt)

    def handle() -> None:
        sys.settrace(interrupt)
        live.look()

    handler = threading.Thread(target=handle, daemon=True)
    handler.start()
    handler.join(5)
    assert not handler.is_alive()


def test_nothing_is_answered_until_an_index_is_loaded(
    new_world: World, follow: Follow, until: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    live = follow(new_world)
    with pytest.raises(NotReady, match="No index is loaded yet"):
        live.current()
    with pytest.raises(IndexMissing):
        live.load()
    built = new_world.build().version
    until(lambda: version_of(live) == built, "the first version")
    assert (errors(caplog), live.refused) == ([], None)  # it is no fault that nothing was built yet


def test_a_new_version_is_taken_up_and_a_request_keeps_its_own(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    loaded: list[str] = []
    reloads: list[bool] = []
    live = follow(own_world, loaded, reloads)
    question = "What broke the North Light?"
    with live.use() as before:
        built = rebuild(own_world)
        until(lambda: version_of(live) == built, "the new version")
        with live.use() as after:
            assert after.reply(question).outcome.message == "A storm broke the North Light."
        old = before.reply(question)
        assert (old.version, "storm" in old.outcome.message) == (before.passage_index.version, False)
        assert before.passage_index.version != built
    assert loaded == ["words"]  # one model a process
    until(lambda: reloads, "the news of it, which comes behind the version")
    assert reloads == [True]


def test_the_old_version_is_closed_when_its_last_request_ends(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    live = follow(own_world)
    first, second = live.use(), live.use()
    old = first.__enter__().passage_index.version
    second.__enter__()
    built = rebuild(own_world)
    until(lambda: version_of(live) == built, "the new version")
    first.__exit__(None, None, None)
    assert open_files(own_world, old) != []
    assert VersionStore(own_world.index_dir).prune(1) == Pruned([], in_use=[old])
    second.__exit__(None, None, None)
    assert open_files(own_world, old) == []
    assert open_files(own_world, built) != []
    assert VersionStore(own_world.index_dir).prune(1) == Pruned([old], in_use=[])


def test_an_old_version_without_a_request_is_closed_at_once(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    old = own_world.in_use.name
    live = follow(own_world)
    built = rebuild(own_world)
    until(lambda: version_of(live) == built, "the new version")
    until(lambda: open_files(own_world, old) == [], "the files of the old version closed")


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
    settled = settle(passage_index, own_world.encoder, ChatSettings())
    less_sure = unchanged(settled, "set.jsonl").model_copy(update={"intercept": -1.0})
    write_calibration(less_sure, own_world.index_dir)
    assert confidence() == before
    built = rebuild(own_world)
    until(lambda: version_of(live) == built, "the new version")
    assert confidence() == pytest.approx(float(less_sure(np.array(before))), abs=0.02)  # a rebuild moves BM25 a little


def test_a_rollback_is_followed_too(own_world: World, follow: Follow, until: Callable[..., None]) -> None:
    first, second = own_world.in_use.name, rebuild(own_world)
    live = follow(own_world)
    assert version_of(live) == second
    VersionStore(own_world.index_dir).rollback(first)
    until(lambda: version_of(live) == first, "the earlier version")


def file_of_zeros(file: Path) -> None:
    size = file.stat().st_size
    file.unlink()
    file.write_bytes(bytes(size))


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        pytest.param("vectors.faiss", Path.unlink, "vectors.faiss is missing", id="does not open"),
        pytest.param("vectors.f16", file_of_zeros, "does not find them", id="finds nothing"),
        pytest.param("posting_scores.npy", file_of_zeros, "cannot be opened", id="does not load"),
        pytest.param("passages.sqlite", file_of_zeros, "passage table cannot be read", id="does not read"),
    ],
)
def test_a_damaged_version_is_refused_once_and_the_old_one_stays(
    own_world: World, follow: Follow, until: Callable[..., None], caplog: pytest.LogCaptureFixture, name: str, damage: Callable[[Path], None], told: str
) -> None:  # fmt: skip
    reloads: list[bool] = []
    sound = own_world.in_use.name
    live = follow(own_world, reloads=reloads)
    damaged = own_world.build(hold=True).version
    damage(own_world.index_dir / "versions" / damaged / name)
    point_to(own_world, damaged)
    until(lambda: live.refused == damaged, "a refusal of the damaged version")
    assert (version_of(live), open_files(own_world, damaged)) == (sound, [])
    mended = own_world.build().version
    until(lambda: reloads == [False, True], "the mended version")
    assert (version_of(live), live.refused) == (mended, None)
    [message] = errors(caplog)
    assert f"index version {damaged} was refused" in message and told in message


def test_a_version_whose_engine_goes_away_while_it_is_tried_out_is_closed_and_tried_again(
    own_world: World, follow: Follow, until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    live = follow(own_world)

    def away(_: object) -> None:
        raise IndexUnavailable("The index cannot be reached.")

    (own_world.library / "news.txt").write_text("A storm broke the North Light.\n")
    with monkeypatch.context() as patched:
        patched.setattr("chatbot.live.try_out", away)
        built = own_world.build().version
        live.look()
        until(lambda: live.away, "a look at an engine that is away")
        gc.collect()
        gc.disable()  # which would close them by chance
        try:
            until(lambda: open_files(own_world, built) == [], "the end of what was opened")
        finally:
            gc.enable()
    until(lambda: version_of(live) == built, "the version once the engine is there")


def test_a_version_whose_encoder_cannot_be_loaded_is_closed(
    own_world: World, encoder: WordEncoder, follow: Follow, monkeypatch: pytest.MonkeyPatch, until: Callable[..., None]
) -> None:
    def fail(_: PassageIndex) -> WordEncoder:
        raise RuntimeError("no such model")

    sound = own_world.in_use.name
    live = follow(own_world)
    monkeypatch.setattr(live, "_load_encoder", fail)
    monkeypatch.setattr(encoder, "fingerprint", "another")  # so that the loaded one is not that of the new version
    built = own_world.build(hold=True).version
    seen: list[PassageIndex] = []  # held, so that it is not merely collected
    monkeypatch.setattr("chatbot.live.open_index", lambda place: seen.append(open_index(place)) or seen[-1])
    point_to(own_world, built)
    until(lambda: live.refused == built, "a refusal of the version")
    assert (version_of(live), open_files(own_world, built)) == (sound, [])


def test_a_version_that_was_refused_is_looked_at_again_when_asked(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    live = follow(own_world)
    damaged = own_world.build(hold=True).version
    file = own_world.index_dir / "versions" / damaged / "vectors.faiss"
    file.rename(own_world.base / "away")
    point_to(own_world, damaged)
    until(lambda: live.refused == damaged, "a refusal of the damaged version")
    (own_world.base / "away").rename(file)
    live.look()
    until(lambda: version_of(live) == damaged, "the version once it was mended")
    assert live.refused is None


def test_a_current_that_is_lost_is_told_once_and_the_version_stays(
    own_world: World, follow: Follow, until: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    sound = own_world.in_use.name
    reloads: list[bool] = []
    live = follow(own_world, reloads=reloads)
    (own_world.index_dir / "CURRENT").unlink()
    until(lambda: errors(caplog), "a message about CURRENT")
    point_to(own_world, "v9")
    until(lambda: len(errors(caplog)) == 2, "a message about the unknown version")
    assert (version_of(live), live.refused, reloads) == (sound, "CURRENT", [False])
    assert [part in line for part, line in zip(("there is no index", "'v9'"), errors(caplog), strict=True)] == [
        True
    ] * 2
    point_to(own_world, sound)
    until(lambda: live.refused is None, "the version in use as the one to follow")
    built = own_world.build().version
    until(lambda: version_of(live) == built, "the next version")
    until(lambda: reloads == [False, True], "its count")


def test_an_index_folder_that_went_away_is_told_and_the_version_stays(
    own_world: World, follow: Follow, until: Callable[..., None]
) -> None:
    sound = own_world.in_use.name
    reloads: list[bool] = []
    live = follow(own_world, reloads=reloads)
    own_world.index_dir.rename(own_world.base / "elsewhere")
    until(lambda: reloads == [False], "a count of it")
    assert (version_of(live), live.refused) == (sound, "CURRENT")
    (own_world.base / "elsewhere").rename(own_world.index_dir)
    until(lambda: live.refused is None, "the folder again")
    assert reloads == [False]


def test_a_damaged_version_at_the_start_is_an_error(own_world: World, follow: Follow) -> None:
    (own_world.in_use / "manifest.json").write_text("{}")
    with pytest.raises(IndexDamaged):
        follow(own_world)


def test_what_is_refused_once_more_is_told_once_more(
    own_world: World, follow: Follow, until: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    sound = own_world.in_use.name
    reloads: list[bool] = []
    live = follow(own_world, reloads=reloads)
    for times in (1, 2):  # the disk goes away and comes back
        counted = len(reloads)
        own_world.index_dir.rename(own_world.base / "elsewhere")
        until(lambda: len(reloads) > counted, "a count of it")  # noqa: B023
        (own_world.base / "elsewhere").rename(own_world.index_dir)
        until(lambda: live.refused is None, "the version in use as the one to follow")
        # A look during which it comes back says otherwise what it found.
        assert Counter(errors(caplog)).most_common(1)[0][1] == times
    before, counted = len(errors(caplog)), len(reloads)
    damaged = own_world.build(hold=True).version
    (own_world.index_dir / "versions" / damaged / "vectors.faiss").unlink()
    point_to(own_world, damaged)
    until(lambda: len(errors(caplog)) == before + 1, "a message about the damaged version")
    live.look()
    until(lambda: len(reloads) == counted + 2, "another refusal of it")
    until(lambda: len(errors(caplog)) == before + 2, "another message about it")
    assert version_of(live) == sound
