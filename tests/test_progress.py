"""What a terminal shows while an index is built."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

SHOW = """
from index.commands.terminal import progress_bar
with progress_bar() as tell:
    tell("read", 0, 0)
    tell("prepare the model", 0, 0)
    import time; time.sleep(0.3)  # the bar is drawn ten times a second
    tell("embed", 3, 64)
"""


def shown_on_a_terminal(code: str) -> str:
    terminal, end = pty.openpty()
    with subprocess.Popen([sys.executable, "-c", code], stderr=end, env=os.environ | {"TERM": "xterm"}) as process:
        os.close(end)
        shown = b""
        try:
            while part := os.read(terminal, 65536):
                shown += part
        except OSError:  # as Linux says that the other end is closed
            pass
        os.close(terminal)
    assert process.returncode == 0
    return shown.decode()


def test_a_part_that_has_no_number_is_named_without_one() -> None:
    shown = shown_on_a_terminal(SHOW)
    assert "prepare the model" in shown and "3/64" in shown
    assert "0/0" not in shown
