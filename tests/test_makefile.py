"""What `make clean` removes, and what it leaves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.mark.parametrize(("target", "left"), [("clean", ["Makefile", "var"]), ("distclean", ["Makefile"])])
def test_what_visitors_left_is_lost_only_where_that_is_said(tmp_path: Path, target: str, left: list[str]) -> None:
    shutil.copy(PROJECT / "Makefile", tmp_path)
    for folder in (".venv", "build", ".mypy_cache", "var"):
        (tmp_path / folder).mkdir()
    subprocess.run(["make", target], cwd=tmp_path, check=True, capture_output=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == left
