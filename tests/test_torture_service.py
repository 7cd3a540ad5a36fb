"""What a server must bear: slow clients, more load than it can answer, an end and a dead worker under load, a long day.

Where answers are timed the server has every core but one, and the load that one: visitors' browsers take no core of a server.
`make torture` runs it in full and prints the table of docs/security.md; `make test` runs each for a few seconds,
without the figures that a busy machine would not give. "Quiet" is a tenth of what the server can answer, measured
in the same run; the load comes from a process of its own, over loopback, with questions that no worker remembers the answer of.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import numpy as np
import pytest
from open_loop import BROKEN, REFUSED

from chatbot.admission.gate import RELIEF_SECONDS
from chatbot.settings import ChatSettings

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

Tell = Callable[[str, str], None]
_CORES = sorted(os.sched_getaffinity(0))
ON_LAST_CORE = ("taskset", "-c", str(_CORES[-1]))
ON_THE_OTHERS = ("taskset", "-c", ",".join(map(str, _CORES[:-1] or _CORES)))
CLIENTS = 8
SLOW = 200
WORKERS = 2
_seeds = count(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a load; `status` as open_loop.py gives it."""

    sent: float
    seconds: float
    status: int
    kept: bool
    says_when: bool
    late: float


AT_WORK = 8  # open files more or less that say nothing: connections that are about to end


class Load:
    """A load that runs beside the test."""

    def __init__(self, server: Server, seconds: float, **how: float) -> None:
        arguments = [text for name, value in how.items() for text in (f"--{name}", str(value))]
        script = str(Path(__file__).with_name("open_loop.py"))
        self._process = subprocess.Popen(
            [
                *ON_LAST_CORE,
                sys.executable,
                script,
                server.address,
                str(seconds),
                "--seed",
                str(next(_seeds)),
                *arguments,
            ],
            stdout=subprocess.PIPE,
        )

    def end(self) -> list[Asked]:
        printed, _ = self._process.communicate(timeout=1500)
        assert self._process.returncode == 0
        return [Asked(*entry) for entry in json.loads(printed)]


@pytest.fixture(scope="session")
def is_full(pytestconfig: pytest.Config) -> bool:
    """Whether the figures count; a fifth of a full run is enough."""
    return pytestconfig.getoption("--torture") >= 0.2


@pytest.fixture(scope="session")
def lasting(pytestconfig: pytest.Config, is_full: bool) -> Callable[..., float]:
    """So many seconds: the given number in a full run, a share of it in a smaller one but thirty, and a few in `make test`."""
    share = min(1.0, pytestconfig.getoption("--torture"))
    return lambda full, few=2.0: max(min(full, 30), full * share) if is_full else few


@pytest.fixture(scope="module")
def server(seed_project: Path, start_server: Callable[..., Server]) -> Server:
    return start_server(seed_project, "--workers", str(WORKERS))


@pytest.fixture(scope="module")
def timed_server(seed_project: Path, start_server: Callable[..., Server]) -> Server:
    """As many workers as it has cores."""
    return start_server(seed_project, command=(*ON_THE_OTHERS, sys.executable, "-m", "chatbot"))


@pytest.fixture(scope="module")
def timed_capacity(timed_server: Server, lasting: Callable[..., float]) -> float:
    """As `capacity`."""
    Load(timed_server, 1, clients=CLIENTS).end()
    seconds = lasting(10)
    return sum(asked.status == 200 for asked in Load(timed_server, seconds, clients=CLIENTS).end()) / seconds


@pytest.fixture(scope="module")
def capacity(server: Server, lasting: Callable[..., float]) -> float:
    """Answers a second, with everybody asking again at once; what is loaded late is loaded before."""
    Load(server, 1, clients=CLIENTS).end()
    seconds = lasting(10)
    return sum(asked.status == 200 for asked in Load(server, seconds, clients=CLIENTS).end()) / seconds


def milliseconds(asked: list[Asked], share: float = 99) -> float:
    return float(np.percentile([entry.seconds for entry in asked], share) * 1000) if asked else 0.0


def is_starved(*loads: list[Asked]) -> bool:
    """Whether the load itself came too late for its figures to say anything of the server; then they are printed as such."""
    return any(np.percentile([entry.late for entry in asked], 99) > 0.02 for asked in loads)


STARVED = " (not valid: the load itself was starved of processor time)"


