"""The reader written as an update of another encoder than the one that it was trained with."""

import numpy as np
import pytest
from training.rebase_reader import rebase
from training.train_reader import RANK, in_eight_bits

QUERY, VALUE = "encoder.layer.5.attention.self.query", "encoder.layer.0.attention.self.value"


def update(weights: dict[str, np.ndarray], name: str) -> np.ndarray:
    up, down = (weights[f"{name}.{part}"] * weights[f"{name}.{part}_scale"] for part in ("up", "down"))
    return np.asarray(up @ down)


@pytest.mark.parametrize(("rank", "farthest"), [(RANK // 3, 0.02), (RANK, 0.5)])
def test_a_reader_stays_what_it_is_when_the_encoder_changes(rank: int, farthest: float) -> None:
    rng = np.random.default_rng(0)

    def matrices(name: str, rank: int, size: float) -> dict[str, np.ndarray]:
        shapes = {f"{name}.up": (60, rank), f"{name}.down": (rank, 80)}
        return {key: (size * rng.normal(size=shape)).astype(np.float32) for key, shape in shapes.items()}

    reader = {"head": np.ones(4, np.float32), "bias": np.ones(1, np.float32), "kinds": np.eye(3, dtype=np.float32)}
    for name in (QUERY, VALUE):
        for key, values in matrices(name, rank, 1).items():
            reader |= in_eight_bits(key, values)
    before, now = ({k: v.astype(np.float16) for k, v in matrices(QUERY, rank, 0.3).items()} for _ in range(2))
    rebased, errors = rebase(reader, before, now)
    assert rebased.keys() == reader.keys()
    assert {name: rebased[name].tolist() for name in ("head", "bias", "kinds")} == {
        name: reader[name].tolist() for name in ("head", "bias", "kinds")
    }
    assert rebased[f"{QUERY}.up"].dtype == np.int8
    assert rebased[f"{QUERY}.up"].shape == (60, RANK)

    def whole(reader: dict[str, np.ndarray], encoder: dict[str, np.ndarray], name: str) -> np.ndarray:
        up, down = (encoder.get(f"{name}.{part}", np.zeros((1, 1), np.float32)) for part in ("up", "down"))
        return update(reader, name) + up.astype(np.float32) @ down.astype(np.float32)

    for name in (QUERY, VALUE):
        was, is_now = whole(reader, before, name), whole(rebased, now, name)
        away = float(np.linalg.norm(is_now - was) / np.linalg.norm(update(reader, name)))
        assert away == pytest.approx(errors[name], abs=1e-3)
        assert away < farthest
    assert errors[VALUE] < 0.02  # nothing of it but the rounding changes
