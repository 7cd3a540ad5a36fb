"""`chatbot ask` and `chatbot chat`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing

import click

from chatbot.commands.configuration import Configuration, configured
from chatbot.commands.opening import naming_documents, open_answerer


def _as_over_http(_: click.Context, __: click.Parameter, question: str) -> str:
    from pydantic import ValidationError

    from chatbot.schemas import QUESTION

    try:
        return QUESTION.validate_python(question)
    except ValidationError as error:
        raise click.BadParameter(error.errors()[0]["msg"]) from None


@click.command()
@click.argument("question", callback=_as_over_http)
@click.option("--document", help="Search only in this document.")
@click.option("--top-k", type=click.IntRange(1, 20), help="Passages to show, in place of chat.top_k.")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as POST /api/chat gives it.")
@configured
def ask(configuration: Configuration, question: str, document: str | None, top_k: int | None, as_json: bool) -> None:
    """Answer one question in the terminal."""
    from chatbot.schemas import chat_reply

    # A process must not end under what the answerer tries in the background.
    with closing(open_answerer(configuration)) as answerer, naming_documents(answerer):
        reply = chat_reply(answerer.reply(question, document, top_k))
    if as_json:
        click.echo(reply.model_dump_json(indent=2))
        return
    from chatbot.commands.terminal import print_reply  # rich, for people alone

    print_reply(reply)


@click.command()
@click.option("--document", help="Search only in this document.")
@click.option("--top-k", type=click.IntRange(1, 20), help="Passages to show, in place of chat.top_k.")
@configured
def chat(configuration: Configuration, document: str | None, top_k: int | None) -> None:
    """Hold a conversation in the terminal."""
    from chatbot.commands.converse import converse
    from chatbot.schemas import chat_reply

    read: Callable[[], str] = input
    if sys.stdin.isatty():
        from prompt_toolkit import PromptSession  # line editing, for people alone

        session: PromptSession[str] = PromptSession("> ")
        read = session.prompt
    with closing(open_answerer(configuration)) as answerer, naming_documents(answerer):
        try:
            converse(read, lambda question, turns: chat_reply(answerer.reply(question, document, top_k, turns)))
        except UnicodeDecodeError as error:
            raise click.ClickException(f"the input is not {error.encoding}.") from None
