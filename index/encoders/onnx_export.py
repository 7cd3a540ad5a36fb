"""A sentence-transformers model as files that ONNX Runtime and `tokenizers` can run without PyTorch.

The whole pipeline is exported, pooling and all that follows it, so that nothing about a model is
assumed. A transformer's attention becomes one operator where ONNX Runtime's optimiser knows its shape, which a text of
a dozen tokens takes a fifth less time through. Dynamic int8 quantisation keeps weights as 8-bit integers and quantises
activations as it goes (ONNX Runtime, Quantize ONNX models).
"""

from __future__ import annotations

import errno
import hashlib
import io
import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from index.encoders.onnx_encoder import (
    EMBEDDING,
    LOG_ODDS,
    READER_INPUTS,
    STATES,
    WORD_EMBEDDINGS,
    EncoderSettings,
)
from index.encoders.reader import joined, read_reader, reader_fingerprint, reader_of
from index.encoders.torch_encoder import load_model, pipeline
from index.errors import ModelError
from index.manifest import ENCODER_MODEL, ENCODER_READER, ENCODER_SETTINGS, ENCODER_TOKENIZER, ENCODER_WORDS

Precision = Literal["int8", "fp32"]

OPSET = 17
REVISION = "3"  # raised whenever an export would give other vectors than the one before
NONE = b"none\n"  # in the place of what a model does not have


