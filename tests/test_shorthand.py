"""Short messages are read in whole words, and letters that stand for themselves stay."""

from __future__ import annotations

import pytest

from chatbot.conversation.shorthand import spelled_out


@pytest.mark.parametrize(
    ("said", "spelt"),
    [
        ("y r u closed b4 10", "why are you closed before 10"),
        ("do u open tmrw?", "do you open tomorrow?"),
        ("can u, by chance, open it", "can you, by chance, open it"),
        ("u are open when", "you are open when"),
        ("how much r the tickets 2day", "how much are the tickets today"),
        ("R dogs allowed", "Are dogs allowed"),
        ("where r toilets", "where are toilets"),
        ("n y is it closed", "n why is it closed"),
        ("fish n chips w/o salt", "fish and chips without salt"),
        ("wot time do ur shops open", "what time do your shops open"),
        ("is it ok cuz ppl said so", "is it ok because people said so"),
    ],
)
def test_shorthand_is_spelt_out(said: str, spelt: str) -> None:
    assert spelled_out(said) == spelt


@pytest.mark.parametrize(
    "said",
    [
        "what is R",
        "what is r",
        "r is what",
        "how do i install r on a mac",
        "what does plan y cost",
        "y axis",
        "who is U Thant",
        "what is in bag u",
        "how are u to z formed",
        "how many eggs go into doro wot",
        "how fast is it for n items",
        "vitamins c n d",
        "where was Ur found",
        "when does it open",
    ],
)
def test_letters_that_stand_for_themselves_stay(said: str) -> None:
    assert spelled_out(said) == said
