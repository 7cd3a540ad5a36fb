"""A name that is no name of the documents is left as it is, unless it can only be a slip for one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import World

from chatbot.conversation.spelling import mend
from index import open_index

KNOWN = {"adan", "gall", "harbor", "jan", "sandy"}  # to the encoder, by themselves


def _is_known(word: str, derived: bool = True) -> bool:
    return word.lower() in KNOWN


@pytest.fixture
def mended(world: World) -> Callable[[str], str]:
    """A question after mending, over the three articles."""
    index = open_index(world.index_dir)
    return lambda question: mend(question, index, _is_known)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        pytest.param("Where is Gall?", "Where is Gall?", id="another name than Gull"),
        pytest.param("Who is Jan Quill?", "Who is Jan Quill?", id="Jane has another surname"),
        pytest.param("Who is Rook?", "Who is Rook?", id="a rock is no name"),
        pytest.param("Is Chacks there?", "Is Chacks there?", id="nor are chicks"),
        pytest.param("Who is Quil?", "Who is Quill?", id="no name that is known"),
        pytest.param("Where is Gall Bay?", "Where is Gull Bay?", id="the word behind it stands so"),
        pytest.param("Who is Jan Moor?", "Who is Jane Moor?", id="a surname"),
        pytest.param("Where is the Harbor?", "Where is the Harbour?", id="a thing with a capital"),
        pytest.param("Where is the Gall?", "Where is the Gall?", id="no Gull is behind an article"),
        pytest.param("What is Feldspat?", "What is Feldspar?", id="no other name comes so near a long word"),
    ],
)
def test_a_name_is_mended_only_where_it_is_no_other(mended: Callable[[str], str], question: str, meant: str) -> None:
    assert mended(question) == meant


def test_a_name_with_an_accent_is_found_in_the_documents(new_world: World) -> None:
    new_world.hold({"a.txt": "= Light =\n\nThe keeper was Renée Moor.\n"})
    assert mend("Who is Rennee?", open_index(new_world.index_dir), _is_known) == "Who is Renee?"
