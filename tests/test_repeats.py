"""What only repeats an earlier passage is not shown again."""

from __future__ import annotations

import pytest

from chatbot.ranking.repeats import distinct
from index import BlockKind, Passage


def passages(texts: list[str]) -> list[Passage]:
    """Code where a text begins with a dollar sign, which is none of it."""
    kinds = {True: BlockKind.CODE, False: BlockKind.PARAGRAPH}
    bare = [(text.removeprefix("$"), kinds[text.startswith("$")]) for text in texts]
    return [Passage("d", 1, kind, text, 0, len(text), (), text) for text, kind in bare]


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
    assert list(distinct(range(len(texts)), passages(texts))) == kept


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        pytest.param(["$tern add --all", "$tern add all"], [0, 1], id="its marks count"),
        pytest.param(["$tern a b c d e", "$tern b a c d e"], [0, 1], id="its order counts"),
        pytest.param(["$Tern", "$tern"], [0, 1], id="its case counts"),
        pytest.param(["$tern add\ntern run", "$  tern\n  run", "$tern  add"], [0], id="white space does not"),
        pytest.param(["Type `tern add` and wait.", "$tern add"], [0], id="held by a sentence"),
        pytest.param(["It alters all.", "$ls -a", "$al"], [0, 1, 2], id="not within a word"),
        pytest.param(["$tern add here and run it", "Add here and run it."], [0, 1], id="a sentence is more than code"),
    ],
)
def test_code_repeats_only_what_holds_it_character_by_character(texts: list[str], kept: list[int]) -> None:
    assert list(distinct(range(len(texts)), passages(texts))) == kept


def test_the_order_asked_for_decides_which_is_first() -> None:
    assert list(distinct([2, 0, 1], passages(["Ada kept it.", "Ivo sold it.", "Ada kept it"]))) == [2, 1]
