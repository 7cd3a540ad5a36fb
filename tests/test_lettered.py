"""Items that a letter or a number marks by itself are read and told behind the line that announces them, whatever the format."""

from __future__ import annotations

from collections.abc import Callable

import docx
import pytest
from conftest import World
from passages_of import chunk
from word_documents import saved

from index import BlockKind
from index.chunking.lettered import with_lettered
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.formats.text.read import read_wiki_text
from index.formats.word.read import read_word
from index.passage import Article, Passage

RULES = (
    "5.1 The tenant must not:",
    "(a) keep animals in the flat;",
    "(b) smoke in the flat, except:",
    "(i) on the roof terrace; or",
    "(ii) in the yard after six;",
    "(c) hang washing on the railings.",
    "5.2 Guests may stay for two weeks.",
)
BEHIND = ("", RULES[0], RULES[0], RULES[2], RULES[2], RULES[0], "")


def _web(lines: str) -> Article:
    return read_html(f"<html><body><main><h1>Rules of the house</h1>{lines}</main></body></html>".encode())


def _word() -> Article:
    document = docx.Document()
    for line in RULES:
        document.add_paragraph(line)
    return read_word(saved(document))


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda: _web("".join(f"<p>{rule}</p>" for rule in RULES)), id="paragraphs of a page"),
        pytest.param(lambda: _web(f"<p>{'<br>'.join(RULES[:-1])}</p><p>{RULES[-1]}</p>"), id="lines of one"),
        pytest.param(lambda: read_markdown("\n\n".join(RULES)), id="Markdown, with empty lines"),
        pytest.param(lambda: read_markdown("\n".join(RULES[:-1]) + f"\n\n{RULES[-1]}"), id="Markdown, without"),
        pytest.param(lambda: read_wiki_text("\n\n".join(RULES)), id="text, with empty lines"),
        pytest.param(lambda: read_wiki_text("\n".join(RULES)), id="text, without"),
        pytest.param(_word, id="Word"),
    ],
)
def test_each_is_read_behind_what_announces_it(read: Callable[[], Article]) -> None:
    passages = chunk(with_lettered(read()))
    assert [passage.text for passage in passages] == list(RULES)
    assert [passage.kind is BlockKind.ITEM for passage in passages] == [bool(line) for line in BEHIND]
    assert [_read_before(passage) for passage in passages if passage.kind is BlockKind.ITEM] == list(
        filter(None, BEHIND)
    )


def _read_before(passage: Passage) -> str:
    """Of what is read before it, the line that it is read behind."""
    return next(line for line in RULES if passage.readable[: passage.own_start].rstrip().endswith(line))


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        pytest.param(("Bring these:", "1. a lamp", "2. a rope"), 2, id="numbers"),
        pytest.param(("Bring these:", "B) a lamp", "C) a rope"), 0, id="not from the first on"),
        pytest.param(("Bring these:", "(a) a lamp", "(c) a rope"), 1, id="one is left out"),
        pytest.param(("Bring these:", "(a) a lamp", "It is far.", "(b) a rope"), 1, id="up to what has no mark"),
        pytest.param(("It is far.", "(a) a lamp", "(b) a rope"), 0, id="nothing announces them"),
        pytest.param(("You need:", *(f"({letter}) some {letter}" for letter in "abcdefghij")), 10, id="a letter that is a number, too"),
    ],
)  # fmt: skip
def test_a_list_begins_behind_a_colon_and_leaves_nothing_out(lines: tuple[str, ...], items: int) -> None:
    article = with_lettered(_web("".join(f"<p>{line}</p>" for line in lines)))
    kinds = [block.kind for section in article.sections for block in section.blocks]
    assert kinds.count(BlockKind.ITEM) == items


def test_a_list_may_stand_in_an_item_of_another_form() -> None:
    article = with_lettered(read_wiki_text("- Bring these:\n(a) a lamp\n(b) a rope\n"))
    assert [block.depth for section in article.sections for block in section.blocks] == [0, 1, 1]


