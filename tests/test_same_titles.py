"""Documents of one title are told apart by their files wherever several are named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import World
from flask import Flask
from flask.testing import FlaskClient

from chatbot.same_titles import told_apart


@pytest.mark.parametrize(
    ("documents", "called"),
    [
        pytest.param([("Tea", "a/tea.md"), ("Rye", "b/rye.md")], ["Tea", "Rye"], id="different titles"),
        pytest.param([("Tea", "d/a.md"), ("Tea", "d/b.md")], ["Tea (a.md)", "Tea (b.md)"], id="files of one folder"),
        pytest.param(
            [("Tea", "d/leeds/tea.md"), ("Rye", "rye.md"), ("Tea", "d/leek/tea.md")],
            ["Tea (leeds/tea.md)", "Rye", "Tea (leek/tea.md)"],
            id="equal files of two folders",
        ),
        pytest.param([("Tea", "tea.md"), ("TEA", "d/tea.md")], ["Tea (tea.md)", "TEA (d/tea.md)"], id="but for case"),
        pytest.param([("", "a.md"), ("", "b.md")], ["", ""], id="none"),
    ],
)
def test_equal_titles_are_told_apart(documents: list[tuple[str, str]], called: list[str]) -> None:
    assert told_apart(documents) == called


@pytest.fixture
def shops(new_world: World, make_app: Callable[..., Flask]) -> FlaskClient:
    """Two documents called Contact, and one that is not."""
    for town, hour in (("leeds", 9), ("york", 10)):
        (new_world.library / town).mkdir()
        (new_world.library / town / "contact.md").write_text(f"# Contact\n\nThe tern shop opens at {hour} am.\n")
    new_world.build()
    return make_app(new_world.index_dir).test_client()


def test_a_question_that_fits_two_of_one_title_says_which_is_which(shops: FlaskClient) -> None:
    reply = shops.post("/api/chat", json={"question": "When does the tern shop open?"}).get_json()
    leeds, york = "Contact (leeds/contact.md)", "Contact (york/contact.md)"
    assert (reply["notice"], [choice["title"] for choice in reply["choices"]]) == (
        f"This may be about {leeds} or {york}.",
        [leeds, york],
    )
    assert reply["message"].split("\n")[1:] == [
        f"{leeds}: The tern shop opens at 9 am.",
        f"{york}: The tern shop opens at 10 am.",
    ]


@pytest.mark.parametrize("hour", [9, 10])
def test_behind_a_turn_of_one_of_them_it_is_that_one(shops: FlaskClient, hour: int) -> None:
    before = {"question": f"Which shop opens at {hour} am?", "answer": f"The tern shop opens at {hour} am."}
    asked = {"question": "When does the tern shop open?", "history": [before]}
    reply = shops.post("/api/chat", json=asked).get_json()
    assert (reply["notice"], reply["choices"], reply["message"]) == (None, [], before["answer"])


def test_its_citations_are_where_the_passages_stand(shops: FlaskClient) -> None:
    asked = {"model": "cited-chatbot", "messages": [{"role": "user", "content": "When does the tern shop open?"}]}
    message = shops.post("/v1/chat/completions", json=asked).get_json()["choices"][0]["message"]
    cited = [note["url_citation"] for note in message["annotations"]]
    assert [message["content"][place["start_index"] : place["end_index"]] for place in cited] == [
        "The tern shop opens at 9 am.",
        "The tern shop opens at 10 am.",
    ]


def test_small_talk_and_the_demo_page_tell_them_apart(shops: FlaskClient) -> None:
    called = ["Ada Quill", "Grey Heron", "Contact (leeds/contact.md)", "Contact (york/contact.md)", "granite"]
    talk = shops.post("/api/chat", json={"question": "hello"}).get_json()["message"]
    page = shops.get("/").get_data(as_text=True)
    assert talk == f"Hello! You can ask me about {', '.join(called[:3])} and 2 more."
    assert [name for name in called if f">{name}</a>" not in page] == []
