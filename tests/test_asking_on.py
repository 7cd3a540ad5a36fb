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

    def asked(documents: dict[str, str], *turns: str, document: str | None = None) -> Reply:
        new_world.hold(documents)
        opened.append(
            Answerer(open_index(new_world.index_dir), encoder, ChatSettings(answer_floor=FLOOR, suggestions=0))
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
