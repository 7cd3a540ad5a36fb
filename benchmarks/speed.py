"""Where an answer's time goes: against the bare encoder, by stage, and over HTTP.

    python benchmarks/speed.py DATA [--index-dir DIR] [--json FILE]

DATA holds `documents/` and `questions.open.jsonl`. The index is built in a temporary folder, or
taken from `--index-dir` where one is there. The floor is the question's tokens and one run of the
exported model on one thread, nothing else; floor and whole answer take turns, question by question,
so that other work on the machine weighs on both. Everything runs on this machine over loopback;
the load comes from a process of its own (`benchmarks/load.py`), whose use of a core is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from rich.console import Console
from rich.table import Table
from tokenizers import Tokenizer

from chatbot.answer import Answerer
from chatbot.cite import cite
from chatbot.conversation.frame import plain
from chatbot.conversation.spelling import mend
from chatbot.decide import Answer, decide
from chatbot.highlight import Highlighter
from chatbot.ranking.rules.echo import demote_echoes
from chatbot.ranking.rules.hand_on import hand_on
from chatbot.retrieve import retrieve
from chatbot.schemas import chat_reply
from chatbot.settings import ChatSettings
from chatbot.understand import understand
from index import limit_threads, load_encoder, open_index

EMBEDDING = "sentence_embedding"  # the graph's output that is a question's vector
WARM_UP = 30  # questions asked before anything is timed
CONNECTIONS = (1, 8, 32)
STARTS = 3  # of the server; the median is reported
READY_WITHIN_SECONDS = 60.0
NOTHING_REMEMBERED = "chat: {remembered_answers: 0}\n"  # of the settings: questions come again within a load
OTHER_WORKER = "from chatbot.cli import main; import chatbot.serve; chatbot.serve.Worker = {!r}; main()"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of many calls; `cpu_p50` is what this thread computed, whatever else the machine did meanwhile."""

    p50: float
    p95: float
    cpu_p50: float

    @classmethod
    def of(cls, laps: Sequence[tuple[float, float]]) -> Times:
        wall, cpu = zip(*laps, strict=True)
        return cls(statistics.median(wall), statistics.quantiles(wall, n=20)[-1], statistics.median(cpu))


class Stopwatch:
    """Laps by name: milliseconds on the wall and of this thread's own computing."""

    def __init__(self) -> None:
        self.laps: dict[str, list[tuple[float, float]]] = {}
        self.start()

    def start(self) -> None:
        self._last = time.perf_counter(), time.thread_time()

    def lap(self, name: str) -> None:
        """Give the time since the last lap or start to this name."""
        wall, cpu = time.perf_counter(), time.thread_time()
        self.laps.setdefault(name, []).append(((wall - self._last[0]) * 1000, (cpu - self._last[1]) * 1000))
        self.start()


class Floor:
    """The bare encoder: the model's files as any program would run them, by so many threads inside a run."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options)
        self._inputs = [node.name for node in self._session.get_inputs()]

    def __call__(self, question: str) -> Any:
        encoding = self.tokenizer.encode(question)
        columns = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        return self._session.run([EMBEDDING], {name: np.array([columns[name]], np.int64) for name in self._inputs})


@dataclass(frozen=True, slots=True)
class Server:
    """A started server and what it is known by."""

    process: subprocess.Popen[str]
    host: str
    port: int
    ready_seconds: float


def main() -> None:
    arguments = argparse.ArgumentParser(description="Where an answer's time goes.")
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--index-dir", type=Path)
    arguments.add_argument("--seconds", type=float, default=5.0, help="of load at each number of connections")
    arguments.add_argument("--json", type=Path)
    options = arguments.parse_args()
    if "OMP_NUM_THREADS" not in os.environ:  # NumPy has been imported already, so it takes a new process
        limit_threads(os.environ)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    questions = read_questions(options.data / "questions.open.jsonl")
    with tempfile.TemporaryDirectory() as temporary:
        index_dir = (options.index_dir or Path(temporary) / "index").resolve()
        if not (index_dir / "CURRENT").exists():
            build(options.data / "documents", index_dir)
        figures = {
            "machine": machine(),
            "in_process": in_process(index_dir, questions),
            "http": over_http(index_dir, questions, options.seconds),
        }
    print_figures(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {"cores": os.cpu_count(), "cpu": model[1] if model else "", "load_average": round(os.getloadavg()[0], 1)}


def read_questions(file: Path) -> list[str]:
    return [json.loads(line)["question"] for line in file.read_text(encoding="utf-8").splitlines()]


def build(documents: Path, index_dir: Path, *options: str) -> dict[str, Any]:
    """`index build` of a folder; its report."""
    index_dir.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "index", "build", "--source", str(documents), "--index-dir", str(index_dir)]
    done = subprocess.run([*command, *options, "--json"], stdout=subprocess.PIPE, check=True, cwd=index_dir)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def in_process(index_dir: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Floor and whole answer in turns, then the stages of an answer one by one."""
    begin = time.perf_counter()
    passage_index = open_index(index_dir)
    answerer = Answerer(passage_index, load_encoder(passage_index), ChatSettings(suggestions=0))
    load_seconds = time.perf_counter() - begin
    floor = Floor(index_dir / "versions" / passage_index.version)
    watch = take_turns(floor, answerer, questions)
    times = {name: Times.of(taken) for name, taken in watch.laps.items()}
    return {
        "passages": passage_index.count,
        "questions": len(questions),
        "load_seconds": load_seconds,
        "floor_ms": asdict(times["floor"]),
        "whole_ms": asdict(times["whole"]),
        "ratio_p50": times["whole"].p50 / times["floor"].p50,
        "ratio_p95": times["whole"].p95 / times["floor"].p95,
        "ratio_cpu_p50": times["whole"].cpu_p50 / times["floor"].cpu_p50,
        "stages_ms": {name: asdict(taken) for name, taken in stages(answerer, floor.tokenizer, questions).items()},
    }


