"""The reader's layers trained as what is stored of them."""

import numpy as np
import pytest
import torch
from training.layers import WEIGHTS
from training.reader_layers import StoredLayers, WholeLayers
from training.reader_update import compressed
from transformers import BertConfig, BertModel

LAYERS, WIDTH, WIDE = 2, 48, 96


@pytest.fixture
def bert() -> BertModel:
    torch.manual_seed(0)
    size = {"hidden_size": WIDTH, "intermediate_size": WIDE, "num_hidden_layers": LAYERS, "num_attention_heads": 12}
    return BertModel(BertConfig(vocab_size=7, **size)).eval()


@pytest.fixture
def stored(bert: BertModel) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    found: dict[str, np.ndarray] = {}
    for name in (f"encoder.layer.{layer}.{name}" for layer in range(LAYERS) for name in WEIGHTS):
        out, into = bert.get_submodule(name).weight.shape
        found |= compressed(name, 0.05 * rng.normal(size=(out, into)).astype(np.float32))
    return found


def states(layers: StoredLayers | WholeLayers) -> torch.Tensor:
    x = torch.randn(3, 5, WIDTH, generator=torch.Generator().manual_seed(1))
    *_, last = layers.after_each(x, torch.ones(3, 5, dtype=torch.bool), layers.weights())
    return last


def test_layers_as_stored_do_what_whole_ones_of_the_same_weights_do(
    bert: BertModel, stored: dict[str, np.ndarray]
) -> None:
    whole, as_it_is = WholeLayers(bert).eval(), states(WholeLayers(bert).eval())
    whole.take(stored)
    with_update = states(StoredLayers(bert, stored).eval())
    assert torch.allclose(with_update, states(whole), atol=0.05)
    assert (with_update - as_it_is).abs().max() > 0.5


def test_what_is_stored_is_given_back_and_signs_stay_when_it_is_trained(
    bert: BertModel, stored: dict[str, np.ndarray]
) -> None:
    layers = StoredLayers(bert, stored)
    before = layers.arrays()
    assert before.keys() == stored.keys()
    assert all(before[name].dtype == stored[name].dtype for name in stored)
    assert all(np.allclose(before[name], stored[name], rtol=0.01, atol=1) for name in stored if name.endswith("up"))
    assert all(np.allclose(before[name], stored[name], rtol=0.01) for name in stored if name.endswith("size"))
    states(layers)[..., 0].sum().backward()
    torch.optim.Adam(layers.parameters(), 1e-2).step()
    after = layers.arrays()
    for name, value in stored.items():
        if name.endswith("signs"):
            assert np.array_equal(after[name], value)
        elif name.endswith("up"):
            assert not np.array_equal(after[name] * after[f"{name}_scale"], before[name] * before[f"{name}_scale"])
    assert any(not np.array_equal(after[name], before[name]) for name in stored if name.endswith("size"))
