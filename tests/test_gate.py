"""Who goes through, who waits and who is refused where more come than can be worked on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from chatbot.admission import gate as gate_module
from chatbot.admission.gate import Gate

Until = Callable[..., None]


def waiting(gate: Gate) -> int:
    return len(gate._queue)


def come(gate: Gate, threads: ThreadPoolExecutor, until: Until) -> Future[str | None]:
    """One more who waits."""
    before = waiting(gate)
    entered = threads.submit(gate.enter)
    until(lambda: waiting(gate) == before + 1, "one more in the queue")
    return entered


def test_the_one_who_came_first_is_next_and_nobody_overtakes(until: Until) -> None:
    gate = Gate(1, waiting=8, seconds=20)
    with ThreadPoolExecutor(8) as threads:
        assert gate.enter() is None
        queue = [come(gate, threads, until) for _ in range(3)]
        for number, entered in enumerate(queue):
            gate.leave()
            assert entered.result(20) is None
            assert [other.done() for other in queue[number + 1 :]] == [False] * (2 - number)
        gate.leave()
    assert gate.enter() is None  # the place is free again


def test_one_more_than_may_wait_is_refused_and_then_the_newest_is_next(
    until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "PATIENCE_SECONDS", 20.0)
    monkeypatch.setattr(gate_module, "BURST_SECONDS", 0.0)
    gate = Gate(1, waiting=2, seconds=20)
    with ThreadPoolExecutor(8) as threads:
        assert gate.enter() is None
        first, second = (come(gate, threads, until) for _ in "12")
        assert gate.enter() == "queue"
        gate.leave()
        assert second.result(20) is None
        assert not first.done()
        gate.leave()
        assert first.result(20) is None


def test_while_some_have_to_be_refused_nobody_waits_for_long(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "BURST_SECONDS", 0.0)
    gate = Gate(1, waiting=2, seconds=20)
    with ThreadPoolExecutor(8) as threads:
        assert gate.enter() is None
        queue = [come(gate, threads, until) for _ in "12"]
        assert gate.enter() == "queue"
        begin = time.monotonic()
        assert [entered.result(20) for entered in queue] == ["queue", "queue"]
        assert gate.enter() == "queue"  # it waited too, and was not refused at once
        assert time.monotonic() - begin < 5
        assert waiting(gate) == 0


def test_while_some_have_to_be_refused_half_as_many_are_worked_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "BURST_SECONDS", 0.0)
    gate = Gate(4, waiting=0, seconds=20)
    assert [gate.enter() for _ in range(5)] == [None] * 4 + ["queue"]
    gate.leave()
    gate.leave()
    assert gate.enter() == "queue"  # two are at work
    gate.leave()
    assert gate.enter() is None
    monkeypatch.setattr(gate_module, "RELIEF_SECONDS", 0.0)
    assert [gate.enter() for _ in range(3)] == [None, None, "queue"]  # all four places again


def test_who_waited_in_vain_tells_that_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "BURST_SECONDS", 0.0)
    monkeypatch.setattr(gate_module, "RELIEF_SECONDS", 60.0)
    gate = Gate(2, waiting=8, seconds=0.05)
    assert [gate.enter() for _ in range(3)] == [None, None, "deadline"]
    gate.leave()
    assert gate.enter() == "queue"  # half as many are worked on, and nobody waits for long


def test_the_one_who_waits_is_counted_until_that_ends(until: Until) -> None:
    told: list[int] = []
    gate = Gate(1, waiting=1, seconds=20, on_wait=told.append)
    with ThreadPoolExecutor(1) as threads:
        assert gate.enter() is None
        entered = come(gate, threads, until)
        until(lambda: told == [1], "a count of the one who waits")
        gate.leave()
        assert entered.result(20) is None
    assert told == [1, -1]


def test_a_burst_costs_nobody_the_place_in_the_queue(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_module, "BURST_SECONDS", 20.0)
    gate = Gate(1, waiting=2, seconds=20)
    with ThreadPoolExecutor(8) as threads:
        assert gate.enter() is None
        queue = [come(gate, threads, until) for _ in "12"]
        assert [gate.enter() for _ in range(5)] == ["queue"] * 5
        threading.Event().wait(3 * gate_module.PATIENCE_SECONDS)
        for entered in queue:
            gate.leave()
            assert entered.result(20) is None


def test_when_nobody_had_to_be_refused_for_a_while_one_may_wait_again(
    until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate_module, "BURST_SECONDS", 0.0)
    monkeypatch.setattr(gate_module, "RELIEF_SECONDS", 0.0)
    gate = Gate(1, waiting=1, seconds=20)
    with ThreadPoolExecutor(8) as threads:
        assert gate.enter() is None
        entered = come(gate, threads, until)
        assert gate.enter() == "queue"
        threading.Event().wait(3 * gate_module.PATIENCE_SECONDS)
        assert not entered.done()
        gate.leave()
        assert entered.result(20) is None


def test_a_turn_that_comes_with_the_last_moment_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand times, some waiters run out of patience just when a place becomes free: places never get lost."""
    monkeypatch.setattr(gate_module, "RELIEF_SECONDS", 0.0)  # so many refusals would halve the places for a while
    gate = Gate(2, waiting=4, seconds=0.001)

    def pass_through(_: int) -> bool:
        if gate.enter():
            return False
        time.sleep(0.001)
        gate.leave()
        return True

    with ThreadPoolExecutor(8) as threads:
        passed = sum(threads.map(pass_through, range(1000)))
    assert passed > 0
    assert [gate.enter(), gate.enter(), gate.enter()] == [None, None, "deadline"]
