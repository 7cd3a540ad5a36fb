"""Dense vectors in FAISS: exact inner product, memory-mapped, restricted to a row range where asked."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class VectorIndex:
    """Normalised float32 vectors, one a passage, in row order; inner product is cosine."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @property
    def count(self) -> int:
        """How many vectors there are."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    def search(self, vector: Vectors, top: int, within: range) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest rows among `within`: rows int64 and cosines float32, best first.

        `vector` is one normalised question, shape (d,), float32.
        """
        if not within:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        whole = within == range(self.count)
        parameters = None if whole else _only(within)
        cosines, rows = self._index.search(vector[np.newaxis], min(top, len(within)), params=parameters)
        found = rows[0] >= 0
        return rows[0][found], cosines[0][found]

    def cosines(self, vector: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these rows, shape (k,), in their order."""
        if not len(rows):
            return np.empty(0, np.float32)
        return np.asarray(self._index.reconstruct_batch(rows) @ vector, np.float32)

    def all(self) -> Vectors:
        """Every vector, shape (n, d), a copy."""
        return np.asarray(self._index.reconstruct_n(0, self.count), np.float32)


def _only(within: range) -> faiss.SearchParameters:
    parameters = faiss.SearchParameters()
    parameters.sel = faiss.IDSelectorRange(within.start, within.stop)
    return parameters


def write_vectors(vectors: Vectors, file: Path) -> None:
    """Index vectors of shape (n, d) and write them."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, np.float32))
    faiss.write_index(index, str(file))


def open_vectors(file: Path) -> VectorIndex:
    """Memory-map what `write_vectors` wrote."""
    return VectorIndex(faiss.read_index(str(file), faiss.IO_FLAG_MMAP_IFC))
