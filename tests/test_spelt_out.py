"""An abbreviation of a question stands for the capitalised words of a passage whose initials it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.spelt_out import spelt_out
from index import BlockKind, Passage

PASSAGES = {
    row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (), f"Minutes. {text}")
    for row, text in enumerate(
        (
            "Tea is in the hall.",
            "The Annual General Meeting is on 9 May.",
            "The Health and Safety Committee met.",
            "Ada Grim Moved.",
        )
    )
}
RANKED = [RankedHit(row, 0.5, 0.1) for row in PASSAGES]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        pytest.param("When is the AGM?", [("When is the Annual General Meeting?", {1})], id="in capitals"),
        pytest.param("when is the agm", [("when is the Annual General Meeting", {1})], id="in small letters"),
        pytest.param("what did the HSC do", [("what did the Health and Safety Committee do", {2})], id="with an and"),
        pytest.param("when is the EGM", [], id="of nothing there"),
        pytest.param("when is the AG meeting", [], id="two letters may be anything"),
        pytest.param("tea in the hall", [], id="words"),
        pytest.param("who is A.G.M. Moss", [], id="initials of a name"),
    ],
)
def test_the_question_is_asked_with_the_words_spelt_out(question: str, asked: list[tuple[str, set[int]]]) -> None:
    said = spelt_out(RANKED, PASSAGES, question, lambda word: word != "agm")
    assert [(one.question, set(one.rows)) for one in said] == asked


def test_what_is_not_ranked_spells_nothing_out() -> None:
    assert list(spelt_out(RANKED[:1], PASSAGES, "When is the AGM?", lambda word: False)) == []


def test_no_more_than_two_are_asked_with() -> None:
    texts = ["The Annual General Meeting met.", "The Joint Tea Fund met.", "The Old Boat Club met."]
    passages = {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (), text) for row, text in enumerate(texts)
    }
    said = spelt_out(RANKED[:3], passages, "what of AGM, JTF and OBC", lambda word: False)
    assert [one.question for one in said] == [
        "what of Annual General Meeting, JTF and OBC",
        "what of AGM, Joint Tea Fund and OBC",
    ]


def test_a_sentence_below_two_headings_is_answered_once(real_answerer: Callable[..., Answerer]) -> None:
    page = "# Club\n\n## Membership fees\n\nThe fees rise to 30 euros.\n\n## Annual General Meeting\n\nThe fees rise to 30 euros.\n"
    outcome = real_answerer({"club.md": page}).reply("What membership fees did the AGM set?").outcome
    assert [passage.text for passage in outcome.shown][:1] == ["The fees rise to 30 euros."]


def test_a_common_word_in_small_letters_is_no_abbreviation() -> None:
    assert list(spelt_out(RANKED, PASSAGES, "when is the agm", lambda word: True)) == []


def test_what_spells_it_out_answers(real_answerer: Callable[..., Answerer]) -> None:
    page = "# Minutes\n\nThe Annual General Meeting will be on 18 March. Ada is leaving after the AGM.\n\nTea is in the hall.\n"
    answerer = real_answerer({"minutes.md": page})
    for question in ("when is the AGM", "When is the agm?"):
        outcome = answerer.reply(question).outcome
        assert isinstance(outcome, Answered)
        assert outcome.passages[0].text == "The Annual General Meeting will be on 18 March."
