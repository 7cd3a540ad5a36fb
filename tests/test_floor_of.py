"""The floor of the second look, which keeps its share of near misses beyond those that were seen."""

import numpy as np
import pytest
from scipy.stats import beta
from training.fit_second_look import Seen, floor_of


@pytest.mark.parametrize(("near_misses", "share"), [(300, 0.2), (300, 0.02), (1500, 0.2)])
def test_the_upper_bound_of_what_was_seen_is_the_promise_and_one_more_would_break_it(
    near_misses: int, share: float
) -> None:
    odds = np.random.default_rng(0).normal(size=2 * near_misses)
    nothing = np.full((len(odds), 2), np.nan)
    answerable = np.arange(len(odds)) >= near_misses
    seen = Seen(nothing, nothing, nothing > 0, answerable, np.zeros(len(odds), np.int64))
    floor = floor_of(seen, odds, share)
    answered = int((1 / (1 + np.exp(-odds[~answerable])) >= floor).sum())

    def bound(count: int) -> float:
        return float(beta.ppf(0.95, count + 1, near_misses - count))

    assert bound(answered) <= share < bound(answered + 1)
    assert answered < share * near_misses
