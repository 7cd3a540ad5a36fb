"""LlamaIndex as its documentation fuses a vector index and BM25 by reciprocal rank
(https://docs.llamaindex.ai/en/stable/examples/retrievers/reciprocal_rerank_fusion/), without generated queries."""

from __future__ import annotations

from llama_index.core import VectorStoreIndex
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from worker import TOP, run


class LlamaIndex:
    def __init__(self, task: dict[str, str]) -> None:
        self._embedding = HuggingFaceEmbedding(model_name=task["model"], device="cpu")

    def build(self, passages: list[str]) -> None:
        nodes = [TextNode(id_=str(row), text=passage) for row, passage in enumerate(passages)]
        index = VectorStoreIndex(nodes, embed_model=self._embedding)
        self._retriever = QueryFusionRetriever(
            [
                index.as_retriever(similarity_top_k=TOP),
                BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=TOP),
            ],
            llm=MockLLM(),
            num_queries=1,
            mode="reciprocal_rerank",
            similarity_top_k=TOP,
            use_async=False,
        )

    def search(self, question: str) -> list[int]:
        return [int(found.node.node_id) for found in self._retriever.retrieve(question)]


if __name__ == "__main__":
    run(LlamaIndex)
