"""The words that answer, marked: facts whole, sentences with the real model."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from chatbot.answer import Answerer
from chatbot.highlight import Highlighter, _places
from chatbot.outcome import Answered
from chatbot.ranking.answer_span import Span, SpanModel
from chatbot.ranking.english_words import WORD
from chatbot.ranking.model_files import DATA
from index import BlockKind, Encoder, Passage, open_index
from index.tokens import PROJECTION_FILE, Projection

if TYPE_CHECKING:
    from conftest import World


def test_the_span_model_belongs_to_the_projection() -> None:
    assert SpanModel.load(DATA / "answer_span.npz").projection == Projection.load(PROJECTION_FILE).fingerprint


def test_the_value_of_a_fact_is_marked_whole(world: World, encoder: Encoder) -> None:
    highlighter = Highlighter(open_index(world.index_dir), encoder)
    fact = Passage("d", 1, BlockKind.FACT, "- Successor2: Ivo Lane", 0, 22, (), "Ada, successor: Ivo Lane", 14)
    assert highlighter.highlights(None, 0, fact) == (Span(14, 22),)


def test_a_word_goes_on_behind_an_accent_or_a_vowel_sign() -> None:
    assert WORD.findall("Iba\u0301n\u0303ez, शर्मा") == ["Iba\u0301n\u0303ez", ",", "शर्मा"]


def test_without_token_vectors_nothing_of_a_sentence_is_marked(world: World, encoder: Encoder) -> None:
    passage_index = open_index(world.index_dir)
    highlighter = Highlighter(passage_index, encoder)
    [sentence] = passage_index.passages([8])
    assert sentence.kind is BlockKind.PARAGRAPH
    assert highlighter.ask("When did he die?", None) is None
    assert highlighter.highlights(None, 8, sentence) == ()


TEXT = """\
= Gull Bay =

The lighthouse was built in 1891 by Ada Quill. It is 42 metres tall and stands on Cape Thorn.
The old   harbour burned down
on 3 May 1920.
The bridge was designed by Jose\u0301 Iba\u0301n\u0303ez.
"""
TABLES = """# Gull Bay ferry

The ferry was bought in **1984** from [the island council](https://example.org/council) for a single crown.

## Fares

| Ticket | One way | Return |
| --- | --- | --- |
| Adult, from 16 years | 4.20 crowns | 7.50 crowns |
| Bicycle | 2 crowns | 3 crowns |
"""
PAGE = """<title>Gull Bay bus</title><h1>Gull Bay bus</h1><p>The bus runs all year.</p>
<table><tr><th>Day</th><th>First bus</th><th>Last bus</th></tr>
<tr><td>Monday to Friday</td><td>6:10</td><td>23:30</td></tr><tr><td>Sunday</td><td>8:40</td><td>21:15</td></tr></table>
"""


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"gull-bay.txt": TEXT, "ferry.md": TABLES, "bus.html": PAGE}, answer_floor=0)


def _marked(answerer: Answerer, question: str) -> tuple[str, list[str]]:
    """The text of the first passage, and the words of it that are marked."""
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    first = outcome.passages[0]
    return first.text, [first.text[mark.start : mark.end] for mark in first.highlights]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When was the lighthouse built?", "1891"),
        ("Who built the lighthouse?", "Ada Quill"),
        ("How tall is the lighthouse?", "42 metres"),
        ("Where does the lighthouse stand?", "Cape Thorn"),
        ("When did the harbour burn down?", "3 May 1920"),
        ("Who designed the bridge?", "Jose\u0301 Iba\u0301n\u0303ez"),
    ],
    ids=lambda words: words,
)
def test_what_is_asked_for_is_marked(answerer: Answerer, question: str, answer: str) -> None:
    text, marked = _marked(answerer, question)
    assert any(answer in words for words in marked)
    assert sum(map(len, marked)) <= 0.6 * len(text)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is a return ticket for an adult?", "7.50 crowns"),
        ("How much does a bicycle cost one way?", "2 crowns"),
        ("When does the last bus leave on Sunday?", "21:15"),
        ("When does the first bus leave on Monday?", "6:10"),
    ],
    ids=lambda words: words,
)
def test_the_cell_below_the_column_that_is_asked_for_is_marked(answerer: Answerer, question: str, answer: str) -> None:
    assert _marked(answerer, question)[1] == [answer]


@pytest.mark.slow
def test_marks_of_markdown_are_counted_through(answerer: Answerer) -> None:
    text, marked = _marked(answerer, "When was the ferry bought?")
    assert "**1984**" in text
    assert marked == ["1984"]


@pytest.mark.slow
def test_the_letter_of_an_item_answers_nothing(real_answerer: Callable[..., Answerer]) -> None:
    items = [
        "(a) keep animals;",
        "(b) smoke, except:",
        "(i) on the balcony;",
        "(ii) in the yard;",
        "(c) play the drums.",
    ]
    text = "\n\n".join(
        ["# Tenancy", "## 2. Use", "2.1 The tenant must not:", *items, "2.2 Guests may stay for two weeks."]
    )
    outcome = real_answerer({"tenancy.md": text}).reply("clause 2", None, 8).outcome
    assert isinstance(outcome, Answered)
    told = {
        passage.text: [passage.text[mark.start : mark.end] for mark in passage.highlights] for passage in outcome.told
    }
    marked = [words for item in items for words in told[item]]
    assert "keep animals" in marked
    assert not {"a", "b", "c", "i", "ii"}.intersection(marked)


@pytest.mark.slow
def test_own_words_have_the_same_tokens_alone_as_behind_their_context(answerer: Answerer) -> None:
    """Highlighting counts on it, so that it need not read the context again."""
    passages = answerer.passage_index.passages(range(answerer.passage_index.count))
    assert all(passage.own_start for passage in passages)
    for row, passage in enumerate(passages):
        places = answerer.encoder.token_offsets(passage.readable)
        own = places[(places[:, 1] > places[:, 0]) & (places[:, 0] >= passage.own_start)] - passage.own_start
        alone = answerer.encoder.token_offsets(passage.readable[passage.own_start :])
        assert alone[alone[:, 1] > alone[:, 0]].tolist() == own.tolist()
        assert len(own) == len(answerer.passage_index.tokens(row))


def test_a_row_of_hundreds_of_equal_cells_is_placed_in_no_time() -> None:
    text = "| Sum |" + " 0 |" * 800
    own = "Sum" + " 0" * 800
    begin = time.process_time()
    places = _places(text, own)
    assert time.process_time() - begin < 2  # where each was compared with each it took ten
    assert places is not None
    assert [text[place] for place in places[:3]] == list("Sum")
    assert text[places[own.index("0")]] == "0"
