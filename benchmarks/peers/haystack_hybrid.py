"""Haystack as its tutorial on hybrid retrieval joins BM25 and embeddings, by reciprocal rank fusion
(https://haystack.deepset.ai/tutorials/33_hybrid_retrieval), without the tutorial's cross-encoder."""

from __future__ import annotations

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from worker import TOP, run


class Haystack:
    def __init__(self, task: dict[str, str]) -> None:
        self._model = task["model"]
        self._store = InMemoryDocumentStore()
        self._pipeline = Pipeline()
        self._pipeline.add_component("embed", SentenceTransformersTextEmbedder(model=self._model, progress_bar=False))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(self._store, top_k=TOP))
        self._pipeline.add_component("lexical", InMemoryBM25Retriever(self._store, top_k=TOP))
        self._pipeline.add_component("join", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=TOP))
        self._pipeline.connect("embed", "dense")
        self._pipeline.connect("lexical", "join")
        self._pipeline.connect("dense", "join")

    def build(self, passages: list[str]) -> None:
        embedder = SentenceTransformersDocumentEmbedder(model=self._model, progress_bar=False)
        embedder.warm_up()
        documents = [Document(content=passage, meta={"row": row}) for row, passage in enumerate(passages)]
        self._store.write_documents(embedder.run(documents)["documents"])

    def search(self, question: str) -> list[int]:
        joined = self._pipeline.run({"embed": {"text": question}, "lexical": {"query": question}})
        return [document.meta["row"] for document in joined["join"]["documents"]]


if __name__ == "__main__":
    run(Haystack)
