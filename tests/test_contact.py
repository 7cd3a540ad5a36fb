"""How to get in touch, known by what a number or an address looks like."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.conversation.title_words import TitleWords
from chatbot.knowing.contact import MOST, asks_for_contact, contacts
from chatbot.knowing.contact_data import postal, postcode
from chatbot.knowing.known import KnownAnswers
from chatbot.knowing.sure import LIKELY, NOTHING
from chatbot.outcome import Answered
from index import BlockKind, Passage, open_index

NONE = TitleWords({})
INN = "= Harbour Inn =\n\nThe inn has twelve rooms. Ring 01584 555 012 between 9 and 5. Write to desk@inn.example.\nWe opened in 1987-1990.\n"
MILL = "= Old Mill =\n\nThe mill grinds flour, and sells it online at https://mill.example/shop. It is at 14 Ropewalk Lane, Tarnwick TW3 8QD, 20 minutes from town.\n"


@pytest.fixture
def answerer(new_world: World) -> Answerer:
    return new_world.answerer({"inn.txt": INN, "mill.txt": MILL})


@pytest.mark.parametrize(
    ("question", "document", "marked"),
    [
        ("What's your telephone number?", "inn", "01584 555 012"),
        ("how can I call you", "inn", "01584 555 012"),
        ("Harbour Inn phone number", None, "01584 555 012"),
        ("what is the phone number of Harbour Inn", None, "01584 555 012"),
        ("how can I get in touch with you?", "inn", "01584 555 012"),
        ("e-mail address", "inn", "desk@inn.example"),
        ("do you have a website", "mill", "https://mill.example/shop"),
        ("where are you", "mill", "14 Ropewalk Lane, Tarnwick TW3 8QD"),
        ("Old Mill postal address", None, "14 Ropewalk Lane, Tarnwick TW3 8QD"),
        ("what is the telephone number of the inn", None, "01584 555 012"),
        ("mill shop address", None, "14 Ropewalk Lane, Tarnwick TW3 8QD"),
        ("what is your postcode", "mill", "TW3 8QD"),
        ("Old Mill zip code", None, "TW3 8QD"),
    ],
)
def test_the_number_or_address_is_marked(answerer: Answerer, question: str, document: str | None, marked: str) -> None:
    outcome = answerer.reply(question, document).outcome
    assert isinstance(outcome, Answered)
    passage = outcome.passages[0]
    assert [passage.text[mark.start : mark.end] for mark in passage.highlights] == [marked]
    assert outcome.confidence >= LIKELY


@pytest.mark.parametrize(
    ("question", "document"),
    [
        pytest.param("phone number", "mill", id="it has none"),
        pytest.param("phone number", None, id="of many documents"),
        pytest.param("phone number of Old Mill", "inn", id="another document's, which has none"),
        pytest.param("address of Old Mill", "inn", id="another document's"),
        pytest.param("how can I reach it", "inn", id="it may be the way there"),
        pytest.param("address", "inn", id="it has none of a house"),
        pytest.param("address of the mill", "inn", id="another document's, by a word of its title"),
        pytest.param("telephone number of the cook of the inn", None, id="somebody's"),
    ],
)
def test_what_is_not_there_is_not_known(answerer: Answerer, question: str, document: str | None) -> None:
    outcome = answerer.reply(question, document).outcome
    assert all(passage.confidence != LIKELY for passage in getattr(outcome, "passages", ()))
    within = None if document is None else answerer.id_of(document)
    about = {"old mill": "old-mill", "harbour inn": "harbour-inn"}
    known = KnownAnswers(answerer.passage_index, lambda name, _: about.get(name.lower()), NONE)
    assert known.of(question, within, ()) == NOTHING


@pytest.mark.parametrize("question", ["How many rooms are there?", "who has the number seven", "can I call a taxi"])
def test_other_questions_are_left_alone(question: str) -> None:
    assert asks_for_contact(question) is None


def test_of_many_numbers_none_is_meant() -> None:
    lines = [f"Ring 0158{number} 555 012." for number in range(MOST + 1)]
    every = [(row, Passage("d", row + 1, BlockKind.ITEM, line, 0, len(line), (), "")) for row, line in enumerate(lines)]
    assert contacts(every) == {}
    assert {way: len(told) for way, told in contacts(every[:MOST]).items()} == {"phone": MOST, "any": MOST}


@pytest.mark.parametrize(
    "text",
    [
        "ISBN 978-3-16-148410-0",
        "open 1987-1990",
        "at 10.30",
        "version 2.0.1",
        "a cost of 1 204 000 euros",
        "12-05-2024",
        "03/04/2020",
        "05/2019 - 07/2021: nurse",
        "open 08.00 - 18.00",
        "on 03 04 2023",
        "Journal (1998) 593-595",
        "ISBN 0306406152",
        "EAN 0012345678905",
        "serial 0012 3456 7890 1234",
        "paragraph 01-2-3-4",
        "(12) 2019-2021",
        "£04.50 05.50",
        "ref 0001-2345-66",
        "born 01 02 1970",
        "vite@5.0.1",
        "git@github.com:acme/it",
        "save it as logo@2x.png",
        "icons/bell@3x.SVG and photo@2x.jpg",
        "licence: https://www.apache.org/licenses/",
    ],
)
def test_other_figures_are_no_telephone_numbers(text: str) -> None:
    assert contacts([(0, Passage("d", 1, BlockKind.ITEM, text, 0, len(text), (), ""))]) == {}


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("- Address: 2 Lantern Quay, second floor, Portmallow", "2 Lantern Quay, second floor, Portmallow"),
        ("9a High St, Orrin 04109", "9a High St, Orrin 04109"),
        ("We are at 12-14 Rose Hill.", "12-14 Rose Hill"),
        ("Moor & Sons, 4 Quay Street, Orrin", "4 Quay Street, Orrin"),
        ("Wharf House 12 Mill Lane Orrin OR4 7TT", "12 Mill Lane Orrin OR4 7TT"),
        ("Wharf House\n12 Mill Lane\nOrrin, OR4 7TT", "12 Mill Lane\nOrrin, OR4 7TT"),
        ("12 Mill Lane\nTickets at the door", "12 Mill Lane"),
        ("Anna Smith 12 Mill Lane to the station", None),
        ("Bus 12 Mill Lane", None),
        ("She lived at 12 Rose Hill.", None),
        ("The hall is at the end of Rose Hill.", None),
        ("The 14 members are in the Upper Court.", None),
    ],
)
def test_a_house_is_told_by_its_number_and_street(text: str, marked: str | None) -> None:
    place = postal(text)
    assert (text[slice(*place)] if place else None) == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("14 Ropewalk Lane, Tarnwick TW3 8QD", "TW3 8QD"),
        ("Gallery, 120 West Street, Austin TX 78701", "TX 78701"),
        ("9a High St, Orrin 04109", "04109"),
        ("9a High St, Orrin", None),
        ("We are at 1200 Rose Hill.", None),
        ("Room OR4 7TT", None),
    ],
)
def test_a_postcode_is_the_end_of_an_address(text: str, marked: str | None) -> None:
    place = postcode(text)
    assert (text[slice(*place)] if place else None) == marked


@pytest.mark.parametrize(
    ("text", "is_none"),
    [
        ("Our email address is hello@inn.example.", True),
        ("Sign in with your e-mail address and password.", True),
        ("Write to hello@inn.example or to Tallvägen 14, Velmsund.", False),
        ("Each address has an email address.", False),
        ("Ask at the desk.", False),
    ],
)
def test_an_address_for_mail_alone_is_no_answer_to_where_somebody_is(
    answerer: Answerer, text: str, is_none: bool
) -> None:
    known = KnownAnswers(answerer.passage_index, lambda *_: None, NONE)
    found = [(7, Passage("d", 1, BlockKind.ITEM, text, 0, len(text), (), ""))]
    never = [
        known.of(asked, "harbour-inn", found).never for asked in ("what is your address?", "email address for refunds")
    ]
    assert never == [frozenset((7,)) if is_none else frozenset(), frozenset()]


def test_an_address_in_code_is_nobodys() -> None:
    text = "git clone https://example.org/tern"
    assert contacts([(0, Passage("d", 1, BlockKind.CODE, text, 0, len(text), (), ""))]) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Ring +49 341 555 0142.",
        "(555) 123-4567",
        "555-123-4567",
        "0341 555 0142",
        "Tel. 03415550142",
        "(01584) 555 012",
        "+44 (0)20 7946 0958",
    ],
)
def test_numbers_are_written_in_many_ways(text: str) -> None:
    assert list(contacts([(0, Passage("d", 1, BlockKind.ITEM, text, 0, len(text), (), ""))])) == ["phone", "any"]


def test_what_says_that_it_is_a_number_to_call_goes_before_figures_alone() -> None:
    lines = ["0341 555 0142", "0341 555 0143", "Ring 0341 555 0144"]
    every = [(row, Passage("d", row + 1, BlockKind.ITEM, line, 0, len(line), (), "")) for row, line in enumerate(lines)]
    assert [sure.row for sure in contacts(every)["phone"]] == [2]


def test_of_web_addresses_none_goes_before_another_for_a_number_beside_it() -> None:
    lines = ["Our website: https://inn.example", "Call us, or see our website: https://mill.example"]
    every = [(row, Passage("d", row + 1, BlockKind.ITEM, line, 0, len(line), (), "")) for row, line in enumerate(lines)]
    assert [sure.row for sure in contacts(every)["website"]] == [0, 1]


HALL = "# Hall hire\n\nTo hire the hall ring Priya Nair, 01632 555 300.\n"
CONTACT = "# Contact and directions\n\nBoathouse: 01632 555 100\n"
OTHER = "# Contact the juniors\n\nJuniors: 01632 555 200\n"
FAQ = "# Questions\n\nIt is wet.\n\n## Get in touch\n\nRing 01632 555 400.\n"
PLAIN = "# Moorings\n\nRing 01632 555 500 before noon.\n"
ANNA = "# Moorings\n\nRing Anna Moor, 01632 555 500.\n"
THEIRS = "# Moorings\n\nRing us on 01632 555 500 before noon.\n"
BERTHS = "# Berths\n\nBoats lie here.\n\nTel. 01632 555 500\n"
SLIPS = "# Slips\n\nBoats are mended here.\n\nTel. 01632-555-500\n"
RULES = "# Rules\n\nNo swimming.\n"


@pytest.mark.parametrize(
    ("pages", "question", "numbers"),
    [
        pytest.param((HALL, CONTACT, RULES), "phone number", ["01632 555 100"], id="of the page that is there for it"),
        pytest.param((CONTACT, OTHER, RULES), "can I call you", ["01632 555 100", "01632 555 200"], id="of two such pages, each"),
        pytest.param((HALL, FAQ, RULES), "how can I call you", ["01632 555 400"], id="below a heading that is there for it"),
        pytest.param((PLAIN, RULES), "what's your phone number", ["01632 555 500"], id="the only one, as yours"),
        pytest.param((PLAIN, RULES), "phone number", [], id="the only one, of whom it may be"),
        pytest.param((THEIRS, RULES), "phone number", ["01632 555 500"], id="the only one, as theirs"),
        pytest.param((BERTHS, SLIPS, RULES), "phone number", ["01632 555 500"], id="the same on several pages"),
        pytest.param((BERTHS, HALL), "phone number", [], id="a person's beside it"),
        pytest.param((PLAIN, HALL), "what's your phone number", [], id="two of which none is there for it"),
        pytest.param((ANNA, RULES), "what's your phone number", [], id="a person's"),
        pytest.param((CONTACT, RULES), "what is her phone number", [], id="of somebody talked of"),
        pytest.param((CONTACT, RULES), "phone number of Una Reed", [], id="of somebody named"),
    ],
)  # fmt: skip
def test_of_a_whole_site_the_number_on_its_contact_page_is_meant(
    new_world: World, pages: tuple[str, ...], question: str, numbers: list[str]
) -> None:
    new_world.hold({f"{place}.md": page for place, page in enumerate(pages)})
    known = KnownAnswers(open_index(new_world.index_dir), lambda *_: None, NONE).of(question, None, ())
    assert [sure.passage.text[sure.start : sure.end] for sure in known.sure] == numbers
