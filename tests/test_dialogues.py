"""The project's own dialogues are what benchmarks/dialogues/README.md says."""

from __future__ import annotations

import copy
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CHECK = Path(__file__).parents[1] / "benchmarks" / "dialogues" / "check.py"

GOOD = {
    "turns": [
        {"question": "Who was Ada Quill?", "gold": ["Ada Quill kept the light."], "kind": "opening", "score": False},
        {"question": "When did she begin?", "gold": ["She began in 1901."], "kind": "pronoun"},
    ]
}
DOCUMENTS = {"ada-quill": "Ada Quill kept the light. She began in 1901.", "sam-quill": "Sam Quill began in 1910."}


def test_the_dialogues_are_in_order() -> None:
    done = subprocess.run([sys.executable, str(CHECK)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("turn", "field", "value", "problem"),
    [
        pytest.param(0, "kind", "pronoun", "turn 1: kind 'pronoun' does not fit its place", id="no opening"),
        pytest.param(1, "kind", "opening", "turn 2: kind 'opening' does not fit its place", id="a second opening"),
        pytest.param(1, "kind", "riddle", "turn 2: kind 'riddle' does not fit its place", id="an unknown kind"),
        pytest.param(0, "score", True, "turn 1: an opening is scored", id="a scored opening"),
        pytest.param(1, "gold", [], "turn 2: no gold", id="no gold"),
        pytest.param(1, "question", " ", "turn 2: no question, or unknown keys", id="a blank question"),
        pytest.param(1, "answer", "1901", "turn 2: no question, or unknown keys", id="an unknown key"),
    ],
)
def test_a_dialogue_of_the_wrong_form_is_told_by_its_turn(turn: int, field: str, value: Any, problem: str) -> None:
    problems_of = runpy.run_path(str(CHECK))["problems_of"]
    dialogue: dict[str, Any] = copy.deepcopy(GOOD)
    assert problems_of(dialogue) == []
    dialogue["turns"][turn][field] = value
    assert problem in problems_of(dialogue)


def test_gold_that_no_document_holds_is_told() -> None:
    strays_of = runpy.run_path(str(CHECK))["strays_of"]
    dialogue: dict[str, Any] = copy.deepcopy(GOOD)
    assert strays_of(dialogue, DOCUMENTS) == []
    dialogue["turns"][1]["gold"] = ["She began in 1902.", "Quill"]
    assert strays_of(dialogue, DOCUMENTS) == ["She began in 1902.", "Quill"]
