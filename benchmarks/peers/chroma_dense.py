"""Chroma with its sentence-transformers embedding function (https://docs.trychroma.com/docs/embeddings/embedding-functions).
Its local store has no lexical ranking to combine with: this one is dense alone."""

from __future__ import annotations

from pathlib import Path

import chromadb
from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction
from worker import TOP, run


class Chroma:
    def __init__(self, task: dict[str, str]) -> None:
        self._client = chromadb.PersistentClient(
            str(Path(task["folder"]) / "chroma"), chromadb.Settings(anonymized_telemetry=False)
        )
        self._collection = self._client.get_or_create_collection(
            "passages",
            embedding_function=SentenceTransformerEmbeddingFunction(model_name=task["model"]),
            metadata={"hnsw:space": "cosine"},
        )

    def build(self, passages: list[str]) -> None:
        step = self._client.get_max_batch_size()
        for first in range(0, len(passages), step):
            batch = passages[first : first + step]
            self._collection.upsert(ids=[str(first + place) for place in range(len(batch))], documents=batch)

    def search(self, question: str) -> list[int]:
        return [int(row) for row in self._collection.query(query_texts=[question], n_results=TOP)["ids"][0]]


if __name__ == "__main__":
    run(Chroma)
