"""Behind a turn about one office of an infobox the others are not meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.conversation.told import Told
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from chatbot.weighing.other_group import OtherGroups
from index import PassageIndex, open_index

ADA = """= Ada Quill =

Ada Quill
- Office1: Mayor of Gull Bay
- Term Start1: 1901
- Predecessor1: Bo Hill
- Office2: Minister of Public Works
- Term Start2: 1908
- Predecessor2: Una Reed
- Spouse: Tam Lane

Ada Quill was a politician. In 1908 she became Minister of Public Works.
"""

UNA = """= Una Reed =

Una Reed
- Film1: Salt Road (1911)
- Film2: The Gull (1912)
- Award1: Golden Oar (1911)
- Award2: Silver Oar (1912)

Una Reed was an actor.
"""


@pytest.fixture
def offices(new_world: World) -> PassageIndex:
    new_world.hold({"ada-quill.txt": ADA, "una-reed.txt": UNA, "gull.txt": "The gull is white."})
    return open_index(new_world.index_dir)


@pytest.fixture
def row_of(offices: PassageIndex) -> Callable[[str], int]:
    texts = [passage.text for passage in offices.passages(range(offices.count))]
    return lambda text: next(row for row, found in enumerate(texts) if text in found)


@pytest.mark.parametrize(
    ("asked", "question", "answer", "cited", "meant"),
    [
        pytest.param("Who came before her?", "When did she start?", "1901", "Term Start1", 1, id="the cited fact's"),
        pytest.param("Who came before her?", "Was she mayor?", "Mayor of Gull Bay", "Office1", 1, id="the office itself"),
        pytest.param("Who came before her?", "When was she minister?", "She served.", "", 2, id="the last question's"),
        pytest.param("Who came before her?", "What did she do?", "In 1908 she became Minister of Public Works.", "", 2, id="the last answer's"),
        pytest.param("And as minister?", "When did she start?", "1901", "Term Start1", 2, id="the question's own"),
        pytest.param("And for public works?", "When did she start?", "1901", "Term Start1", 2, id="several of its words"),
        pytest.param("Who came before her?", "Was she mayor or minister?", "Both.", "", 0, id="two of them"),
        pytest.param("And the other one?", "When did she start?", "1901", "Term Start1", 0, id="another"),
        pytest.param("Who came before her?", "Whom did she marry?", "Tam Lane", "Spouse", 0, id="none"),
    ],
)  # fmt: skip
def test_the_facts_of_another_office_are_told_apart(
    offices: PassageIndex, row_of: Callable[[str], int], asked: str, question: str, answer: str, cited: str, meant: int
) -> None:
    last = Told(question, answer, None, "ada-quill", row_of(cited) if cited else None)
    others = {0: (), 1: ("Term Start2", "Predecessor2"), 2: ("Term Start1", "Predecessor1")}[meant]
    assert OtherGroups(offices).rows(asked, last, is_phrase=False) == {row_of(other) for other in others}


def test_a_list_with_numbers_and_a_text_without_facts_have_none(
    offices: PassageIndex, row_of: Callable[[str], int]
) -> None:
    groups = OtherGroups(offices)
    award = Told("What did she win?", "Golden Oar (1911)", None, "una-reed", row_of("Award1"))
    assert groups.rows("And when?", award, is_phrase=False) == frozenset()
    assert (
        groups.rows("And when?", Told("Is it white?", "White.", None, "gull", row_of("gull is")), is_phrase=False)
        == frozenset()
    )
    assert groups.rows("And when?", Told("Is it white?"), is_phrase=False) == frozenset()


def test_a_follow_up_is_answered_of_the_office_that_was_talked_of(offices: PassageIndex, new_world: World) -> None:
    answerer = Answerer(offices, new_world.encoder, ChatSettings(answer_floor=0.0))

    def first(*cited: str) -> str:
        history = [Turn("When did Ada Quill start?", answer) for answer in cited]
        outcome = answerer.reply("Who was her predecessor?", None, 3, history).outcome
        assert isinstance(outcome, Answered)
        return outcome.passages[0].text

    assert first("- Term Start1: 1901") == "- Predecessor1: Bo Hill"
    assert first("- Term Start2: 1908") == "- Predecessor2: Una Reed"
