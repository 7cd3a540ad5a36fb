#!/usr/bin/env python3
"""What growth costs: an index of many passages, built and asked as any other.

    python benchmarks/scale.py DATA --passages 100000 --passages 1000000 [--engine milvus] [--folder F] [--json FILE]

DATA holds `documents/` and `questions.open.jsonl` (or `tuning.jsonl`). Its documents are indexed first; then documents
of as many passages as asked for are spliced from their sentences (splice.py), in documents of 50
sentences and one of a thirtieth of them all, and the product's own `build` indexes them. Only the
encoder is replaced, as encoding would take hours. What is spliced has fewer different words than as
many real passages would have, so postings are longer than in life. Questions are the real ones, and
so is their encoder.

Recall is of the ten nearest by the stored vectors. Each part runs in its own process, so that
memory is its own. It needs about 5 GB of disk a million passages, in `--folder` (kept) or else in
a temporary one.

With `--engine milvus` the same documents are indexed in Milvus too, at `--uri` or else on a
`milvus-lite server` that is started here, and asked over its network. Its recall is by the embedded
engine's vectors, which are the same numbers; its memory is that of the client alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from speed import Floor, Stopwatch, machine, read_questions, take_turns
from speed import build as build_in_process_of_its_own
from splice import Floats, Sentences, SplicedProjection, Splicing, version_folder

from chatbot.answer import Answerer
from chatbot.schemas import chat_reply
from chatbot.settings import ChatSettings
from index import Encoding, PassageIndex, limit_threads, load_encoder, open_index
from index.build import build
from index.embed import PreparedEncoder
from index.embed import prepare_encoder as prepare_real_encoder
from index.manifest import VECTORS
from index.place import TOKEN_VARIABLE, MilvusPlace
from index.settings import IndexSettings, Runtime, SourceSettings
from index.vectors import stored_vectors

NEAREST = 10  # recall is of so many
EXACT_BATCH = 50_000  # vectors compared at a time


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("data", type=Path)
    arguments.add_argument("--passages", type=int, action="append", required=True)
    arguments.add_argument("--folder", type=Path, help="keep the indexes there, and use those that are there")
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--engine", choices=["embedded", "milvus"], action="append", default=["embedded"])
    arguments.add_argument("--uri", help="a Milvus server that is running, its token in MILVUS_TOKEN")
    options = arguments.parse_args()
    if "OMP_NUM_THREADS" not in os.environ:  # NumPy has been imported already, so it takes a new process
        limit_threads(os.environ)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    figures: dict[str, Any] = {"machine": machine(), "sizes": []}
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        real = folder / "real"
        if not (real / "CURRENT").exists():
            build_in_process_of_its_own((options.data / "documents").resolve(), real)
        for passages in options.passages:
            size = measure(options.data, real, folder / str(passages), passages)
            figures["sizes"].append(size)
            print_size(size)
            if "milvus" in options.engine:
                with milvus_server(options.uri, folder / f"{passages}-milvus") as uri:
                    size["milvus"] = measure_milvus(options.data, real, folder / str(passages), passages, uri)
                print_milvus(size)
            if options.folder is None:
                shutil.rmtree(folder / str(passages))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def measure(data: Path, real: Path, folder: Path, passages: int) -> dict[str, Any]:
    """Build, open and ask an index of so many passages."""
    index_dir = folder / "index"
    if not (index_dir / "CURRENT").exists():
        with alone() as process:
            built = process.submit(make, real, folder, passages).result()
        (folder / "built.json").write_text(json.dumps(built), encoding="utf-8")
    built = json.loads((folder / "built.json").read_text(encoding="utf-8"))
    questions = questions_of(data)
    with alone() as process:
        cold = process.submit(ask_cold, index_dir, questions).result()
    with alone() as process:
        asked = process.submit(ask, index_dir, questions).result()
    with alone() as process:
        recall = process.submit(measure_recall, index_dir, questions).result()
    return {"asked_for": passages, "build": built, "cold": cold, **asked, "recall": recall}


def measure_milvus(data: Path, real: Path, folder: Path, passages: int, uri: str) -> dict[str, Any]:
    """Build and ask the same documents in Milvus."""
    elsewhere = folder / "milvus"
    place = MilvusPlace(uri, f"scale{passages}", elsewhere, 30.0, os.environ.get(TOKEN_VARIABLE, ""))
    with alone() as process:
        built = process.submit(make, real, folder, passages, place).result()
    questions = questions_of(data)
    with alone() as process:
        asked = process.submit(ask_milvus, place, folder / "index", questions).result()
    with alone() as process:
        recall = process.submit(measure_recall, folder / "index", questions, place).result()
    return {"build": built, **asked, "recall": recall}


@contextmanager
def milvus_server(uri: str | None, folder: Path) -> Iterator[str]:
    """The server at `uri`, or one of this benchmark's own."""
    if uri:
        yield uri
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "milvus_lite.cmdline", "server", "--data-dir", str(folder), "--host", "127.0.0.1"]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        [most] = re.findall(r"VmHWM:\s+(\d+) kB", status)
        disk = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"milvus-lite server: at most {int(most) / 1024:.0f} MB in memory, {disk / 1e6:.0f} MB on disk")
    finally:
        process.terminate()
        process.wait()


