"""Of a timetable with a column for each day the row that has what is asked for in the asked day's column answers, and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered

AT_9, AT_10, AT_18 = (
    "| 9:00 | Yoga | Spin | Judo (Ina) |",
    "| 10:30 | Spin | Yoga | – |",
    "| 18:00 | Yoga | Yoga | Spin |",
)
CLASSES = f"# Classes\n\n| Time | Mon | Tue | Wed |\n|---|---|---|---|\n{AT_9}\n{AT_10}\n{AT_18}\n\nBring a towel."
DOCKS, HILL = "| Docks | 12 to 18 | closed |", "| Hill | closed | open from 10 |"
GAP = "| Closed for cleaning |"
RAGGED = (
    f"# Hall\n\n| Time | Mon | Tue | Wed |\n|---|---|---|---|\n{AT_9}\n{GAP}\n{AT_10}\n{AT_18}\n{GAP}\n\nBring a towel."
)
BRANCHES = f"# Libraries\n\n| Branch | Monday | Saturday |\n|---|---|---|\n{DOCKS}\n{HILL}\n\nAll close on Sundays."


Marked = list[tuple[str, list[str]]]


@pytest.fixture(scope="module")
def asked(real_answerer: Callable[..., Answerer]) -> Callable[[str, str], Marked]:
    """The passages of the answer from one page, each with its marks; none where it is refused."""
    answerer = real_answerer({"classes.md": CLASSES, "libraries.md": BRANCHES, "hall.md": RAGGED})

    def told(page: str, question: str) -> Marked:
        outcome = answerer.reply(question, page).outcome
        if isinstance(outcome, NotAnswered):
            return []
        assert isinstance(outcome, Answered)
        return [
            (cited.text, [cited.text[mark.start : mark.end] for mark in cited.highlights]) for cited in outcome.told
        ]

    return told


@pytest.mark.parametrize(
    ("page", "question", "answer"),
    [
        pytest.param("classes", "what time is spin on tuesday", [(AT_9, ["9:00"])], id="when something is"),
        pytest.param("classes", "when is yoga on Tuesday?", [(AT_10, ["10:30"]), (AT_18, ["18:00"])], id="twice"),
        pytest.param("classes", "is there a spin class on wednesday", [(AT_18, ["18:00"])], id="whether there is"),
        pytest.param("classes", "what is on tue at 10:30", [(AT_10, ["Yoga"])], id="what is at a time"),
        pytest.param("classes", "what's on on wednesday", [(AT_9, ["Judo (Ina)"]), (AT_18, ["Spin"])], id="all of a day"),
        pytest.param("classes", "when is spin", [(AT_9, ["9:00"]), (AT_10, ["10:30"]), (AT_18, ["18:00"])], id="on any day"),
        pytest.param("classes", "what time is judo", [(AT_9, ["9:00"])], id="on one day"),
        pytest.param("hall", "what time is spin on wednesday", [(AT_18, ["18:00"])], id="a row of one cell between"),
        pytest.param("hall", "when is judo", [(AT_9, ["9:00"])], id="a row of one cell, on any day"),
        pytest.param("libraries", "when is hill open", [(HILL, ["closed | open from 10"])], id="each day of a row"),
        pytest.param("libraries", "when does the docks branch open on monday", [(DOCKS, ["12 to 18"])], id="of a row"),
        pytest.param("libraries", "is hill open on saturday", [(HILL, ["open from 10"])], id="open is no thing of its own"),
        pytest.param("libraries", "is docks open on saturday", [(DOCKS, ["closed"])], id="closed is an answer"),
    ],
)  # fmt: skip
def test_the_row_with_it_in_the_days_column_answers(
    asked: Callable[[str, str], Marked], page: str, question: str, answer: Marked
) -> None:
    assert asked(page, question) == answer


@pytest.mark.parametrize(
    "question", ["what time is judo on monday", "is there judo on tuesday", "who teaches judo on tuesday"]
)
def test_a_row_with_it_on_other_days_alone_is_no_answer(asked: Callable[[str, str], Marked], question: str) -> None:
    assert asked("classes", question) == []
