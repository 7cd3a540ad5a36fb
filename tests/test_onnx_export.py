"""A model that is exported where there is no room for it, and what the graphs of an export share."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnxruntime import InferenceSession, OrtValue

from index.encoders.onnx_encoder import _session, _word_embeddings
from index.encoders.onnx_export import _part_word_embeddings, _quantise
from index.manifest import ENCODER_WORDS

WORDS = np.arange(4000, dtype=np.float32).reshape(1000, 4)
FEW = np.ones((8, 4), np.float32)
IDS = np.array([3, 999])


def graph(file: Path) -> Path:
    weights = onnx.numpy_helper.from_array(np.ones((8, 8), np.float32), "weights")
    ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, 8]) for name in ("given", "made")]
    product = onnx.helper.make_node("MatMul", ["given", "weights"], ["made"])
    body = onnx.helper.make_graph([product], "product", ends[:1], ends[1:], [weights])
    onnx.save(onnx.helper.make_model(body, opset_imports=[onnx.helper.make_opsetid("", 17)]), file)
    return file


def test_a_disk_that_is_full_while_a_model_is_made_smaller_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = graph(tmp_path / "full.onnx")
    _quantise(source, tmp_path / "model.onnx")
    assert onnx.load(tmp_path / "model.onnx").graph.node

    def cut(model: str, inferred: str) -> None:  # as ONNX leaves it, which does not say so
        Path(inferred).write_bytes(Path(model).read_bytes()[:-20])

    monkeypatch.setattr("onnx.shape_inference.infer_shapes_path", cut)
    with pytest.raises(OSError, match="No space left on device") as told:
        _quantise(source, tmp_path / "model.onnx")
    assert told.value.errno == errno.ENOSPC


def looking_up(file: Path, name: str, tables: dict[str, np.ndarray]) -> Path:
    """A graph that adds what tokens have in each table, the numbers of tokens taken as they are or modulo 8."""
    given = onnx.helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, [2])
    made = onnx.helper.make_tensor_value_info("made", onnx.TensorProto.FLOAT, [2, 4])
    arrays = [onnx.numpy_helper.from_array(values, f"{name}.{table}") for table, values in tables.items()]
    arrays.append(onnx.numpy_helper.from_array(np.array(8), "eight"))
    nodes = [onnx.helper.make_node("Mod", ["ids", "eight"], ["short"])]
    for table, values in tables.items():
        ids = "ids" if len(values) > 8 else "short"
        nodes.append(onnx.helper.make_node("Gather", [f"{name}.{table}", ids], [table]))
    nodes.append(onnx.helper.make_node("Sum", list(tables), ["made"]))
    body = onnx.helper.make_graph(nodes, name, [given], [made], arrays)
    onnx.save(onnx.helper.make_model(body, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8), file)
    return file


def made_by(graph: Path, words: OrtValue | None) -> np.ndarray:
    [made] = _session(graph, words).run(["made"], {"ids": IDS})
    return made


def test_the_graphs_of_an_export_look_words_up_in_one_file(tmp_path: Path) -> None:
    graphs = [
        looking_up(tmp_path / "one.onnx", "encoder", {"words": WORDS, "places": FEW}),
        looking_up(tmp_path / "two.onnx", "reader", {"places": 2 * FEW, "words": WORDS}),
        looking_up(tmp_path / "three.onnx", "third", {"words": WORDS + 1}),
    ]
    _part_word_embeddings(graphs, tmp_path / ENCODER_WORDS)
    words = _word_embeddings(tmp_path)
    assert np.array_equal(np.load(tmp_path / ENCODER_WORDS), WORDS)
    assert all(graph.stat().st_size < WORDS.nbytes / 4 for graph in graphs[:2])
    for graph, more in zip(graphs[:2], (1, 2), strict=True):
        assert np.array_equal(made_by(graph, words), WORDS[IDS] + more)
        [alone] = InferenceSession(graph).run(["made"], {"ids": IDS})  # as any program opens it
        assert np.array_equal(alone, WORDS[IDS] + more)
    assert np.array_equal(made_by(graphs[2], None), WORDS[IDS] + 1)  # other words, which stay where they are


def test_a_model_that_looks_nothing_up_shares_nothing(tmp_path: Path) -> None:
    product = graph(tmp_path / "product.onnx")
    _part_word_embeddings([product], tmp_path / ENCODER_WORDS)
    words = _word_embeddings(tmp_path)
    assert words is None
    [made] = _session(product, words).run(["made"], {"given": np.ones((1, 8), np.float32)})
    assert np.array_equal(made, np.full((1, 8), 8))
