"""A question for several things is answered by the whole list that the first hit is of, and one for one thing by that alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from chatbot.answer import Answerer
from chatbot.decide import JudgedHit
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from chatbot.weighing.whole_list import with_list
from index import BlockKind, Document, Passage


def listed(text: str, *section: str, kind: BlockKind = BlockKind.ITEM, name: str = "") -> Passage:
    return Passage("bay", 1, kind, text, 0, len(text), section, text, fact_name=name)


class Index:
    """The passages of one document."""

    def __init__(self, *passages: Passage) -> None:
        self.documents = {"bay": Document("bay", "Bay", None, "bay.txt", range(len(passages)), "it")}
        self._passages = passages

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [self._passages[row] for row in rows]


FAR = listed("It is far.", "Way", kind=BlockKind.PARAGRAPH)
ADA, BEN, CLEO = (listed(text, "Board members") for text in ("Ada, tenant", "Ben, owner", "Cleo, tenant"))
RASH, PULSE = listed("a rash", "Side effects", "Common"), listed("a slow pulse", "Side effects", "Rare")
HARBOUR, FINANCE = (
    listed(f"Office: {of}", kind=BlockKind.FACT, name="office") for of in ("Harbour Minister", "Finance Minister")
)
BUS, CAR = (listed(text, "Roads") for text in ("By bus: line 4.", "By car: the mill."))
MONDAY, TUESDAY, SUNDAY = (
    replace(
        listed(f"| {day} | {opens} |", "Opening days", kind=BlockKind.ROW),
        searchable=f"Day, Opens. | {day} | {opens} |",
        fact_group="| Day | Opens |",
        readable=f"| {day} | {opens} |",
    )
    for day, opens in (("Monday", "7:00"), ("Tuesday", "8:00"), ("Sunday", "closed"))
)
TERM = listed("Term: 1999", kind=BlockKind.FACT, name="term start")


@pytest.mark.parametrize(
    ("question", "passages", "rows", "told"),
    [
        pytest.param("who are the board members", (ADA, BEN, CLEO, FAR), [1, 3], [0, 1, 2], id="in the list's order"),
        pytest.param("who is on the board", (ADA, BEN, CLEO, FAR), [1, 3], [0, 1, 2], id="of whom a heading says"),
        pytest.param("who are the tenant members", (ADA, BEN, CLEO, FAR), [2, 3], [0, 2], id="those that are chosen"),
        pytest.param("which members own a boat", (ADA, BEN, CLEO, FAR), [1, 3], [1], id="one that is chosen"),
        pytest.param("who are the members since 2009", (ADA, BEN, CLEO, FAR), [1, 3], [1], id="chosen by what is not there"),
        pytest.param("which people sit there", (ADA, BEN, CLEO, FAR), [1, 0, 3], [0, 1, 2], id="called otherwise, and surest"),
        pytest.param("which people sit there", (ADA, BEN, CLEO, FAR), [1, 3, 0], [1], id="called otherwise"),
        pytest.param("who is a board member", (ADA, BEN, CLEO, FAR), [1, 0, 2], [1], id="one is asked for"),
        pytest.param("what are the side effects", (FAR, RASH, PULSE), [2, 0], [1, 2], id="of the sections below a heading"),
        pytest.param("what rare effects are there", (FAR, RASH, PULSE), [2, 0], [2], id="of the section that is named"),
        pytest.param("what offices did she hold", (HARBOUR, TERM, FINANCE, FAR), [2, 3], [0, 2], id="facts of one name"),
        pytest.param("what offices did she hold in Ranby", (HARBOUR, TERM, FINANCE, FAR), [2, 3], [0, 2], id="of what nothing says"),
        pytest.param("what courses are there on Friday", (ADA, BEN, CLEO, FAR), [1, 3], [1], id="a day that none has"),
        pytest.param("what roads lead there by bike", (BUS, CAR), [0, 1], [0], id="a way that none has"),
        pytest.param("which days is the pool open", (MONDAY, TUESDAY, SUNDAY), [2, 0, 1], [0, 1], id="those with something in a column"),
        pytest.param("which days is the pool closed", (MONDAY, TUESDAY, SUNDAY), [2, 0, 1], [2], id="those that say so"),
        pytest.param("which roads are there", (FAR, ADA), [0, 1], [0], id="no list"),
        pytest.param("how do I mend a net", (listed("Cut it.", "Mending a net"), listed("Knot it.", "Mending a net")), [1], [0, 1], id="steps"),
        pytest.param("how do I mend a boat", (listed("Cut it.", "Mending a net"), listed("Knot it.", "Mending a net")), [1], [1], id="steps of something else"),
    ],
)  # fmt: skip
def test_the_list_that_is_asked_for_is_told_whole(
    question: str, passages: tuple[Passage, ...], rows: list[int], told: list[int]
) -> None:
    hits = [JudgedHit(row, 0.9 if place == 0 else 0.4) for place, row in enumerate(rows)]
    found, together, is_longer = with_list(hits, question, 4, Index(*passages))
    assert [hit.row for hit in found[:together]] == told
    assert {hit.confidence for hit in found[:together]} == {0.9}
    assert [hit.row for hit in found[together:]] == [row for row in rows if row not in told]
    assert not is_longer


@pytest.mark.parametrize(
    ("question", "first", "most", "told", "is_longer"),
    [
        pytest.param("who are the board members", 1, 2, [0, 1], True, id="its beginning, where that holds the surest"),
        pytest.param("who are the board members", 2, 2, [0, 1], True, id="also where nothing else is asked for"),
        pytest.param("which members have a boat", 2, 2, [2], False, id="the surest alone, where that stands below"),
        pytest.param("who are the board members", 1, 1, [0], True, id="one passage"),
    ],
)
def test_a_list_that_is_longer_than_the_reply(
    question: str, first: int, most: int, told: list[int], is_longer: bool
) -> None:
    found, together, goes_on = with_list([JudgedHit(first, 0.9)], question, most, Index(ADA, BEN, CLEO))
    assert [hit.row for hit in found[:together]] == told
    assert goes_on is is_longer


def test_rows_of_another_table_are_no_part_of_the_list() -> None:
    rows = [
        replace(listed(text, "Fees", kind=BlockKind.ROW), fact_group=names)
        for text, names in (("Adult | 5", "Who | Fee"), ("Child | 3", "Who | Fee"), ("Boat | 9", "What | Fee"))
    ]
    found, together, _ = with_list([JudgedHit(0, 0.9)], "what are the fees", 4, Index(*rows))
    assert [hit.row for hit in found[:together]] == [0, 1]


SAID, MORE = (listed(text, "Fees", kind=BlockKind.PARAGRAPH) for text in ("Fees rose in May.", "They rise each year."))
ADULT, CHILD = (listed(text, "Fees", kind=BlockKind.ROW) for text in ("Adult | 5", "Child | 3"))


@pytest.mark.parametrize(
    ("question", "passages", "told"),
    [
        pytest.param("What is in the box?", (*(listed(text, "What is in the box") for text in ("a lamp", "a rope")), FAR), [0, 1], id="first"),
        pytest.param("fees", (SAID, ADULT, CHILD, FAR), [0, 1, 2], id="below a sentence"),
        pytest.param("fees", (SAID, MORE, ADULT, CHILD, FAR), [0, 2, 3], id="below two"),
        pytest.param("fees", (SAID, MORE, MORE, ADULT, CHILD), [0], id="further below"),
        pytest.param("fees", (SAID, ADA, BEN), [0], id="below another heading"),
        pytest.param("Are there fees?", (SAID, ADULT, CHILD), [0], id="a sentence says yes or no"),
    ],
)  # fmt: skip
def test_a_list_below_a_heading_that_is_asked_for_is_told_whole(
    question: str, passages: tuple[Passage, ...], told: list[int]
) -> None:
    found, together, is_longer = with_list([JudgedHit(0, 0.9)], question, 4, Index(*passages), sections=[0])
    assert [hit.row for hit in found[:together]] == told
    assert not is_longer


LIDO = """\
# Brackwater Lido

