"""An option, a setting or a variable that is asked for by its name is told by its own entry, and not by another's."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.knowing.reference.option import AskedOption, asks_for_option
from chatbot.outcome import Answered

REFERENCE = """# pipq reference

## Options

| Option | Default | Description |
| --- | --- | --- |
| `-c`, `--config FILE` | `~/.pipq.toml` | Configuration file to read. |
| `--timeout SECONDS` | `30` | Give up on a connection. |

### `--batch-size N`

Rows that are sent together. It may be large.

Default: 500.

### `--where SQL`

Copies only rows for which it holds. Required. Added in version 3.2.

## Environment

- `PIPQ_TOKEN`: Token for queues. It is never in the log.
- `NO_COLOR`: Has the effect of `--no-color`.

## pipq copy

`--slot`: Name of what is copied.

## pipq follow

`--slot`: Name of what is followed.
"""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("what does --dry-run do?", AskedOption("--dry-run", False, frozenset())),
        ("default value of storage.max_size", AskedOption("storage.max_size", True, frozenset())),
        ("what is PIPQ_TOKEN for in pipq", AskedOption("PIPQ_TOKEN", False, frozenset({"pipq"}))),
        ("how do I use --where", AskedOption("--where", False, None)),
        ("--batch-size or --where?", None),
        ("is it well-known, i.e. the log", None),
    ],
)
def test_which_option_is_asked_for(question: str, asked: AskedOption | None) -> None:
    assert asks_for_option(question) == asked


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("what is -c", ["| `-c`, `--config FILE` | `~/.pipq.toml` | Configuration file to read. |"], id="a row"),
        pytest.param("default of --timeout", ["| `--timeout SECONDS` | `30` | Give up on a connection. |"], id="a column"),
        pytest.param("what does --batch-size do", ["Rows that are sent together.", "It may be large.", "Default: 500."], id="a heading"),
        pytest.param("what is the default of --batch-size?", ["Default: 500."], id="the default alone"),
        pytest.param("what is PIPQ_TOKEN for", ["`PIPQ_TOKEN`: Token for queues.", "It is never in the log."], id="an item"),
        pytest.param("meaning of NO_COLOR", ["`NO_COLOR`: Has the effect of `--no-color`."], id="another form of the name"),
        pytest.param("is --where required?", ["Copies only rows for which it holds. Required."], id="what else is asked of it"),
        pytest.param("since which version is there --where", ["Added in version 3.2."], id="since when"),
        pytest.param("what is --slot of pipq follow", ["`--slot`: Name of what is followed."], id="one of two"),
    ],
)  # fmt: skip
def test_an_option_is_told_by_its_entry(new_world: World, question: str, told: list[str]) -> None:
    outcome = new_world.answerer({"a.md": REFERENCE}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.told] == told
    assert outcome.confidence >= 0.8


@pytest.mark.parametrize(
    "question", ["what does --force do", "default of --where-not", "PIPQ_HOME", "can I use --quiet"]
)
def test_nothing_is_told_of_an_option_that_there_is_not(new_world: World, question: str) -> None:
    assert not isinstance(new_world.answerer({"a.md": REFERENCE}).reply(question).outcome, Answered)
