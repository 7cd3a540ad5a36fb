"""txtai as its documentation builds a hybrid index with content (https://neuml.github.io/txtai/embeddings/)."""

from __future__ import annotations

from pathlib import Path

from txtai import Embeddings
from worker import TOP, run


class Txtai:
    def __init__(self, task: dict[str, str]) -> None:
        self._embeddings = Embeddings(path=task["model"], hybrid=True, content=True)
        self._saved = Path(task["folder"]) / "txtai-index"

    def build(self, passages: list[str]) -> None:
        self._embeddings.index((row, passage, None) for row, passage in enumerate(passages))
        self._embeddings.save(str(self._saved))  # for its API

    def search(self, question: str) -> list[int]:
        return [int(found["id"]) for found in self._embeddings.search(question, TOP)]


if __name__ == "__main__":
    run(Txtai)
