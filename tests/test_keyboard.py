"""A message as it is mostly written, whatever it was typed or pasted with."""

from __future__ import annotations

import time

import pytest

from chatbot.conversation.keyboard import as_written


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        pytest.param("Who´s Ada?", "Who's Ada?", id="an accent for an apostrophe"),
        pytest.param("Whoʼs the `Who`?", "Who's the `Who`?", id="another apostrophe, and marks around a word"),
        pytest.param("Ｗｈｅｎ ｗａｓ ｓｈｅ born？", "When was she born?", id="wide letters and marks"),
        pytest.param("How old is she؟", "How old is she?", id="an Arabic mark"),
        pytest.param("  When \n does it\topen? ", "When does it open?", id="white space"),
        pytest.param("☎️ When does it open? 🙏🏽", "When does it open?", id="pictures"),
        pytest.param("- when does it open", "when does it open", id="a bullet"),
        pytest.param("> • when does it open", "when does it open", id="a bullet in what is quoted"),
        pytest.param("Q: When does it open?", "When does it open?", id="of a list of questions"),
        pytest.param("Question: when does it open?", "when does it open?", id="of a form"),
        pytest.param('"When does it open?"', "When does it open?", id="in quotation marks"),
        pytest.param("“When does it open”?", "When does it open?", id="in curly ones, its own mark behind"),
        pytest.param("«When does it open»", "When does it open", id="in French ones"),
        pytest.param("**When does it open?**", "When does it open?", id="bold"),
        pytest.param(
            '- __"When does it open?"__', '"When does it open?"', id="one within the other, of which one goes"
        ),
        pytest.param("WHEN DOES IT OPEN?", "when does it open?", id="in capitals"),
        pytest.param("When Does The Museum Open?", "when does the museum open?", id="each word with a capital"),
        pytest.param("How Long Is The Walk To Gate 4", "how long is the walk to gate 4", id="and a number"),
    ],
)
def test_a_message_is_read_as_it_is_mostly_written(asked: str, written: str) -> None:
    assert as_written(asked) == written


@pytest.mark.parametrize(
    "asked",
    [
        "who is Zoë’s aunt",
        "BBC NEWS",
        "When Was Ada Quill Born?",
        "Is The Archive open?",
        "-5 degrees",
        "__init__",
        '"Heat" or "Ronin"',
        '"Heat"',
        'Who wrote "The Long Walk"?',
        "*args and **kwargs",
        "-",
        "",
        "Q&A: when is it",
    ],
)
def test_what_a_message_consists_of_stays(asked: str) -> None:
    assert as_written(asked) == asked


@pytest.mark.parametrize("asked", ["- " * 1000, '"' * 2000, "* " * 1000, "_ " * 1000, '"a ' * 700, "«a " * 700])
def test_marks_alone_take_no_time(asked: str) -> None:
    begin = time.process_time()
    as_written(asked)
    assert time.process_time() - begin < 0.1
