"""A day or a time right below a heading is one passage with it."""

from __future__ import annotations

import pytest
from html_pages import page
from passages_of import chunk

from index.chunking.dated import with_dated
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.passage import Article


def read(article: Article) -> list[str]:
    return [passage.text for passage in chunk(with_dated(article))]


@pytest.mark.parametrize(
    "when",
    [
        "14 May", "9:00", "1952", "Tuesday 7pm", "Mon–Fri 9:00–17:00", "Saturday, 7 June 2025, 19:30", "1998-2004", "12.05.2025",
        "2025-05-14", "every Tuesday at 7 p.m.", "Sat. 7th of June", "March 2019 - present", "doors 7 pm, starts 8 pm", "May to October",
    ],
)  # fmt: skip
def test_a_line_that_only_tells_when_stands_with_its_heading(when: str) -> None:
    assert read(read_markdown(f"# Hall\n\n## Jazz night\n\n{when}\n\nBring a drum.\n")) == [
        f"Jazz night\n\n{when}",
        "Bring a drum.",
    ]


@pytest.mark.parametrize(
    "line",
    ["2 hours", "12", "9.30", "Room 4", "May Miller", "Closed on Monday", "On 14 May we sing", "14 May, town hall"],
)
def test_a_line_that_says_more_or_less_stands_alone(line: str) -> None:
    assert read(read_markdown(f"# Hall\n\n## Jazz night\n\n{line}\n\nBring a drum.\n"))[0] == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Hall\n\n## Hours\n\nMonday 9:00\n\nTuesday 8:00\n", ["Monday 9:00", "Tuesday 8:00"]),
        ("# Hall\n\n## Hours\n\n- Monday 9:00\n- Tuesday 8:00\n", ["Monday 9:00", "Tuesday 8:00"]),
        (
            "# Hall\n\n## Diary\n\n9 May\n\nA junior match\n\n20 June\n\nAn open day\n",
            ["9 May", "A junior match", "20 June", "An open day"],
        ),
        ("# Hall\n\n## When is the quiz?\n\n14 May\n", ["14 May"]),
        ("# Jazz night\n\n14 May 2025\n", ["14 May 2025"]),
        ("# Hall\n\n## Jazz night\n\nBring a drum.\n\n14 May\n", ["Bring a drum.", "14 May"]),
    ],
    ids=["lines", "a list", "days with what is on", "a question", "a title", "further below"],
)
def test_other_headings_stay(text: str, expected: list[str]) -> None:
    assert read(read_markdown(text)) == expected


def test_the_heading_still_heads_what_stands_below() -> None:
    box = "<div><span>{0}</span><h3>{1}</h3><p>{2}</p></div>"
    body = box.format("14 May", "Jazz night", "Bring a drum.") + box.format("21 May", "Quiz", "Teams of six play.")
    article = with_dated(read_html(page(body)))
    assert [(passage.section, passage.text) for passage in chunk(article)] == [
        (("Jazz night",), "Jazz night\n\n14 May"),
        (("Jazz night",), "Bring a drum."),
        (("Quiz",), "Quiz\n\n21 May"),
        (("Quiz",), "Teams of six play."),
    ]
