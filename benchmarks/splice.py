"""Real-looking documents in any number, and their embeddings without an encoder.

A spliced sentence is the first half of one real sentence and the last half of another. Its vector lies
between the vectors of the two, jittered in every direction; its tokens are theirs.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import BlockKind, Encoding, PassageIndex, open_index
from index.embed import PreparedEncoder
from index.manifest import TOKEN_STARTS, TOKENS, VECTORS
from index.tokens import Tokens, TokenStore, open_tokens
from index.vectors import stored_vectors

SENTENCES_PER_DOCUMENT = 50
LARGEST_DOCUMENT = 1 / 30  # of all sentences; at a million its passages are more than are compared one by one
SHORTEST_WORDS = 8  # of a sentence that is spliced
KEY_WORDS = 4  # at either end of a passage tell which sentences it was spliced from
SHARE = (0.5, 1.0)  # of the first sentence's vector, drawn evenly; the rest is the other's
JITTER = 0.5  # length of the noise that is added to their sum

Floats = NDArray[np.float32]


class Sentences:
    """Real sentences with their embeddings, and what is spliced from them."""

    def __init__(self, index_dir: Path) -> None:
        passage_index = open_index(index_dir)
        folder = version_folder(index_dir, passage_index)
        passages = passage_index.passages(range(passage_index.count))
        self.rows = [
            row
            for row, passage in enumerate(passages)
            if passage.kind is BlockKind.PARAGRAPH and len(passage.text.split()) >= SHORTEST_WORDS
        ]
        self.words = [passages[row].text.split() for row in self.rows]
        self.titles = [document.title for document in passage_index.documents.values()]
        self.vectors = stored_vectors(folder / VECTORS, passage_index.model.dimension)[self.rows].astype(np.float32)
        self.tokens: TokenStore = open_tokens(folder / TOKENS, folder / TOKEN_STARTS)
        self._by_start = {self._key(words[:KEY_WORDS]): number for number, words in enumerate(self.words)}
        self._by_end = {self._key(words[-KEY_WORDS:]): number for number, words in enumerate(self.words)}
        passage_index.close()

    def documents(self, sentences: int, seed: int) -> Iterator[str]:
        """Texts of documents that hold so many spliced sentences in all."""
        random = np.random.default_rng(seed)
        left, length = sentences, max(SENTENCES_PER_DOCUMENT, int(sentences * LARGEST_DOCUMENT))
        while left > 0:
            first, last = random.integers(len(self.titles), size=2)
            heads, tails = random.integers(len(self.words), size=(2, min(left, length)))
            sentence = [self._spliced(head, tail) for head, tail in zip(heads, tails, strict=True)]
            paragraphs = [" ".join(sentence[begin : begin + 5]) for begin in range(0, len(sentence), 5)]
            title = " ".join((*halves(self.titles[first].split())[0], *halves(self.titles[last].split())[1]))
            yield f"= {title} =\n\n== Abstract ==\n" + "\n\n".join(paragraphs) + "\n"
            left, length = left - len(sentence), SENTENCES_PER_DOCUMENT

    def embedding(self, text: str) -> tuple[Floats, Tokens]:
        """Vector and tokens of a spliced sentence. A passage that is none (splitting has parted or joined some) gets those of any sentence."""
        random = np.random.default_rng(zlib.crc32(text.encode()))
        words = text.split()
        head, tail = (
            found if found is not None else int(random.integers(len(self.words)))
            for found in (
                self._by_start.get(self._key(words[:KEY_WORDS])),
                self._by_end.get(self._key(words[-KEY_WORDS:])),
            )
        )
        share = random.uniform(*SHARE)
        noise = random.standard_normal(self.vectors.shape[1], np.float32)
        vector = (
            share * self.vectors[head] + (1 - share) * self.vectors[tail] + noise * (JITTER / np.linalg.norm(noise))
        )
        tokens = halves(self.tokens.of(self.rows[head]))[0], halves(self.tokens.of(self.rows[tail]))[1]
        return (vector / np.linalg.norm(vector)).astype(np.float32), np.concatenate(tokens)

    def _spliced(self, head: int, tail: int) -> str:
        return " ".join((*halves(self.words[head])[0], *halves(self.words[tail])[1]))

    @staticmethod
    def _key(words: Sequence[str]) -> str:
        return " ".join(words)


def halves(whole: Any) -> tuple[Any, Any]:
    """A sequence in two, the first half the longer one."""
    middle = (len(whole) + 1) // 2
    return whole[:middle], whole[middle:]


@dataclass(frozen=True, slots=True)
class Read(Encoding):
    """A text that was read and not encoded."""

    text: str


class Splicing:
    """Stands in for encoder and projection of a build: `embedding` in the place of a run of the model."""

    def __init__(self, sentences: Sentences, real: PreparedEncoder) -> None:
        self._sentences = sentences
        self.fingerprint = real.encoder.fingerprint
        self.dimension = real.encoder.dimension

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Iterator[Read]:
        for text in texts:
            yield Read(
                np.empty(0, np.float32),
                np.empty((0, 0), np.float32),
                np.empty((0, 2), np.int32),
                np.empty(0, np.bool_),
                text,
            )
        if progress:
            progress(len(texts))

    def passage(self, read: Read, own_start: int) -> tuple[Floats, Tokens]:
        return self._sentences.embedding(read.text[own_start:])


@dataclass(frozen=True, slots=True)
class SplicedProjection:
    """What a build asks of a projection: the real one's fingerprint, and the spliced embeddings."""

    fingerprint: str
    passage: Callable[[Read, int], tuple[Floats, Tokens]]


def version_folder(index_dir: Path, passage_index: PassageIndex) -> Path:
    return index_dir / "versions" / passage_index.version
