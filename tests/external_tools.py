"""Programs of other projects that tests run."""

from __future__ import annotations

import os
import shutil

from chat_in_browser import lacking


def tool(name: str) -> str:
    """Its path; a machine without it skips the test, CI fails it."""
    return shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin") or lacking(f"no {name}")
