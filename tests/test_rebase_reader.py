"""The reader written as an update of another encoder than the one that it was trained with."""

import numpy as np
import pytest
from training.reader_update import RANK, compressed
from training.rebase_reader import rebase

from index.encoders.reader import update_of

QUERY, VALUE = "encoder.layer.5.attention.self.query", "encoder.layer.0.attention.self.value"


@pytest.mark.parametrize(("rank", "farthest"), [(RANK // 3, 0.01), (RANK, 0.2)])
def test_a_reader_stays_what_it_is_when_the_encoder_changes(rank: int, farthest: float) -> None:
    rng = np.random.default_rng(0)

    def product(rank: int, size: float) -> tuple[np.ndarray, np.ndarray]:
        return rng.normal(size=(60, rank)).astype(np.float32), (size * rng.normal(size=(rank, 80))).astype(np.float32)

    reader = {"head": np.ones(4, np.float32), "bias": np.ones(1, np.float32), "kinds": np.eye(3, dtype=np.float32)}
    for name in (QUERY, VALUE):
        up, down = product(rank, 1)
        reader |= compressed(name, up @ down)
    before, now = (
        {
            f"{QUERY}.{part}": values.astype(np.float16)
            for part, values in zip(("up", "down"), product(rank, 0.3), strict=True)
        }
        for _ in range(2)
    )
    rebased, errors = rebase(reader, before, now)
    assert rebased.keys() == reader.keys()
    assert all(np.array_equal(rebased[name], reader[name]) for name in ("head", "bias", "kinds"))

    def whole(reader: dict[str, np.ndarray], encoder: dict[str, np.ndarray], name: str) -> np.ndarray:
        up, down = (encoder.get(f"{name}.{part}", np.zeros((1, 1), np.float32)) for part in ("up", "down"))
        return update_of(reader, name) + up.astype(np.float32) @ down.astype(np.float32)

    for name in (QUERY, VALUE):
        was, is_now = whole(reader, before, name), whole(rebased, now, name)
        away = float(np.linalg.norm(is_now - was) / np.linalg.norm(update_of(reader, name)))
        assert away == pytest.approx(errors[name], abs=1e-3)
        assert away < farthest
    assert errors[VALUE] < 0.01  # nothing of it but the rounding changes


def test_what_low_rank_leaves_is_kept_as_signs_and_a_size_for_each_row() -> None:
    rng = np.random.default_rng(1)
    of_low_rank = rng.normal(size=(64, 8)) @ rng.normal(size=(8, 96))
    rest = 0.5 * rng.normal(size=(64, 96)) * rng.uniform(0.2, 2, (64, 1))
    update = (of_low_rank + rest).astype(np.float32)
    kept = compressed("x", update)
    assert kept["x.signs"].shape == (64, 96 // 8)
    assert kept["x.up"].dtype == kept["x.down"].dtype == np.int8
    low_rank_alone = (kept["x.up"] * kept["x.up_scale"]) @ (kept["x.down"] * kept["x.down_scale"])

    def missing(found: np.ndarray) -> float:
        return float(np.linalg.norm(update - found))

    assert missing(update_of(kept, "x")) < 0.65 * missing(low_rank_alone)
