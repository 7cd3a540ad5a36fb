"""How something is done is answered by the code below the heading that says so."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.knowing.how import asks_how, done
from chatbot.knowing.sure import CONFIDENCE
from chatbot.outcome import Answered

TERN = """# Tern

Tern is a tool.

## Installation

```sh
pip install tern
```

It needs Python 3.9.

## 2. Usage

With a file:

    tern run

## Running the tests

They take long. Ask before you start them:

```
pytest
```

## License

Free.
"""
SKUA = """# Skua

## Installation

Skua needs Python 3.10. Keep a copy of the old one. Install it with:

```
pip install skua
```

To install the newest one:

```
pip install --pre skua
```

## Testing

They take long. To run the tests, you need:

```
pip install pytest
```

## Building

It is small. Get what it needs:

```
make deps
```

Then build it:

```
make build
```
"""
GULL = "# Gull\n\nGull is one too.\n\n## Install\n\n```\nmake install\n```\n"


@pytest.fixture
def answerer(new_world: World) -> Answerer:
    return new_world.answerer({"tern.md": TERN, "gull.md": GULL, "skua.md": SKUA})


@pytest.mark.parametrize(
    ("question", "document", "answer"),
    [
        ("How do I install it?", "tern", "pip install tern"),
        ("how to install the package", "tern", "pip install tern"),
        ("How can I install Tern?", None, "pip install tern"),
        ("how do you install gull?", None, "make install"),
        ("how is it installed", "gull", "make install"),
        ("what is the command to install it?", "tern", "pip install tern"),
        ("and how do I use it?", "tern", "    tern run"),
        ("usage", "tern", "    tern run"),
        ("installation", "tern", "pip install tern"),
    ],
)
def test_code_below_the_heading_answers(answerer: Answerer, question: str, document: str | None, answer: str) -> None:
    outcome = answerer.reply(question, document).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == answer
    assert outcome.passages[0].highlights == ()


def test_code_further_below_answers_where_it_and_the_line_above_it_say_so(answerer: Answerer) -> None:
    outcome = answerer.reply("How do I install it?", "skua").outcome
    assert isinstance(outcome, Answered)
    assert (outcome.message, outcome.confidence) == ("pip install skua", CONFIDENCE)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("How do I install the tools?", "tern"),
        ("How do I install it with Docker?", "tern"),
        ("How do I run the tests?", "tern"),
        ("How do I install it?", None),
        ("How do I license it?", "tern"),
        ("How do I test it?", "skua"),
        ("How do I build it?", "skua"),
    ],
    ids=[
        "something else",
        "in another way",
        "a sentence stands first",
        "in which document",
        "no code stands there",
        "the code does something else",
        "other code stands first",
    ],
)
def test_nothing_else_is_known_to(answerer: Answerer, question: str, document: str | None) -> None:
    assert getattr(answerer.reply(question, document).outcome, "confidence", 0) < CONFIDENCE


def test_what_is_done_is_told_by_stems_without_whom_it_is_done_to() -> None:
    assert asks_how("How do I install Tern?") == "install Tern"
    assert asks_how("How long does it take?") is None
    assert done("install Tern", "Tern") == done("Installing the library", "Tern") == frozenset(("instal",))
    assert done("run it", "Tern") == frozenset(("run",))
    assert done("it", "Tern") == frozenset()


@pytest.mark.parametrize(
    ("wanted", "heading", "is_it"),
    [
        pytest.param("migrate to version 2", "Migrating to version 2", True, id="the same"),
        pytest.param("run the tests", "Testing", True, id="without a word that says next to nothing"),
        pytest.param("migrate from version 2", "Migrating to version 2", False, id="the other way"),
        pytest.param("convert json to csv", "Convert CSV to JSON", False, id="in another order"),
        pytest.param("use it without docker", "Use with Docker", False, id="without"),
        pytest.param("log in", "Logging", False, id="a word with another"),
    ],
)
def test_small_words_and_order_turn_what_is_done(wanted: str, heading: str, is_it: bool) -> None:
    assert (done(wanted, "Tern") == done(heading, "Tern")) is is_it
