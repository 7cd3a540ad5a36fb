"""The near misses that the encoder is trained on are what their README says."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parents[1] / "benchmarks" / "near_misses"
SENTENCES = 6652


def test_every_question_stands_once_and_names_a_sentence() -> None:
    rows = [json.loads(line) for line in (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all(set(row) == {"question", "sentence", "answered"} for row in rows)
    assert all(0 <= row["sentence"] < SENTENCES and type(row["answered"]) is bool for row in rows)
    assert len({" ".join(row["question"].lower().split()) for row in rows}) == len(rows)
    answered = sum(row["answered"] for row in rows)
    told = (HERE / "README.md").read_text(encoding="utf-8")
    assert f"{len(rows):,} questions" in told
    assert f"{answered:,} that their sentence answers, and {len(rows) - answered:,} that" in told
    assert f"{SENTENCES:,} different ones" in told
