"""Comments in Markdown, which readers do not see."""

from __future__ import annotations

import time

import pytest
from outline import blocks

from index.formats.markdown.comments import comments


@pytest.mark.parametrize(
    ("text", "withheld"),
    [
        pytest.param("Tea. <!-- ask Edna --> Milk.", ["<!-- ask Edna -->"], id="between sentences"),
        pytest.param("<!-- ask\n\nEdna -->\nTea is made with `water`", ["<!-- ask\n\nEdna -->"], id="first, in a file that ends in code"),
        pytest.param("Tea.\n\n%% ask Edna %%\n\nMilk.", ["%% ask Edna %%"], id="of Obsidian"),
        pytest.param("`<!-- so -->` is one. <!-- a -->", ["<!-- a -->"], id="in a line of code"),
        pytest.param("```\n<!-- so -->\n```\n<!-- a -->", ["<!-- a -->"], id="in a block of code"),
        pytest.param("```\n<!-- so\n```\nTea. <!-- a --> Milk.", ["<!-- a -->"], id="open in a block of code"),
        pytest.param("`<!--` begins one. <!-- a --> Milk.", ["<!-- a -->"], id="open in a line of code"),
        pytest.param("Tea. <!-- a --> Milk. <!-- b", ["<!-- a -->"], id="open at the end"),
        pytest.param("Tea --> milk.", [], id="an arrow"),
    ],
)  # fmt: skip
def test_what_a_comment_is(text: str, withheld: list[str]) -> None:
    assert [text[start:end] for start, end in comments(text)] == withheld


@pytest.mark.parametrize("mark", ["`<!-- ", "<!-- "])
def test_they_are_found_in_time_that_grows_with_the_text(mark: str) -> None:
    def seconds(marks: int) -> float:
        text = mark * marks
        begun = time.process_time()
        assert comments(text) == ()
        return time.process_time() - begun

    seconds(1000)
    assert seconds(160_000) < 64 * seconds(10_000) + 0.1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\n%% ask Edna %%\n\nTwo.", ["One.", "Two."]),
        ("One.\n%%\nask\n%%\n- Two.", ["One.", "Two."]),
        ("One.\n\n%% ask\r%%\nTwo.\n\n- Three.\n- Four.", ["One.", "Two.", "Three.", "Four."]),
        ("It is 5 %% of all, or 6 %%", ["It is 5 %% of all, or 6 %%"]),
        ("%% never closed\n\nTwo.", ["%% never closed", "Two."]),
        ("```\n%% ask %%\nbrew tea\n%%\n```\n\n%% c %%\n\nTwo.", ["%% ask %%\nbrew tea\n%%", "Two."]),
    ],
    ids=["between paragraphs", "right below one", "another line break", "within a line", "never closed", "in code"],
)
def test_what_stands_beside_a_comment_is_read(text: str, expected: list[str]) -> None:
    assert [found for _, found in blocks(text)] == expected
