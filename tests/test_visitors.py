"""The visitors' questions and dialogues are what their README says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = (
    "training", "further", "several", "long_sentences", "everyday", "encyclopaedic", "encyclopaedic_tuning", "kept", "fresh", "genres",
    "genres_tuning",
)  # fmt: skip
CHECK = Path(__file__).parents[1] / "benchmarks" / "visitors" / "check.py"


def test_golds_are_verbatim_and_the_parts_are_of_the_size_that_is_told() -> None:
    done = subprocess.run([sys.executable, str(CHECK)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    counts = {
        name.strip(): of for name, *of in (line.rsplit(None, len(PARTS)) for line in done.stdout.splitlines()[1:])
    }
    told = (CHECK.parent / "README.md").read_text(encoding="utf-8")
    for place, part in enumerate(PARTS):
        documents, questions, unanswerable, dialogues = (
            f"{int(counts[name][place]):,}" for name in ("documents", "questions", "unanswerable", "dialogues")
        )
        assert f"| `{part}/` | {documents} | {questions}, {unanswerable} | {dialogues} |" in told
    plain, without = (int(counts[name][PARTS.index("fresh")]) for name in ("plain questions", "plain unanswerable"))
    assert f"`fresh/plain.jsonl`: {plain} more questions" in told
    assert f"{without} of them unanswerable" in told