def questions_of(data: Path) -> list[str]:
    """The questions of a data folder; of the project's own the tuning half."""
    named = data / "questions.open.jsonl"
    return read_questions(named if named.exists() else data / "tuning.jsonl")


@contextmanager
def alone() -> Iterator[ProcessPoolExecutor]:
    """A process of its own, so that its memory is that of one part."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield process


def make(real: Path, folder: Path, passages: int, place: MilvusPlace | None = None) -> dict[str, Any]:
    """Write the documents, where they are not there, and build their index; seconds by part, bytes a passage by file."""
    documents, index_dir = folder / "documents", folder / "index"
    sentences = Sentences(real)
    if not documents.exists():
        documents.mkdir(parents=True)
        for number, text in enumerate(sentences.documents(passages, seed=passages)):
            (documents / f"{number:06}.txt").write_text(text, encoding="utf-8")
    started: dict[str, float] = {}

    def prepare(name: str, runtime: Runtime, _: Path) -> PreparedEncoder:
        encoder = prepare_real_encoder(name, runtime, real)
        spliced = Splicing(sentences, encoder)
        projection = SplicedProjection(encoder.projection.fingerprint, spliced.passage)
        return PreparedEncoder(encoder.name, encoder.runtime, spliced, encoder.files, projection)

    before = footprint(index_dir)
    begin = time.perf_counter()
    settings = IndexSettings(sources=(SourceSettings(path=str(documents)),), dir=str(index_dir))
    report = build(
        settings,
        folder,
        prepare,
        progress=lambda stage, *_: started.setdefault(stage, time.perf_counter()) and None,
        place=place,
    )
    ends = [*list(started.values())[1:], begin + report.seconds]
    version = index_dir / "versions" / report.version
    return {
        "passages": report.passages,
        "documents": report.documents,
        "seconds": report.seconds,
        "seconds_by_part": {part: end - start for (part, start), end in zip(started.items(), ends, strict=True)},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "before_mb": before["resident"] / 2**20,
        "bytes_a_passage": {
            file.name: file.stat().st_size / report.passages for file in sorted(version.iterdir() if not place else ())
        },
    }


def ask_cold(index_dir: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Open and ask when nothing of the version is in the page cache; what is resident then is what was needed."""
    for file in (index_dir / "versions").glob("*/*"):
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    begin = time.perf_counter()
    passage_index = open_index(index_dir)
    opened = time.perf_counter()
    answerer = Answerer(passage_index, load_encoder(passage_index), ChatSettings(suggestions=0))
    ready = time.perf_counter()
    watch = Stopwatch()
    for question in questions:
        watch.start()
        answerer.reply(question)
        watch.lap("whole")
    whole = watch.laps["whole"]
    return {
        "open_seconds": opened - begin,
        "ready_seconds": ready - begin,
        "first_ms": whole[0][0],
        "first_hundred_ms": spread(whole[:100]),
        "all_ms": spread(whole),
        "memory": footprint(index_dir),
    }


