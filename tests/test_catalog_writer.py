"""Writing a catalog where that cannot be."""

import sqlite3
from pathlib import Path

import pytest

from index.building.catalog_writer import CatalogWriter


def test_a_catalog_that_cannot_be_begun_leaves_no_file_open(tmp_path: Path) -> None:
    file = tmp_path / "passages.sqlite"
    file.write_bytes(bytes(range(256)) * 16)  # no database
    with pytest.raises(sqlite3.DatabaseError, match="not a database") as caught:
        CatalogWriter(file)
    assert caught.tb is not None  # which keeps what the constructor had
    assert not any(one.exists() and one.samefile(file) for one in Path("/proc/self/fd").iterdir())