@pytest.mark.parametrize(
    "article",
    [
        pytest.param(
            _web(
                "<p>You must not:</p><ul><li>keep animals, except:<ul><li>fish in a tank;</li><li>birds in a cage;</li></ul></li>"
                "<li>smoke in the flat.</li></ul>"
            ),
            id="a page's",
        ),
        pytest.param(
            read_markdown("You must not:\n\n- keep animals, except:\n  - fish in a tank;\n  - birds in a cage;\n- smoke in the flat.\n"),
            id="Markdown's",
        ),
    ],
)  # fmt: skip
def test_an_item_of_a_list_within_a_list_is_read_behind_its_own_line(article: Article) -> None:
    before = [passage.readable[: passage.own_start].rstrip() for passage in chunk(article)]
    lines = ["You must not:", "keep animals, except:", "keep animals, except:", "You must not:"]
    assert [read.endswith(line) for read, line in zip(before[1:], lines, strict=True)] == [True] * 4


def test_an_item_of_a_list_within_a_list_is_read_behind_the_item_that_holds_it() -> None:
    text = "You may build:\n\n- a shed\n- a pond, as long as\n  - it is flat, and\n  - no child can fall in\n- a wall\n\nWe\n\n- rent boats\n  - by the hour\n  - by the day\n"
    before = [passage.readable[: passage.own_start].rstrip() for passage in chunk(read_markdown(text))]
    assert before == [
        "", *["You may build:"] * 2, *["a pond, as long as"] * 2, "You may build:", "a wall", "We", *["rent boats"] * 2
    ]  # fmt: skip


def test_the_answer_says_what_is_not_allowed(new_world: World) -> None:
    reply = new_world.answerer({"rules.md": "# House rules\n\n" + "\n\n".join(RULES)}).reply("May I smoke in the flat?")
    assert reply.outcome.message.splitlines()[:2] == [RULES[0], RULES[2]]


BULLETED = ("• Bring your own towel", "• Leave your shoes outside,", "please", "• Swim in circles")


def test_lines_of_a_paragraph_with_hyphens_are_items() -> None:
    article = with_lettered(_web("<p>- Hot showers<br>- Laundry<br>- Well-kept lawns</p>"))
    found = [(passage.kind, passage.text) for passage in chunk(article)]
    assert found == [(BlockKind.ITEM, text) for text in ("- Hot showers", "- Laundry", "- Well-kept lawns")]


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda: _web(f"<p>{'<br>'.join(BULLETED)}</p>"), id="HTML"),
        pytest.param(lambda: read_markdown("# Rules\n\n" + "\n".join(BULLETED) + "\n"), id="Markdown"),
    ],
)
def test_lines_of_a_paragraph_with_the_same_bullet_are_items(read: Callable[[], Article]) -> None:
    found = [(passage.kind, " ".join(passage.text.split())) for passage in chunk(with_lettered(read()))]
    assert found == [
        (BlockKind.ITEM, "• Bring your own towel"),
        (BlockKind.ITEM, "• Leave your shoes outside, please"),
        (BlockKind.ITEM, "• Swim in circles"),
    ]


def test_one_dash_in_front_of_a_line_makes_no_item() -> None:
    article = with_lettered(_web("<p>Tea is hot.<br>– says Ada, who drinks it.</p>"))
    assert {passage.kind for passage in chunk(article)} == {BlockKind.PARAGRAPH}


def test_what_stands_beside_a_list_keeps_its_last_sign() -> None:
    article = read_markdown(
        "Mail: <ada@quill.example>\n\n• Tern\n• Gull\n\n> Be there <b>early</b>\n>\n> – One, and\n>\n> it ends.\n"
    )
    told = [article.text[block.start : block.end] for block in with_lettered(article).sections[0].blocks]
    assert told == ["Mail: <ada@quill.example>", "• Tern", "• Gull", "Be there <b>early</b>", "– One, and", "it ends."]
