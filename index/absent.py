"""Libraries that another one loads where they are installed, for what nobody here asks of it, are left out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def absent(*modules: str) -> Iterator[None]:
    """An import of these fails meanwhile, as if they were not installed, but where they are loaded already.

    For an import at a program's start: whatever another thread imports meanwhile does not find them either.
    """
    left_out = [module for module in modules if module not in sys.modules]
    sys.modules.update(dict.fromkeys(left_out))  # type: ignore[arg-type]  # None makes an import fail (Python's reference, 5.3.1)
    try:
        yield
    finally:
        for module in left_out:
            del sys.modules[module]
