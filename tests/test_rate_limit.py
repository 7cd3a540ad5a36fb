from __future__ import annotations

import os
import signal
import time
from ipaddress import ip_address
from typing import Any

import pytest

from chatbot.admission.rate_limit import RateLimit
from chatbot.admission.shared_windows import SharedWindows
from chatbot.errors import CannotServe
from chatbot.problem_types import too_often
from chatbot.settings import ServerSettings

ADA, SAM = ip_address("192.0.2.1"), ip_address("192.0.2.2")


def admitted(windows: SharedWindows, key: str, tries: int, limit: int) -> int:
    return sum(windows.acquire_entry(key, limit, 60) for _ in range(tries))


def in_child(work: Any) -> int:
    """The exit code of a forked process that does this; a number it returns is the code."""
    pid = os.fork()
    if not pid:
        os._exit(work() or 0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_forked_processes_count_together() -> None:
    windows = SharedWindows(10)
    assert in_child(lambda: admitted(windows, "Ada", 4, 10)) == 4
    assert in_child(lambda: admitted(windows, "Ada", 4, 10)) == 4
    assert admitted(windows, "Ada", 4, 10) == 2
    assert admitted(windows, "Sam", 4, 10) == 4


def test_processes_at_once_admit_as_many_as_there_may_be() -> None:
    windows, children = SharedWindows(100), []
    for _ in range(4):
        pid = os.fork()
        if not pid:
            os._exit(admitted(windows, "Ada", 90, 100))
        children.append(pid)
    assert sum(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children) == 100


def test_a_process_that_dies_in_the_middle_blocks_nobody() -> None:
    windows = SharedWindows(10)

    def die() -> None:
        with windows._locked(windows._name("Ada")):
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(die) == -signal.SIGKILL
    assert admitted(windows, "Ada", 1, 10) == 1


def test_the_window_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    windows, clock = SharedWindows(3), iter([now, now + 10, now + 20, now + 59, now + 60.5, now + 61, now + 61])
    monkeypatch.setattr("chatbot.admission.shared_windows.time.time", lambda: next(clock))
    assert [windows.acquire_entry("Ada", 3, 60) for _ in range(6)] == [True, True, True, False, True, False]
    assert windows.get_moving_window("Ada", 3, 60) == (now + 10, 3)


def test_a_clock_that_is_set_back_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    windows, clock = SharedWindows(2), iter([now, now + 1, now - 3600, now - 3599, now - 3598, now - 3597])
    monkeypatch.setattr("chatbot.admission.shared_windows.time.time", lambda: next(clock))
    assert [windows.acquire_entry("Ada", 2, 60) for _ in range(3)] == [True, True, True]
    assert windows.get_moving_window("Ada", 2, 60) == (now - 3600, 1)
    assert [windows.acquire_entry("Ada", 2, 60) for _ in range(2)] == [True, False]


def test_the_table_is_bounded_and_gives_up_who_was_quiet_for_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1_000_000_000, 1_000_001_000))
    monkeypatch.setattr("chatbot.admission.shared_windows.time.time", lambda: next(clock))
    windows = SharedWindows(5, clients=8)  # one bucket
    for key in "abcdefghai":
        assert windows.acquire_entry(key, 5, 10_000)
    assert [windows.get_moving_window(key, 5, 10_000)[1] for key in "abcdefghi"] == [2, 0, 1, 1, 1, 1, 1, 1, 1]


def test_a_client_can_be_forgotten_and_so_can_all() -> None:
    windows = SharedWindows(2)
    assert [admitted(windows, key, 3, 2) for key in ("Ada", "Sam")] == [2, 2]
    windows.clear("Ada")
    assert [admitted(windows, key, 3, 2) for key in ("Ada", "Sam")] == [2, 0]
    windows.reset()
    assert [admitted(windows, key, 3, 2) for key in ("Ada", "Sam")] == [2, 2]


def test_what_is_left_is_told() -> None:
    limit = RateLimit(ServerSettings(rate_limit=2))
    quotas = [limit.count(ADA) for _ in range(3)]
    assert [quota and (quota.per_minute, quota.remaining, quota.wait) for quota in quotas] == [
        (2, 1, None),
        (2, 0, None),
        (2, 0, 60),
    ]
    assert limit.count(SAM) == quotas[0]


def test_while_the_storage_elsewhere_is_gone_everyone_may_pass_at_once(caplog: pytest.LogCaptureFixture) -> None:
    limit = RateLimit(ServerSettings(rate_limit=1, rate_limit_storage="redis://127.0.0.1:1"))
    assert [limit.count(ADA) for _ in range(100)] == [None] * 100
    assert [record.message for record in caplog.records] == [
        "requests are not counted: server.rate_limit_storage is gone (ConnectionError)"
    ]


@pytest.mark.parametrize("url", ["http://127.0.0.1", "redis", "memcached://127.0.0.1:1"])
def test_a_storage_that_cannot_be_used_is_refused_by_name(url: str) -> None:
    with pytest.raises(CannotServe, match=r"server\.rate_limit_storage cannot"):
        RateLimit(ServerSettings(rate_limit=1, rate_limit_storage=url))


@pytest.mark.parametrize("url", ["redi://:s3cret@127.0.0.1", "redis://:s3cret@127.0.0.1:port"])
def test_a_password_in_its_address_is_not_repeated(url: str) -> None:
    with pytest.raises(CannotServe, match=r"redis://host:6379 is expected") as refused:
        RateLimit(ServerSettings(rate_limit=1, rate_limit_storage=url))
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(("seconds", "wait"), [(1, "1 second"), (7, "7 seconds")])
def test_a_hasty_client_is_told_how_long_to_wait(seconds: int, wait: str) -> None:
    assert too_often(seconds) == f"Too many requests; please wait {wait}."
