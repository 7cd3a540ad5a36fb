"""The interval of a share, which has a width at 0 and 1 and for few questions too, where a bootstrap has none.

Wilson's (JASA 1927; Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", 2001), over as many independent
questions as those of the dialogues are worth (Korn and Graubard, Survey Methodology 1998).
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

_Z = NormalDist().inv_cdf(0.975)  # 95 %


def share_interval(true: NDArray[np.bool_], dialogue: NDArray[np.int64]) -> tuple[float, float]:
    """Where the share of what is true (n,) lies, n > 0; `dialogue` (n,) says which questions depend on each other."""
    share = float(true.mean())
    count = _worth(true, dialogue, share)
    middle = share + _Z**2 / (2 * count)
    reach = _Z * float(np.sqrt(share * (1 - share) / count + (_Z / (2 * count)) ** 2))
    whole = 1 + _Z**2 / count
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _worth(true: NDArray[np.bool_], dialogue: NDArray[np.int64], share: float) -> float:
    """How many independent questions vary as these do: all, where each is a dialogue.

    As many as there are dialogues where all are alike, so that nothing says how much those of one depend on each other.
    """
    _, place = np.unique(dialogue, return_inverse=True)
    of_dialogues = np.bincount(place, weights=true - share)
    variance = float((of_dialogues**2).sum()) / len(true) ** 2
    if share in (0, 1) or len(of_dialogues) == 1:
        return len(of_dialogues)
    return min(len(true), share * (1 - share) / variance) if variance else len(true)
