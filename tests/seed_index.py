"""The seed's index, made once for all test runs over the same code: what `make test` runs first leaves it to what follows."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import distributions
from pathlib import Path

from filelock import FileLock

PROJECT = Path(__file__).parents[1]


def indexed_seed(kept: Path, build: Callable[[Path], None]) -> Path:
    """The folder of `kept` with config.yaml, seeds/ and their index by this code and these packages, which `build` makes.

    What other code left there is removed. One process at a time makes it.
    """
    kept.mkdir(parents=True, exist_ok=True)
    made = kept / _fingerprint()
    with FileLock(kept / "lock"):
        if not made.exists():
            for other in kept.iterdir():
                if other.is_dir():
                    shutil.rmtree(other)
            begun = kept / "begun"
            shutil.copytree(PROJECT / "seeds", begun / "seeds")
            shutil.copy(PROJECT / "config.yaml", begun)
            build(begun)
            begun.rename(made)
    return made


def _fingerprint() -> str:
    """Of all that the index is made by, and of."""
    told = hashlib.sha256(sys.version.encode())
    for line in sorted(f"{each.metadata['Name']} {each.version}" for each in distributions()):
        told.update(line.encode())
    for file in _files():
        told.update(f"{file.relative_to(PROJECT)} {file.stat().st_size} ".encode() + file.read_bytes())
    return told.hexdigest()


def _files() -> Iterator[Path]:
    yield PROJECT / "config.yaml"
    for folder in ("chatbot", "index", "seeds"):
        yield from sorted(file for file in (PROJECT / folder).rglob("*") if file.is_file() and file.suffix != ".pyc")
