"""A plain script: sentence-transformers on PyTorch, FAISS and rank_bm25, fused by rank."""

from __future__ import annotations

import faiss
import numpy as np
from rank_bm25 import BM25Okapi
from sentence_transformers import SentenceTransformer
from worker import CANDIDATES, fuse, run


class PlainTorch:
    def __init__(self, task: dict[str, str]) -> None:
        self._model = SentenceTransformer(task["model"], device="cpu")

    def build(self, passages: list[str]) -> None:
        vectors = self._model.encode(passages, normalize_embeddings=True, show_progress_bar=False)
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        self._bm25 = BM25Okapi([passage.lower().split() for passage in passages])

    def search(self, question: str) -> list[int]:
        vector = self._model.encode([question], normalize_embeddings=True, show_progress_bar=False)
        dense = self._index.search(vector, CANDIDATES)[1][0]
        lexical = np.argsort(-self._bm25.get_scores(question.lower().split()))[:CANDIDATES]
        return fuse(dense.tolist(), lexical.tolist())


if __name__ == "__main__":
    run(PlainTorch)
