"""The import contracts of pyproject.toml hold, and an import that breaks one does not pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
LINT_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"


def lint_imports(project: Path) -> subprocess.CompletedProcess[str]:
    """What `lint-imports` says of the packages in this folder."""
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS, "--no-cache"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the packages and their contracts, to break."""
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    for package in ("index", "chatbot"):
        shutil.copytree(PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_every_contract_is_kept(copy: Path) -> None:
    checked = lint_imports(copy)
    assert checked.returncode == 0, checked.stdout
    assert ", 0 broken" in checked.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        pytest.param("chatbot/answer.py", "import index.build", "chatbot uses index by its face", id="the building half in chatbot"),
        pytest.param("chatbot/cite.py", "from index.passage import Passage", "chatbot uses index by its face", id="around the face of index"),
        pytest.param("chatbot/cite.py", "from index.shown import Shown", "chatbot uses index by its face", id="around the face of index, to what no list names"),
        pytest.param("chatbot/rank.py", "import flask", "Flask stays at the edge", id="Flask in a step"),
        pytest.param("chatbot/ranking/fuse.py", "import werkzeug.http", "Flask stays at the edge", id="Werkzeug in a step"),
        pytest.param("index/search.py", "import chatbot.errors", "index knows nothing of chatbot", id="chatbot in index"),
        pytest.param("chatbot/rank.py", "import chatbot.decide", "chatbot is a pipeline", id="a later step of chatbot"),
        pytest.param("chatbot/ranking/fuse.py", "import chatbot.rank", "chatbot is a pipeline", id="a later step in a folder of chatbot"),
        pytest.param("chatbot/conversation/people.py", "import chatbot.conversation.recall", "chatbot.conversation", id="a later module of one folder"),
        pytest.param("chatbot/pages/new.py", '"""A module that nobody placed."""', "chatbot.pages", id="a module that nobody placed in a folder of chatbot"),
        pytest.param("index/chunk.py", "def late():\n    import index.build", "index is a pipeline", id="a later step of index, inside a function"),
        pytest.param("index/new.py", '"""A module that nobody placed."""', "index is a pipeline", id="a module that nobody placed in index"),
        pytest.param("chatbot/new.py", '"""A module that nobody placed."""', "chatbot is a pipeline", id="a module that nobody placed in chatbot"),
    ],
)  # fmt: skip
def test_an_import_against_the_arrows_is_refused(copy: Path, module: str, line: str, broken: str) -> None:
    with (copy / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    checked = lint_imports(copy)
    assert checked.returncode == 1
    assert any(broken in line and "BROKEN" in line for line in checked.stdout.splitlines())
