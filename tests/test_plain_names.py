"""Facts of an infobox are found by what people ask, where the key shares no word with it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.answer import Answerer
from chatbot.outcome import Answered

LAKE = """\
= Lake Orvan =

Lake Orvan
- Basin Size: 412 km2
- Max Depth: 214 m
- Outflow: River Tarn
- Elevation: 88 m

Lake Orvan is a lake in the north of Tarland. Steamers crossed it until 1934. The lake freezes in most winters.
"""

SHIP = """\
= MS Astrid =

MS Astrid
- Ship Namesake: Astrid Lund
- Ship Sponsor: Countess Ida Holm
- Ship Armament: 2 × 7.5 cm
- Ship Beam: 11.2 m

MS Astrid was a mail ship between Ranby and Gull Bay. She ran aground twice. A model of her stands in the town hall.
"""

FILM = """\
= Low Water =

Low Water
- Director: Bo Lind
- Starring: Cleo Marsh
- Cinematography: Ivo Lane
- Editing: Sam Quill
- Gross: 3.1 million crowns

Low Water is a comedy about two ferrymen. It was shot in nine weeks on the Tarn. Critics liked the dog.
"""

BEETLE = """\
= Tarn beetle =

Tarn beetle
- Regnum: Animalia
- Familia: Carabidae
- Binomial: Carabus tarnensis
- Authority: Holm, 1871

The Tarn beetle hunts at night. Its wings are green. It was thought to be lost for forty years.
"""


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"lake.txt": LAKE, "ship.txt": SHIP, "film.txt": FILM, "beetle.txt": BEETLE}, suggestions=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("what is the drainage area of lake orvan", "- Basin Size: 412 km2"),
        ("How wide was MS Astrid?", "- Ship Beam: 11.2 m"),
        ("who christened the astrid", "- Ship Sponsor: Countess Ida Holm"),
        ("Who were the actors in Low Water?", "- Starring: Cleo Marsh"),
        ("how much did low water take at the box office", "- Gross: 3.1 million crowns"),
        ("what kingdom is the tarn beetle in", "- Regnum: Animalia"),
        ("What is the scientific name of the Tarn beetle?", "- Binomial: Carabus tarnensis"),
    ],
)
def test_a_fact_is_found_by_the_words_that_people_ask_with(answerer: Answerer, question: str, line: str) -> None:
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.told[0].text == line