def ask(index_dir: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Floor and whole answer in turns, then the searches one by one, with everything in the page cache."""
    for file in (index_dir / "versions").glob("*/*"):
        file.read_bytes()
    begin = time.perf_counter()
    passage_index = open_index(index_dir)
    opened = time.perf_counter()
    answerer = Answerer(passage_index, load_encoder(passage_index), ChatSettings(suggestions=0))
    floor = Floor(version_folder(index_dir, passage_index))
    watch = take_turns(floor, answerer, questions)
    after = footprint(index_dir)
    largest = max(passage_index.documents.values(), key=lambda document: len(document.rows))
    for asked in questions:
        encoding, terms = answerer.encoder.encode_question(asked), passage_index.terms(asked)
        time_searches(watch, passage_index, encoding, terms)
        watch.start()
        passage_index.dense(encoding.vector, ChatSettings().candidates, largest.id)
        watch.lap("dense in the largest document")
        passage_index.lexical(terms, ChatSettings().candidates, largest.id)
        watch.lap("lexical in the largest document")
    times = {name: spread(laps) for name, laps in watch.laps.items()}
    return {
        "open_seconds": opened - begin,
        "largest_document": len(largest.rows),
        "times_ms": times,
        "p50_of_floor": times["whole"]["p50"] / times["floor"]["p50"],
        "p99_of_floor": times["whole"]["p99"] / times["floor"]["p50"],
        "memory": after,
    }


def ask_milvus(place: MilvusPlace, index_dir: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Both engines in turns, question by question, so that other work on the machine weighs on both; then the searches."""
    begin = time.perf_counter()
    passage_index = open_index(place)
    opened = time.perf_counter()
    embedded_index = open_index(index_dir)
    encoder = load_encoder(embedded_index)
    chat = ChatSettings(suggestions=0, remembered_answers=0)
    embedded, remote = (Answerer(one, encoder, chat) for one in (embedded_index, passage_index))
    watch, turns = Stopwatch(), Stopwatch()
    same = same_first = 0
    for question in questions:
        turns.start()
        ours = chat_reply(embedded.reply(question))
        turns.lap("whole, embedded")
        theirs = chat_reply(remote.reply(question))
        turns.lap("whole, Milvus")
        shown = [[passage.citation.id for passage in reply.passages or reply.related] for reply in (ours, theirs)]
        same += shown[0] == shown[1] and ours.confidence == theirs.confidence
        same_first += shown[0][:1] == shown[1][:1]
    for question in questions:
        asked = f"{question} please"  # other words, so that rows are not remembered from the turn before
        time_searches(watch, passage_index, encoder.encode_question(asked), passage_index.terms(asked))
    times = {name: spread(laps) for name, laps in (turns.laps | watch.laps).items()}
    return {
        "open_seconds": opened - begin,
        "times_ms": times,
        "same_reply": same / len(questions),
        "same_first": same_first / len(questions),
        "memory": footprint(index_dir),
    }


def time_searches(watch: Stopwatch, passage_index: PassageIndex, encoding: Encoding, terms: Sequence[str]) -> None:
    """What `retrieve` asks of the index, step by step."""
    top = ChatSettings().candidates
    watch.start()
    dense = passage_index.dense(encoding.vector, top)
    watch.lap("dense")
    lexical = passage_index.lexical(terms, top)
    watch.lap("lexical")
    rows = np.union1d(dense.rows, lexical.rows)
    watch.start()
    passage_index.cosines(encoding.vector, rows)
    watch.lap("cosines")
    passage_index.lexical_scores(terms, rows)
    watch.lap("lexical scores")
    if passage_index.projection is not None:
        tokens = passage_index.projection.question(encoding)
        watch.start()
        passage_index.match(tokens, rows)
        watch.lap("token match")
    passage_index.passages(rows.tolist())
    watch.lap("passages")


def measure_recall(index_dir: Path, questions: Sequence[str], place: MilvusPlace | None = None) -> dict[str, float]:
    """The share of the nearest by the stored vectors that dense search finds: everywhere, and in the largest document."""
    passage_index = open_index(index_dir)
    searched = open_index(place) if place else passage_index
    stored = stored_vectors(version_folder(index_dir, passage_index) / VECTORS, passage_index.model.dimension)
    encoder = load_encoder(passage_index)
    asked = np.stack([encoder.encode_question(question).vector for question in questions])
    largest = max(passage_index.documents.values(), key=lambda document: len(document.rows))
    found = {}
    for name, document, rows in (
        ("everywhere", None, range(len(stored))),
        ("largest document", largest.id, largest.rows),
    ):
        exact = nearest(stored, asked, rows)
        shares = [
            len(np.intersect1d(searched.dense(vector, NEAREST, document).rows, right)) / NEAREST
            for vector, right in zip(asked, exact, strict=True)
        ]
        found[name] = statistics.mean(shares)
    return found


def nearest(stored: NDArray[np.float16], asked: Floats, rows: range) -> NDArray[np.int64]:
    """The nearest rows to each of q vectors by comparing them all: shape (q, NEAREST)."""
    best, cosines = np.empty((len(asked), 0), np.int64), np.empty((len(asked), 0), np.float32)
    for begin in range(rows.start, rows.stop, EXACT_BATCH):
        batch = asked @ stored[begin : min(begin + EXACT_BATCH, rows.stop)].astype(np.float32).T
        chosen = np.argpartition(-batch, NEAREST, axis=1)[:, :NEAREST] if batch.shape[1] > NEAREST else None
        chosen = np.tile(np.arange(batch.shape[1]), (len(asked), 1)) if chosen is None else chosen
        best = np.concatenate((best, chosen + begin), axis=1)
        cosines = np.concatenate((cosines, np.take_along_axis(batch, chosen, axis=1)), axis=1)
        order = np.argsort(-cosines, axis=1)[:, :NEAREST]
        best, cosines = (np.take_along_axis(kept, order, axis=1) for kept in (best, cosines))
    return best


def spread(laps: Sequence[tuple[float, float]]) -> dict[str, float]:
    """Of laps of milliseconds on the wall and of this thread's own computing."""
    wall, cpu = np.array(laps).T
    return {
        "p50": float(np.median(wall)),
        "p99": float(np.quantile(wall, 0.99)),
        "cpu_p50": float(np.median(cpu)),
        "cpu_p99": float(np.quantile(cpu, 0.99)),
    }


def footprint(index_dir: Path) -> dict[str, Any]:
    """Bytes of this process: in memory, its own (of no file, so not to be shared or dropped), and mapped by file of the index.

    SQLite reads the text; it maps nothing.
    """
    found: dict[str, Any] = {"resident": 0, "own": 0, "mapped": {}}
    file = ""
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, *values = line.split()
        if not name.endswith(":"):  # the head of a mapping: addresses, rights, offset, device, inode, path
            file = values[4] if len(values) > 4 else ""
        elif name == "Rss:":
            found["resident"] += int(values[0]) * 1024
            if file.startswith(f"{index_dir}/"):
                mapped = found["mapped"]
                mapped[Path(file).name] = mapped.get(Path(file).name, 0) + int(values[0]) * 1024
        elif name == "Anonymous:":
            found["own"] += int(values[0]) * 1024
    return found


def print_milvus(size: dict[str, Any]) -> None:
    found, count = size["milvus"], size["build"]["passages"]
    console = Console(width=None if sys.stdout.isatty() else 120)
    parts = ", ".join(f"{part} {seconds:.1f}" for part, seconds in found["build"]["seconds_by_part"].items())
    console.print(
        f"[bold]the same {count:,} passages in Milvus[/]: built in {found['build']['seconds']:.0f} s ({parts})"
    )
    console.print(
        f"opened in {found['open_seconds']:.2f} s; recall@{NEAREST} {found['recall']['everywhere']:.4f}, in the largest "
        f"document {found['recall']['largest document']:.4f}; the embedded engine's first passage {found['same_first']:.4f}, "
        f"its whole reply {found['same_reply']:.4f}; client {found['memory']['own'] / 2**20:.0f} MB its own"
    )
    table = Table("ms", "p50", "p99", "p50 of CPU", "p99 of CPU", box=None)
    for name, times in found["times_ms"].items():
        table.add_row(name, *(f"{value:.2f}" for value in times.values()))
    console.print(table)


def print_size(size: dict[str, Any]) -> None:
    console = Console(width=None if sys.stdout.isatty() else 120)
    built = size["build"]
    console.print(f"[bold]{built['passages']:,} passages[/] of {built['documents']:,} documents")
    parts = ", ".join(f"{part} {seconds:.1f}" for part, seconds in built["seconds_by_part"].items())
    console.print(f"built in {built['seconds']:.0f} s ({parts}), at most {built['peak_mb']:.0f} MB")
    cold, count = size["cold"], built["passages"]
    states = cold["memory"], size["memory"]
    table = Table("bytes a passage", "on disk", "in memory, cold", "in memory, warm", box=None)
    for name, on_disk in built["bytes_a_passage"].items():
        table.add_row(name, f"{on_disk:.0f}", *(f"{state['mapped'].get(name, 0) / count:.0f}" for state in states))
    console.print(table)
    for name, state in zip(("cold", "warm"), states, strict=True):
        console.print(f"{name}: {state['resident'] / 2**20:.0f} MB in memory, {state['own'] / 2**20:.0f} MB its own")
    console.print(
        f"opened in {cold['open_seconds']:.2f} s cold, {size['open_seconds']:.2f} s warm; "
        f"recall@{NEAREST} {size['recall']['everywhere']:.4f}, "
        f"in a document of {size['largest_document']:,} {size['recall']['largest document']:.4f}"
    )
    table = Table("ms", "p50", "p99", "p50 of CPU", "p99 of CPU", box=None)
    for name, times in size["times_ms"].items():
        table.add_row(name, *(f"{value:.2f}" for value in times.values()))
    for name, key in (("cold, the first hundred", "first_hundred_ms"), ("cold, all", "all_ms")):
        table.add_row(name, *(f"{value:.2f}" for value in cold[key].values()))
    console.print(table)
    console.print(
        f"whole / floor: p50 {size['p50_of_floor']:.2f}, p99 {size['p99_of_floor']:.2f}; "
        f"the first question, cold: {cold['first_ms']:.0f} ms"
    )


if __name__ == "__main__":
    main()