The lido is an outdoor pool on the south bank of the Merle, run by volunteers.

## Opening hours

| Day | Opens | Closes |
| --- | --- | --- |
| Tuesday | 7:00 | 19:30 |
| Thursday | 7:00 | 21:00 |
| Sunday | 10:00 | 17:00 |

## Swimming courses

- Baby splash, from six months, in the mornings
- Learn to swim, for children from five
- Adult improvers, in the evenings
"""


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"lido.md": LIDO}, suggestions=0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("which days is the lido open", ["Tuesday", "Thursday", "Sunday"]),
        ("when does it close on Thursday", ["Thursday"]),
        ("which course is for children", ["Learn"]),
    ],
)
def test_a_visitor_reads_all_that_was_asked_for(answerer: Answerer, question: str, told: list[str]) -> None:
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text.strip("| ").split()[0] for passage in outcome.told] == told


@pytest.mark.slow
def test_whoever_asks_in_another_word_reads_all_of_it_where_the_owner_lets_less_sure_answers_through(
    answerer: Answerer,
) -> None:
    lenient = Answerer(answerer.passage_index, answerer.encoder, ChatSettings(suggestions=0, answer_floor=0.2))
    outcome = lenient.reply("which days is the pool open").outcome
    assert isinstance(outcome, Answered)
    assert [passage.text.strip("| ").split()[0] for passage in outcome.told] == ["Tuesday", "Thursday", "Sunday"]
