"""What tells of another one of its kind than is asked for goes last, without confidence."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from demoted import GOES, STAYS, order

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.rules.other_one import demote_other_ones
from chatbot.settings import ChatSettings
from index import open_index


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("how heavy is the indoor unit", "| Weight of outdoor unit | 138 kg |", GOES, id="a row of a table"),
        pytest.param("Who runs the lower hut?", "The Upper Hut is run by a widow.", GOES, id="in any case"),
        pytest.param("Who left the northern pans?", "The men of the south pans left.", GOES, id="by another form"),
        pytest.param("What does a blue light mean?", "Blinking red light: boiled dry.", GOES, id="colours"),
        pytest.param("Which is washed first, the plastic spoon?", "The steel spoon is washed first.", GOES, id="materials"),
        pytest.param("How many copies did her second novel sell?", "Her first novel sold 12,000 copies.", GOES, id="by number"),
        pytest.param("What became of her youngest daughter?", "Their eldest daughter became a vet.", GOES, id="by age"),
        pytest.param("who was the oldest player", "The youngest was Danny Coe, at 16.", GOES, id="beside another word"),
        pytest.param("Which station is the shallowest?", "Pasar Lama is the deepest.", GOES, id="beside no word"),
        pytest.param("when is the best time", "Come in May; August is the worst month.", STAYS, id="in another statement"),
        pytest.param("What is the largest hall?", "The smallest hall seats 20, the largest 300.", STAYS, id="both ends told"),
        pytest.param("what does blinking blue mean", "Blinking red: too hot.", GOES, id="behind the word"),
        pytest.param("Who runs the lower hut?", "The lower hut is run by a widow.", STAYS, id="what is asked for"),
        pytest.param("Who runs the lower hut?", "The upper hut is Ada's, the lower one Bo's.", STAYS, id="both told"),
        pytest.param("Who built the second hut?", "It was built by one of the first women.", STAYS, id="first of others"),
        pytest.param("Is she the eldest daughter?", "She was the youngest daughter.", STAYS, id="whether it is so"),
        pytest.param("Won't her eldest daughter come?", "Her youngest daughter will come.", STAYS, id="whether it will not be so"),
        pytest.param("Does the red bin or the blue bin take glass?", "Glass goes into the green bin.", STAYS, id="which of two"),
        pytest.param("Who runs the hut?", "The upper hut is run by a widow.", STAYS, id="none is asked for"),
        pytest.param("What is the last of the rooms?", "The first of the rooms is blue.", STAYS, id="beside function words"),
    ],
)  # fmt: skip
def test_what_tells_of_another_one_goes_last(question: str, text: str, expected: list[tuple[int, float]]) -> None:
    assert order(demote_other_ones, question, (text, ""), ("Tea is free.", "")) == expected


def test_a_heading_tells_of_which_one_a_passage_is() -> None:
    of_both = ("The upper hut has more beds than this one.", "The lower hut")
    assert order(demote_other_ones, "How many beds has the lower hut?", of_both, ("Tea is free.", "")) == STAYS


def test_what_tells_of_the_outdoor_unit_answers_nothing_about_the_indoor_one(new_world: World) -> None:
    new_world.hold({"pump.txt": "The outdoor unit weighs 138 kilos."})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    assert isinstance(answerer.reply("What does the outdoor unit weigh?").outcome, Answered)
    assert isinstance(answerer.reply("What does the indoor unit weigh?").outcome, NotAnswered)
