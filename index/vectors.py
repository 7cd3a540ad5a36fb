"""Dense vectors: the numbers themselves in half precision, and a FAISS index over them that fits their count.

Up to `WHOLE_UP_TO` passages FAISS scans them all, with 4 bits a number or, where they are `FEW`, with 8; beyond that
some cells of an inverted file (IVF) with 8. The best of what it finds are scored again with the numbers themselves. The
measurements behind this are in docs/performance.md (benchmarks/scale.py). Everything but what is scanned whole is
memory-mapped, so worker processes share it; that is read before they are forked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.encoder import Vectors
from index.mapped import map_rows
from index.threads import CORES

FEW = 1_000  # passages, of which too little is known to choose 16 values a number
WHOLE_UP_TO = 25_000  # passages; a scan of so many takes a third of a millisecond
EXACT_WITHIN = 5_000  # passages of one document; reading so many from an inverted file takes as long as comparing them
CELLS_PER_ROOT = 4  # cells of the inverted file, times the root of the count, rounded to a power of two
SCANNED = 10_000  # passages in the cells that are scanned, about: half a millisecond, however many there are in all
RESCORED = 2  # times what was asked for is scored again exactly
RESCORED_OF_4_BITS = 6  # the same where a number has only 4 bits: as many as 20,000 random vectors take
TRAINING_PER_VALUE = 64  # vectors
TRAINING_PER_CELL = 32  # vectors; twice as many, and as many rounds again, find no more
TRAINING_ROUNDS = 5

_STORED = np.dtype("<f2")
_DECODED = 500  # vectors at a time: they stay in the processor's cache


class VectorIndex:
    """Normalised vectors, one a passage, in row order; inner product is cosine."""

    def __init__(self, stored: NDArray[np.float16], index: Any) -> None:
        self._stored = stored
        self._index = index
        self._has_cells = isinstance(index, faiss.IndexIVF)
        self._rescored = RESCORED_OF_4_BITS if isinstance(index, faiss.IndexPQFastScan) else RESCORED
        self._half = faiss.ScalarQuantizer(index.d, faiss.ScalarQuantizer.QT_fp16)
        self.count = int(index.ntotal)  # vectors
        self.dimension = int(index.d)  # numbers of a vector

    def search(self, vector: Vectors, top: int, within: range) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The nearest rows among `within`: rows int64 and cosines float32, best first, ties by row.

        `vector` is one normalised question, shape (d,), float32.
        """
        if not within:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # Where it scans all, FAISS cannot be told of rows.
        if within != range(self.count) and (len(within) <= EXACT_WITHIN or not self._has_cells):
            rows = np.arange(within.start, within.stop)
            cosines = self._cosines_within(vector, within)
        else:
            wanted = min(self._rescored * top, len(within))
            _, [rows] = self._index.search(vector[np.newaxis], wanted, params=self._parameters(within))
            rows = rows[rows >= 0]
            cosines = self.cosines(vector, rows)
        best = np.lexsort((rows, -cosines))[:top]
        return rows[best], cosines[best]

    def cosines(self, vector: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these rows, shape (k,), in their order."""
        return self._products(self._stored[rows], vector)

    def _cosines_within(self, vector: Vectors, within: range) -> NDArray[np.float32]:
        begins = range(within.start, within.stop, _DECODED)
        ends = (min(begin + _DECODED, within.stop) for begin in begins)
        return np.concatenate(
            [self._products(self._stored[begin:end], vector) for begin, end in zip(begins, ends, strict=True)]
        )

    def _products(self, stored: NDArray[np.float16], vector: Vectors) -> NDArray[np.float32]:
        # FAISS's decoder gives NumPy's numbers in half of its time.
        return np.asarray(self._half.decode(stored.view(np.uint8)) @ vector, np.float32)

    def _parameters(self, within: range) -> Any:
        """What FAISS is told: the rows, and as many cells as hold about `SCANNED` of them; nothing where it scans all."""
        if not self._has_cells:
            return None
        parameters: Any = faiss.SearchParametersIVF()
        if within != range(self.count):
            # A cell's rows ascend, as they were added, so that FAISS skips to the ones that are asked for.
            parameters.sel = faiss.IDSelectorRange(within.start, within.stop, True)
        cells = self._index.nlist
        parameters.nprobe = min(cells, -(-cells * SCANNED // len(within)))
        return parameters


def append_vectors(vectors: Vectors | NDArray[np.float16], file: Path) -> None:
    """Append vectors of shape (n, d) to a file of stored vectors; it is made where it is not there."""
    with file.open("ab") as stream:
        stream.write(vectors.astype(_STORED).tobytes())


def stored_vectors(file: Path, dimension: int) -> NDArray[np.float16]:
    """Memory-map a file of stored vectors: shape (n, dimension), float16."""
    return map_rows(file, _STORED, dimension)


def write_vector_index(stored_file: Path, dimension: int, index_file: Path) -> None:
    """Build the FAISS index over stored vectors and write it. The same vectors give the same index."""
    stored, threads = stored_vectors(stored_file, dimension), faiss.omp_get_max_threads()
    if len(stored) > WHOLE_UP_TO:
        faiss.omp_set_num_threads(CORES)  # whatever `index.threads` says: training of cells is long
    try:
        index = _index_of(stored)
    finally:
        faiss.omp_set_num_threads(threads)  # of this thread, which may go on to search
    _write(index, index_file)


def cells(count: int) -> int:
    """How many cells the inverted file of so many vectors has."""
    return 1 << round(float(np.log2(CELLS_PER_ROOT * np.sqrt(count))))


def _index_of(stored: NDArray[np.float16]) -> Any:
    count, dimension = stored.shape
    index: Any
    # One range for all numbers is a third faster than one each, and finds the same.
    kind, metric = faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT
    if count < FEW:
        index, sampled = faiss.IndexScalarQuantizer(dimension, kind, metric), count
    elif count <= WHOLE_UP_TO:
        # A product quantiser of one number each: 16 values for it, which FAISS looks up in the processor's registers
        # (André, Kermarrec and Le Scouarnec, "Cache locality is not enough", VLDB 2015).
        index, sampled = faiss.IndexPQFastScan(dimension, dimension, 4, metric), count
        index.pq.cp.niter, index.pq.cp.max_points_per_centroid = TRAINING_ROUNDS, TRAINING_PER_VALUE
    else:
        number = cells(count)
        index = faiss.IndexIVFScalarQuantizer(faiss.IndexFlatIP(dimension), dimension, number, kind, metric)
        index.cp.niter, index.cp.min_points_per_centroid = TRAINING_ROUNDS, TRAINING_PER_CELL
        sampled = min(count, TRAINING_PER_CELL * number)
    index.train(stored[np.linspace(0, count - 1, sampled, dtype=np.int64)].astype(np.float32))
    for begin in range(0, count, WHOLE_UP_TO):
        index.add(stored[begin : begin + WHOLE_UP_TO].astype(np.float32))
    return index


def _write(index: faiss.Index, file: Path) -> None:
    """FAISS's own writer takes no notice of an error when it closes a file, so a full disk could cut off the end."""
    # Not the errors: FAISS keeps `write` late or for ever, and an error all its callers.
    failures: list[tuple[int | None, str]] = []

    def write(data: bytes) -> None:
        try:
            if not failures:
                stream.write(data)
        except OSError as error:
            failures.append((error.errno, error.strerror or str(error)))

    with file.open("wb") as stream:
        faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]  # SWIG makes it at run time
    for failure in failures:
        raise OSError(*failure)


def open_vectors(stored_file: Path, index_file: Path) -> VectorIndex:
    """Memory-map what the functions above wrote."""
    index = faiss.read_index(str(index_file), faiss.IO_FLAG_MMAP_IFC)
    return VectorIndex(stored_vectors(stored_file, index.d), index)
