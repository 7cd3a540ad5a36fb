"""The passages of an article or a text, with small limits."""

from __future__ import annotations

from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.formats.text.read import read_wiki_text
from index.passage import Article, Passage
from index.sentences import sentence_splitter

LIMITS = ChunkLimits(shortest=3, longest=120)
SPLIT = sentence_splitter("english")


def chunk(article: Article, limits: ChunkLimits = LIMITS) -> list[Passage]:
    return list(passages(article, "doc", article.title, SPLIT, limits))


def texts(text: str, limits: ChunkLimits = LIMITS) -> list[str]:
    return [passage.text for passage in chunk(read_wiki_text(text), limits)]
