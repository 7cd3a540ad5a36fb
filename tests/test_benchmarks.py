"""Every benchmark says how it is called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
SCRIPTS = [file for file in (PROJECT / "benchmarks").glob("*.py") if "__main__" in file.read_text(encoding="utf-8")]
# In one process: the libraries that they load take longer than all else.
DRIVER = """
import contextlib, io, json, pathlib, runpy, sys
for script in sys.argv[1:]:
    out, code = io.StringIO(), None
    sys.argv, sys.path[0] = [script, "--help"], str(pathlib.Path(script).parent)
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(script, run_name="__main__")
        except SystemExit as end:
            code = end.code
    print(json.dumps([script, code, out.getvalue()]))
"""


@pytest.mark.slow
def test_each_shows_its_usage_and_does_nothing_else(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *map(str, SCRIPTS)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(script, code) for script, code, _ in told] == [(str(script), 0) for script in SCRIPTS]
    for script, _, usage in told:
        assert usage.startswith(f"usage: {Path(script).name} ")
    assert not [*tmp_path.iterdir()]
