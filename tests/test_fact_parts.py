"""The part of a fact's value that is asked for, where brackets stand beside what it names."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.ranking.answer_span import asked
from chatbot.ranking.fact_parts import answering_part

SPOUSES = "Ivo Lane (m. 1961; div. 1971), Otto Berg (m. 1975; d. 2002)"
PARTIES = "Tide League (2012–17), Reef Party (2004–12), Friends of the Reef Union (1989–2004)"


@pytest.mark.parametrize(
    ("value", "question", "part"),
    [
        (SPOUSES, "When did she marry Otto Berg?", "1975"),
        (SPOUSES, "when was her divorce from Ivo Lane", "1971"),
        (SPOUSES, "when did Otto Berg die", "2002"),
        (SPOUSES, "Who were her husbands?", SPOUSES),
        ("Ivo Lane (m. 1961)", "Who was her husband?", "Ivo Lane"),
        ("Ivo Lane (m. 1961)", "In which year did they get married?", "1961"),
        ("3 June 1950 (aged 70)", "How old was she when she died?", "aged 70"),
        ("3 June 1950 (aged 70)", "age at death", "aged 70"),
        ("June 3, 1950 (aged 70)", "When did she die?", "June 3, 1950"),
        ("340 (2019)", "How many people work there?", "340"),
        ("US$61 million (2022 estimate)", "how much is it worth", "US$61 million"),
        ("Idwal Bebb (203)", "How many goals did the best scorer have?", "Idwal Bebb (203)"),
        ("Silver Hammer (1984); Order of the Plane Tree (2001)", "Which honour did she get in 2001?", "Order of the Plane Tree"),
        ("Silver Hammer (1984); Order of the Plane Tree (2001)", "When did she get the hammer?", "1984"),
        ("Silver Hammer (1984); Order of the Plane Tree (2001)", "When was it?", "Silver Hammer (1984); Order of the Plane Tree (2001)"),
        (PARTIES, "Which party was she in in 2008?", "Reef Party"),
        (PARTIES, "when was she in the tide league", "2012–17"),
        ("Blue Aloe (2001–2009); Isivungu (2010–present)", "What is her label now?", "Isivungu"),
        ("Ada Quill (chief executive), Bo Lind (chairman)", "Who is the chairman?", "Bo Lind"),
        ("Gull College (BA), Tern University (MSW)", "Where did she get her MSW?", "Tern University"),
        ("Gull College (BA), Tern University", "Where did she get her BA?", "Gull College (BA), Tern University"),
        ("Black Tooth (Kichwa)", "What does the name mean?", "Black Tooth (Kichwa)"),
        ("Pell Harbor", "Where is it?", "Pell Harbor"),
    ],
)  # fmt: skip
def test_a_part_of_a_value_answers(value: str, question: str, part: str) -> None:
    text = f"- Key: {value}"
    tokens = np.zeros((2, 64), np.float32)
    mark = answering_part(asked(question, tokens, np.ones(2, np.float32), np.zeros((2, 2), np.int64)), text, 7)
    assert text[mark.start : mark.end] == part
