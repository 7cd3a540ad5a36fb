"""A step of a numbered list is told by its order: the first, the last, the one beside another, or all of them."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.indexed import with_rows
from chatbot.knowing.steps import AskedStep, asks_for_step, numbered_lists, told_of_steps
from chatbot.knowing.sure import NOTHING
from chatbot.outcome import Answered

LOAF = """# Lemon loaf

A moist loaf.

## You need

- 200 g of flour
- 4 eggs

## Method

1. Heat the oven. Line the tin.
2. Beat the butter until pale.
3. Add the eggs one at a time.
4. Bake for 45 minutes.
5. Prick the warm loaf.
"""
AID = """# First aid

## Burns and scalds

1. Cool the burn under running water.
2. Cover it with film.

## Nosebleeds

1. Let the child sit.
2. Pinch the nose for ten minutes.

## Stings

The sting is scraped out.
"""
SHELF = "# Shelf\n\nStep 1: Lay the sides down.\n\nStep 2: Press in the dowels. No glue is needed.\n\nStep 3: Nail on the back.\n"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what do I do first", AskedStep("first", "")),
        ("What should I do first when repotting?", AskedStep("first", " repotting")),
        ("what is the first step of descaling", AskedStep("first", " descaling")),
        ("what's the first thing I have to do", AskedStep("first", "")),
        ("where do I start", AskedStep("first", "")),
        ("what is the last step?", AskedStep("last", "")),
        ("what comes after adding the eggs", AskedStep("after", " adding the eggs")),
        ("what do I do before baking", AskedStep("before", " baking")),
        ("step after step 3", AskedStep("after", " step 3")),
        ("what to do in case of a nosebleed", AskedStep("all", " a nosebleed")),
        ("how do I treat a burn", AskedStep("all", " a burn")),
        ("what did she do first", None),
        ("what happened after the war", None),
        ("who came first", None),
        ("what is the first name", None),
    ],
)
def test_which_step_is_asked_for(question: str, asked: AskedStep | None) -> None:
    assert asks_for_step(question) == asked


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("What do I do first?", ["Heat the oven.", "Line the tin."], id="the first, with all its sentences"),
        pytest.param("what is the first step of the method", ["Heat the oven.", "Line the tin."], id="of what a heading names"),
        pytest.param("what is the last step", ["Prick the warm loaf."], id="the last"),
        pytest.param("what comes after adding the eggs", ["Bake for 45 minutes."], id="after what a step says in another form"),
        pytest.param("what do I do after mixing the butter", ["Add the eggs one at a time."], id="after the only step with the noun"),
        pytest.param("what comes before the eggs", ["Beat the butter until pale."], id="before"),
        pytest.param("what comes after step 4", ["Prick the warm loaf."], id="after a number"),
    ],
)  # fmt: skip
def test_the_step_is_told(new_world: World, question: str, told: list[str]) -> None:
    outcome = new_world.answerer({"loaf.md": LOAF}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.told] == told


def test_after_the_last_step_and_before_the_first_nothing_comes(new_world: World) -> None:
    answerer = new_world.answerer({"loaf.md": LOAF})
    assert not isinstance(answerer.reply("what comes after pricking the warm loaf").outcome, Answered)
    assert not isinstance(answerer.reply("what comes before heating the oven").outcome, Answered)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("what do I do for a nosebleed", ["Let the child sit.", "Pinch the nose for ten minutes."], id="all of a list"),
        pytest.param("how do I treat a burn", ["Cool the burn under running water.", "Cover it with film."], id="below a heading of two names"),
        pytest.param("what do I do first for a nosebleed", ["Let the child sit."], id="the first of the list that is named"),
    ],
)  # fmt: skip
def test_a_list_is_meant_by_its_heading_among_all_documents(new_world: World, question: str, told: list[str]) -> None:
    outcome = new_world.answerer({"aid.md": AID, "loaf.md": LOAF}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.told] == told


def test_of_several_lists_none_is_told_where_none_is_named(new_world: World) -> None:
    index = new_world.answerer({"aid.md": AID}).passage_index
    [aid] = index.documents.values()
    lists = numbered_lists(with_rows(index, aid.rows), index.content(aid.id).text)
    assert [len(steps) for steps in lists] == [2, 2]
    assert told_of_steps(AskedStep("first", ""), lists, list(aid.rows), aid.title) == NOTHING


def test_paragraphs_that_are_called_steps_are_steps(new_world: World) -> None:
    answerer = new_world.answerer({"shelf.md": SHELF})
    told = [
        answerer.reply(question).outcome.message
        for question in ("what comes after laying the sides down", "what is the last step")
    ]
    assert told == ["Step 2: Press in the dowels.\nNo glue is needed.", "Step 3: Nail on the back."]


def test_a_step_is_known_by_a_number_of_its_own_words(new_world: World) -> None:
    items = "".join(f"<li>{at}. {said}</li>" for at, said in enumerate(("Lay it down.", "Nail on the back."), 1))
    answerer = new_world.answerer({"shelf.html": f"<title>Shelf</title><main><h1>Shelf</h1><ul>{items}</ul></main>"})
    assert answerer.reply("what is step 2").outcome.message == "2. Nail on the back."
    assert answerer.reply("what comes after step 1").outcome.message == "2. Nail on the back."
