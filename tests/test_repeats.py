"""What only repeats an earlier passage is not shown again."""

from __future__ import annotations

import pytest

from chatbot.ranking.repeats import distinct


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        pytest.param(["Ada kept the light.", "ADA kept a light!"], [0], id="case, marks and articles"),
        pytest.param(["The pier opens daily at 9 in May.", "The pier opens at 9 in May."], [0], id="held by the first"),
        pytest.param(["The pier opens at 9 in May.", "The pier opens daily at 9 in May."], [0, 1], id="says more"),
        pytest.param(["The pier has been open since 1902.", "The pier has been open since 1903."], [0, 1], id="another number"),
        pytest.param(["The pier is open in May.", "The pier is not open in May."], [0, 1], id="a denial"),
        pytest.param(["Of her children only 2 live here.", "- Children: 2"], [0, 1], id="a few words that stand apart"),
        pytest.param(["She lives in Hull.", "- Residence: Hull", "Hull"], [0, 1], id="a few words in a row"),
        pytest.param(["Ada was born in Gull Bay.", "Ivo sold rope.", "Ada was born in Gull Bay."], [0, 1], id="not only neighbours"),
    ],
)  # fmt: skip
def test_a_passage_without_a_word_of_its_own_is_folded_into_the_one_before(texts: list[str], kept: list[int]) -> None:
    assert list(distinct(range(len(texts)), texts)) == kept


def test_the_order_asked_for_decides_which_is_first() -> None:
    assert list(distinct([2, 0, 1], ["Ada kept it.", "Ivo sold it.", "Ada kept it"])) == [2, 1]
