"""Exports of models, each made once and kept beside the versions, and checked whenever it is used again.

<index-dir>/models/<fingerprint>/    the files of an export, and their checksums

A damaged export is made anew: otherwise every version built from then on would carry it. Processes that want one at
once (the workers of a server whose index lies elsewhere) wait for the first of them.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from math import inf
from pathlib import Path

from index.locks import exclusive
from index.manifest import ENCODER_FILES, STAGING_PREFIX, sha256_of_file

MODELS = "models"
_CHECKSUMS = "checksums.json"


def cached_export(index_dir: Path, fingerprint: str, export: Callable[[Path], None]) -> Path:
    """The folder of the export of that fingerprint; `export` writes it into a new folder where there is no sound one."""
    folder = index_dir / MODELS / fingerprint
    if _is_sound(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(folder.parent, patience=inf):  # it ends with its process, however that ends
        if not _is_sound(folder):  # another may have made it meanwhile
            _make(folder, export)
    return folder


def _make(folder: Path, export: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix=STAGING_PREFIX, dir=folder.parent) as staged:
        made = Path(staged) / "export"
        export(made)
        checksums = {name: sha256_of_file(made / name) for name in ENCODER_FILES}
        (made / _CHECKSUMS).write_text(json.dumps(checksums, indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def _is_sound(folder: Path) -> bool:
    try:
        checksums = json.loads((folder / _CHECKSUMS).read_text(encoding="utf-8"))
        return bool(checksums == {name: sha256_of_file(folder / name) for name in ENCODER_FILES})
    except (OSError, ValueError):
        return False
