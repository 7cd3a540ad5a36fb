"""One file under two names: versions share what has not changed between them."""

from __future__ import annotations

import shutil
from pathlib import Path


def link_or_copy(file: Path, link: Path) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    try:
        link.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, link)
