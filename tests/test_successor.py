"""Who came before does not tell who came after."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from demoted import GOES, STAYS, order

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.successor import demote_predecessors
from chatbot.settings import ChatSettings
from index import BlockKind, Passage, open_index


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("Who was secretary after Moor?", "He was secretary, in succession to Baron Lane.", GOES, id="in succession to"),
        pytest.param("who followed her as judge", "- Predecessor1: Hector Lane", GOES, id="a fact"),
        pytest.param("Who took over from Moor as minister?", "As minister she succeeded Jonas Lane.", GOES, id="succeeded"),
        pytest.param("Who took over the section after her?", "In 1941 she took it over from the retired Axel Lane.", GOES, id="over from"),
        pytest.param("who was captain after Moor", "She was captain until 2016, after the long jumper Kim Lane.", GOES, id="after"),
        pytest.param("Who was Moor's predecessor?", "- Successor: Fathima Lane", GOES, id="after for before"),
        pytest.param("Whom did Moor replace?", "Moor was succeeded by Ada Lane.", GOES, id="replaced by"),
        pytest.param("Who succeeded Moor?", "Ada Lane succeeded Moor in 1971.", STAYS, id="of the one who is asked about"),
        pytest.param("Who took over from her?", "Ada Lane took over from her in 1971.", STAYS, id="a pronoun"),
        pytest.param("who succeeded moor?", "Ada Lane succeeded Moor in 1971.", STAYS, id="the name in small letters"),
        pytest.param("Who succeeded Moor?", "Moor replaced Bo Hill and was succeeded by Ada Lane.", STAYS, id="both told"),
        pytest.param("Who became minister after Moor?", "Ada Lane did, after the fall of Bo Hill.", STAYS, id="after an event"),
        pytest.param("Who is the scheme named after?", "The scheme is named after Ada Lane.", STAYS, id="named after"),
        pytest.param("Which battle came after Moor?", "- Followed By: Battle of Lane", STAYS, id="followed by"),
        pytest.param("Who was captain?", "She was captain after Kim Lane.", STAYS, id="neither is asked"),
    ],
)  # fmt: skip
def test_who_came_before_goes_last_where_who_came_after_is_asked(
    question: str, text: str, expected: list[tuple[int, float]]
) -> None:
    assert order(demote_predecessors, question, (text, ""), ("Tea is free.", "")) == expected


def test_the_fact_that_tells_it_takes_the_place() -> None:
    facts = ("- Predecessor: Jonas Lane", "- Born: Gull Bay", "- Successor: Ada Hill")
    found = {row: Passage("d", row + 1, BlockKind.FACT, text, 0, len(text), (), text) for row, text in enumerate(facts)}
    ranked = [RankedHit(row, 0.5, confidence) for row, confidence in enumerate((0.8, 0.4, 0.2))]
    asked = demote_predecessors(ranked, found, "Who came after her?")
    assert [(hit.row, hit.confidence) for hit in asked] == [(2, 0.8), (1, 0.4), (0, 0.0)]


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        pytest.param(["a: - Predecessor: Jonas Lane", "b: - Successor: Ada Hill"], [(1, 0.5), (0, 0.0)], id="of another document"),
        pytest.param(
            ["a: - Predecessor1: Jonas Lane", "a: - Predecessor2: Bo Hill", "a: - Successor1: Ada Hill", "a: - Successor2: Una Reed"],
            [(2, 0.9), (3, 0.8), (0, 0.0), (1, 0.0)],
            id="each takes one place",
        ),
    ],
)  # fmt: skip
def test_a_fact_takes_the_place_of_one_of_its_own_document(facts: list[str], left: list[tuple[int, float]]) -> None:
    told = [fact.split(": ", 1) for fact in facts]
    found = {
        row: Passage(document, row + 1, BlockKind.FACT, text, 0, len(text), (), text)
        for row, (document, text) in enumerate(told)
    }
    ranked = [RankedHit(row, 0.5, (0.9, 0.8, 0.2, 0.1)[row] if len(facts) > 2 else (0.8, 0.5)[row]) for row in found]
    asked = demote_predecessors(ranked, found, "Who came after her?")
    assert [(hit.row, hit.confidence) for hit in asked] == left


def test_a_predecessor_is_no_successor(new_world: World) -> None:
    new_world.hold({"moor.txt": "Moor succeeded Jonas Lane as minister."})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    assert isinstance(answerer.reply("Who succeeded Lane as minister?").outcome, Answered)
    assert isinstance(answerer.reply("Who succeeded Moor as minister?").outcome, NotAnswered)


def test_a_row_that_only_names_whom_the_question_names_is_left_out_where_another_passage_tells(
    new_world: World,
) -> None:
    table = "| Post | Name |\n| --- | --- |\n| Chair | Dr Helen Lane |\n| Clerk | Bo Hill |\n"
    told = "The meeting elected Helen Lane as chair; she follows Graham Stott.\n"
    new_world.hold({"club.md": f"{table}\n{told}"})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    outcome = answerer.reply("Who was chair before Helen Lane?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == told.strip()
    assert "| Chair | Dr Helen Lane |" not in {passage.text for passage in outcome.passages}
    new_world.hold({"club.md": table})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=0.0))
    outcome = answerer.reply("Who was chair before Helen Lane?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "| Chair | Dr Helen Lane |"
