"""What tests measured, as tables at the end of the run; each process that runs tests hands its lines to the one that prints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

_TOLD: dict[str, dict[str, str]] = {}
_COUNTED: dict[str, dict[str, int]] = {}


@pytest.fixture(scope="session")
def tell() -> Callable[[str, str], None]:
    """Put a line into the torture's table."""
    return partial(put, "torture")


def put(table: str, what: str, came: str) -> None:
    """Put a line into a table."""
    _TOLD.setdefault(table, {})[what] = came


def count(table: str, what: str, many: int) -> None:
    """Add to a line that is a sum over all processes."""
    sums = _COUNTED.setdefault(table, {})
    sums[what] = sums.get(what, 0) + many


def pytest_sessionfinish(session: pytest.Session) -> None:
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)  # of pytest-xdist, in its workers
    if output is not None:
        output["told"], output["counted"] = _TOLD, _COUNTED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    output = getattr(node, "workeroutput", {})
    for table, lines in output.get("told", {}).items():
        for what, came in lines.items():
            put(table, what, came)
    for table, sums in output.get("counted", {}).items():
        for what, many in sums.items():
            count(table, what, many)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for table in dict.fromkeys((*_TOLD, *_COUNTED)):
        lines = _TOLD.get(table, {}) | {what: str(many) for what, many in _COUNTED.get(table, {}).items()}
        terminalreporter.section(table)
        terminalreporter.write_line("| what | came of it |\n| --- | --- |")
        for what, came in lines.items():
            terminalreporter.write_line(f"| {what} | {came} |")
