"""Bold words by themselves head what follows them on an HTML page, and so do those that a paragraph begins with."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from passages_of import LIMITS, chunk

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from index import open_index
from index.chunking.cut import ChunkLimits
from index.formats.html.read import read_html


def sections(body: str) -> list[tuple[tuple[str, ...], list[str]]]:
    page = f"<html><head><title>The lido</title></head><body><main><h1>The lido</h1><p>We swim.</p>{body}</main></body></html>"
    article = read_html(page.encode())
    return [
        (section.path, [article.text[block.start : block.end] for block in section.blocks])
        for section in article.sections
    ][1:]


PRICES = "<p>Adults pay five pounds.</p>"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("<p><strong>Prices</strong></p>", id="strong"),
        pytest.param("<div><b>Prices</b></div>", id="a div"),
        pytest.param("<p><span><strong>Prices</strong></span>: <br></p>", id="within a span, with a colon and a break"),
        pytest.param('<p><span style="font-weight: 700">Prices</span></p>', id="by its style"),
        pytest.param("<div><p><b>Prices</b></p></div>", id="in a box of its own"),
    ],
)
def test_a_bold_line_heads_what_follows(line: str) -> None:
    [(path, blocks)] = sections(f"{line}{PRICES}")
    assert (path[0].rstrip(":"), blocks) == ("Prices", ["Adults pay five pounds."])


def test_it_stands_below_the_heading_before_it() -> None:
    body = f"<h2>A day here</h2><p><b>Prices</b></p>{PRICES}<h2>Rules</h2><p>No diving.</p>"
    assert [path for path, _ in sections(body)] == [("A day here",), ("A day here", "Prices"), ("Rules",)]


def test_where_several_are_titles_a_longer_one_is_too() -> None:
    long = "<p><b>Opening hours of the sauna</b></p><p>From ten to eight.</p>"
    assert [
        path for path, _ in sections(f"<p><b>Prices</b></p>{PRICES}<p><b>Rules</b></p><p>No diving.</p>{long}")
    ] == [
        ("Prices",),
        ("Rules",),
        ("Opening hours of the sauna",),
    ]
    assert sections(f"{long}{PRICES}") == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("<p><b>Diving is forbidden here.</b></p>", id="a statement"),
        pytest.param("<p><b>Chair: Ada Quill</b></p>", id="a label with what it says"),
        pytest.param("<p><b>Prices</b> of today</p>", id="with other words"),
        pytest.param('<p><b><a href="/prices">Prices</a></b></p>', id="a link"),
        pytest.param("<ul><li><p><b>Prices</b></p></li></ul>", id="in a list"),
        pytest.param("<table><tr><td><p><b>Prices</b></p></td><td>all</td></tr></table>", id="in a table"),
    ],
)
def test_what_tells_something_or_stands_elsewhere_stays_text(line: str) -> None:
    assert sections(f"{line}{PRICES}") == []


@pytest.mark.parametrize(
    "behind", ["", "<h2>Rules</h2><p>No diving.</p>", "<p><b>Rules</b></p>"], ids=["nothing", "a heading", "another"]
)
def test_one_that_nothing_follows_stays_text(behind: str) -> None:
    assert ("Prices",) not in [path for path, _ in sections(f"<p><b>Prices</b></p>{behind}")]


def test_a_question_is_answered_by_what_it_heads(new_world: World) -> None:
    body = "<p><b>Prices</b></p><p>Adults pay five pounds.</p><p><b>Rules</b></p><p>Nobody may dive.</p>"
    new_world.hold(
        {
            "lido.html": f"<html><head><title>The lido</title></head><body><main><h1>The lido</h1>{body}</main></body></html>"
        }
    )
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    outcome = answerer.reply("Prices?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "Adults pay five pounds."


CHAIN = "The chain is slack. Have it mended."


@pytest.mark.parametrize(
    ("block", "lead"),
    [
        pytest.param(f"<p><b>It jerks a lot.</b> {CHAIN}</p>", "It jerks a lot. ", id="b"),
        pytest.param(f"<p><strong>It jerks a lot.</strong><br>{CHAIN}</p>", "It jerks a lot. ", id="strong, on a line of its own"),
        pytest.param(f"<ul><li><span style='font-weight: 700'>It jerks a lot.</span> {CHAIN}</li></ul>", "It jerks a lot. ", id="a style, of an item"),
        pytest.param(f"<p><b>It jerks</b> <b><i>a lot</i>. It stops.</b> {CHAIN}</p>", "It jerks a lot. It stops. ", id="in two"),
    ],
)  # fmt: skip
def test_bold_words_before_others_are_joined_to_what_they_head(block: str, lead: str) -> None:
    assert texts(block) == [f"{lead}The chain is slack.", "Have it mended."]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("<p>It jerks <b>a lot.</b> The chain is slack.</p>", id="within a sentence"),
        pytest.param("<p><b>It jerks a lot. The chain is slack.</b></p>", id="all is bold"),
        pytest.param("<p>It jerks a lot.<b> </b>The chain is slack.</p>", id="an empty one"),
        pytest.param("<div><b><p>It jerks a lot.</p></b><p>The chain is slack.</p></div>", id="over the end of a paragraph"),
    ],
)  # fmt: skip
def test_other_bold_words_head_nothing(block: str) -> None:
    assert texts(block) == ["It jerks a lot.", "The chain is slack."]


def test_more_words_than_a_heading_has_head_nothing() -> None:
    long = f"{'It jerks ' * 14}a lot."
    assert texts(f"<p><b>{long}</b> The chain is slack.</p>", ChunkLimits(3, 400)) == [long, "The chain is slack."]


def texts(block: str, limits: ChunkLimits = LIMITS) -> list[str]:
    page = f"<html><head><title>Help</title></head><body><main><h1>Help</h1>{block}</main></body></html>"
    return [passage.text for passage in chunk(read_html(page.encode()), limits)]
