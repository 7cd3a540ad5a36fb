"""What a code means is told by the row, the item or the section of a list of codes that begins with it."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.knowing.reference.error_code import AskedCode, asks_for_code
from chatbot.outcome import Answered

ROWS = """# Bosun D450 dishwasher

| Code | Meaning | Remedy |
| --- | --- | --- |
| E14 | Flow sensor blocked | Clean the filter. |
| E25 | Drain pump blocked | Take the glass out. |
| E25 | Drain pump worn | Call the service. |

## Programmes

| Number | Minutes |
| --- | --- |
| 14 | 140 |
| 25 | 250 |
"""
SECTIONS = """# Boiler

## F1 – Ignition failure

**Cause:** No gas comes in.

**Remedy:** Open the gas tap.

## F11 – Pipe frozen

**Cause:** It is cold.
"""
COLUMNS = """KESTREL COFFEE MACHINES

Code   Meaning                 What to do
E12    Boiler too hot          Switch off
E13    Steam boiler too hot    As E12
E31    Firmware damaged        Load it anew
"""
ITEMS = """# pipq

## Exit status

- 2: The port is in use. Choose another one.
- 77: A right is missing.

## Limits

- 3: connections at once
- 4: tables at once
"""
STATUS = "# API\n\n| Status | Code | Meaning |\n| --- | --- | --- |\n| 403 | WRONG_SCOPE | The token lacks it. |\n| 413 | TOO_LARGE | The body is long. |\n"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what does error E-14 mean?", AskedCode("e14", frozenset())),
        ("E01", AskedCode("e1", frozenset())),
        ("my dishwasher's display shows F 5", AskedCode("f5", frozenset({"dishwasher"}))),
        ("why do I get 403", AskedCode("403", frozenset())),
        ("exit status 2", AskedCode("2", frozenset())),
        ("what does WRONG_SCOPE mean", AskedCode("wrong_scope", frozenset())),
        ("what happens in 25", None),
        ("E14 or E15?", None),
        ("what is a code", None),
    ],
)
def test_which_code_is_asked_for(question: str, asked: AskedCode | None) -> None:
    assert asks_for_code(question) == asked


@pytest.mark.parametrize(
    ("text", "question", "told"),
    [
        pytest.param(ROWS, "why do I get E14", ["| E14 | Flow sensor blocked | Clean the filter. |"], id="a row"),
        pytest.param(ROWS, "dishwasher says e-25", ["| E25 | Drain pump blocked | Take the glass out. |", "| E25 | Drain pump worn | Call the service. |"], id="rows"),
        pytest.param(SECTIONS, "my boiler shows F1", ["**Cause:** No gas comes in.", "**Remedy:** Open the gas tap."], id="a section"),
        pytest.param(ITEMS, "exit status 2", ["2: The port is in use.", "Choose another one."], id="an item with what goes on"),
        pytest.param(STATUS, "what does TOO_LARGE mean", ["| 413 | TOO_LARGE | The body is long. |"], id="the second cell"),
        pytest.param(STATUS, "why do I get 403", ["| 403 | WRONG_SCOPE | The token lacks it. |"], id="a number that is called a code"),
        pytest.param(ROWS, "error 25", [], id="a number that is none"),
        pytest.param(ROWS, "E99", [], id="a code that there is not"),
        pytest.param(ROWS, "who invented E14", [], id="more than what it means"),
        pytest.param(ROWS, "the oven shows E14", [], id="of something else"),
    ],
)  # fmt: skip
def test_what_a_code_means_is_told(new_world: World, text: str, question: str, told: list[str]) -> None:
    outcome = new_world.answerer({"a.md": text}).reply(question).outcome
    sure = outcome.told if isinstance(outcome, Answered) and outcome.confidence >= 0.95 else ()
    assert [passage.text for passage in sure] == told


@pytest.mark.parametrize("question", ["display says E12", "my coffee machine says E12", "the device shows E12"])
def test_a_row_of_plain_text_tells_it(new_world: World, question: str) -> None:
    outcome = new_world.answerer({"a.txt": COLUMNS}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.confidence >= 0.95
    assert [passage.text for passage in outcome.told] == ["E12    Boiler too hot          Switch off"]
