"""That something was done tells nobody who did it."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World
from demoted import GOES, STAYS, order

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.rules.by_whom import demote_done_by_nobody
from chatbot.settings import ChatSettings
from index import open_index


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        pytest.param("Who unveiled the statue?", "The statue was unveiled in 1999.", GOES, id="a verb in -ed"),
        pytest.param("who stole the bust", "A bust of him was later stolen.", GOES, id="another one, behind an adverb"),
        pytest.param("which firm built the hut", "It was built in 1929 and has been built over since.", GOES, id="twice"),
        pytest.param("who first sang it", "It was first sung in 1998, in the gallery.", GOES, id="an adverb in the question"),
        pytest.param("Who unveiled the statue?", "The statue was unveiled in 1999 by Ida.", STAYS, id="by whom"),
        pytest.param("who found the wreck", "It was found when Bo dived for pearls.", STAYS, id="when somebody did so"),
        pytest.param("who built the road", "It was built under Ada Lane.", STAYS, id="under whom"),
        pytest.param("who wrote the song", "It was written with Ida Lane.", STAYS, id="with whom"),
        pytest.param("who designed it", "It was designed from plans of Ida Lane.", STAYS, id="after whose plans"),
        pytest.param("who opened it", "It was opened in the presence of King Bo.", STAYS, id="in whose presence"),
        pytest.param("who married her", "She was married in 1984, an American, Scott Hale.", STAYS, id="who is so to somebody"),
        pytest.param("who built the hut", "It was built with bricks, in 1929.", GOES, id="with what"),
        pytest.param("which film used the song", "The song was used in the film Low Water.", STAYS, id="what it names"),
        pytest.param("Who unveiled the statue?", "Ida unveiled it, once it was unveiled in Ribe.", STAYS, id="who did it"),
        pytest.param("Who unveiled the statue?", "A statue, unveiled in 1999, shows him.", STAYS, id="no whole passive"),
        pytest.param("which station opened in 1951", "Tern Point was opened in 1951.", STAYS, id="nothing is done to"),
        pytest.param("when was the statue unveiled", "The statue was unveiled in 1999.", STAYS, id="when it was done"),
        pytest.param("who was unveiled in 1999", "Ada was unveiled in 1999.", STAYS, id="to whom it was done"),
    ],
)  # fmt: skip
def test_what_was_done_by_nobody_goes_last(question: str, text: str, expected: list[tuple[int, float]]) -> None:
    assert order(demote_done_by_nobody, question, (text, ""), ("Tea is free.", "")) == expected


def test_that_a_statue_was_unveiled_answers_when_and_not_who(new_world: World) -> None:
    new_world.hold({"statue.txt": "The statue was unveiled in 1999."})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    assert isinstance(answerer.reply("When was the statue unveiled?").outcome, Answered)
    assert isinstance(answerer.reply("Who unveiled the statue?").outcome, NotAnswered)
