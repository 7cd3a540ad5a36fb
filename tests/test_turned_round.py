"""What tells the other way round what is asked goes last, without confidence."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from demoted import GOES, STAYS, order

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.rules.turned_round import demote_turned_round
from chatbot.settings import ChatSettings
from index import open_index


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("Can I eat after the operation?", "You may eat before the operation.", GOES, id="before for after"),
        pytest.param("can i eat BEFORE an op", "After the op, eat little.", GOES, id="after for before"),
        pytest.param("Can I swim after the end of my stay?", "Swim free before your stay ends.", GOES, id="what leads to it"),
        pytest.param("what if I cancel after paying?", "Before paying, you may cancel.", GOES, id="a verb"),
        pytest.param("Can I eat before the operation?", "You may eat before the operation.", STAYS, id="what is asked"),
        pytest.param("Can I eat after the operation?", "Eat before the operation, and little afterwards.", STAYS, id="both told"),
        pytest.param("Is it open before or after the fair?", "It opens after the fair.", STAYS, id="both asked"),
        pytest.param("Who was mayor after Moor?", "Ada Quill was mayor before Lane.", STAYS, id="of another"),
        pytest.param("how deep is the lift", "The lift is 110 cm wide.", GOES, id="wide for deep"),
        pytest.param("What is the depth of the lift?", "The lift is 110 cm in width.", GOES, id="by their nouns"),
        pytest.param("how wide may a hedge be", "Hedges may not be higher than 1.25 metres.", GOES, id="higher for wide"),
        pytest.param("how heavy is it", "It is up to nine metres high.", GOES, id="high for heavy"),
        pytest.param("how long is the hose", "It ends at a height of 60 to 100 cm.", GOES, id="height for long"),
        pytest.param("how wide is the tunnel", "- Length: 9,846 m", GOES, id="a fact"),
        pytest.param("how wide is the lift", "The lift is 110 cm wide.", STAYS, id="the same dimension"),
        pytest.param("how tall is the tower", "The tower is 30 metres high.", STAYS, id="tall and high"),
        pytest.param("how high did the water rise", "It stood 80 centimetres deep.", STAYS, id="water"),
        pytest.param("how deep is the ice", "The ice is 2 m thick.", STAYS, id="ice"),
        pytest.param("how wide is the pool", "The pool is 25 m by 10 m and 2 m deep.", STAYS, id="lengths of nobody says what"),
        pytest.param("how heavy is the door", "It is 2 m high and weighs 30 kg.", STAYS, id="a weight beside"),
        pytest.param("how long is the dive", "They stay an hour, 30 m deep.", STAYS, id="a time"),
        pytest.param("how small may my bag be", "Bags may be 40 cm wide.", STAYS, id="a limit of no dimension"),
        pytest.param("how wide is the shed", "A shed of 16 square metres.", STAYS, id="no length"),
        pytest.param("how wide and how deep is the lift", "The lift is 110 cm wide.", STAYS, id="one of two that are asked"),
        pytest.param("how wide and how deep is the lift", "The lift is 2 m high.", GOES, id="none of two that are asked"),
        pytest.param("Where is the lift?", "The lift is 110 cm wide.", STAYS, id="neither is asked"),
    ],
)  # fmt: skip
def test_what_tells_the_other_way_round_goes_last(question: str, text: str, expected: list[tuple[int, float]]) -> None:
    assert order(demote_turned_round, question, (text, ""), ("Tea is free.", "")) == expected


@pytest.mark.parametrize(
    ("question", "heading", "expected"),
    [
        pytest.param("can i fly before the operation", "Before the operation", GOES, id="below the other heading"),
        pytest.param("can i fly before the operation", "Food", STAYS, id="nothing stands below the one asked for"),
        pytest.param("can i fly after the operation", "Before the operation", [(0, 0.9), (1, 0.0)], id="below the one asked for"),
    ],
)  # fmt: skip
def test_headings_tell_it_where_both_were_found(question: str, heading: str, expected: list[tuple[int, float]]) -> None:
    assert (
        order(demote_turned_round, question, ("You may fly.", "After the operation"), ("Tea is free.", heading))
        == expected
    )


def test_what_holds_before_answers_nothing_about_after(new_world: World) -> None:
    new_world.hold({"clinic.txt": "You may eat as usual before the operation."})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    assert isinstance(answerer.reply("May I eat before the operation?").outcome, Answered)
    assert isinstance(answerer.reply("May I eat after the operation?").outcome, NotAnswered)
