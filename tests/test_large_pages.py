"""A server's memory in large pages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Server

HELD_BYTES = 32 << 20
_PROGRAM = f"""
import mmap, re
from pathlib import Path
from chatbot.serving.large_pages import use_large_pages

def large():
    return int(re.search(r"AnonHugePages: +(\\d+)", Path("/proc/self/smaps_rollup").read_text())[1]) << 10

held = mmap.mmap(-1, {HELD_BYTES}, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
held[:] = words = bytes(range(256)) * ({HELD_BYTES} // 256)
before = large()
use_large_pages()
print(large() - before, held[:] == words)
"""


KERNEL = tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))  # "6.12+deb13-amd64" too

pytestmark = pytest.mark.skipif(
    KERNEL < (6, 1) or not Path("/sys/kernel/mm/transparent_hugepage").is_dir(), reason="the kernel has no large pages"
)


def test_what_is_in_memory_is_put_into_large_pages_and_stays_what_it_is() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    large, is_same = done.stdout.split()
    assert (int(large) > HELD_BYTES // 2, is_same) == (True, "True")


@pytest.mark.slow
def test_what_a_server_has_loaded_lies_in_large_pages(real_server: Server) -> None:
    rollup = Path(f"/proc/{real_server.process.pid}/smaps_rollup").read_text()
    [kilobytes] = re.findall(r"^AnonHugePages: +(\d+) kB", rollup, re.MULTILINE)
    assert int(kilobytes) > 0
