"""What each piece of evidence is worth to a candidate's score, for people to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.evidence import PAIRS, PASSAGES, Evidence

Floats = NDArray[np.float32]

# Evidence of a token and a candidate that says the same in several ways counts as one.
_TOGETHER = {
    "match": ("nearest", "nearest_or_before", "below_best", "below_best_or_before"),
    "words": ("word", "word_or_before"),
    "places": ("place", "shared", "rival", "beside"),
}


def contributions(known: Evidence, score: Callable[[Evidence], Floats]) -> dict[str, tuple[Floats, Floats]]:
    """By name what is known of each of c candidates, (c,), and how much lower its score would be, (c,), with the mean of all
    candidates in place of it (occlusion: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014).
    A score is not their sum: one thing may only count beside another.
    """
    whole = score(known)
    return {name: (values, whole - score(changed)) for name, values, changed in _occluded(known)}


def _occluded(known: Evidence) -> Iterator[tuple[str, Floats, Evidence]]:
    weights = known.tokens[:, :1].T  # (1, q)
    for name, members in _TOGETHER.items():
        columns = [PAIRS.index(member) for member in members]
        pairs = known.pairs.copy()
        pairs[:, :, columns] = pairs[:, :, columns].mean(axis=0)
        values = (known.pairs[:, :, columns[0]] * weights).sum(axis=1) / weights.sum()
        yield name, values, replace(known, pairs=pairs)
    for column, name in enumerate(PASSAGES):
        passages = known.passages.copy()
        passages[:, column] = passages[:, column].mean()
        yield name, known.passages[:, column], replace(known, passages=passages)
