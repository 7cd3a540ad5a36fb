"""What may be used instead of something is not told by what only says that thing."""

from __future__ import annotations

import pytest
from demoted import GOES, STAYS, order

from chatbot.ranking.rules.stand_in import demote_without_stand_in

SAID, OTHER = "Toss them with the sugar and the cinnamon.", "Serve it warm."


@pytest.mark.parametrize(
    "question", ["What can I use instead of cinnamon?", "is there something in place of the cinnamon that I can take"]
)
def test_what_only_says_it_goes(question: str) -> None:
    assert order(demote_without_stand_in, question, (SAID, "Cake"), (OTHER, "Cake")) == GOES


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How much cinnamon do I use?", SAID),
        ("Can I use nutmeg instead of cinnamon?", SAID),
        ("What can I use instead of cinnamon?", "Nutmeg can replace the cinnamon."),
        ("What can I use instead of cinnamon?", "Add the cinnamon or a little nutmeg."),
        ("What can I use instead of cinnamon?", "Nutmeg will do."),
        ("What can I use instead of cinnamon?", "Take nutmeg if the guest cannot have cinnamon."),
    ],
)
def test_what_may_tell_it_stays(question: str, text: str) -> None:
    assert order(demote_without_stand_in, question, (text, "Cake"), (OTHER, "Cake")) == STAYS
