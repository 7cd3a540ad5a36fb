"""Every test that docs/security.md names exists, and every threat has one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DOCS = (PROJECT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", DOCS)))


def rows(heading: str) -> list[list[str]]:
    section = DOCS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    assert re.search(rf"^def {name}\(", (PROJECT / "tests" / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("heading", ["Too much", "Wrong", "Pages", "Strangers and secrets", "Mishaps"])
def test_every_threat_has_what_stops_it_and_a_test(heading: str) -> None:
    threats = rows(heading)
    assert threats
    for threat, stop, test in threats:
        assert threat and stop, threat
        assert re.fullmatch(r"`test_\w+\.py::test_\w+`(, `test_\w+\.py::test_\w+`)*", test), threat


def test_the_table_of_the_torture_has_every_row_that_it_prints() -> None:
    """By the fixed beginning of what each says; the figures are of the day."""
    told = [
        re.split(r"[{\"]", text)[0].strip()
        for file in ("test_torture_service.py", "test_generated.py")
        for text in re.findall(r"tell\(\s*f?\"([^\"]*)\"", (PROJECT / "tests" / file).read_text(encoding="utf-8"))
    ]
    shown = [row[0] for row in rows("Measured")]
    assert len(told) == len(shown) == 9
