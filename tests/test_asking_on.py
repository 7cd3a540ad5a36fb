"""What a visitor gets who asks on in a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from conftest import FLOOR, World

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.outcome import Answered, Reply
from chatbot.settings import ChatSettings
from index import Encoder, open_index

STOLEN = "In 1974 the vase was stolen through a skylight by two men."
FOUND = "The vase was found in 1981 in a garden shed."
MUSEUM = f"# Glass Museum\n\n{STOLEN} {FOUND} It was broken.\n"

Ask = Callable[..., Reply]


@pytest.fixture
def ask(new_world: World, encoder: Encoder) -> Iterator[Ask]:
    """Asks some turns one after the other, with the replies as their history, of an index of these documents; gives the last reply."""
    opened: list[Answerer] = []

    def asked(documents: dict[str, str], *turns: str, document: str | None = None, floor: float = FLOOR) -> Reply:
        new_world.hold(documents)
        opened.append(
            Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=floor, suggestions=0))
        )
        history: list[Turn] = []
        for turn in turns:
            reply = opened[-1].reply(turn, document, history=history)
            history.append(Turn(turn, reply.outcome.message if isinstance(reply.outcome, Answered) else None))
        return reply

    yield asked
    for answerer in opened:
        answerer.close()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        pytest.param("how", STOLEN, id="how: of what was told just now"),
        pytest.param("where?", STOLEN, id="where: of what was told just now"),
        pytest.param("and why?", FOUND, id="why: of what is told next"),
        pytest.param("what else?", FOUND, id="what else: of what is told next"),
    ],
)
def test_a_bare_question_word_asks_of_the_passage_just_shown_or_of_the_next(ask: Ask, asked: str, message: str) -> None:
    assert ask({"museum.md": MUSEUM}, "When was the vase stolen?", asked).outcome.message == message


TALE = """# Glass Museum

| Founded | 1931 |
| --- | --- |
| Opened | 1934 |

In 1974 the vase was stolen. It was found in 1981. It was broken. A glazier mended it.

## Visits

