"""What is asked of every life in the same few words: the fact that tells it, or the sentence that opens the document."""

from __future__ import annotations

import pytest

from chatbot.knowing.definition import opening
from chatbot.knowing.life import asks_of_life, told_of_life
from index import BlockKind, Document, Passage

IDA = Document("ida", "Ida Storm", None, "ida.txt", range(20), "she")
OPENING = "Ida Storm (née Berg; 1 May 1880 – 3 June 1950) was a Danish engineer and politician."
FACTS = {
    "birth date, born on": "- Birth Date: 1 May 1880",
    "death date, died on": "- Death Date: 3 June 1950 (aged 70)",
    "children": "- Children: 3",
    "nationality": "- Nationality: Danish",
    "occupation": "- Occupation: Engineer",
    "known for": "- Known For: Bridges",
}


def _fact(name: str, text: str, row: int, group: str = "") -> tuple[int, Passage]:
    return row, Passage("ida", row, BlockKind.FACT, text, 0, len(text), (), text, 2, name, group)


def _sentence(text: str, row: int) -> tuple[int, Passage]:
    return row, Passage("ida", row, BlockKind.PARAGRAPH, text, 0, len(text), (), text)


OFFICES = [
    _fact("predecessor, preceded by", "- Predecessor1: Otto Lind", 10, "Mayor of Ribe"),
    _fact("successor, succeeded by", "- Successor1: Ann Lee", 11, "Mayor of Ribe"),
    _fact("predecessor, preceded by", "- Predecessor2: Sam Lane", 12, "Minister of Roads"),
]
WITH_FACTS = [
    *(_fact(name, text, row) for row, (name, text) in enumerate(FACTS.items())),
    *OFFICES,
    _sentence(OPENING, 13),
]
PROSE = [_sentence(OPENING, 0), _sentence("She is best known for the bridge at Ribe.", 1)]


TERMS = [
    _fact("term start, in office from", "- Term Start1: 1901", 20, "Mayor of Ribe"),
    _fact("term end, in office until", "- Term End1: 1905", 21, "Mayor of Ribe"),
    _fact("term start, in office from", "- Term Start2: 1908", 22, "Vice Chair of the Harbour Board"),
    _fact("term end, in office until", "- Term End2: 1911", 23, "Vice Chair of the Harbour Board"),
]


def known(question: str, passages: list[tuple[int, Passage]]) -> tuple[list[str], list[int]]:
    """The texts that surely answer, from where the answer begins, and the rows that cannot."""
    asks = asks_of_life(question)
    assert asks is not None
    name, asked, office = asks
    assert name == "Ida Storm"
    told = told_of_life(asked, office, passages, opening(IDA, passages))
    return [sure.passage.text[sure.start or 0 :] for sure in told.sure], sorted(told.never)


def test_who_is_something_lives_as_far_as_the_text_knows() -> None:
    lives, lived = "Ida Storm (born 1 May 1880) is an engineer.", "Ida Storm (born 1 May 1880) was an engineer."
    for question in ("Is Ida Storm still alive?", "has Ida Storm died"):
        assert known(question, [_sentence(lives, 0)]) == ([lives], [])
        assert known(question, [_sentence(lived, 0)]) == ([], [])
        assert known(question, [_sentence(lives, 0), _sentence("She died in Ribe.", 1)]) == ([], [])
        assert known(question, [_sentence(lives, 0), _sentence("In 1950, Storm died in Ribe.", 1)]) == ([], [])
        assert known(question, [_sentence(lives, 0), _sentence("In 1950 she left, as a son died.", 1)]) == ([lives], [])
        assert known(question, [_sentence("Ida Storm is one of the founders of Ribe.", 0)]) == ([], [])


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How old is Ida Storm?", ["- Death Date: 3 June 1950 (aged 70)"]),
        ("Ida Storm's age", ["- Death Date: 3 June 1950 (aged 70)"]),
        ("When was Ida Storm born?", ["- Birth Date: 1 May 1880"]),
        ("ida storm born", ["- Birth Date: 1 May 1880"]),
        ("Ida Storm dob", ["- Birth Date: 1 May 1880"]),
        ("Is Ida Storm still alive?", ["- Death Date: 3 June 1950 (aged 70)"]),
        ("What is Ida Storm's nationality?", ["- Nationality: Danish"]),
        ("what's Ida Storm's job", ["- Occupation: Engineer"]),
        ("Why is Ida Storm famous?", ["- Known For: Bridges"]),
        ("Has Ida Storm passed away?", ["- Death Date: 3 June 1950 (aged 70)"]),
        ("When did Ida Storm pass away?", ["- Death Date: 3 June 1950 (aged 70)"]),
        ("Ida Storm's date of birth", ["- Birth Date: 1 May 1880"]),
        ("Ida Storm deathdate", ["- Death Date: 3 June 1950 (aged 70)"]),
        ("Ida Storm citizenship", ["- Nationality: Danish"]),
        ("Ida Storm profession", ["- Occupation: Engineer"]),
        ("What is Ida Storm known for?", ["- Known For: Bridges"]),
        ("Why should I know Ida Storm?", ["- Known For: Bridges"]),
        ("Who did Ida Storm take over from?", ["- Predecessor1: Otto Lind", "- Predecessor2: Sam Lane"]),
        ("Whom did Ida Storm follow as Minister of Roads?", ["- Predecessor2: Sam Lane"]),
        ("Who did Ida Storm succeed?", ["- Predecessor1: Otto Lind", "- Predecessor2: Sam Lane"]),
        ("Who did Ida Storm replace as Mayor of Ribe?", ["- Predecessor1: Otto Lind"]),
    ],
)
def test_a_fact_tells_it(question: str, answers: list[str]) -> None:
    question = question.replace("ida storm", "Ida Storm")
    assert known(question, WITH_FACTS)[0] == answers


