"""How to switch something off is not told by how to switch it on."""

from __future__ import annotations

import pytest
from demoted import GOES, STAYS, order

from chatbot.ranking.rules.switched import demote_switched_other_way

ON, OTHER = "5.1 Switch on holding mode: talvictl holding on", "It has a lamp."


@pytest.mark.parametrize("question", ["how do I turn off holding mode", "How is the holding mode switched off?"])
def test_the_other_way_goes(question: str) -> None:
    assert order(demote_switched_other_way, question, (ON, "Modes"), (OTHER, "Modes")) == GOES


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how do I switch holding mode on", ON),
        ("can I turn off holding mode", ON),
        ("how do I turn it on and switch it off", ON),
        ("how do I turn off holding mode", "Switch it on or off at the wall, or turn it off in the menu."),
        ("how do I turn off holding mode", "The wheel turns once on its own axis."),
    ],
)
def test_it_stays_where_it_may_be_told(question: str, text: str) -> None:
    assert order(demote_switched_other_way, question, (text, "Modes"), (OTHER, "Modes")) == STAYS