def export_fingerprint(model_fingerprint: str, precision: Precision) -> str:
    """Names an export: of which model, at which precision, for which kind of processor, with which reader, by which revision."""
    parts = (
        model_fingerprint,
        precision,
        "reduced" if precision == "int8" and _needs_reduced_range() else "full",
        reader_fingerprint(read_reader(model_fingerprint)),
        REVISION,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def export(name: str, model_fingerprint: str, precision: Precision, layers: tuple[int, ...], folder: Path) -> None:
    """Write the files of an export into a new folder; ModelError where the model cannot be exported.

    `layers` are the hidden layers whose token states the graph gives too; none where it is empty. Where no reader was made for the
    model, the file of one says so.
    """
    import torch  # seconds that only an export pays

    folder.mkdir()
    model = load_model(name, attention="eager")  # the form that ONNX Runtime's optimiser knows
    tokenizer = model.tokenizer
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        raise ModelError(
            f"index.model: {name!r} has no fast tokenizer, so it cannot be exported; set index.encoder to torch."
        )
    example = tokenizer(["a first text", "and another one that is longer"], padding=True, return_tensors="pt")
    names = list(example.keys())
    graph = _Graph(
        pipeline(model, names, layers),
        {name: example[name] for name in names},
        [EMBEDDING, STATES] if layers else [EMBEDDING],
        getattr(getattr(model[0], "auto_model", None), "config", None),
    )
    try:
        graph.write(folder / ENCODER_MODEL, precision)
        weights = read_reader(model_fingerprint)
        graphs = [folder / ENCODER_MODEL]
        if weights:
            text = np.ones(2, np.int64)  # any tokens
            tokens, kinds = (torch.from_numpy(of)[None] for of in joined(text, text, text, 1, 1))
            inputs = dict(zip(READER_INPUTS, (tokens, torch.ones_like(tokens), kinds), strict=True))
            bert = model[0].auto_model
            _Graph(reader_of(bert, weights), inputs, [LOG_ODDS], bert.config).write(folder / ENCODER_READER, precision)
            graphs.append(folder / ENCODER_READER)
        else:
            (folder / ENCODER_READER).write_bytes(NONE)
        _part_word_embeddings(graphs, folder / ENCODER_WORDS)
    except (RuntimeError, torch.onnx.errors.OnnxExporterError) as error:
        raise ModelError(f"index.model: {name!r} cannot be exported to ONNX; set index.encoder to torch.") from error
    (folder / ENCODER_TOKENIZER).write_text(backend.to_str(pretty=True), encoding="utf-8")
    prompts = model.prompts
    default = prompts.get(model.default_prompt_name or "", "")
    EncoderSettings(
        fingerprint=export_fingerprint(model_fingerprint, precision),
        model_fingerprint=model_fingerprint,
        dimension=len(model.encode("dimension", show_progress_bar=False)),
        max_tokens=model.max_seq_length,
        lower_case=bool(getattr(model[0], "do_lower_case", False)),
        has_states=bool(layers),
        reader=reader_fingerprint(weights),
        question_prompt=prompts.get("query") or default,
        passage_prompt=prompts.get("document") or prompts.get("passage") or default,
    ).write(folder / ENCODER_SETTINGS)


@dataclass(frozen=True, slots=True)
class _Graph:
    """A PyTorch `module` to be written: its `inputs` by name as an example, (batch, tokens), and the names of its outputs, of which
    STATES alone has tokens. `config` is its transformer's, None where it has none.
    """

    module: Any
    inputs: dict[str, Any]
    outputs: list[str]
    config: Any

    def write(self, file: Path, precision: Precision) -> None:
        """RuntimeError or OnnxExporterError where it cannot be traced, OSError where the disk is full."""
        import torch  # the module is there, so it is loaded already

        graph = io.BytesIO()  # written by Python, which says so where a disk is full
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")  # the exporter comments on every traced branch
            torch.onnx.export(
                self.module,
                tuple(self.inputs.values()),
                graph,  # type: ignore[arg-type]  # its annotation leaves out the streams that it takes
                input_names=list(self.inputs),
                output_names=self.outputs,
                dynamic_axes={
                    name: {0: "batch", 1: "tokens"} if name in self.inputs or name == STATES else {0: "batch"}
                    for name in (*self.inputs, *self.outputs)
                },
                opset_version=OPSET,
                dynamo=False,
            )
        full = file.with_name(f"full-{file.name}")
        full.write_bytes(graph.getbuffer())
        if self.config is not None:
            _fuse_attention(full, self.config)
        if precision == "int8":
            _quantise(full, file)
            full.unlink()
        else:
            full.rename(file)


def _fuse_attention(graph: Path, config: Any) -> None:
    """Attention and GELU as one operator each; nothing else, since ONNX Runtime's fused normalisation takes three times as
    long as its plain one (onnx_encoder.py), and a GELU with its bias longer than behind a product that adds it.
    """
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    heads, width = getattr(config, "num_attention_heads", 0) or 0, getattr(config, "hidden_size", 0) or 0
    if not heads or width % heads:
        return  # of another kind, which the optimiser refuses
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = options.enable_skip_layer_norm = options.enable_bias_skip_layer_norm = False
    options.enable_bias_gelu = False
    with _quiet():
        fused = optimize_model(
            str(graph),
            model_type="bert",
            num_heads=heads,
            hidden_size=width,
            opt_level=0,
            optimization_options=options,
        )
        fused.save_model_to_file(str(graph))


def _quantise(source: Path, target: Path) -> None:
    """OSError where the disk is full."""
    from google.protobuf.message import DecodeError
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    try:
        with _quiet():
            quantize_dynamic(
                source,
                target,
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=_needs_reduced_range(),
                extra_options={"DefaultTensorType": TensorProto.FLOAT},  # of what fused operators give
            )
    except DecodeError as error:  # ONNX wrote the graph once more, with its shapes, and did not see that it was cut
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error


def _part_word_embeddings(graphs: Sequence[Path], target: Path) -> None:
    """Write the array that tokens are looked up in to a file of its own, which all graphs refer to, by the name WORD_EMBEDDINGS; one
    without numbers where there is none. OSError where the disk is full.
    """
    import onnx
    from onnx import numpy_helper
    from onnx.external_data_helper import set_external_data

    models = [onnx.load(graph) for graph in graphs]
    found = max(_looked_up(models[0]), key=lambda tensor: len(tensor.raw_data), default=None)
    values = np.empty(0, np.int8) if found is None else numpy_helper.to_array(found)
    with target.open("wb") as file:
        np.save(file, values)
        begin = file.tell() - values.nbytes
    raw = found.raw_data if found else None
    for graph, model in zip(graphs, models, strict=True):
        for tensor in _looked_up(model):
            if tensor.raw_data == raw:
                for node in model.graph.node:
                    node.input[:] = [WORD_EMBEDDINGS if name == tensor.name else name for name in node.input]
                tensor.name = WORD_EMBEDDINGS
                set_external_data(tensor, target.name, begin, values.nbytes)
                tensor.ClearField("raw_data")
        graph.write_bytes(model.SerializeToString())


def _looked_up(model: Any) -> list[Any]:
    """The initializers of an ONNX model that an operator gathers rows of, with their numbers in them."""
    names = {node.input[0] for node in model.graph.node if node.op_type == "Gather"}
    return [tensor for tensor in model.graph.initializer if tensor.name in names and tensor.raw_data]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the libraries' warnings: of a preparation that changes nothing for these graphs, of shapes not inferred."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _needs_reduced_range() -> bool:
    """x86 without VNNI adds 8-bit products in 16 bits, which overflow unless weights use 7 bits (ONNX Runtime, Quantize ONNX models)."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return "avx2" in flags and "vnni" not in flags