def take_turns(floor: Floor, answerer: Answerer, questions: Sequence[str]) -> Stopwatch:
    """The laps "floor" and "whole" of every question, one after the other."""
    watch = Stopwatch()
    # The first ones are other questions, so that no answer is remembered when it is timed.
    for number, question in enumerate([*(f"{question} please" for question in questions[:WARM_UP]), *questions]):
        if number == WARM_UP:
            watch.laps.clear()
        watch.start()
        floor(question)
        watch.lap("floor")
        chat_reply(answerer.reply(question)).model_dump_json()
        watch.lap("whole")
    return watch


def stages(answerer: Answerer, tokenizer: Tokenizer, questions: Sequence[str]) -> dict[str, Times]:
    """The steps of `Answerer.reply` called in a row, each timed."""
    passage_index, encoder, settings = answerer.passage_index, answerer.encoder, ChatSettings()
    judge, highlighter = answerer.judge, Highlighter(passage_index, encoder)
    floor = judge.floor(settings.max_false_answers)
    watch = Stopwatch()
    for asked in questions:
        watch.start()
        question = understand(plain(asked), (), lambda words: mend(words, passage_index, lambda *_: True), str).bare
        watch.lap("understand")
        tokenizer.encode(question.understood)
        watch.lap("tokenise")
        encoding = encoder.encode_question(question.understood)
        watch.lap("encode (tokenises too)")
        dense = passage_index.dense(encoding.vector, settings.candidates)
        watch.lap("dense")
        terms = passage_index.terms(question.understood)
        lexical = passage_index.lexical(terms, settings.candidates)
        watch.lap("lexical")
        rows = np.union1d(dense.rows, lexical.rows)
        passage_index.cosines(encoding.vector, rows)
        watch.lap("cosines")
        passage_index.lexical_scores(terms, rows)
        watch.lap("lexical scores")
        if passage_index.projection is not None:
            passage_index.match(passage_index.projection.question(encoding), rows)
        watch.lap("token match")
        candidates = retrieve(question, passage_index, encoder.encode_question, settings.candidates, None)
        watch.start()
        passages = passage_index.passages(candidates.rows.tolist())
        watch.lap("passages")
        ranked = judge.ranker.rank(question.understood, candidates, passages)
        watch.lap("rank")
        found = dict(zip(candidates.rows.tolist(), passages, strict=True))
        ranked = demote_echoes(hand_on(ranked, found), settings.top_k, found, question.understood, passage_index)
        watch.lap("echoes")
        ranked = judge.judge(ranked, question.understood, most_read=2)
        watch.lap("read")
        decided = decide(ranked, floor)
        watch.lap("decide")
        hits = decided.hits if isinstance(decided, Answer) else decided.nearest
        cite(hits[: settings.top_k], 0, lambda *_: (), passage_index)
        watch.lap("cite")
        asked_for = highlighter.ask(question.understood, candidates.tokens)
        highlighter.highlights(asked_for, hits[0].row, found[hits[0].row])
        watch.lap("highlight one")
        reply = answerer.reply(asked)
        watch.start()
        chat_reply(reply).model_dump_json()
        watch.lap("serialise")
    return {name: Times.of(taken) for name, taken in watch.laps.items()}


