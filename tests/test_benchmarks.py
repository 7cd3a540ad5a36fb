"""Every benchmark says how it is called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SCRIPTS = [file for file in (PROJECT / "benchmarks").glob("*.py") if "__main__" in file.read_text(encoding="utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_shows_its_usage_and_does_nothing_else(script: Path, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, script, "--help"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: {script.name} ")
    assert not [*tmp_path.iterdir()]
