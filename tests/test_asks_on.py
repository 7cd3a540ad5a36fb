"""Which turns ask for what comes next in the telling."""

from __future__ import annotations

import pytest

from chatbot.conversation.asks_on import asks_on


@pytest.mark.parametrize(
    ("turn", "passages"),
    [
        *(
            (turn, 1)
            for turn in ("and then?", "And then what?", "then what happened", "what next", "Ok, and after that?")
        ),
        *(
            (turn, 1)
            for turn in ("what's next?", "what happened afterwards", "what did she do next?", "but what came then")
        ),
        *((turn, 1) for turn in ("next", "what followed?", "hmm and later?", "what do I do then?")),
        *((turn, 3) for turn in ("go on", "Continue please", "tell me more!", "ok, can you please tell me more")),
        *((turn, 3) for turn in ("more", "more details", "right, carry on", "keep going")),
        *(
            (turn, 0)
            for turn in ("then", "ok then", "later", "what happened?", "tell me more about it", "what more?", "")
        ),
        *(
            (turn, 0)
            for turn in ("what is after the bridge", "next week", "more bread", "what did she do", "go on strike")
        ),
    ],
)
def test_a_turn_asks_for_so_many_passages(turn: str, passages: int) -> None:
    assert asks_on(turn) == passages
