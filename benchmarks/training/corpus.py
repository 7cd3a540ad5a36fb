"""Question sets, and indexes of the documents that they are about, as all trainings read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index import PassageIndex, open_index
from index.build import build
from index.embed import prepare_encoder
from index.settings import IndexSettings

BENCHMARKS = Path(__file__).parent.parent
VISITORS = BENCHMARKS / "visitors" / "training"
FURTHER = BENCHMARKS / "visitors" / "further"  # that no encoder is trained on
SEVERAL = BENCHMARKS / "visitors" / "several"  # that no encoder is trained on
LONG_SENTENCES = BENCHMARKS / "visitors" / "long_sentences"  # that only the reader is trained on
EVERYDAY = BENCHMARKS / "visitors" / "everyday"  # that only the reader is trained on

Row = dict[str, Any]


def rows_of(file: Path) -> list[Row]:
    """One for each line of JSON."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@contextmanager
def index_of(documents: Path, folder: Path) -> Iterator[PassageIndex]:
    """The newest version in an index folder, built of a document or a folder of them."""
    settings = IndexSettings.model_validate({"sources": [str(documents.resolve())], "dir": str(folder)})
    build(settings, folder, prepare_encoder)
    passage_index = open_index(folder)
    yield passage_index
    passage_index.close()
