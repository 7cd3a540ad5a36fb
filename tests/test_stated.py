"""A heading that states something with nothing below it, or in a whole sentence, is a passage."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from passages_of import chunk

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from index import open_index
from index.chunking.stated import with_stated
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown

HOURS = "## Opening hours\n\n#### Monday to Friday: 9am – 5pm\n\n#### Sunday: closed\n\n## Café\n\nCakes and soup.\n"


def told(text: str) -> list[tuple[tuple[str, ...], str]]:
    return [(passage.section, passage.text) for passage in chunk(with_stated(read_markdown(f"# Garden\n\n{text}")))]


def test_what_headings_state_above_nothing_is_told_of_the_section_around_them() -> None:
    assert told(HOURS) == [
        (("Opening hours",), "Monday to Friday: 9am – 5pm"),
        (("Opening hours",), "Sunday: closed"),
        (("Café",), "Cakes and soup."),
    ]


@pytest.mark.parametrize(
    "heading",
    ["Dogs are not allowed", "01872 555 012", "hello@garden.example", "Next market: 14 June", "Free for children"],
)
def test_what_is_told_in_a_heading_alone(heading: str) -> None:
    assert told(f"## {heading}\n\n## Café\n\nCakes and soup.\n")[0] == ((), heading)


def test_a_sentence_heads_what_stands_below_it_all_the_same() -> None:
    assert told("We are closed on Mondays.\n---\n\nCash only, please.\n") == [
        (("We are closed on Mondays.",), "We are closed on Mondays."),
        (("We are closed on Mondays.",), "Cash only, please."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("## Room 4\n\n### Beds are made\n\nBy us alone.\n", id="another heading below it"),
        pytest.param("## Dogs are not allowed\n\nBy nobody here.\n", id="words below it, and no sentence"),
        pytest.param("## Is it open on Monday?\n\n## Café\n\nBy us alone.\n", id="a question"),
        pytest.param("## Jazz night\n\n## Café\n\nBy us alone.\n", id="a name"),
        pytest.param("## Notes.\n\nBy us alone.\n", id="a stop that ends no sentence"),
    ],
)
def test_other_headings_are_no_passages(text: str) -> None:
    assert len(told(text)) == 1


def test_the_title_of_a_page_is_none() -> None:
    page = (
        b"<html><head><title>We are open</title></head><body><h1>We are open</h1><p>Cakes and soup.</p></body></html>"
    )
    assert [passage.text for passage in chunk(with_stated(read_html(page)))] == ["Cakes and soup."]


def test_it_answers(new_world: World) -> None:
    new_world.hold({"garden.md": f"# Garden\n\n{HOURS}"})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    outcome = answerer.reply("Sunday closed?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "Sunday: closed"
