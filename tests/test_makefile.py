"""What `make clean` removes, and what it leaves; and how the environment is made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.mark.parametrize(("target", "left"), [("clean", ["Makefile", "var"]), ("distclean", ["Makefile"])])
def test_what_visitors_left_is_lost_only_where_that_is_said(tmp_path: Path, target: str, left: list[str]) -> None:
    shutil.copy(PROJECT / "Makefile", tmp_path)
    for folder in (".venv", "build", ".mypy_cache", "__pycache__", "var/__pycache__"):
        (tmp_path / folder).mkdir(parents=True)
    subprocess.run(["make", target], cwd=tmp_path, check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == left
    assert [path.name for path in (tmp_path / "var").glob("*")] == ["__pycache__"] * ("var" in left)


@pytest.mark.parametrize(
    ("there", "target", "runs"),
    [
        pytest.param([], "serve", ["venv", "--upgrade pip", "install --quiet --no-compile --editable ."], id="to serve, with nothing there"),
        pytest.param([], "check", ["venv", "--upgrade pip", "install --quiet --no-compile --editable '.[test]'"], id="to test, with nothing there"),
        pytest.param(["bin/python"], "check", ["venv", "--upgrade pip", "install --quiet --no-compile --editable '.[test]'"], id="an environment that could not be made whole"),
        pytest.param(["bin/pip", ".installed"], "check", ["install --quiet --no-compile --editable '.[test]'"], id="to test, where it served"),
        pytest.param(["bin/pip", ".installed", ".installed-test"], "serve", [], id="to serve, where it was tested"),
    ],
)  # fmt: skip
def test_the_environment_is_made_once(tmp_path: Path, there: list[str], target: str, runs: list[str]) -> None:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    for name in there:
        (tmp_path / ".venv" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / ".venv" / name).touch()
    shown = subprocess.run(["make", "-n", target], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    made = [line for line in shown.splitlines() if " -m venv " in line or "/pip " in line]
    assert [
        wanted for wanted, line in zip(runs, made, strict=True) if not line.endswith(wanted.replace("venv", ".venv"))
    ] == []


def test_what_is_compiled_once_is_kept_though_a_container_says_otherwise(tmp_path: Path) -> None:
    shutil.copy(PROJECT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    commands = tmp_path / ".venv" / "bin"
    commands.mkdir(parents=True)
    (commands / "helper.py").touch()
    (commands / "chatbot").write_text(f"#!{sys.executable}\nimport helper\n")
    (commands / "chatbot").chmod(0o755)
    for made in (commands / "pip", tmp_path / ".venv" / ".installed"):
        made.touch()
    surroundings = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(["make", "serve"], cwd=tmp_path, check=True, capture_output=True, env=surroundings)
    assert [path.name.split(".")[0] for path in (commands / "__pycache__").iterdir()] == ["helper"]
