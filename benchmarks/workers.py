#!/usr/bin/env python3
"""What Ray gives and costs: the same documents built here and by actors, in one run.

    python benchmarks/workers.py DOCUMENTS --actors 1 --actors 2 [--copies N] [--rounds N]

Documents are copied N times, each with its number in every sentence, so that there is something to do. `start` is Ray's own; `embed` counts from the first
batch that came to the last, so it is the pace of a long build. Every build must give the same files.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console
from rich.table import Table

from index import limit_threads
from index.build import build
from index.building.ray_workers import ray_workers
from index.embed import prepare_encoder
from index.settings import IndexSettings, SourceSettings
from index.versions import VersionStore


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("documents", type=Path)
    arguments.add_argument("--actors", type=int, action="append", required=True)
    arguments.add_argument("--copies", type=int, default=20)
    arguments.add_argument("--rounds", type=int, default=3, help="of all in turns; the best of each is told")
    options = arguments.parse_args()
    if "OMP_NUM_THREADS" not in os.environ:  # NumPy has been imported already, so it takes a new process
        limit_threads(os.environ)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    table = Table("workers", "start, s", "whole build, s", "embed, passages/s", "beside local", box=None)
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary).resolve()
        (base / "documents").mkdir()
        for file in options.documents.iterdir():
            for copy in range(options.copies):
                text = re.sub(r"(?m)(\.(?= )|$)", rf" {copy}\1", file.read_text(encoding="utf-8"))
                (base / "documents" / f"{copy}-{file.name}").write_text(text, encoding="utf-8")
        prepare_encoder(IndexSettings().model, "int8", base / "index")  # exported once, before the clock runs
        rounds = [[measure(base, actors) for actors in (None, *options.actors)] for _ in range(options.rounds)]
    if any(files != rounds[0][0][3] for taken in rounds for *_, files in taken):
        raise SystemExit("a build gave other files than the local one")
    best = [
        [pick(figures) for pick, figures in zip((min, min, max), zip(*taken, strict=True), strict=False)]
        for taken in zip(*rounds, strict=True)
    ]
    local = best[0][2]
    for actors, (start, seconds, pace) in zip(("this process", *options.actors), best, strict=True):
        table.add_row(str(actors), f"{start:.1f}", f"{seconds:.1f}", f"{pace:.0f}", f"{pace / local:.2f}")
    Console().print(table)


def measure(base: Path, actors: int | None) -> tuple[float, float, float, object]:
    """Seconds to start and to build, passages a second, and the checksums of what was built."""
    settings = IndexSettings(dir="index", sources=(SourceSettings(path="documents"),))
    told: list[tuple[float, int]] = []

    def progress(stage: str, done: int, _: int) -> None:
        if stage == "embed":
            told.append((time.perf_counter(), done))

    begin = time.perf_counter()
    with ray_workers(None, actors) if actors else nullcontext() as workers:
        start = time.perf_counter() - begin
        report = build(settings, base, prepare_encoder, full=True, progress=progress, workers=workers)
    (first, some), (last, every) = told[0], told[-1]
    manifest = VersionStore(base / "index").manifest(report.version)
    return start, report.seconds, (every - some) / (last - first), manifest.files


if __name__ == "__main__":
    main()
