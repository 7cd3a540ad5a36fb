"""A store is followed for ever: what is new comes, trouble is said once and waited out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from index.errors import IndexBusy, IndexMismatch, SearchIndexError, StoreAway, StoreEmpty, StoreRefused
from index.remote.follow import LONGEST_WAIT, follow
from index.remote.pull import Pulled

AWAY = StoreAway("s is away")
WRONG = StoreRefused("vectors.f16 is wrong")


class Ended(Exception):
    """The script has come to its end."""


class Story:
    """What a store says at one look after the other, and what came of it; time passes only by waiting."""

    name = "s"

    def __init__(
        self, looks: Sequence[bytes | SearchIndexError], pulls: Sequence[SearchIndexError | None] = ()
    ) -> None:
        self._looks = iter(looks)
        self._pulls: Iterator[SearchIndexError | None] = iter(pulls)
        self.now = 0.0
        self.told: list[str] = []
        self.waits: list[float] = []
        self.pulled: list[float] = []  # when

    def pointer(self) -> bytes:
        look = next(self._looks, None)
        if look is None:
            raise Ended
        if isinstance(look, SearchIndexError):
            raise look
        return look

    def take_up(self) -> Pulled:
        self.pulled.append(self.now)
        if error := next(self._pulls, None):
            raise error
        return Pulled("v", True, 8, 8, 8, 0.0)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Story]:
    """Follow a story to its end, without chance: the longest waits."""
    monkeypatch.setattr("random.uniform", lambda _, longest: longest)

    def to_the_end(*story: Any) -> Story:
        told = Story(*story)
        with pytest.raises(Ended):
            for _ in follow(told, told.take_up, told.told.append, 2.0, told.wait, lambda: told.now):
                pass
        return told

    return to_the_end


def test_what_is_new_is_taken_up_once(play: Callable[..., Story]) -> None:
    story = play([b"a", b"a", b"a", b"b", b"b", b"a"])
    assert story.pulled == [0, 6, 10]
    assert (story.told, set(story.waits)) == ([], {2.0})


def test_an_outage_is_said_once_and_so_is_its_end(play: Callable[..., Story]) -> None:
    story = play([b"a", *[AWAY] * 6, b"a", b"a", AWAY, b"b"])
    assert story.told == ["s is away", "s is there again after 52 s.", "s is away", "s is there again after 4 s."]
    assert story.waits[:8] == [2, 4, 8, 10, 10, 10, 10, 2]
    assert len(story.pulled) == 2
    assert max(story.waits) <= LONGEST_WAIT


def test_a_store_that_goes_away_in_the_middle_of_a_transfer_is_gone_on_with(play: Callable[..., Story]) -> None:
    story = play([b"a", b"a", b"a", b"a"], [AWAY, AWAY, None])
    assert story.told == ["s is away", "s is there again after 12 s."]
    assert len(story.pulled) == 3


def test_a_store_that_is_empty_at_first_is_waited_for(play: Callable[..., Story]) -> None:
    story = play([StoreEmpty("no index yet"), StoreEmpty("no index yet"), b"a"])
    assert (story.told, len(story.pulled)) == (["no index yet", "s is there again after 12 s."], 1)


@pytest.mark.parametrize("error", [WRONG, IndexMismatch("of another format")], ids=["a wrong byte", "another format"])
def test_what_was_refused_is_fetched_again_seldom(play: Callable[..., Story], error: SearchIndexError) -> None:
    story = play([b"a"] * 4000, [error] * 100)
    assert story.told == [str(error)]
    assert story.pulled == [0, 60, 180, 420, 900, 1860, 3780, 7380]
    assert set(story.waits) == {2.0}


def test_what_is_refused_for_weeks_is_fetched_again_every_hour(play: Callable[..., Story]) -> None:
    story = play([b"a"] * 1800 * 1100, [WRONG] * 1100)  # an hour is 1,800 looks
    assert {later - before for before, later in itertools.pairwise(story.pulled[7:1100])} == {3600}


def test_what_was_refused_and_is_pushed_again_is_fetched_at_once(play: Callable[..., Story]) -> None:
    story = play([b"a", b"a", b"a pushed again", b"a pushed again"], [WRONG, None])
    assert (story.told, story.pulled) == ([str(WRONG)], [0, 4])


def test_a_build_at_work_here_is_waited_for(play: Callable[..., Story]) -> None:
    story = play([b"a", b"a", b"a", b"a"], [IndexBusy("process 7"), IndexBusy("process 7"), None])
    assert (story.told, len(story.pulled)) == (["process 7"], 3)


def test_followers_do_not_come_in_step() -> None:
    story = Story([b"a"] * 200)
    with pytest.raises(Ended):
        for _ in follow(story, story.take_up, story.told.append, 2.0, story.wait, lambda: story.now):
            pass
    assert 1.0 <= min(story.waits) < 1.1
    assert 1.9 < max(story.waits) <= 2.0