- Children may see the vase. A guide shows it.
"""


@pytest.mark.parametrize(
    ("turns", "message"),
    [
        pytest.param(("and then?",), "It was found in 1981.", id="and then"),
        pytest.param(("what happened next?", "and after that?"), "It was broken.", id="twice"),
        pytest.param(("go on",), "It was found in 1981.\nIt was broken.\nA glazier mended it.", id="go on"),
        pytest.param(
            ("go on", "ok, tell me more please"),
            "Children may see the vase.\nA guide shows it.",
            id="to the next section",
        ),
        pytest.param(("and then?", "go on"), "It was broken.\nA glazier mended it.", id="to the end of the section"),
        pytest.param(
            ("what happened to the glazier", "and then?", "go on"),
            "Children may see the vase.\nA guide shows it.",
            id="behind a turn that was not answered",
        ),
        pytest.param(("go on", "and then", "was it found?"), "It was found in 1981.", id="and asks again"),
    ],
)
def test_the_next_passages_are_told_to_one_who_asks_on(ask: Ask, turns: tuple[str, ...], message: str) -> None:
    reply = ask({"museum.md": TALE}, "When was the vase stolen?", *turns)
    assert reply.outcome.message == message


@pytest.mark.parametrize(
    ("turns", "status"),
    [
        pytest.param(("go on",), "small_talk", id="nothing was told"),
        pytest.param(("and then?",), "no_answer", id="nothing was told that something follows"),
        pytest.param(("Do unicorns sing?", "go on"), "small_talk", id="behind a no"),
        pytest.param(("When was it opened?", "go on"), "small_talk", id="behind a row"),
        pytest.param(("Did a glazier mend it?", "and then?"), "no_answer", id="at the end of a section"),
        pytest.param(("Is there a guide?", "go on"), "small_talk", id="at the end of all"),
    ],
)
def test_nothing_is_told_on_where_nothing_follows(ask: Ask, turns: tuple[str, ...], status: str) -> None:
    assert ask({"museum.md": TALE}, *turns).outcome.status == status


def test_who_asks_on_elsewhere_is_told_nothing(new_world: World) -> None:
    answerer = new_world.answerer({"a.md": TALE, "b.md": HUT})
    before = [Turn("When was the vase stolen?", "In 1974 the vase was stolen.")]
    reply = answerer.reply("and then?", "kaltwasser-hut", history=before)
    assert reply.outcome.status == "no_answer"
    answerer.close()


HUT = "# Kaltwasser Hut\n\nDogs may sleep in the ski room. The warden bakes bread.\n"
LIBRARY = "# Oakfield Library\n\nDogs are to stay outside. Guide dogs may come in. The librarian sells tea.\n"
BOTH = {"hut.md": HUT, "library.md": LIBRARY}
DOGS = "May dogs sleep in the hut?"


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        pytest.param("And in the library?", "May dogs sleep in the library?", id="with a preposition"),
        pytest.param("what about the library", "May dogs sleep in the library?", id="what about"),
        pytest.param("no, the library", "May dogs sleep in the library?", id="a correction"),
        pytest.param("The library?", "May dogs sleep in the library?", id="with its article alone"),
    ],
)
def test_a_word_of_another_title_alone_means_that_document(ask: Ask, asked: str, understood: str) -> None:
    reply = ask(BOTH, DOGS, asked)
    assert reply.question.understood == understood
    assert reply.outcome.passages[0].citation.document == "oakfield-library"


def test_what_is_talked_of_gives_way_to_the_document_that_is_named(ask: Ask) -> None:
    mill = "# Tern Mill\n\nThe mill grinds rye.\n"
    reply = ask({**BOTH, "mill.md": mill}, "Do dogs in the hut like the mill?", "And the library?")
    assert reply.question.understood == "Do dogs in the library like the mill?"


def test_a_word_without_its_article_is_asked_as_it_stands(ask: Ask) -> None:
    assert ask(BOTH, DOGS, "Library?").question.understood == "Library?"


BENCH = "# Arden bench\n\nThe bench holds two people. The care is easy.\n"
TABLE = "# Arden folding table\n\nThe table holds four people. The legs fold.\n"
FURNITURE = {
    "a.md": BENCH, "b.md": TABLE, "c.md": "# Corfe bench\n\nIt holds three people.\n",
    "d.md": "# Corfe folding table\n\nIt holds six people.\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "understood", "document"),
    [
        pytest.param(
            "what about the Corfe folding table?", "How many people does the Corfe folding table hold?", "d", id="of which it has one"
        ),
        pytest.param("and the corfe bench?", "How many people does the corfe bench hold?", "c", id="in small letters"),
    ],
)  # fmt: skip
def test_words_that_several_titles_have_mean_the_one_that_has_all_of_them(
    ask: Ask, asked: str, understood: str, document: str
) -> None:
    reply = ask(FURNITURE, "How many people does the Arden bench hold?", asked)
    assert reply.question.understood == understood
    assert reply.outcome.passages[0].citation.source.endswith(f"{document}.md")


CLOSED = "The shop is closed on Sundays."
SHOPS = {
    f"{town}.md": f"# {town} shop\n\n{CLOSED} {manager} runs the shop. The oven is old.\n"
    for town, manager in (("Ely", "Ann"), ("Hull", "Bea"), ("Ripon", "Cid"), ("York", "Dot"))
}


@pytest.mark.parametrize(
    ("turns", "understood"),
    [
        pytest.param(["Is the Ripon shop closed on Sundays?"], "Who runs the shop in Ripon shop?", id="the one that the question names"),
        pytest.param(
            ["Who runs the Ripon shop?", "Is it closed on Sundays?"], "Who runs the shop in Ripon shop?", id="the one that is talked of"
        ),
    ],
)  # fmt: skip
def test_of_pages_that_say_the_same_the_one_is_meant_that_was_asked_about(
    ask: Ask, turns: list[str], understood: str
) -> None:
    reply = ask(SHOPS, *turns, "Who runs the shop there?")
    assert reply.question.understood == understood


CAKES = {
    "a.md": "# Bradford shop\n\nCakes are ordered six days ahead.\n",
    "b.md": "# Hull shop\n\nThe oven is old. It rains in Hull.\n",
}


@pytest.mark.parametrize(
    ("asked", "is_answered"),
    [
        pytest.param("and in Tadcaster?", False, id="a name that it does not know, in the place of its own"),
        pytest.param("and six days ahead?", True, id="what it knows"),
    ],
)
def test_a_page_whose_name_gives_way_to_another_answers_no_more(ask: Ask, asked: str, is_answered: bool) -> None:
    reply = ask(CAKES, "Are cakes ordered ahead in Bradford?", asked, floor=0.6)
    assert isinstance(reply.outcome, Answered) == is_answered, (reply.question, reply.outcome.confidence)


CANAL = "# Wexcombe Canal\n\nThe Wexcombe Canal is a narrow canal in the west. Boats pay a toll.\n"
BREAD = "Who bakes bread in the hut?"
SURE = 0.5  # more than half of what is asked is said


@pytest.mark.parametrize("asked", ["the canal?", "And the canal?"])
def test_a_phrase_is_asked_by_itself_where_its_document_answers_nothing_else(ask: Ask, asked: str) -> None:
    reply = ask({"hut.md": HUT, "canal.md": CANAL}, BREAD, asked, floor=SURE)
    assert isinstance(reply.outcome, Answered)
    assert reply.question.understood == asked
    assert reply.outcome.passages[0].text == "The Wexcombe Canal is a narrow canal in the west."


@pytest.mark.parametrize(
    ("canal", "asked"),
    [
        pytest.param(CANAL, "and at the canal?", id="it goes on with the question before"),
        pytest.param("# Wexcombe Canal\n\nBoats pay a toll.\n", "The canal?", id="another document tells of it"),
    ],
)
def test_otherwise_what_the_document_does_not_answer_is_a_no(ask: Ask, canal: str, asked: str) -> None:
    town = "# Millbrook\n\nThe old canal is dry.\n"
    reply = ask({"hut.md": HUT, "canal.md": canal, "town.md": town}, BREAD, asked, floor=SURE)
    assert not isinstance(reply.outcome, Answered)


def test_the_document_that_was_meant_is_talked_of_further(ask: Ask) -> None:
    reply = ask(BOTH, DOGS, "And in the library?", "And in the hut?")
    assert reply.question.understood == "May dogs sleep in the hut?"
    assert reply.outcome.passages[0].citation.document == "kaltwasser-hut"


@pytest.mark.parametrize(
    ("documents", "turns", "document"),
    [
        pytest.param(BOTH, (DOGS, "And in the ski room?"), None, id="no word of a title"),
        pytest.param(BOTH, (DOGS, "And guide dogs in the library?"), None, id="more than words of a title"),
        pytest.param(BOTH, (DOGS, "And in its library?"), None, id="a word that points back"),
        pytest.param(BOTH, (DOGS, "And in the library?"), "kaltwasser-hut", id="one document is searched"),
        pytest.param(BOTH, ("May dogs sleep inside?", "And in the library?"), None, id="no other is named before"),
        pytest.param({**BOTH, "ski.md": "# Ski Library\n\nSkis are lent.\n"}, (DOGS, "And in the library?"), None, id="two titles have it"),
        pytest.param({**BOTH, "hut.md": f"{HUT}It has a library.\n"}, (DOGS, "And in the library?"), None, id="the document talked of has it"),
    ],
)  # fmt: skip
def test_otherwise_the_document_talked_of_goes_on(
    ask: Ask, documents: dict[str, str], turns: tuple[str, ...], document: str | None
) -> None:
    reply = ask(documents, *turns, document=document)
    assert reply.outcome.passages[0].citation.document == "kaltwasser-hut"


OFFICES = "# Rowing club\n\n| Office | Who | Since |\n| --- | --- | --- |\n| Treasurer | Priya Nair | 2019 |\n| Boatman | Ivo Lane | 2004 |\n"
ALONE = """<html><head><title>Rowing club</title></head><body><main><h1>Rowing club</h1><p>We row.</p><table>
<tr><th>Motto</th><td>Slow and steady</td></tr><tr><th>Captain of the rowers</th><td>Ivo Lane</td></tr></table></main></body></html>"""


@pytest.mark.parametrize(
    ("documents", "turns", "understood"),
    [
        pytest.param({"club.md": OFFICES}, ("Who is the treasurer?", "What is her email?"), "What is Priya Nair's email?", id="of a row with names of columns"),
        pytest.param({"club.html": ALONE}, ("Who leads the rowers?", "How old is he?"), "How old is Ivo Lane?", id="of a key and what it is"),
    ],
)  # fmt: skip
def test_of_a_row_what_the_question_does_not_say_is_told(
    ask: Ask, documents: dict[str, str], turns: tuple[str, ...], understood: str
) -> None:
    assert ask(documents, *turns, floor=0.0).question.understood == understood


def test_a_slip_of_a_turn_before_is_mended_in_what_a_follow_up_takes_from_it(ask: Ask) -> None:
    prices = "A crossing costs 9 pounds for adults.\n\nA crossing costs 4 pounds for students."
    reply = ask({"ferry.md": prices}, "how much is a corssing for adults", "and for students?", floor=0.1)
    assert reply.question.understood == "How much is a crossing for students?"
