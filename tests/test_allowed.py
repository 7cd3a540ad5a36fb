"""What may be and what must not is told by the item of its list, and by that list alone."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.indexed import with_rows
from chatbot.knowing.allowed import allowed_lists, asks_for_list, may_be_of, told_of_allowed

RABBITS = """# Feeding rabbits

Hay is the main food.

## Safe foods

- basil and parsley
- carrot tops (without soil)
- romaine lettuce

## What to give

These must not be fed:

- chocolate
- raw potatoes
- lettuce or leeks

## Bowls

- a water bottle
- a heavy bowl
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("can rabbits eat basil", ["basil and parsley"], id="one of two in an item"),
        pytest.param("can I give my rabbit carrot tops", ["carrot tops (without soil)"], id="without what stands in brackets"),
        pytest.param("is chocolate safe for rabbits", ["chocolate"], id="in words that say whether it may be"),
        pytest.param("can rabbits eat potatoes", None, id="less than the item says"),
        pytest.param("can rabbits eat boiled raw potatoes", None, id="more than the item says"),
        pytest.param("can rabbits eat bananas", None, id="no item"),
        pytest.param("can I use a heavy bowl", None, id="a list of something else"),
        pytest.param("do hamsters eat chocolate", None, id="somebody else"),
        pytest.param("how much chocolate", None, id="another question"),
        pytest.param("what must I never feed my rabbit", ["These must not be fed:", "chocolate", "raw potatoes", "lettuce or leeks"], id="what is denied, behind its line"),
        pytest.param("which foods are safe for rabbits", ["basil and parsley", "carrot tops (without soil)", "romaine lettuce"], id="what is permitted"),
        pytest.param("what can hamsters eat", None, id="what somebody else may"),
    ],
)  # fmt: skip
def test_the_item_or_the_list_is_told(new_world: World, question: str, told: list[str] | None) -> None:
    index = new_world.answerer({"rabbits.md": RABBITS}).passage_index
    [about] = index.documents.values()
    passages = dict(with_rows(index, about.rows))
    asks = asks_for_list(question) or any(may_be_of(question, passage) for passage in passages.values())
    sure = told_of_allowed(question, allowed_lists(passages.items()), about.title, True) if asks else None
    rows = (sure.told or (sure.row,)) if sure else ()
    assert [passages[row].text for row in rows] == (told or [])


def test_what_must_not_be_is_not_told_by_what_may(new_world: World) -> None:
    answerer = new_world.answerer({"rabbits.md": RABBITS})
    denied = "These must not be fed:\nchocolate\nraw potatoes\nlettuce or leeks"
    assert answerer.reply("what must I never feed my rabbit").outcome.message == denied
    assert answerer.reply("are leeks ok").outcome.message == "These must not be fed:\nlettuce or leeks"


def test_among_several_documents_the_one_that_is_named_is_meant(new_world: World) -> None:
    hamsters = RABBITS.replace("rabbits", "hamsters").replace("basil and parsley", "basil and oats")
    answerer = new_world.answerer({"rabbits.md": RABBITS, "hamsters.md": hamsters})
    outcome = answerer.reply("can hamsters eat basil").outcome
    assert (outcome.message, outcome.shown[0].citation.document) == ("basil and oats", "feeding-hamsters")
