"""What every worker program does: load, then do what its standard input says, and answer in JSON.

    python NAME.py TASK.json

TASK.json names the `model` folder, the `passages` and `questions` (JSON lists of strings), the
`documents` that the passages are from, and a `folder` to write to. A line of input is `build` or
`ask FIRST LAST`; each is answered by a line of output.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

TOP = 10  # passages a question
CANDIDATES = 50  # that each search hands to fusion, where the peer leaves the choice


class Peer(Protocol):
    def build(self, passages: list[str]) -> float | None:
        """Embed and index them; the seconds where it counts them itself."""

    def search(self, question: str) -> list[int]:
        """The numbers of the best ten passages, best first."""


def run(load: Callable[[dict[str, str]], Peer]) -> None:
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    passages, questions = (
        json.loads(Path(task[name]).read_text(encoding="utf-8")) for name in ("passages", "questions")
    )
    replies = sys.stdout
    sys.stdout = sys.stderr  # libraries print what they like
    peer = load(task)
    print("{}", file=replies, flush=True)
    for line in sys.stdin:
        match line.split():
            case ["build"]:
                begin = time.perf_counter()
                counted = peer.build(passages)
                reply: dict[str, object] = {"seconds": counted or time.perf_counter() - begin}
            case ["ask", first, last]:
                reply = _ask(peer, questions[int(first) : int(last)])
        print(json.dumps(reply), file=replies, flush=True)


def _ask(peer: Peer, questions: list[str]) -> dict[str, object]:
    milliseconds, found = [], []
    for question in questions:
        begin = time.perf_counter()
        rows = peer.search(question)
        milliseconds.append((time.perf_counter() - begin) * 1000)
        found.append(rows)
    return {"ms": milliseconds, "found": found, "memory_mb": _resident_mb()}


def _resident_mb() -> float:
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
    resident = re.search(r"^Rss: +(\d+)", rollup, re.MULTILINE)
    return int(resident[1]) / 1024 if resident else 0.0


def fuse(*orders: list[int]) -> list[int]:
    """Reciprocal rank fusion with the usual 60, for peers that leave fusing to their user."""
    scores: dict[int, float] = {}
    for order in orders:
        for rank, row in enumerate(order, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda row: -scores[row])[:TOP]
