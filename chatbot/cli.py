"""The command line. Results go to stdout, messages for people to stderr; exit 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import dataclasses
import json
import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from chatbot.errors import ChatError
from chatbot.settings import ChatSettings, ServerSettings
from index import IndexMissing, SearchIndexError, SettingsError, current_model, current_version, limit_threads
from index.settings import IndexSettings, base_folder, find_config, read_section

limit_threads(os.environ)  # before NumPy and FAISS are loaded


@dataclass(frozen=True, slots=True)
class _Configuration:
    config: Path | None
    base: Path
    index_dir: Path
    chat: ChatSettings
    server: ServerSettings


def _configured(command: Callable[..., None]) -> Callable[..., None]:
    """`--config` and `--index-dir`; failures become one sentence and an exit code."""

    @click.option("--config", metavar="FILE", help="Settings file (default: config.yaml of this folder).")
    @click.option("--index-dir", metavar="DIR", help="Index folder, in place of index.dir.")
    @wraps(command)
    def with_errors(config: str | None, index_dir: str | None, **options: Any) -> None:
        try:
            command(_configuration(config, index_dir, options), **options)
        except SettingsError as error:
            raise click.UsageError(str(error)) from error
        except (SearchIndexError, ChatError) as error:
            raise click.ClickException(str(error)) from error

    return with_errors


@click.group()
@click.version_option(package_name="cited-chatbot")
def main() -> None:
    """Answer questions with the very sentences of your documents."""


@main.command()
@click.option("--host", help="Address to listen on, in place of server.host.")
@click.option("--port", type=int, help="Port to listen on, in place of server.port.")
@click.option("--workers", type=int, help="Processes, in place of server.workers.")
@click.option("--threads", type=int, help="Threads a process, in place of server.threads.")
@_configured
def serve(configuration: _Configuration, **_: Any) -> None:
    """Serve the HTTP API, the widget and a demo page; build the index first where there is none."""
    from chatbot.serve import serve as serve_until_stopped  # gunicorn, for this command alone

    try:
        current_version(configuration.index_dir)
    except IndexMissing:
        click.echo("There is no index yet; building one.", err=True)
        _build(configuration)

    def create_app() -> Any:
        from chatbot.app import create_app as create  # once the metrics' folder is set

        return create(configuration.index_dir, configuration.base, configuration.chat, configuration.server)

    def start(app: Any) -> None:
        from chatbot.app import start as follow

        follow(app)

    serve_until_stopped(
        create_app,
        start,
        configuration.server,
        lambda address: click.echo(f"Serving on {address} (Ctrl+C to stop)", err=True),
        before_fork=current_model(configuration.index_dir).runtime != "torch",
    )


@main.command()
@click.argument("question")
@click.option("--document", help="Search only in this document.")
@click.option("--top-k", type=click.IntRange(1, 20), help="Passages to show, in place of chat.top_k.")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as POST /api/chat gives it.")
@_configured
def ask(configuration: _Configuration, question: str, document: str | None, top_k: int | None, as_json: bool) -> None:
    """Answer one question in the terminal."""
    from chatbot.schemas import chat_reply

    reply = chat_reply(_answerer(configuration).reply(question, document, top_k))
    if as_json:
        click.echo(reply.model_dump_json(indent=2))
        return
    from chatbot.terminal import print_reply  # rich, for people alone

    print_reply(reply)


@main.command()
@click.option("--document", help="Search only in this document.")
@click.option("--top-k", type=click.IntRange(1, 20), help="Passages to show, in place of chat.top_k.")
@_configured
def chat(configuration: _Configuration, document: str | None, top_k: int | None) -> None:
    """Hold a conversation in the terminal."""
    from chatbot.converse import converse
    from chatbot.schemas import chat_reply

    answerer = _answerer(configuration)
    read: Callable[[], str] = input
    if sys.stdin.isatty():
        from prompt_toolkit import PromptSession  # line editing, for people alone

        session: PromptSession[str] = PromptSession("> ")
        read = session.prompt
    converse(read, lambda question, turns: chat_reply(answerer.reply(question, document, top_k, turns)))


@main.command("eval")
@click.argument("questions", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@_configured
def evaluate(configuration: _Configuration, questions: Path, as_json: bool) -> None:
    """Measure retrieval and answering on a question set (JSON lines)."""
    from chatbot.evaluate import evaluate as evaluate_set
    from chatbot.evaluate import read_questions
    from chatbot.terminal import print_figures, progress_bar

    gold = read_questions(questions)
    answerer = _answerer(configuration)
    answerer.reply("a question that loads whatever loads late")
    with progress_bar("questions", len(gold)) as advance:
        figures = evaluate_set(gold, lambda asked, document: answerer.reply(asked, document, 10), advance)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(figures)))
    else:
        print_figures(dataclasses.asdict(figures))


@main.command("index", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def index_command(arguments: tuple[str, ...]) -> None:
    """Build and manage index versions (the same as python -m index)."""
    sys.argv[1:] = arguments
    runpy.run_module("index", run_name="__main__")


def _configuration(config: str | None, index_dir: str | None, options: dict[str, Any]) -> _Configuration:
    file = find_config(config, os.environ)
    given = str(Path(index_dir).resolve()) if index_dir else None
    index = read_section("index", IndexSettings, file, os.environ, {"dir": given})
    server = read_section(
        "server",
        ServerSettings,
        file,
        os.environ,
        {key: options.get(key) for key in ("host", "port", "workers", "threads")},
    )
    return _Configuration(
        file,
        base_folder(file),
        base_folder(file) / index.dir,
        read_section("chat", ChatSettings, file, os.environ),
        server,
    )


def _answerer(configuration: _Configuration) -> Any:
    from chatbot.live import LiveAnswerer
    from index import load_encoder

    live = LiveAnswerer(configuration.index_dir, configuration.chat, load_encoder)
    live.load()
    return live.current()


def _build(configuration: _Configuration) -> None:
    """In a process of its own, so that the model that builds is gone before the workers start."""
    config = ["--config", str(configuration.config)] if configuration.config else []
    done = subprocess.run(
        [sys.executable, "-P", "-m", "index", "build", *config, "--index-dir", str(configuration.index_dir)],
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
