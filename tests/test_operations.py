"""docs/operations.md names every metric, stage, log field and status that there is, and no other."""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from typing import get_args

import pytest

from chatbot.describing.openapi import openapi
from chatbot.monitoring.metrics import Metrics, Refusal
from chatbot.serving.connections import STATUS
from chatbot.stages import Stage

DOCS = (Path(__file__).parents[1] / "docs" / "operations.md").read_text(encoding="utf-8")


def documented(heading: str, column: int = 0) -> set[str]:
    """The names in backquotes in the column of the table that begins with this head."""
    table = DOCS.split(f"| {heading} |", 1)[1].split("\n\n", 1)[0]
    cells = [line.split(" | ")[column].strip("| ") for line in table.splitlines()[2:]]
    return {name.partition("{")[0] for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_metric_stands_there_with_what_to_do() -> None:
    types = re.findall(r"(?m)^# TYPE (\S+) ", Metrics().exposition().decode())
    assert documented("metric") == {name for name in types if not name.endswith("_created")}


def test_every_stage_and_every_reason_of_a_refusal_stands_there() -> None:
    assert documented("stage") == set(get_args(Stage))
    [row] = [line for line in DOCS.splitlines() if line.startswith("| `chatbot_refused_total")]
    assert [reason for reason in get_args(Refusal) if f"`{reason}`" not in row] == []


def test_every_field_of_a_line_stands_there() -> None:
    source = (Path(__file__).parents[1] / "chatbot" / "monitoring" / "watching.py").read_text(encoding="utf-8")
    note = source.partition("def note")[2]
    fields = set(re.findall(r'^ +"(\w+)": ', note, re.MULTILINE)) | set(re.findall(r'fields\["(\w+)"\]', note))
    assert {"id", "client", "reply_status", "question"} <= fields
    assert documented("field") == fields | {"time", "level", "event", "logger", "exception"}


@pytest.mark.parametrize(
    "status",
    sorted(
        {int(status) for path in openapi()["paths"].values() for method in path.values() for status in method["responses"]}
        | {int(status) for _, status in STATUS}
        | {HTTPStatus.METHOD_NOT_ALLOWED}
    ),
)  # fmt: skip
def test_every_status_that_is_no_success_stands_there(status: int) -> None:
    rows = DOCS.split("| status |", 1)[1].split("\n\n", 1)[0].splitlines()
    told = {number for row in rows for number in re.findall(r"\d{3}", row.split("|")[1])}
    assert status < 400 or str(status) in told
