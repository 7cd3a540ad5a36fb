#!/usr/bin/env python3
"""Write the reader as an update of the encoder of now, where it was one of the encoder of before: index/data/reader.npz.

    cd benchmarks
    python -m training.rebase_reader --before ADAPTER [--write]

What the reader makes of a text stays the same, but for rounding: of each weight its update becomes its own and that of the
encoder of before less that of the encoder of now, made small by reader_update.py. ADAPTER is the adapter.npz of before. Printed is how far the farthest of the weights are from it.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from training.reader_update import compressed
from training.train_reader import MODEL

from index.encoders.adapter import read_adapter
from index.encoders.packaged_weights import Weights
from index.encoders.reader import READER_FILE, update_of, updated
from index.encoders.torch_encoder import model_fingerprint, untuned_fingerprint

FARTHEST = 3  # weights that are named


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--before", type=Path, required=True, help="the adapter.npz that the reader was trained with")
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    with np.load(arguments.before) as before, np.load(READER_FILE) as reader:
        rebased, errors = rebase(dict(reader), dict(before), read_adapter(untuned_fingerprint(MODEL)))
    for name in sorted(errors, key=errors.__getitem__, reverse=True)[:FARTHEST]:
        print(f"{name}: {errors[name]:.3f} of its update")
    if arguments.write:
        np.savez_compressed(READER_FILE, **rebased, model=np.array(model_fingerprint(MODEL)))


def rebase(reader: Weights, before: Weights, now: Weights) -> tuple[dict[str, NDArray[Any]], dict[str, float]]:
    """The reader's arrays with the encoder of now, and of each weight by its name how far it is from what it was, as a share of
    the reader's update.
    """
    rebased: dict[str, NDArray[Any]] = {name: reader[name] for name in ("head", "bias", "kinds")}
    errors = {}
    for name in updated(reader):
        own = update_of(reader, name)
        wanted = own + _folded(before, name) - _folded(now, name)
        rebased |= compressed(name, wanted)
        errors[name] = float(np.linalg.norm(wanted - update_of(rebased, name)) / np.linalg.norm(own))
    return rebased, errors


def _folded(adapter: Weights, name: str) -> NDArray[np.float32]:
    """What an adapter adds to that weight."""
    if f"{name}.up" not in adapter:
        return np.zeros(1, np.float32)
    up, down = (adapter[f"{name}.{part}"].astype(np.float32) for part in ("up", "down"))
    return np.asarray(up @ down)


if __name__ == "__main__":
    main()
