"""A section that is asked for by its heading is answered by what stands first below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.conversation.title_words import TitleWords
from chatbot.knowing import known_sections
from chatbot.knowing.headed import documents_headed
from chatbot.knowing.heading import headings, splits, words_of
from chatbot.knowing.known import KnownAnswers
from chatbot.knowing.sure import CONFIDENCE, LIKELY, NOTHING
from chatbot.knowing.wishes import wished
from chatbot.outcome import Answered
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage, PassageIndex, open_index

NONE = TitleWords({})
IDA = """= Ida Storm =
- Children: 3

Ida Storm was a Danish engineer.

== Early life ==
Her father sold nets.

== Children ==
They lived in Ribe.
"""
INN = "# Harbour Inn\n\nIt has twelve rooms.\n\n## Opening hours\n\nFrom eight to ten.\n\n## What is in the box?\n\nA lamp.\n\n## What does it cost?\n\n40 euros a night.\n\n## Crow's nest\n\nThe room in the roof.\n"


@pytest.fixture
def answerer(new_world: World) -> Answerer:
    return new_world.answerer({"ida.txt": IDA, "inn.md": INN})


@pytest.mark.parametrize(
    ("question", "document", "answer"),
    [
        ("Ida Storm early life", None, "Her father sold nets."),
        ("Tell me about Ida Storm's early life", None, "Her father sold nets."),
        ("the early life of Ida Storm", None, "Her father sold nets."),
        ("Early life", "ida", "Her father sold nets."),
        ("opening hours", "inn", "From eight to ten."),
        ("What are your opening hours?", "inn", "From eight to ten."),
        ("What are the opening hours?", "inn", "From eight to ten."),
        ("what is in the box", "inn", "A lamp."),
        ("What is a crow's nest?", "inn", "The room in the roof."),
        ("When are you open?", "inn", "From eight to ten."),
        ("hours", "inn", "From eight to ten."),
        ("what time do you close", "inn", "From eight to ten."),
        ("When does Harbour Inn open?", None, "From eight to ten."),
        ("Harbour Inn prices", None, "40 euros a night."),
        ("What does it say about opening hours?", "inn", "From eight to ten."),
        ("What do you know about Ida Storm's early life?", None, "Her father sold nets."),
        ("how much does it cost?", "inn", "40 euros a night."),
    ],
)
def test_a_heading_is_answered_by_what_follows_it(
    answerer: Answerer, question: str, document: str | None, answer: str
) -> None:
    outcome = answerer.reply(question, document).outcome
    assert isinstance(outcome, Answered)
    assert (outcome.message, outcome.confidence >= LIKELY) == (answer, True)


BRANCH = """# {name} | Tern Boats

We have {count} boats in {name}.

## Opening hours

From {hour} to six.

## Find us

