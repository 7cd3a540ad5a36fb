"""What tells of another year, version or model than is asked for goes last, without confidence."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from demoted import GOES, STAYS, order

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.rules.other_number import demote_other_numbers
from chatbot.settings import ChatSettings
from index import open_index


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("What was the dividend for 2021?", "Dividend for 2023: 0.42 euros a share", GOES, id="another year"),
        pytest.param("rate in 2020", "2021: 3.4 per cent", GOES, id="key words"),
        pytest.param("When was version 3.1 released?", "Version 3.2 came out in March.", GOES, id="another version"),
        pytest.param("What does level 3 cost?", "| Level 2 | 3 days | £260 |", GOES, id="another level"),
        pytest.param("how long does the V700 last", "It lasts for 20 hours on the V1500.", GOES, id="another model"),
        pytest.param("error E20 what now", "E31: The update failed.", GOES, id="another code"),
        pytest.param("What was the dividend for 2021?", "Dividend for 2021: 0.4 euros", STAYS, id="the year"),
        pytest.param("What was the dividend for 2021?", "Dividend: 0.4 euros", STAYS, id="no year"),
        pytest.param("Who was mayor in 2015?", "Ada Quill has been mayor since 2012.", STAYS, id="an open time"),
        pytest.param("Who was mayor in 2015?", "Ada Quill was mayor until 2016.", STAYS, id="until then"),
        pytest.param("Who was mayor in 2015?", "Ada Quill (mayor, 2012–2016)", STAYS, id="a span of years"),
        pytest.param("Which team won in 1994?", "It won each cup of the 1990s but that of 1991.", STAYS, id="a decade"),
        pytest.param("What did she win in 1995?", "Her book of 1994 won a prize a year later.", STAYS, id="counted from another"),
        pytest.param("Who was mayor before 2015?", "Ada Quill was mayor in 2014.", STAYS, id="before a year"),
        pytest.param("Did it grow in 2021?", "It grew in 2023 only.", STAYS, id="whether it is so"),
        pytest.param("When was version 3.1 released?", "Version 3.1 came after version 3.0.", STAYS, id="the version"),
        pytest.param("What does it weigh in 2 parts?", "It weighs 4 kilos in 3 parts.", STAYS, id="how many"),
        pytest.param("How long is line 4?", "Bus 7 is quick.", STAYS, id="a number of something else"),
    ],
)  # fmt: skip
def test_what_tells_of_another_number_goes_last(question: str, text: str, expected: list[tuple[int, float]]) -> None:
    assert order(demote_other_numbers, question, (text, ""), ("Tea is free.", "")) == expected


def test_a_heading_tells_of_which_year_a_passage_is() -> None:
    below = ("Sales were twice those of 2020.", "Report for 2021")
    assert order(demote_other_numbers, "What were the sales of 2021?", below, ("Tea is free.", "")) == STAYS


def test_what_tells_of_one_year_answers_nothing_about_another(new_world: World) -> None:
    new_world.hold({"report.txt": "The dividend for 2023 was forty cents."})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    assert isinstance(answerer.reply("What was the dividend for 2023?").outcome, Answered)
    assert isinstance(answerer.reply("What was the dividend for 2021?").outcome, NotAnswered)
