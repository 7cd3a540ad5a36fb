"""The one place where a model name becomes an encoder.

A version carries its exported model, so the online side runs exactly what made the vectors; where
the settings ask for PyTorch, the manifest's name and fingerprint are compared instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.encoder import Encoder
from index.encoders.export_cache import cached_export
from index.encoders.onnx_encoder import OnnxEncoder
from index.encoders.torch_encoder import TorchEncoder, is_local, model_fingerprint
from index.errors import IndexMismatch
from index.manifest import ENCODER_FILES
from index.settings import Runtime
from index.tokens import LAYERS, PROJECTION_FILE, Projection


@dataclass(frozen=True, slots=True)
class Maker:
    """The fingerprints of an encoder and of a projection: the same ones make the same numbers of the same text."""

    encoder: str
    projection: str | None


@dataclass(frozen=True, slots=True)
class PreparedEncoder:
    """An encoder to build with, the files of it that the version must carry (none for PyTorch), and the projection of
    its tokens, None where none was trained for its model.
    """

    name: str
    runtime: Runtime
    encoder: Encoder
    files: tuple[Path, ...]
    projection: Projection | None

    @property
    def maker(self) -> Maker:
        """Who makes the numbers."""
        return Maker(self.encoder.fingerprint, self.projection.fingerprint if self.projection else None)


def prepare_encoder(name: str, runtime: Runtime, index_dir: Path) -> PreparedEncoder:
    """The encoder of that name; its export is made once and kept in the index folder.

    Raises ModelError where there is no such model or it cannot be exported.
    """
    source = model_fingerprint(name)
    projection, layers = _projection(source)
    if runtime == "torch":
        return PreparedEncoder(name, runtime, TorchEncoder(name, layers), (), projection)
    # Imported here because exporting is rare, and the exporter's libraries are heavy.
    from index.encoders.onnx_export import export, export_fingerprint

    fingerprint = export_fingerprint(source, runtime)
    folder = cached_export(index_dir, fingerprint, lambda made: export(name, source, runtime, layers, made))
    files = tuple(folder / file for file in ENCODER_FILES)
    return PreparedEncoder(name, runtime, OnnxEncoder(folder, with_reader=False), files, projection)


def reads_in_context(name: str) -> bool:
    """Whether passages of this model are read behind the sentence before: a projection was trained for it."""
    return is_local(name) and _projection(model_fingerprint(name))[0] is not None


def projection_fingerprint(source: str) -> str | None:
    """The projection that a build uses with the model of fingerprint `source`; None where none was trained for it."""
    projection, _ = _projection(source)
    return projection.fingerprint if projection else None


def open_encoder(
    name: str, fingerprint: str, folder: Path | None, threads: int | None = None, *, with_reader: bool = True
) -> Encoder:
    """The encoder that made a version: from its own files in `folder`, or on PyTorch where that is None.

    `threads` encode the texts of a build; as many as there are cores where it is None. IndexMismatch where the model of that name is not the one that made the version.
    """
    if folder is not None:
        encoder: Encoder = OnnxEncoder(folder, threads, with_reader=with_reader)
    else:
        encoder = TorchEncoder(name, _projection(model_fingerprint(name))[1])
    if encoder.fingerprint != fingerprint:
        raise IndexMismatch(
            f"the index was made with {name} of fingerprint {fingerprint}, this machine has {encoder.fingerprint}; build again with `chatbot index build`."
        )
    return encoder


def _projection(source: str) -> tuple[Projection | None, tuple[int, ...]]:
    """The projection for a model, and the layers that it reads."""
    projection = Projection.load(PROJECTION_FILE)
    return (projection, LAYERS) if projection.model == source else (None, ())
