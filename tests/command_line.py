"""Commands run within the tests' own process, in a folder of the small world; a plugin."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from chatbot.cli import main
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World

INDEX = "var/index"
Command = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def chatbot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `chatbot …` in the small world's folder, within this process."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("CHATBOT_")]:
        monkeypatch.delenv(name)

    def run_in_process(*arguments: str, **extra: str) -> Outcome:
        monkeypatch.setattr("sys.argv", ["chatbot", *arguments])
        done = CliRunner().invoke(main, arguments, prog_name="chatbot", env=extra)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return Outcome(done.exit_code, done.stdout, done.stderr)

    return run_in_process


@pytest.fixture
def folder(own_world: World) -> Path:
    """The small world with its configuration and two versions, the second in use; its model cannot be loaded."""
    (own_world.base / "config.yaml").write_text("index:\n  sources: [library]\n  model: words\n")
    (own_world.library / "news.txt").write_text("A storm broke the North Light.\n")
    own_world.build()
    return own_world.base


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes stdout a terminal of so many columns that knows no colours."""

    def of(columns: int) -> None:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        for name, value in {"TERM": "dumb", "COLUMNS": str(columns), "LINES": "25"}.items():
            monkeypatch.setenv(name, value)

    return of


def versions(folder: Path) -> list[str]:
    return VersionStore(folder / INDEX).versions()


def current(folder: Path) -> str:
    return VersionStore(folder / INDEX).current()


def failed(done: Outcome) -> str:
    """The one sentence of a command that could not do its work."""
    assert (done.exit_code, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")