def having(asked: list[Asked], *statuses: int) -> list[Asked]:
    return [entry for entry in asked if entry.status in statuses]


def held(server: Server) -> tuple[float, int]:
    """Megabytes of their own and open files of all workers."""
    memory = files = 0
    for worker in server.workers:
        memory += sum(map(int, re.findall(r"^RssAnon:\s+(\d+)", Path(f"/proc/{worker}/status").read_text(), re.M)))
        files += len(os.listdir(f"/proc/{worker}/fd"))
    return memory / 1024, files


def at_rest(server: Server, is_full: bool) -> tuple[float, int]:
    """What is held once idle connections are closed, which a server does after two seconds; in a short run it does not count."""
    threading.Event().wait(5 if is_full else 1)
    return held(server)


def lost(asked: list[Asked]) -> list[Asked]:
    """Broken without a reply. One on a connection that the server was just closing, idle, is sent once more by every client (RFC 9112, 9.3.1)."""
    return [entry for entry in having(asked, BROKEN) if not entry.kept]


HEAD = b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BEGUN = {
    "a head that does not end": HEAD + b"X: ",
    "a body that does not end": HEAD + b"Content-Length: 1000\r\n\r\n{",
    "a chunk that does not end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\n{",
    "nothing at all": b"",
}


def test_slow_clients_hold_up_nobody_and_are_hung_up_on(
    timed_server: Server, timed_capacity: float, lasting: Callable[..., float], is_full: bool, tell: Tell
) -> None:
    """Two hundred, each of which sends a byte a second, but for those that send nothing."""
    seconds, rate = lasting(12), timed_capacity / 10
    quiet = Load(timed_server, seconds, rate=rate).end()
    replies: dict[str, Counter[str]] = {name: Counter() for name in BEGUN}
    where = ("127.0.0.1", int(timed_server.address.rpartition(":")[2]))
    with ExitStack() as stack:
        slow = [(name, stack.enter_context(socket.create_connection(where))) for name in list(BEGUN) * (SLOW // 4)]
        opened = time.monotonic()
        for name, connection in slow:
            connection.sendall(BEGUN[name])
            connection.setblocking(False)
        beside = Load(timed_server, seconds, rate=rate)
        open_ones, last = list(slow), 0.0
        while open_ones and time.monotonic() < opened + 30:
            for entry in list(open_ones):
                name, connection = entry
                try:
                    if BEGUN[name]:
                        connection.send(b"a")
                    said = connection.recv(4096)
                except BlockingIOError:
                    continue
                except OSError:
                    said = b""
                replies[name][said[9:12].decode() or "closed"] += 1
                open_ones.remove(entry)
                last = time.monotonic() - opened
            threading.Event().wait(1)
        busy = beside.end()
    ratio = milliseconds(busy) / milliseconds(quiet)
    tell(
        f"{SLOW} slow clients beside {rate:.0f} requests a second, p99 quiet / beside them",
        f"{milliseconds(quiet):.0f} ms / {milliseconds(busy):.0f} ms = {ratio:.1f}, failed {len(busy) - len(having(busy, 200))}, the last one hung up on after {last:.0f} s{STARVED * is_starved(quiet, busy)}",
    )
    assert open_ones == []
    assert Counter(entry.status for entry in [*quiet, *busy]).keys() == {200}
    assert {name: counted.most_common(1)[0][0] for name, counted in replies.items()} == {
        "a head that does not end": "408",
        "a body that does not end": "408",
        "a chunk that does not end": "408",
        "nothing at all": "closed",
    }
    assert ratio <= 2 or not is_full or is_starved(quiet, busy)


def test_four_times_the_load_is_refused_soon_and_the_rest_answered_soon(
    timed_server: Server, timed_capacity: float, lasting: Callable[..., float], is_full: bool, tell: Tell
) -> None:
    quiet = Load(timed_server, lasting(12), rate=timed_capacity / 10).end()
    Load(timed_server, lasting(15), rate=4 * timed_capacity).end()  # as many threads as there will be
    before = at_rest(timed_server, is_full)
    overload = Load(timed_server, lasting(30, 3), rate=4 * timed_capacity).end()
    after = at_rest(timed_server, is_full)
    growth, files = after[0] - before[0], after[1] - before[1]
    starved = is_starved(quiet, overload)
    answered, refused = having(overload, 200), having(overload, 503, 429)
    ratio = milliseconds(answered) / milliseconds(quiet)
    tell(
        f"four times the {timed_capacity:.0f} requests a second that it can answer",
        f"answered {len(answered)}, refused {len(refused)}, neither {len(overload) - len(answered) - len(refused)}",
    )
    tell(
        "p99 quiet / of what is answered then",
        f"{milliseconds(quiet):.0f} ms / {milliseconds(answered):.0f} ms = {ratio:.1f}{STARVED * starved}",
    )
    tell(
        "a refusal then, median / p99",
        f"{milliseconds(refused, 50):.0f} ms / {milliseconds(refused):.0f} ms{STARVED * starved}",
    )
    tell("growth by it", f"{growth:.1f} MB, of open files {files}")
    assert lost(overload) == []
    assert all(entry.says_when for entry in refused)
    assert len(answered) > 0
    assert growth < 20 or not is_full or starved
    assert files <= (0 if is_full else AT_WORK) or starved
    assert (ratio <= 3 and milliseconds(refused) < 50) or not is_full or starved
    assert httpx.get(f"{timed_server.address}/readyz").status_code == 200
    threading.Event().wait(1.5 * RELIEF_SECONDS)  # the server sheds until then, and the next test's clients do not wait


def test_a_worker_that_is_killed_takes_its_own_requests_with_it_and_no_others(
    server: Server, lasting: Callable[..., float], is_full: bool, until: Callable[..., None], tell: Tell
) -> None:
    times = 3 if is_full else 1
    worst = total = 0
    for _ in range(times):
        clients = Load(server, lasting(8, 3), clients=CLIENTS)
        threading.Event().wait(lasting(4, 1))
        first, second = before = server.workers
        killed = time.time()
        os.kill(first, signal.SIGKILL)
        asked = clients.end()
        until(lambda known=before: len(server.workers - known) == 1, "a new worker")
        assert second in server.workers
        failed = [entry for entry in asked if entry.status != 200]
        assert {entry.status for entry in failed} <= {BROKEN}
        assert all(entry.sent <= killed + 0.5 for entry in failed)
        assert any(entry.sent > killed + 0.5 for entry in asked)
        worst, total = max(worst, len(failed)), total + len(asked)
    tell(
        f"a worker of {WORKERS} killed under {CLIENTS} clients, {times} times",
        f"requests {total}, at most {worst} failed",
    )
    assert worst <= CLIENTS


def test_sigterm_under_load_loses_nothing(
    seed_project: Path, start_server: Callable[..., Server], is_full: bool, tell: Tell
) -> None:
    """A connection that is refused was never asked; one that breaks without a reply is a request lost."""
    times = 5 if is_full else 1
    unanswered, total = [], 0
    for _ in range(times):
        server = start_server(seed_project, "--workers", str(WORKERS))
        clients = Load(server, 30, clients=CLIENTS)
        threading.Event().wait(2)
        server.process.send_signal(signal.SIGTERM)
        asked = clients.end()
        assert server.process.wait(timeout=60) == 0
        answered = having(asked, 200, REFUSED)
        unanswered += [entry for entry in asked if entry not in answered]
        total += len(asked)
        assert len(having(asked, 200)) > 0
    tell(f"SIGTERM under {CLIENTS} clients, {times} times", f"requests {total}, lost {len(unanswered)}")
    assert unanswered == []


def test_a_long_day_at_half_load_leaves_memory_and_open_files_as_they_were(
    server: Server, capacity: float, lasting: Callable[..., float], is_full: bool, tell: Tell
) -> None:
    remembered = ChatSettings().remembered_answers * WORKERS
    # The memory of answers is full then.
    Load(server, 3 * remembered / capacity if is_full else 1, clients=CLIENTS).end()
    before, seconds = at_rest(server, is_full), lasting(600, 3)
    asked = Load(server, seconds, rate=capacity / 2).end()
    after = at_rest(server, is_full)
    growth, files = after[0] - before[0], after[1] - before[1]
    statuses = Counter(entry.status for entry in asked)
    tell(
        f"{seconds / 60:.1f} minutes at half of what it can answer",
        f"requests {len(asked)}, not answered {len(asked) - statuses[200]}, p99 {milliseconds(asked):.0f} ms, growth {growth:.1f} of {before[0]:.0f} MB, of open files {files}",
    )
    assert lost(asked) == []
    assert growth < 10 or not is_full
    assert files <= (0 if is_full else AT_WORK)
    assert statuses[503] <= len(asked) / 1000 or not is_full
