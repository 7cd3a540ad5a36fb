"""A clause that is asked for by its number is told, all of it, and no other."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.knowing.reference.clause import AskedClause, asks_for_clause
from chatbot.outcome import Answered

TENANCY = """# Tenancy agreement

The rent is due on the first day. See clause 2.1 for what may be kept.

## 1. Rent

1.1 The rent is 900 pounds a month. It does not rise in the first year.

1.2 It is paid by standing order.

## 2. Use

2.1 The tenant must not:

(a) keep animals;

(b) smoke indoors.

2.2 Guests may stay for two weeks.

## Annex

3.1 The inventory lists a bed.

3.1 The inventory lists a desk.
"""


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("what does clause 4.2 say", AskedClause("4.2", (), "")),
        ("What does 4.2 say?", AskedClause("4.2", (), "")),
        ("section A.3 please", AskedClause("a.3", (), "")),
        ("can you show me § 5", AskedClause("5", (), "")),
        ("rule 3.3 (b)", AskedClause("3.3", ("b",), "")),
        ("what is step 3?", AskedClause("3", (), "", is_step=True)),
        ("what is in clause 7 of the tenancy agreement?", AskedClause("7", (), "tenancy agreement")),
        ("what does clause 4.2 say about guests?", None),
        ("what is 4.2?", None),
        ("what does 2024 mean?", None),
        ("what is the rule of 72?", None),
    ],
)
def test_which_clause_is_asked_for(question: str, clause: AskedClause | None) -> None:
    assert asks_for_clause(question) == clause


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("What does clause 1.1 say?", ["1.1 The rent is 900 pounds a month.", "It does not rise in the first year."], id="its sentences"),
        pytest.param("tell me about clause 2.1", ["2.1 The tenant must not:", "(a) keep animals;", "(b) smoke indoors."], id="with its items"),
        pytest.param("section 1", ["1.1 The rent is 900 pounds a month.", "It does not rise in the first year.", "1.2 It is paid by standing order."], id="below a heading"),
        pytest.param("clause 2.1 (b)", ["(b) smoke indoors."], id="an item, behind its line"),
    ],
)  # fmt: skip
def test_all_of_it_is_told(new_world: World, question: str, told: list[str]) -> None:
    outcome = new_world.answerer({"tenancy.md": TENANCY}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.told] == told
    assert outcome.confidence >= 0.9
    assert ("2.1 The tenant must not:" in outcome.message) is ("(b) smoke indoors." in told)


def test_one_that_a_reply_has_no_room_for_goes_on(new_world: World) -> None:
    reply = new_world.answerer({"tenancy.md": TENANCY}).reply("section 1", top_k=2)
    assert reply.outcome.message.splitlines()[:2] == [
        "1.1 The rent is 900 pounds a month.",
        "It does not rise in the first year.",
    ]
    assert isinstance(reply.outcome, Answered)
    assert reply.outcome.notice


@pytest.mark.parametrize("number", [pytest.param("9.9", id="none has it"), pytest.param("3.1", id="two have it")])
def test_none_is_known_by_a_number_that_does_not_name_one(new_world: World, number: str) -> None:
    outcome = new_world.answerer({"tenancy.md": TENANCY}).reply(f"What does clause {number} say?").outcome
    assert outcome.confidence < 0.9


def test_of_two_documents_both_that_have_it_are_told_and_the_named_one_alone(new_world: World) -> None:
    answerer = new_world.answerer(
        {"tenancy.md": TENANCY, "gym.md": "# Gym rules\n\n1.2 Bring a towel to the gym.\n\n1.3 Shoes are needed.\n"}
    )
    both = answerer.reply("What does clause 1.2 say?").outcome
    assert isinstance(both, Answered)
    first = {passage.text for passage in both.passages[:2]}
    assert first == {"1.2 It is paid by standing order.", "1.2 Bring a towel to the gym."}
    named = answerer.reply("What does clause 1.2 of the gym rules say?").outcome
    assert [passage.text for passage in named.told] == ["1.2 Bring a towel to the gym."]
    other = answerer.reply("What does clause 1.2 of the sauna contract say?").outcome
    assert other.confidence < 0.9


@pytest.mark.parametrize(
    "name",
    [pytest.param("rules.md", id="Markdown"), pytest.param("rules.txt", id="text")],
)
def test_a_rule_of_a_numbered_list_is_known_by_its_number(new_world: World, name: str) -> None:
    rules = "House rules of the mill\n\n1. Shoes are left at the door.\n2. Guests sign the book. They leave by ten.\n3. Dogs stay outside.\n"
    told = new_world.answerer({name: rules}).reply("What does rule 2 say?").outcome
    assert isinstance(told, Answered)
    assert [passage.text for passage in told.told] == ["Guests sign the book.", "They leave by ten."]


def test_a_step_is_an_item_and_no_section(new_world: World) -> None:
    text = "# Tea\n\n## 2. Milk\n\nMilk is cold.\n\n## Making it\n\n3. Boil the water.\n4. Pour it.\n"
    answerer = new_world.answerer({"tea.md": text})
    step, section = (answerer.reply(f"what is step {number}?").outcome for number in (4, 2))
    assert (step.confidence >= 0.9, step.message) == (True, "Pour it.")
    assert section.confidence < 0.9


def test_a_numbered_list_within_a_clause_is_a_part_of_it(new_world: World) -> None:
    text = "# Terms\n\n3.4 We end it at once if you:\n\n1. threaten anyone;\n2. lend your card.\n\n3.5 Fees are kept.\n"
    told = new_world.answerer({"terms.md": text}).reply("What does clause 3.4 say?").outcome
    assert isinstance(told, Answered)
    assert [passage.text for passage in told.told] == [
        "3.4 We end it at once if you:",
        "threaten anyone;",
        "lend your card.",
    ]
