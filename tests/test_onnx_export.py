"""A model that is exported where there is no room for it."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import onnx
import pytest

from index.encoders.onnx_export import _quantise


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
