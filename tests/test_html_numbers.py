"""The numbers of an ordered list stand before its items as a browser shows them, and are none of their words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import World
from flask import Flask
from html_pages import outline, page

from chatbot.outcome import Answered
from index.formats.html.read import read_html


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param("<ol><li>Wait.<li>Go.</ol>", "1. Wait. 2. Go.", id="from one"),
        pytest.param("<ol start=3><li>Wait.<li value=7>Go.<li>Run.</ol>", "3. Wait. 7. Go. 8. Run.", id="from another"),
        pytest.param("<ol reversed><li>Wait.<li>Go.</ol>", "2. Wait. 1. Go.", id="down to one"),
        pytest.param("<ol type=a><li>Wait.</ol><ol style='List-Style-Type: upper-latin'><li>Go.</ol>", "a. Wait. A. Go.", id="letters"),
        pytest.param("<ol><li><p>Wait.</p><p>Or sit.</p><ol type=a><li>By hand.</ol><li>Go.</ol>", "1. Wait. Or sit. a. By hand. 2. Go.", id="an item of several parts"),
        pytest.param("<ol><li><b>Wait</b> or sit.<br>Then run.</ol>", "1. Wait or sit. Then run.", id="an item with marks"),
        pytest.param("<ol><li hidden>Wait.<li>Go.</ol>", "2. Go.", id="an item that is not seen"),
        pytest.param("<ol><li><ul><li>Wait.</ul><li>Go.</ol>", "Wait. 2. Go.", id="a list alone in an item"),
        pytest.param("<ol style='list-style: none inside'><li>Wait.</ol><ol type=i><li>Go.</ol><ol start=-1><li>Run.</ol>", "Wait. Go. Run.", id="none that is told"),
        pytest.param("<ul><li value=4 number='3.'>Wait.</ul>", "Wait.", id="no ordered list"),
        pytest.param("<ol start=x><li value=99999999999999>Wait.</ol>", "1. Wait.", id="no numbers"),
    ],
)  # fmt: skip
def test_each_item_stands_behind_its_number(body: str, text: str) -> None:
    article = read_html(page(f"<main><h1>Ways</h1>{body}</main>"))
    assert " ".join(article.text.split()).removeprefix("Ways ") == text
    words = [words for _, blocks in outline(article) for _, words in blocks]
    assert not any(word[0].isdigit() or word[1] == "." for word in words)


RULES = """<main><h1>House rules</h1><p>They hold for all.</p>
<ol><li>Shoes are left at the door.<li>Guests sign the book. They must not:<ol type=a><li>dance;<li>sing.</ol><li>Dogs stay outside.</ol></main>"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what does rule 3 say", ["Dogs stay outside."]),
        ("rule 2", ["Guests sign the book.", "They must not:", "dance;", "sing."]),
        ("rule 2 (b)", ["sing."]),
    ],
)
def test_a_rule_is_told_by_its_number(new_world: World, question: str, told: list[str]) -> None:
    outcome = new_world.answerer({"rules.html": RULES}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.told] == told


def test_the_page_of_the_source_shows_numbers_and_letters(new_world: World, make_app: Callable[..., Flask]) -> None:
    new_world.hold({"rules.html": RULES})
    shown = make_app(new_world.index_dir).test_client().get("/sources/house-rules").text
    items = [" ".join(line.split()) for line in shown.splitlines() if "<li" in line and "<link" not in line]
    assert [(item.split(">")[0], "a. " in item, "b. " in item) for item in items] == [
        ('<li value="1"', False, False),
        ('<li value="2"', False, False),
        ('<li class="marked"', True, False),
        ('<li class="marked"', False, True),
        ('<li value="3"', False, False),
    ]