@pytest.mark.parametrize(
    ("question", "answers", "never"),
    [
        ("When did Ida Storm become Mayor of Ribe?", ["- Term Start1: 1901"], [21, 23]),
        ("when did Ida Storm start as mayor", ["- Term Start1: 1901"], [21, 23]),
        ("In which year did Ida Storm take office as mayor?", ["- Term Start1: 1901"], [21, 23]),
        ("When did Ida Storm become vice chair of the board?", ["- Term Start2: 1908"], [21, 23]),
        ("When did Ida Storm step down as the mayor of Ribe?", ["- Term End1: 1905"], [20, 22]),
        ("Until when did Ida Storm serve as vice chair?", ["- Term End2: 1911"], [20, 22]),
        ("When did Ida Storm become chair of the board?", [], [21, 23]),  # she was vice chair
        ("When did Ida Storm become mayor of Varde?", [], [21, 23]),
    ],
)
def test_when_an_office_began_and_ended_is_told_by_its_own_facts(
    question: str, answers: list[str], never: list[int]
) -> None:
    assert known(question, [*TERMS, _sentence(OPENING, 30)]) == (answers, never)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How old is Ida Storm?", OPENING),
        ("When did Ida Storm die?", OPENING),
        ("What nationality is Ida Storm?", "a Danish engineer and politician."),
        ("Ida Storm occupation", "a Danish engineer and politician."),
        ("Why is Ida Storm important?", "known for the bridge at Ribe."),
    ],
)
def test_without_an_infobox_the_first_sentences_tell_it(question: str, answer: str) -> None:
    assert known(question, PROSE) == ([answer], [])


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("Who did Ida Storm replace?", [11]),
        ("How many siblings does Ida Storm have?", [2]),
        ("How old was Ida Storm?", []),
    ],
)
def test_what_tells_of_others_is_no_answer(question: str, never: list[int]) -> None:
    assert known(question, WITH_FACTS)[1] == never


@pytest.mark.parametrize(
    "question",
    ["When did Ida Storm die?", "how did Ida Storm die", "what did Ida Storm die of", "Where is Ida Storm buried?",
     "Ida Storm's cause of death", "how old was Ida Storm when she died"],
)  # fmt: skip
def test_who_lives_has_not_died(question: str) -> None:
    alive = [_sentence("Ida Storm (born 1 May 1980) is a Danish engineer.", 0), _sentence("Her son died in 2016.", 1)]
    assert known(question, alive) == ([], [0, 1])
    assert known(question, [*alive, _sentence("She lived in Ribe until her death.", 2)]) == ([], [])
    assert known(question, [*alive, _fact("death place, died in", "- Death Place: Ribe", 2)]) == ([], [])
    assert known("How old is Ida Storm?", alive)[0] == [alive[0][1].text]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("How many siblings did Ida Storm have?", ["the third of seven children"]),
        ("Did Ida Storm have brothers or sisters?", ["the third of seven children"]),
        ("how many brothers did Ida Storm have", []),
        ("how many sisters has Ida Storm got", []),
    ],
)
def test_the_order_of_birth_tells_of_brothers_and_sisters(question: str, answers: list[str]) -> None:
    born, fact = "Storm was born in Ribe, the third of seven children of a potter.", ("children", "- Children: 3")
    told = asks_of_life(question)
    assert told is not None
    known = told_of_life(*told[1:], [*PROSE, _sentence(born, 2), _fact(*fact, 3)], None)
    assert [sure.passage.text[sure.start : sure.end] for sure in known.sure] == answers
    assert known.never == {3}


