"""How many threads the numerical libraries start: one each.

The work of one question is small, and requests (in a build: texts) run beside each other on all
cores already. Waking further threads for a search of a fraction of a millisecond takes longer than
the search, and several pools of them crowd each other out. OpenMP (FAISS) and OpenBLAS (NumPy)
read these variables when they are loaded, so this comes before their import.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

# Those that this process may use: a container or `taskset` may leave it fewer than the machine has.
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def limit_threads(environ: MutableMapping[str, str]) -> None:
    """Set what the environment leaves open."""
    for variable in _VARIABLES:
        environ.setdefault(variable, "1")
