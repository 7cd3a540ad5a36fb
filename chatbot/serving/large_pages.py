"""Memory in pages of two megabytes, so that a processor looks up less often where it lies.

Of an answer's processor time a worker takes 0.95 then, the encoder's weights most of it (docs/performance.md).
"""

from __future__ import annotations

import ctypes
import re
from contextlib import suppress
from pathlib import Path

_BYTES = 2 << 20
_MADV_COLLAPSE = 25  # madvise(2), Linux 6.1
# What the process may write and no file stands behind: the heap, and what is mapped apart.
_OWN = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0 *(?:\[heap\])?$", re.MULTILINE)


def use_large_pages() -> None:
    """Put what this process has in memory by now into large pages, once; an older kernel leaves it as it is.

    Processes that are forked later share them: where one writes, it has a small page of its own. What comes later has small
    pages, so that nothing grows.
    """
    with suppress(OSError, AttributeError):  # no Linux, or another C library
        madvise = ctypes.CDLL(None).madvise
        for begin, end in _OWN.findall(Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace")):
            first, last = -(-int(begin, 16) // _BYTES) * _BYTES, int(end, 16) // _BYTES * _BYTES
            if first < last:
                madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), _MADV_COLLAPSE)