@pytest.mark.parametrize(
    "text",
    [
        "His mother was the eldest of five sisters.",
        "She married Otto Berg, whose father was the last of nine children.",
        "Her husband, a potter, was the youngest of six children.",
        "Only four of fourteen girls passed.",
        "She had an only child, Bo, who drowned.",
    ],
)
def test_others_have_brothers_and_sisters_too(text: str) -> None:
    assert known("How many siblings did Ida Storm have?", [*PROSE, _sentence(text, 2)]) == ([], [])


def test_seven_children_are_those_of_the_parents() -> None:
    passages = [*PROSE, _sentence("She was the third of seven children.", 2), _sentence("She had two sons.", 3)]
    assert known("How many children did Ida Storm have?", passages) == ([], [2])
    assert known(
        "how many daughters had Ida Storm", [*PROSE, _sentence("She was the second of five daughters.", 2)]
    ) == (
        [],
        [2],
    )


def test_children_are_no_grandchildren() -> None:
    passages = [_fact("children", "- Children: 3", 0), _sentence("She left two sons and nine grandchildren.", 1)]
    assert known("How many grandchildren did Ida Storm have?", passages) == ([], [0])


@pytest.mark.parametrize(
    ("marriages", "question", "never"),
    [
        (["In 1901 she married Otto Berg."], "Who was Ida Storm's second husband?", [2]),
        (["In 1901 she married Otto Berg."], "when did Ida Storm marry her 2nd husband", [2]),
        (["In 1901 she married Otto Berg.", "In 1920 she married Bo Lind."], "Who was Ida Storm's second husband?", []),
        (
            ["In 1901 she married Otto Berg.", "In 1920 she married Bo Lind."],
            "Who was Ida Storm's third husband?",
            [2, 3],
        ),
        (["Her first husband, Otto Berg, drowned."], "Who was Ida Storm's second husband?", []),
        (["Her first husband, Otto Berg, drowned."], "Who was Ida Storm's third husband?", [2]),
        (["Her ſecond husband, Otto Berg, drowned."], "Who was Ida Storm's thırd husband?", [2]),
        (["Her third husband, Otto Berg, drowned."], "Who was Ida Storm's second husband?", []),
    ],
)
def test_of_a_second_husband_nothing_is_told_where_she_had_one(
    marriages: list[str], question: str, never: list[int]
) -> None:
    passages = [*PROSE, *(_sentence(text, row) for row, text in enumerate(marriages, 2))]
    assert known(question, passages) == ([], never)


@pytest.mark.parametrize(
    ("value", "never"),
    [("Otto Berg (m. 1901)", [2]), ("Otto Berg (m. 1901; d. 1910), Bo Lind (m. 1920)", []), ("Otto Berg; Bo Lind", [])],
)
def test_husbands_of_an_infobox_are_counted(value: str, never: list[int]) -> None:
    passages = [*PROSE, _fact("spouse, married to", f"- Spouse: {value}", 2)]
    assert known("Who was Ida Storm's second husband?", passages) == ([], never)


@pytest.mark.parametrize(
    ("fact", "marriages"),
    [
        (_fact("spouse, married to", "- Spouse: Otto Berg", 2), ["In 1901 she married Otto Berg.", "They married in Ribe."]),
        (_fact("known for", "- Known For: being married to Otto Berg", 2), ["In 1901 she married Otto Berg."]),
    ],
    ids=["the husband", "what she is known for"],
)  # fmt: skip
def test_a_marriage_that_an_infobox_and_the_text_tell_of_is_one(
    fact: tuple[int, Passage], marriages: list[str]
) -> None:
    passages = [*PROSE, fact, *(_sentence(text, row) for row, text in enumerate(marriages, 3))]
    assert known("Who was Ida Storm's second husband?", passages) == ([], [row for row, _ in passages[2:]])


@pytest.mark.parametrize(
    "question",
    [
        "How old was Ida Storm when she married?",
        "When was Ida Storm elected mayor?",
        "When was the bridge of Ida Storm opened?",
        "Who replaced her?",
    ],
)
def test_more_is_asked_than_that(question: str) -> None:
    asks = asks_of_life(question)
    assert asks is None or asks[0] != "Ida Storm"
