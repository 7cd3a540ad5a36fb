"""A conversation in a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from chatbot.answer import Answerer
from chatbot.commands.converse import HELP, converse
from chatbot.conversation.recall import Turn
from chatbot.schemas import ChatReply, chat_reply
from chatbot.settings import ChatSettings
from index import open_index

if TYPE_CHECKING:
    from conftest import World


def typed(*lines: str) -> Callable[[], str]:
    left = iter(lines)

    def read() -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    return read


def test_each_question_is_asked_with_the_turns_before_it(
    answerer: Answerer, capsys: pytest.CaptureFixture[str]
) -> None:
    histories: list[tuple[Turn, ...]] = []

    def ask(question: str, turns: tuple[Turn, ...]) -> ChatReply:
        histories.append(turns)
        return chat_reply(answerer.reply(question, top_k=1, history=turns))

    converse(
        typed("When did Sam Quill die?", "", "Quantum chromodynamics lattice?", "/new", "hello", "/quit", "never"), ask
    )
    first, second = Turn("When did Sam Quill die?", "Sam Quill died in 1931."), Turn("Quantum chromodynamics lattice?")
    assert histories == [(), (first,), ()]
    assert second not in histories[2]
    assert "Sam Quill died in 1931." in capsys.readouterr().out


def test_a_question_has_the_limits_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    converse(typed("a" * 2001), lambda *_: pytest.fail("it was asked"))
    assert "at most 2000 characters" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        pytest.param("/source 1", "library/ada-quill.txt", id="a source by its number"),
        pytest.param("/source 9", HELP, id="no such source"),
        pytest.param("/help", HELP, id="an unknown command"),
    ],
)
def test_a_slash_begins_a_command(
    answerer: Answerer, capsys: pytest.CaptureFixture[str], command: str, shown: str
) -> None:
    def ask(question: str, turns: tuple[Turn, ...]) -> ChatReply:
        return chat_reply(answerer.reply(question, top_k=1, history=turns))

    def read_after_the_answer() -> str:
        line = lines()
        if line == command:
            capsys.readouterr()
        return line

    lines = typed("When did Sam Quill die?", command)
    converse(read_after_the_answer, ask)
    assert shown in capsys.readouterr().out


LONG = f"The tern nests {'on the outer skerries and ' * 5}on the mole."


def told_of_long(world: World, capsys: pytest.CaptureFixture[str]) -> str:
    """What is shown of an answer that is longer than a terminal is wide, and of its place."""
    (world.library / "tern.md").write_text(f"# Tern\n\n{LONG}\n", encoding="utf-8")
    world.build()
    found = Answerer(open_index(world.index_dir), world.encoder, ChatSettings(answer_floor=0.05))
    converse(typed("Where does the tern nest?", "/source 1"), lambda asked, _: chat_reply(found.reply(asked, top_k=1)))
    return capsys.readouterr().out


def test_in_a_pipe_no_passage_is_broken(
    new_world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert told_of_long(new_world, capsys).count(f"\n[1] {LONG}\n") == 2


def test_on_a_terminal_a_passage_is_broken_between_words(
    new_world: World, terminal: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(60)
    told = told_of_long(new_world, capsys)
    assert LONG not in told and " ".join(told.split()).count(f"[1] {LONG} Tern (") == 2


def test_the_lines_of_code_stand_below_its_number_unbroken(
    new_world: World, terminal: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    code = f"tern --with {'x' * 200}\n\n  tern --now"
    (new_world.library / "tern.md").write_text(f"# Tern\n\nRun it:\n\n```\n{code}\n```\n", encoding="utf-8")
    new_world.build()
    found = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=0.05))
    terminal(60)
    converse(typed("tern --now", "/source 1"), lambda question, _: chat_reply(found.reply(question, top_k=1)))
    assert capsys.readouterr().out.count(f"\n[1]\n{code}\n") == 2
