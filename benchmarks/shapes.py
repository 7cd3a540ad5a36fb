#!/usr/bin/env python3
"""Which shape of server bears most on this machine: worker class, workers, threads, keep-alive, threads of the encoder.

    python benchmarks/shapes.py DATA --index-dir DIR [--seconds N] [--rounds N] [--json FILE]

DATA holds `questions.open.jsonl`, DIR an index. Every shape is started and loaded over loopback in turns, so that other
work on the machine weighs on all; the best round of each is told, and the processor time of the server's processes for
a request, on which other work weighs least. No question is asked twice of one server.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from speed import CONNECTIONS, Floor, chat_requests, load, read_questions, serving

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Shape:
    """A server; `worker_class` is gunicorn's, or ours where it is empty. `closing`: clients connect anew for each request."""

    workers: int
    threads: int
    worker_class: str = ""
    closing: bool = False

    @property
    def name(self) -> str:
        return f"{self.workers} × {self.threads}{', ' if self.worker_class else ''}{self.worker_class}{', no keep-alive' if self.closing else ''}"


@dataclass(frozen=True, slots=True)
class Borne:
    """What a shape bore at so many connections; `cpu_ms` is the server's processor time for a request."""

    shape: str
    connections: int
    per_second: float
    p50_ms: float
    p99_ms: float
    failures: int
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Encoded:
    """Encoding alone: so many processes at once, each with so many threads inside a run."""

    processes: int
    threads: int
    per_second: float
    p50_ms: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--index-dir", type=Path, required=True)
    arguments.add_argument("--seconds", type=float, default=4.0, help="of load at each number of connections")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--json", type=Path)
    options = arguments.parse_args()
    questions = read_questions(options.data / "questions.open.jsonl")
    cores = os.cpu_count() or 1
    shapes = [Shape(workers, threads) for workers in (1, cores, 2 * cores) for threads in (1, 2, 4)]
    shapes += [Shape(cores, 2, "gthread"), Shape(cores, 1, "sync", closing=True), Shape(cores, 2, closing=True)]
    index_dir = options.index_dir.resolve()
    borne = [bear(shape, index_dir, questions, options.seconds) for _ in range(options.rounds) for shape in shapes]
    best = [max(same, key=lambda b: b.per_second) for same in _alike([b for several in borne for b in several])]
    model = index_dir / "versions" / (index_dir / "CURRENT").read_text(encoding="utf-8").strip()
    encoded = [encode(model, questions, *shape) for shape in ((1, 1), (1, cores), (cores, 1), (cores, cores))]
    print_tables(best, encoded)
    if options.json:
        figures = {"served": [asdict(b) for b in best], "encoded": [asdict(e) for e in encoded]}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def bear(shape: Shape, index_dir: Path, questions: Sequence[str], seconds: float) -> list[Borne]:
    """Start a server of this shape and load it."""
    options = ("--workers", str(shape.workers), "--threads", str(shape.threads))
    with serving(index_dir, *options, worker_class=shape.worker_class) as server:
        found = []
        for connections in CONNECTIONS:
            before = _processor_seconds(server.process.pid)
            measured = load(server, chat_requests(questions), connections, seconds, closing=shape.closing)
            used = _processor_seconds(server.process.pid) - before
            found.append(
                Borne(
                    shape.name,
                    connections,
                    measured["per_second"],
                    measured["p50_ms"],
                    measured["p99_ms"],
                    measured["failures"],
                    1000 * used / measured["requests"],
                )
            )
        return found


def encode(model: Path, questions: Sequence[str], processes: int, threads: int) -> Encoded:
    """The bare encoder in so many new processes at once, over all questions each."""
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        began = time.perf_counter()
        taken = pool.starmap(_encode_all, [(model, questions, threads)] * processes, chunksize=1)
        wall = time.perf_counter() - began
    flat = [ms for several, _ in taken for ms in several]
    loading = statistics.mean(seconds for _, seconds in taken)
    return Encoded(processes, threads, len(flat) / (wall - loading), statistics.median(flat))


def _encode_all(model: Path, questions: Sequence[str], threads: int) -> tuple[list[float], float]:
    began = time.perf_counter()
    floor = Floor(model, threads)
    for question in questions[:30]:
        floor(question)
    loading = time.perf_counter() - began
    taken = []
    for question in questions:
        begin = time.perf_counter()
        floor(question)
        taken.append((time.perf_counter() - begin) * 1000)
    return taken, loading


def _alike(borne: Sequence[Borne]) -> list[list[Borne]]:
    groups: dict[tuple[str, int], list[Borne]] = {}
    for each in borne:
        groups.setdefault((each.shape, each.connections), []).append(each)
    return list(groups.values())


def _processor_seconds(pid: int) -> float:
    """Of a process and its children, user and system, so far (proc(5))."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    columns = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in (pid, *children)]
    return sum(int(column[11]) + int(column[12]) for column in columns) / TICKS


def print_tables(borne: Sequence[Borne], encoded: Sequence[Encoded]) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    table = Table(
        "workers × threads", "connections", "requests/s", "p50 ms", "p99 ms", "failures", "CPU ms a request", box=None
    )
    for each in borne:
        figures = (f"{value:.1f}" for value in (each.per_second, each.p50_ms, each.p99_ms))
        table.add_row(each.shape, str(each.connections), *figures, str(each.failures), f"{each.cpu_ms:.2f}")
    console.print(table)
    table = Table("encoding alone: processes", "threads in each", "questions/s", "p50 ms", box=None)
    for one in encoded:
        table.add_row(str(one.processes), str(one.threads), f"{one.per_second:.0f}", f"{one.p50_ms:.2f}")
    console.print(table)


if __name__ == "__main__":
    main()
