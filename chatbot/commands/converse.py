"""A conversation in a terminal: questions, commands that begin with a slash, and the turns so far."""

from __future__ import annotations

from collections.abc import Callable

import click
from pydantic import ValidationError

from chatbot.commands.terminal import print_passage, print_reply, print_suggestions
from chatbot.conversation.recall import Turn
from chatbot.schemas import MOST_TURNS, QUESTION, ChatReply, PassageReply

HELP = "Ask a question. /source N shows where passage N stands, /new begins anew, /quit ends."


def converse(read: Callable[[], str], ask: Callable[[str, tuple[Turn, ...]], ChatReply]) -> None:
    """Until the end of the input or /quit. What `ask` is told of the turns so far is all that is remembered."""
    click.echo(HELP)
    turns: list[Turn] = []
    cited: tuple[PassageReply, ...] = ()
    while True:
        try:
            line = read().strip()
        except (EOFError, KeyboardInterrupt):
            return
        match line.split():
            case []:
                continue
            case ["/quit" | "/exit"]:
                return
            case ["/new"]:
                turns, cited = [], ()
            case ["/source", number] if number.isdecimal() and 0 < int(number) <= len(cited):
                print_passage(cited[int(number) - 1])
            case [command, *_] if command.startswith("/"):
                click.echo(HELP)
            case _:
                try:
                    line = QUESTION.validate_python(line)
                except ValidationError as error:
                    click.echo(error.errors()[0]["msg"])
                    continue
                reply = ask(line, tuple(turns[-MOST_TURNS:]))
                cited = reply.passages or reply.related
                turns.append(Turn(line, reply.message if reply.passages else None))
                print_reply(reply)
                print_suggestions(reply.suggestions)