def over_http(index_dir: Path, questions: Sequence[str], seconds: float) -> dict[str, Any]:
    """Time to ready, memory, and load at several numbers of connections, with the default settings."""
    ready = []
    for _ in range(STARTS - 1):
        with serving(index_dir) as server:
            ready.append(server.ready_seconds)
    requests = chat_requests(questions)
    with serving(index_dir, "--workers", "1") as server:
        load(server, requests, 8, seconds)
        [alone] = workers_memory(server)
    with serving(index_dir) as server:
        ready.append(server.ready_seconds)
        loads = [load(server, requests, connections, seconds) for connections in CONNECTIONS]
        workers = workers_memory(server)
    return {
        "ready_seconds": statistics.median(ready),
        "one_worker_mb": alone,
        "workers_mb": workers,
        "loads": loads,
    }


@contextmanager
def serving(index_dir: Path, *options: str, worker_class: str = "") -> Iterator[Server]:
    """`chatbot serve` on a free port, ready, which remembers no answer; stopped in the end. `worker_class` is one of gunicorn's in
    place of ours.
    """
    program = ["-c", OTHER_WORKER.format(worker_class)] if worker_class else ["-m", "chatbot"]
    command = [sys.executable, *program, "serve", "--port", "0", "--index-dir", str(index_dir), *options]
    # As a shell of its own would start it: this program's own limits would hide that the server sets none.
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config.yaml").write_text(NOTHING_REMEMBERED, encoding="utf-8")
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            address = next(match for line in process.stderr if (match := re.search(r"http://([\d.]+):(\d+)", line)))
            await_ready(f"{address[0]}/readyz", process)
            yield Server(process, address[1], int(address[2]), time.perf_counter() - begin)
        finally:
            process.terminate()
            process.wait(30)


def await_ready(url: str, process: subprocess.Popen[str]) -> None:
    """Until the URL answers 200; RuntimeError where the process ends or takes too long."""
    end = time.perf_counter() + READY_WITHIN_SECONDS
    while process.poll() is None and time.perf_counter() < end:
        try:
            with urllib.request.urlopen(url, timeout=READY_WITHIN_SECONDS):
                return
        except OSError:  # not there yet, or 503
            time.sleep(0.01)
    raise RuntimeError(f"{url} did not get ready; the process says {process.poll()}")


def chat_requests(questions: Sequence[str], **more: object) -> list[tuple[str, str, str]]:
    """A request a question, as it is asked."""
    return [("POST", "/api/chat", json.dumps({"question": question, **more})) for question in questions]


def load(
    server: Server, requests: Sequence[tuple[str, str, str]], connections: int, seconds: float, *, closing: bool = False
) -> dict[str, Any]:
    """What `benchmarks/load.py` measured; `closing`: with a new connection for each request."""
    command = [sys.executable, str(Path(__file__).with_name("load.py")), server.host, str(server.port)]
    done = subprocess.run(
        [*command, "--connections", str(connections), "--seconds", str(seconds), *(["--close"] if closing else [])],
        input=json.dumps(requests),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def workers_memory(server: Server) -> list[dict[str, float]]:
    """Resident and private megabytes of each worker process."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [memory(int(child)) for child in children]


def memory(pid: int) -> dict[str, float]:
    """Resident and private (USS) megabytes of a process."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    kilobytes = {name: int(number) for name, number in re.findall(r"^(\w+): +(\d+) kB", rollup, re.MULTILINE)}
    return {
        "resident": kilobytes["Rss"] / 1024,
        "private": (kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1024,
    }


def print_figures(figures: dict[str, Any]) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    inside, http = figures["in_process"], figures["http"]
    console.print(figures["machine"])
    table = Table("one question at a time, ms", "p50", "p95", "p50 of CPU", box=None)
    for name in ("floor", "whole"):
        table.add_row(name, *(f"{value:.2f}" for value in inside[f"{name}_ms"].values()))
    table.add_row(
        "whole / floor", f"{inside['ratio_p50']:.2f}", f"{inside['ratio_p95']:.2f}", f"{inside['ratio_cpu_p50']:.2f}"
    )
    for name, times in inside["stages_ms"].items():
        table.add_row(f"  {name}", *(f"{value:.3f}" for value in times.values()))
    console.print(table)
    console.print(f"opened in {inside['load_seconds']:.2f} s; serving after {http['ready_seconds']:.2f} s")
    for name, workers in (("alone", [http["one_worker_mb"]]), ("by default", http["workers_mb"])):
        for worker in workers:
            console.print(f"a worker {name}: {worker['resident']:.0f} MB resident, {worker['private']:.0f} MB private")
    table = Table("connections", "requests/s", "p50 ms", "p99 ms", "failures", "generator's core", box=None)
    for row in http["loads"]:
        table.add_row(
            str(row["connections"]),
            f"{row['per_second']:.0f}",
            f"{row['p50_ms']:.1f}",
            f"{row['p99_ms']:.1f}",
            str(row["failures"]),
            f"{row['generator_cpu']:.0%}",
        )
    console.print(table)


if __name__ == "__main__":
    main()
