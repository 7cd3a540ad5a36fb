"""An item below a heading that forbids is told behind it, since alone it says the opposite."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.cite import cite
from chatbot.decide import JudgedHit
from chatbot.weighing.denied import denying_heading
from index import BlockKind, Passage


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        pytest.param(("Who must not take it",), "children under 6 years", "Who must not take it", id="not"),
        pytest.param(("What we don’t carry",), "petrol", "What we don’t carry", id="n't"),
        pytest.param(("EXCLUSIONS",), "bicycles", "EXCLUSIONS", id="a noun"),
        pytest.param(("Not covered", "Vehicles"), "bicycles", "Not covered", id="a heading further above"),
        pytest.param(("Never give", "Fruit not to give"), "avocado", "Fruit not to give", id="the innermost one"),
        pytest.param(("Ask a vet if your dog:",), "is blind", "Ask a vet if your dog:", id="a colon"),
        pytest.param(("Tools",), "a hammer", None, id="one that denies nothing"),
        pytest.param(("Notes", "Nothing to add"), "a hammer", None, id="words that begin so"),
        pytest.param(("Do not store",), "Petrol is forbidden.", None, id="a whole sentence"),
        pytest.param((), "petrol", None, id="no heading"),
    ],
)
def test_a_heading_denies_what_stands_below(section: tuple[str, ...], text: str, expected: str | None) -> None:
    item = Passage("d", 1, BlockKind.ITEM, text, 0, len(text), section, text)
    assert denying_heading(item) == expected
    assert denying_heading(Passage("d", 1, BlockKind.PARAGRAPH, text, 0, len(text), section, text)) is None


def test_items_are_told_behind_the_heading_that_denies_them_and_a_list_once(new_world: World) -> None:
    text = "# Tablets\n\n## Who must not take them\n\n- children under 6\n- people with asthma\n\n## Pack\n\n- ten tablets\n"
    found = new_world.answerer({"tablets.md": text}).passage_index
    children, asthma, tablets = [JudgedHit(row, 0.5) for row in found.documents["tablets"].rows]
    told = {
        hits: [passage.told for passage in cite(hits, 0, lambda row, passage: (), found, len(hits))]
        for hits in ((asthma,), (children, asthma), (tablets,))
    }
    assert list(told.values()) == [
        ["Who must not take them\npeople with asthma"],
        ["Who must not take them\nchildren under 6", "people with asthma"],
        ["ten tablets"],
    ]


def test_a_line_that_announces_the_list_goes_before_the_heading(new_world: World) -> None:
    text = "# Tablets\n\n## Do not drive\n\nYou may drive again:\n\n- after two days\n"
    found = new_world.answerer({"tablets.md": text}).passage_index
    last = JudgedHit(found.documents["tablets"].rows[-1], 0.5)
    [cited] = cite((last,), 0, lambda row, passage: (), found)
    assert cited.told == "You may drive again:\nafter two days"
