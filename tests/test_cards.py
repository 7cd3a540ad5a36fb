"""A name in a heading and what somebody is below it are one passage."""

from __future__ import annotations

import time

import pytest
from conftest import FLOOR, World

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.pages.reading_page import reading_page
from chatbot.settings import ChatSettings
from index import open_index
from index.chunk import passages
from index.chunking.cards import with_cards
from index.chunking.cut import ChunkLimits
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.passage import Article, Block, BlockKind, Passage, Section
from index.sentences import sentence_splitter


def chunk(article: Article) -> list[Passage]:
    return passages(with_cards(article), "d", article.title, sentence_splitter("english"), ChunkLimits(3, 120))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("### Ada Quill\n\nHead coach\n", ["Ada Quill\n\nHead coach"], id="a name above a role"),
        pytest.param("### Dr Colin van Baird\n\nGP partner\n", ["Dr Colin van Baird\n\nGP partner"], id="a longer name"),
        pytest.param("### Head coach\n\n*Ada Quill*\n", ["Head coach\n\n*Ada Quill*"], id="a role above a name"),
        pytest.param(
            "### Ada Quill\n\nHead coach\n\nShe has rowed for years.\n",
            ["Ada Quill\n\nHead coach", "She has rowed for years."],
            id="with more below",
        ),
        pytest.param("### Ada Quill\n\nShe is head coach.\n", ["She is head coach."], id="a sentence"),
        pytest.param("### Ada Quill\n\nTelephone: office hours\n", ["Telephone: office hours"], id="a label"),
        pytest.param("### Gull Bay\n\nOpen from 10 to 4\n", ["Open from 10 to 4"], id="figures"),
        pytest.param("### Ada Quill\n\n- Head coach\n", ["Head coach"], id="a list"),
        pytest.param("### Opening times\n\nby arrangement\n", ["by arrangement"], id="no name"),
        pytest.param("# Ada Quill\n\nHead coach\n", ["Head coach"], id="the title"),
        pytest.param(
            "Ada Quill\n---------\n\nHead coach\n", ["Ada Quill\n---------\n\nHead coach"], id="an underline between them"
        ),
        pytest.param(
            "<h3>Ada Quill</h3>\n<p>Head coach</p>\n", ["Ada Quill</h3>\n<p>Head coach"], id="tags between them"
        ),
        pytest.param("### Ada Quill\n\n![Ada](a.png)\n\nHead coach\n", ["Head coach"], id="a picture between them"),
    ],
)  # fmt: skip
def test_a_name_and_a_few_words_below_it_are_one_passage(text: str, expected: list[str]) -> None:
    article = read_markdown(text)
    found = chunk(article)
    assert [passage.text for passage in found] == expected
    assert all(passage.text == article.text[passage.start : passage.end] for passage in found)


def test_a_long_word_takes_no_longer_to_read_than_others() -> None:
    below = f"{'!' * 40_000}a"
    block = Block(BlockKind.PARAGRAPH, 11, 11 + len(below))
    article = Article("Our team", f"Ada Quill\n\n{below}", (Section(("Ada Quill",), 0, 9, (block,)),))
    begin = time.process_time()
    with_cards(article)
    assert time.process_time() - begin < 1  # it takes some milliseconds; with the square of its signs, four seconds


def test_a_link_to_it_finds_both_on_the_page() -> None:
    cards = "<div><h4>Ada Quill</h4><p>Head coach</p></div><div><h4>Bo Lane</h4><p>Deputy head coach</p></div>"
    [ada, bo] = chunk(read_html(f"<main><h1>Our team</h1>{cards}<p>We row on the lake all year.</p></main>".encode()))[
        :2
    ]
    assert (ada.text, ada.section, ada.fragment) == (
        "Ada Quill\n\nHead coach",
        ("Ada Quill",),
        "Ada%20Quill,Head%20coach",
    )
    assert (bo.text, bo.fragment) == ("Bo Lane\n\nDeputy head coach", "Bo%20Lane,Deputy%20head%20coach")


def test_who_does_something_is_answered_by_the_name(new_world: World) -> None:
    new_world.hold(
        {"team.md": "# Our team\n\n## Coaches\n\n### Ada Quill\n\nHead coach\n\n### Bo Lane\n\nDeputy coach\n"}
    )
    passage_index = open_index(new_world.index_dir)
    outcome = (
        Answerer(passage_index, new_world.encoder, ChatSettings(answer_floor=FLOOR))
        .reply("Who is the head coach?")
        .outcome
    )
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "Ada Quill\n\nHead coach"
    [document] = passage_index.documents.values()
    pages = reading_page(passage_index, document)
    pieces = [piece for section in pages for block in section.blocks for piece in block.pieces]
    assert [(piece.text, piece.id) for piece in pieces] == [
        ("Ada Quill\n\nHead coach", f"{document.id}:1"),
        ("Bo Lane\n\nDeputy coach", f"{document.id}:2"),
    ]
