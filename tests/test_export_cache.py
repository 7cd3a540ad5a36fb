"""An exported model is made once, and anew where it is no longer what was written."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.encoders.export_cache import cached_export
from index.manifest import ENCODER_FILES


@pytest.fixture
def export() -> Callable[[Path], None]:
    """Writes the files of an export; `made` counts them."""

    def write(folder: Path) -> None:
        folder.mkdir()
        write.made += 1
        for name in ENCODER_FILES:
            (folder / name).write_text(f"{name} of the model")

    write.made = 0
    return write


def test_an_export_is_made_once(tmp_path: Path, export) -> None:
    folder = cached_export(tmp_path, "f1", export)
    assert cached_export(tmp_path, "f1", export) == folder
    assert export.made == 1
    assert (folder / ENCODER_FILES[0]).read_text() == f"{ENCODER_FILES[0]} of the model"
    assert [entry.name for entry in (tmp_path / "models").iterdir()] == ["f1"]


@pytest.mark.parametrize("name", [*ENCODER_FILES, "checksums.json"])
@pytest.mark.parametrize("content", [None, b"", b"other bytes"])
def test_a_damaged_export_is_made_anew(tmp_path: Path, export, name: str, content: bytes | None) -> None:
    file = cached_export(tmp_path, "f1", export) / name
    sound = file.read_bytes()
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    cached_export(tmp_path, "f1", export)
    assert (export.made, file.read_bytes()) == (2, sound)


def test_those_who_want_an_export_at_once_share_one(tmp_path: Path, export) -> None:
    together = threading.Barrier(4)

    def slow(folder: Path) -> None:
        export(folder)
        time.sleep(0.2)

    def want(_: int) -> Path:
        together.wait()
        return cached_export(tmp_path, "f1", slow)

    with ThreadPoolExecutor(4) as workers:
        folders = set(workers.map(want, range(4)))
    assert (folders, export.made) == ({tmp_path / "models" / "f1"}, 1)


def test_an_export_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        folder.mkdir()
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        cached_export(tmp_path, "f1", fail)
    assert list((tmp_path / "models").iterdir()) == []
