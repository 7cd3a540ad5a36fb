"""A file of numbers, memory-mapped for reading rows here and there.

What is mapped is read when it is touched, may be dropped again where memory is short, and is shared
by all processes that map it.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)


def map_rows(file: Path, numbers: np.dtype[Number], columns: int) -> NDArray[Number]:
    """The file's numbers, shape (n, columns), read-only."""
    if not file.stat().st_size:
        return np.empty((0, columns), numbers)
    with file.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if hasattr(mmap, "MADV_RANDOM"):  # not on every system
        mapped.madvise(mmap.MADV_RANDOM)  # the rows around the one that is asked for need not be read
    return np.frombuffer(mapped, numbers).reshape(-1, columns)
