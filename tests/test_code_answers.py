"""Questions about a README with the real model: commands where they are asked for, sentences everywhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings

pytestmark = pytest.mark.slow

README = """\
# tidegate

A small server that publishes the tide tables of a harbour as JSON.

## Installation

```sh
pip install tidegate
```

Python 3.10 or newer is needed. It does not run on Windows.

## Quick start

Serve the tables of a folder:

```sh
tidegate serve tables/ \\
  --port 8080
```

The tables are read again every ten minutes.

## API

To get the next tides, send a GET request:

    GET /v1/tides?days=3

At most 14 days are given. Requests are limited to 120 a minute.

## Configuration

A minimal file looks like this:

```yaml
harbour: Gull Bay

gauge:
  interval: 600
```

Heights are in metres above chart datum.

## Running the tests

```sh
python -m pip install -e ".[test]"
pytest -n auto
```

The whole suite takes 40 seconds.

## License

tidegate was first released in 2019 by Nora Keel, under the Apache License 2.0.
"""
INSTALL = "pip install tidegate"
TESTS = 'python -m pip install -e ".[test]"\npytest -n auto'
SERVE = "tidegate serve tables/ \\\n  --port 8080"
FILE = "harbour: Gull Bay\n\ngauge:\n  interval: 600"


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"tidegate.md": README}, suggestions=0)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how do I install it", INSTALL),
        ("How can I install tidegate?", INSTALL),
        ("pip install", INSTALL),
        ("how do I run the tests", TESTS),
        ("How do I start it?", SERVE),
        ("quick start", SERVE),
        ("how do I get the next tides", "    GET /v1/tides?days=3"),
        ("configuration", FILE),
        ("what is tidegate", "A small server that publishes the tide tables of a harbour as JSON."),
        ("which python version do I need", "Python 3.10 or newer is needed."),
        ("does it run on Windows?", "It does not run on Windows."),
        ("how many days are given", "At most 14 days are given."),
        ("How many requests are allowed?", "Requests are limited to 120 a minute."),
        ("how long do the tests take", "The whole suite takes 40 seconds."),
        ("How often are the tables read?", "The tables are read again every ten minutes."),
        ("who released it first", "tidegate was first released in 2019 by Nora Keel, under the Apache License 2.0."),
    ],
)
def test_a_question_is_answered_by_what_it_asks_for(answerer: Answerer, question: str, answer: str) -> None:
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == answer
    assert [p.highlights for p in outcome.passages if p.kind == "code"] == [
        () for p in outcome.passages if p.kind == "code"
    ]


def test_a_conversation_goes_on_behind_code(answerer: Answerer) -> None:
    turns = [Turn("How do I install tidegate?", INSTALL)]
    outcome = answerer.reply("and how do I run the tests?", history=turns).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == TESTS
    turns.append(Turn("and how do I run the tests?", TESTS))
    lenient = Answerer(answerer.passage_index, answerer.encoder, ChatSettings(suggestions=0, answer_floor=0.2))
    # Of the second the model is less sure.
    for asked, question in ((answerer, "who first released it?"), (lenient, "who released it?")):
        outcome = asked.reply(question, history=turns).outcome
        assert isinstance(outcome, Answered)
        assert outcome.message.startswith("tidegate was first released in 2019 by Nora Keel")
