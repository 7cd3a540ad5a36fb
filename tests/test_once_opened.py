"""What opens every day is not told by when it was opened."""

from __future__ import annotations

import pytest
from demoted import GOES, STAYS, order

from chatbot.ranking.rules.once_opened import demote_once_opened


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("when does the café open?", "Our café opened in 2011 and roasts its own coffee.", GOES),
        ("What time do you close", "In 1998 the old bath was closed.", GOES),
        ("when is the museum open", "The museum was opened by the mayor in May 1987.", GOES),
        ("when did the café open?", "Our café opened in 2011.", STAYS),
        ("when does the museum open", "It opens in May 2027.", STAYS),
        ("when does the museum open", "Opened in 1911, it can be seen on Sundays.", STAYS),
        ("when does the museum open", "Since 2020 the doors have opened at 10 am.", STAYS),
        ("when is it first opened", "It was opened in 1911.", STAYS),
        ("who opened it", "It was opened in 1911.", STAYS),
        ("when is the rent due", "The account was opened in 1911.", STAYS),
    ],
)
def test_what_was_opened_once_goes_last(question: str, text: str, expected: list[tuple[int, float]]) -> None:
    assert order(demote_once_opened, question, (text, ""), ("It is far.", "")) == expected
