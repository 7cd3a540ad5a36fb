"""The tuning of the packaged model: folded into its weights, part of its fingerprint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.encoders.adapter import ADAPTER_FILE, read_adapter, tuned_fingerprint
from index.encoders.torch_encoder import load_model, model_fingerprint, untuned_fingerprint
from index.tokens import PROJECTION_FILE, Projection

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHT = "encoder.layer.5.output.dense"


@pytest.fixture
def untuned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("index.encoders.adapter.ADAPTER_FILE", tmp_path / "none.npz")


def test_the_tuning_fits_the_packaged_model_and_the_projection_fits_the_tuned_one() -> None:
    assert read_adapter(untuned_fingerprint(MODEL))
    assert Projection.load(PROJECTION_FILE).model == model_fingerprint(MODEL) != untuned_fingerprint(MODEL)
    assert ADAPTER_FILE.stat().st_size < 1_000_000


def test_another_model_stays_as_it_is() -> None:
    assert read_adapter("0123456789abcdef") == {}
    assert tuned_fingerprint("0123456789abcdef", {}) == "0123456789abcdef"


def test_another_tuning_makes_another_model() -> None:
    update = {"layer.up": np.ones((2, 1), np.float16), "layer.down": np.ones((1, 2), np.float16)}
    other = {**update, "layer.up": np.zeros((2, 1), np.float16)}
    assert len({tuned_fingerprint("a", update), tuned_fingerprint("a", other), tuned_fingerprint("b", update)}) == 3


@pytest.mark.slow
def test_the_update_is_in_the_weights_of_the_loaded_model(request: pytest.FixtureRequest) -> None:
    tuned = load_model(MODEL)[0].auto_model.get_submodule(WEIGHT).weight.detach().numpy()
    updates = read_adapter(untuned_fingerprint(MODEL))
    request.getfixturevalue("untuned")
    plain = load_model(MODEL)[0].auto_model.get_submodule(WEIGHT).weight.detach().numpy()
    up, down = (updates[f"{WEIGHT}.{part}"].astype(np.float32) for part in ("up", "down"))
    assert np.abs(tuned - plain - up @ down).max() < 1e-6
    assert 0.01 < np.linalg.norm(tuned - plain) / np.linalg.norm(plain) < 0.5