12 {name} Road
"""
BRANCHES = {
    f"{name}.md": BRANCH.format(name=name, count=count, hour=hour)
    for name, count, hour in (
        ("Otley", 12, "eight"),
        ("Ilkley", 15, "nine"),
        ("Skipton", 20, "ten"),
        ("Malham", 9, "two"),
    )
}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("opening hours of the Otley shop", "From eight to six."),
        ("opening hours Ilkley", "From nine to six."),
        ("when does the Skipton branch open?", "From ten to six."),
        ("what time do you close in Malham", "From two to six."),
        ("where is the Ilkley shop?", "12 Ilkley Road"),
    ],
)
def test_a_branch_may_be_called_what_it_is(new_world: World, question: str, answer: str) -> None:
    outcome = new_world.answerer(BRANCHES).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert (outcome.message, outcome.confidence >= LIKELY) == (answer, True)


@pytest.mark.parametrize("question", ["when is the Otley shop open in July", "when are you open in July"])
def test_a_part_of_the_opening_hours_is_not_all_of_them(new_world: World, question: str) -> None:
    outcome = new_world.answerer(BRANCHES).reply(question).outcome
    assert outcome.confidence < LIKELY


@pytest.mark.parametrize("question", ["Rooms", "What are your rooms?", "Tell me about the rooms"])
def test_a_table_that_is_asked_for_by_its_heading_is_told_as_a_whole(new_world: World, question: str) -> None:
    rows = ["| Room | Bed | Price |", "| Attic | one | 30 |", "| Garden | two | 50 |"]
    asked = new_world.answerer(
        {"inn.md": "\n".join(["# Inn", "", "It is old.", "", "## Rooms", "", rows[0], "|---|---|---|", *rows[1:], ""])}
    )
    outcome = asked.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == "\n".join(rows)
    assert [passage.text for passage in outcome.told] == rows[1:]
    row = asked.reply("What does the garden room cost?").outcome
    assert isinstance(row, Answered)
    assert row.message == rows[2]


def test_the_question_of_a_faq_is_as_sure_as_can_be(answerer: Answerer) -> None:
    outcome = answerer.reply("what is in the box", "inn").outcome
    assert isinstance(outcome, Answered)
    assert outcome.confidence >= CONFIDENCE


@pytest.mark.parametrize(
    ("question", "document", "goes_first"),
    [
        ("Tell me about the opening hours", "harbour-inn", True),
        ("Tell me about Ida Storm's early life", None, True),
        ("opening hours", "harbour-inn", False),
        ("What are your opening hours?", "harbour-inn", False),
    ],
)
def test_who_wants_to_be_told_of_a_topic_is_told_what_its_section_says(
    answerer: Answerer, question: str, document: str | None, goes_first: bool
) -> None:
    known = KnownAnswers(answerer.passage_index, lambda name, _: {"ida storm": "ida-storm"}.get(name.lower()), NONE)
    assert [sure.goes_first for sure in known.of(question, document, ()).sure] == [goes_first]


def test_what_it_says_of_something_is_asked_of_what_is_searched(answerer: Answerer) -> None:
    turn = Turn("What is Harbour Inn?", "It has twelve rooms.")
    reply = answerer.reply("What does it say about opening hours?", history=[turn])
    assert reply.question.understood == "tell me about opening hours"
    assert isinstance(reply.outcome, Answered)
    assert reply.outcome.message == "From eight to ten."


SHOP = "# Corner Shop\n\n## Opening hours\n\n- Monday to Friday: 8 to 6\n- Saturday: 8 to 1\n\nWe close on Sundays.\n\n## Goods\n\n- Bread\n- Rolls from 7\n\n## Prices\n\n- Loaf: £2\n\nRolls cost £1 less on Mondays.\n"


@pytest.mark.parametrize(
    ("question", "surest", "goes_first"),
    [
        pytest.param("opening hours", "Saturday: 8 to 1", True, id="of its list"),
        pytest.param("opening hours", "We close on Sundays.", False, id="a sentence"),
        pytest.param("opening hours", "Rolls from 7", False, id="of another list"),
        pytest.param("opening hours", "Bread", True, id="of another list, and no hours"),
        pytest.param(
            "prices", "Rolls cost £1 less on Mondays.", True, id="a sentence, which tells less than all prices"
        ),
        pytest.param("prices", "Rolls from 7", False, id="of another list, and may be a price"),
        pytest.param("prices", "We close on Sundays.", True, id="no price"),
        pytest.param("goods", "We close on Sundays.", False, id="of a heading that is no wish"),
    ],
)
def test_a_list_that_is_asked_for_by_its_heading_begins_before_the_surest_of_its_items(
    new_world: World, question: str, surest: str, goes_first: bool
) -> None:
    index = new_world.answerer({"shop.md": SHOP}).passage_index
    found = list(enumerate(index.passages(range(index.count))))
    ranked = [RankedHit(row, 0.5, 0.9) for row, passage in found if passage.text == surest]
    [sure] = KnownAnswers(index, lambda *_: None, NONE).of(question, None, found, ranked).sure
    first = {"opening hours": "Monday to Friday: 8 to 6", "prices": "Loaf: £2", "goods": "Bread"}
    assert (sure.passage.text, sure.goes_first) == (first[question], goes_first)


MILL = "# Old Mill\n\nIt grinds rye.\n\n## Crane\n\nIt lifts sacks.\n\n## Guests\n\nThey sleep in the loft.\n"
QUAY = "# Quay\n\nGuests may fish at every crane.\n\n## Guests\n\nThey are to sign the book.\n\n## Boats\n\nThere are two.\n"
SITE = {"inn.md": INN, "mill.md": MILL, "quay.md": QUAY}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("crane", ["It lifts sacks."], id="whatever only names it"),
        pytest.param("opening times", ["From eight to ten."], id="in other words"),
        pytest.param("opening times at the inn", ["From eight to ten."], id="of the page that is named"),
        pytest.param("the inn's business hours", ["From eight to ten."], id="of the page that is named before it"),
        pytest.param("tell me about guests", ["They are to sign the book.", "They sleep in the loft."], id="of two pages, each"),
    ],
)  # fmt: skip
def test_of_a_whole_site_the_pages_with_that_heading_answer(new_world: World, question: str, told: list[str]) -> None:
    asked = new_world.answerer(SITE)
    outcome = asked.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert sorted(passage.text for passage in outcome.told) == told
    assert outcome.confidence >= LIKELY


def test_of_a_heading_that_many_pages_have_none_is_meant(new_world: World) -> None:
    new_world.hold({f"{name}.md": f"# {name}\n\nA town.\n\n## Guests\n\n{name} has some.\n" for name in "ABCD"})
    index = open_index(new_world.index_dir)
    assert KnownAnswers(index, lambda name, _: None, NONE).of("guests", None, ()) == NOTHING


def test_a_heading_of_some_other_document_is_not_meant(answerer: Answerer) -> None:
    assert getattr(answerer.reply("Early life", "inn").outcome, "confidence", 0) < LIKELY


@pytest.mark.parametrize(
    ("question", "searched"),
    [("Harbour Inn opening hours", "ida-storm"), ("the early life of Ida Storm", "harbour-inn")],
)
def test_what_stands_in_the_document_that_is_named_is_not_shown_where_another_one_is_searched(
    answerer: Answerer, question: str, searched: str
) -> None:
    outcome = answerer.reply(question, searched).outcome
    shown = outcome.passages if isinstance(outcome, Answered) else outcome.related
    assert {passage.citation.document for passage in shown} <= {searched}
    assert outcome.confidence < LIKELY


def test_a_fact_of_that_name_goes_before_the_section() -> None:
    fact = Passage("d", 1, BlockKind.FACT, "- Children: 3", 0, 13, (), "", 2, "children, offspring")
    below = Passage("d", 2, BlockKind.PARAGRAPH, "They lived in Ribe.", 14, 33, ("Life", "Children"), "")
    assert headings([(0, fact), (1, below)]) == {}
    assert [sure.row for sure in headings([(1, below)]).values()] == [1]


def test_where_name_and_heading_may_part() -> None:
    assert words_of("The Opening-Hours!") == ("opening-hours",)
    assert list(splits(("ida's", "work"))) == [("ida", ("work",))]
    assert ("ida storm", ("early", "life")) in list(splits(("early", "life", "of", "ida", "storm")))
    assert list(splits(())) == []


def _below(section: tuple[str, ...], text: str, row: int) -> tuple[int, Passage]:
    return row, Passage("d", row, BlockKind.PARAGRAPH, text, 0, len(text), section, "")


def test_who_somebody_is_stands_below_the_name() -> None:
    found = headings([_below(("Vets", "Dr Una Reed"), "Una joined us in 2008.", 0)])
    assert found["una", "reed"] == found["dr", "una", "reed"]
    assert known_sections._heading_of("who's Una Reed?")[1] == ("una", "reed")
    assert known_sections._heading_of("who is the chair")[1] == ("who", "is", "the", "chair")


def test_a_heading_in_several_sections_says_not_which_is_meant() -> None:
    wash, park = (
        (("Laundry", "How much does it cost?"), "4 euros."),
        (("Parking", "How much does it cost?"), "9 euros."),
    )
    every = [_below(*wash, 0), _below(*park, 1)]
    assert headings(every) == {}
    assert wished(every) == {}


class Reading:
    """An open index that tells which passages were read of it."""

    def __init__(self, passage_index: PassageIndex) -> None:
        self._passage_index = passage_index
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._passage_index, name)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        found = self._passage_index.passages(rows)
        self.read += [passage.text for passage in found]
        return found


def test_only_what_has_every_word_of_a_heading_is_read_for_the_documents_that_have_it(new_world: World) -> None:
    hours = "\n\n".join(f"It took {number} hours to climb it." for number in range(2, 30))
    new_world.hold({"inn.md": INN, "ida.txt": IDA, "tomb.md": f"# Tomb\n\n{hours}\n\nThe opening is narrow.\n"})
    index: Any = Reading(open_index(new_world.index_dir))
    assert documents_headed(("opening", "hours"), index) == ["harbour-inn"]
    assert index.read == ["From eight to ten."]
