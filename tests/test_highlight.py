"""The words that answer are marked, by what is asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.highlight import Highlight, highlights
from index import BlockKind, Passage


def passage(text: str, answer_start: int = 0) -> Passage:
    kind = BlockKind.FACT if answer_start else BlockKind.PARAGRAPH
    return Passage("d", 1, kind, text, 0, len(text), (), text, answer_start)


def marked(question: str, text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in highlights(question, passage(text))]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("When did Sam die?", "Sam Quill died in 1931.", ["1931"], id="a year"),
        pytest.param("When was Ada born?", "Ada was born in Gull Bay on 3 March 1872.", ["3 March 1872"], id="a date"),
        pytest.param("When did it open?", "It opened on March 3rd, 1901, and closed in 1950.", ["March 3rd, 1901"], id="a date written the other way"),
        pytest.param("In what year was 1901's keeper born?", "Of the keepers of 1901, one was born in 1872.", ["1872"], id="not the year that was asked with"),
        pytest.param("How many sailors did she save?", "In all she saved nine sailors.", ["nine"], id="a number word"),
        pytest.param("How much did it cost?", "It cost $1,200 a year.", ["$1,200"], id="a sum"),
        pytest.param("Who married Ada Quill?", "Ada Quill married Tom Reed of Gull Bay.", ["Tom Reed of Gull Bay"], id="a name"),
        pytest.param("Where was she born?", "She was born in Gull Bay.", ["Gull Bay"], id="a place, not the first word of the sentence"),
        pytest.param("Where did she live?", "She lived in the town by the sea.", [], id="nothing stands out"),
        pytest.param("Was she born in 1872?", "She was born in 1872.", [], id="nothing was asked for"),
        pytest.param("When was it?", "It was a long time ago.", [], id="no date in it"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_marked(question: str, text: str, expected: list[str]) -> None:
    assert marked(question, text) == expected


def test_the_value_of_a_fact_is_marked_whole() -> None:
    fact = passage("- Successor2: Ivo Lane", 14)
    assert highlights("Who succeeded her?", fact) == (Highlight(14, 22),)


@given(
    st.sampled_from(["When?", "Who?", "How many?", "Where was Ada Quill in 1901?"]),
    st.lists(st.sampled_from(["Ada", "Quill", "3 March", "1901", "$", "1,000", "🦆", "e\u0301", "the ", " ", "of", "."]) | st.text(max_size=4)).map("".join),
)  # fmt: skip
def test_a_highlight_lies_within_the_text_and_holds_something(question: str, text: str) -> None:
    for mark in highlights(question, passage(text)):
        assert 0 <= mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end].strip()
