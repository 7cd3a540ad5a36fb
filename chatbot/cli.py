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
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click

from chatbot.errors import ChatError
from chatbot.settings import ChatSettings, ServerSettings
from index import (
    IndexMissing,
    IndexUnavailable,
    Place,
    SearchIndexError,
    SettingsError,
    current_model,
    current_version,
    index_place,
    limit_threads,
    local_folder,
)
from index.settings import IndexSettings, base_folder, find_config, read_section

limit_threads(os.environ)  # before NumPy and FAISS are loaded

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class _Configuration:
    config: Path | None
    base: Path
    place: Place
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
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"{error.name} is not installed: only the half that answers is here. Run this where cited-chatbot is installed whole."
            ) from error

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
@click.option("--check", is_flag=True, help="Load everything, say whether it could serve, and end.")
@_configured
def serve(configuration: _Configuration, check: bool, **_: Any) -> None:
    """Serve the HTTP API, the widget and a demo page; build the index first where there is none."""
    from chatbot.admission.rate_limit import RateLimit
    from chatbot.monitoring.log import Log
    from chatbot.serve import serve as serve_until_stopped  # gunicorn, for this command alone
    from chatbot.serving.pid_file import PidFile

    rate_limit = RateLimit(configuration.server)  # before any fork, so that the workers count together

    is_local = isinstance(configuration.place, Path)
    try:
        version = current_version(configuration.place)
    except IndexMissing:
        if check:
            raise
        click.echo("There is no index yet; building one.", err=True)
        _build(configuration)
    except IndexUnavailable as error:
        if check:
            raise
        click.echo(f"{error} Serving all the same, and waiting for it.", err=True)

    log = Log(configuration.server.log_format, sys.stderr)
    log.take_over()

    def announce(message: str) -> None:
        if log.for_people:
            click.echo(message, err=True)
        else:
            log.write("info", message, {})

    def create_app() -> Any:
        from chatbot.app import create_app as create  # once the metrics' folder is set

        return create(
            configuration.place,
            configuration.base,
            configuration.chat,
            configuration.server,
            rate_limit=rate_limit,
            log=log,
        )

    if check:
        create_app().test_client().get("/readyz")
        click.echo(f"The server can start, with index version {version}.")
        return

    def start(app: Any) -> None:
        from chatbot.app import start as follow

        follow(app)

    serve_until_stopped(
        create_app,
        start,
        configuration.server,
        announce,
        before_fork=is_local  # nor does gRPC survive a fork
        and current_model(configuration.place).runtime != "torch"
        and not configuration.chat.cross_encoder,
        pid_file=PidFile(configuration.base / pid_file) if (pid_file := configuration.server.pid_file) else None,
    )


@main.command()
@click.option("--wait", "seconds", type=float, default=300, help="Seconds to wait for it (default: 300).")
@_configured
def restart(configuration: _Configuration, seconds: float) -> None:
    """Start the running server anew, with the code and settings of now, without losing a request.

    The server is that of server.pid_file. Where it could not start anew it goes on as it was, and the exit code is 1.
    """
    from chatbot.serving.pid_file import restart as restart_server

    if not configuration.server.pid_file:
        raise click.UsageError("server.pid_file is not set; set it, or send SIGUSR2 to the server's first process.")
    process = restart_server(configuration.base / configuration.server.pid_file, seconds)
    click.echo(f"The server started anew, in process {process} as before.", err=True)


@main.command()
@click.argument("question")
@click.option("--document", help="Search only in this document.")
@click.option("--top-k", type=click.IntRange(1, 20), help="Passages to show, in place of chat.top_k.")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as POST /api/chat gives it.")
@_configured
def ask(configuration: _Configuration, question: str, document: str | None, top_k: int | None, as_json: bool) -> None:
    """Answer one question in the terminal."""
    from chatbot.schemas import chat_reply

    answerer = _answerer(configuration)
    reply = chat_reply(answerer.reply(question, document, top_k))
    answerer.close()  # and what it tries in the background, which a process must not end under
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
    answerer.close()


@main.command()
@click.option("--http", is_flag=True, help="Serve streamable HTTP at /mcp, in place of stdin and stdout.")
@click.option("--host", help="With --http, the address to listen on, in place of server.host.")
@click.option("--port", "mcp_port", type=int, help="With --http, the port to listen on, in place of server.mcp_port.")
@_configured
def mcp(configuration: _Configuration, http: bool, host: str | None, mcp_port: int | None) -> None:
    """Let an assistant search, read and ask the documents: a server of the Model Context Protocol."""
    if not http and (host is not None or mcp_port is not None):
        raise click.UsageError("--host and --port need --http.")
    from chatbot.clients.mcp_server import mcp_server  # the mcp package, an extra
    from chatbot.clients.source_link import own_address

    live = _live(_without_suggestions(configuration))
    server = mcp_server(live, configuration.server.public_url or own_address(configuration.server))
    live.watch()
    if http:
        from chatbot.clients.mcp_http import serve_mcp

        announce = "Serving the Model Context Protocol on {} (Ctrl+C to stop)".format
        serve_mcp(server, configuration.server, lambda address: click.echo(announce(address), err=True))
    else:
        server.run("stdio")


@main.command("eval")
@click.argument("questions", type=_FILE)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the figures and each question's outcome as JSON: a baseline."
)
@click.option(
    "--baseline", type=_FILE, help="Compare with what --json printed earlier; exit 1 where it is significantly worse."
)
@click.option(
    "--history",
    is_flag=True,
    help="Ask three times over: say too what the turns before a question do to it, rescued or made worse.",
)
@click.option(
    "--plot",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw the risk-coverage curve and the reliability diagram there.",
)
@_configured
def evaluate(
    configuration: _Configuration,
    questions: Path,
    as_json: bool,
    baseline: Path | None,
    history: bool,
    plot: Path | None,
) -> None:
    """Measure retrieval and answering on a question set (JSON lines), with 95 % bootstrap intervals."""
    from chatbot.evaluation.baseline import compare, quality_json, read_baseline
    from chatbot.question_set import read_dialogues
    from chatbot.terminal import print_comparison, print_figures, print_histories

    dialogues = read_dialogues(questions)
    earlier = read_baseline(baseline) if baseline else None
    if plot:
        from chatbot.evaluation.plot import draw  # matplotlib, an extra
    answerer = _answerer(_without_suggestions(configuration))
    outcomes = _outcomes(answerer, dialogues)
    effect = _effect_of_histories(answerer, dialogues) if history else None
    comparison = compare(outcomes, earlier) if earlier is not None else None
    if plot:
        draw(outcomes, plot)
    if as_json:
        click.echo(quality_json(outcomes, comparison, effect))
    else:
        print_figures(outcomes)
        if effect:
            print_histories(effect)
        if comparison:
            print_comparison(comparison)
    if comparison and comparison.worse:
        raise click.ClickException(f"significantly worse than the baseline: {', '.join(comparison.worse)}.")


@main.command()
@click.argument("questions", required=False, type=_FILE)
@click.option("--force", is_flag=True, help="Use the calibration even where it is not better.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@_configured
def calibrate(configuration: _Configuration, questions: Path | None, force: bool, as_json: bool) -> None:
    """Calibrate the confidence on QUESTIONS of yours, and say whether that is better.

    Without them, see whether questions that have nothing to do with the documents are kept out. What
    is better is written beside the index, and used from the next start or index version on.
    """
    from chatbot.answer import Answerer
    from chatbot.evaluation.calibrate import bound_scope, calibrate, out_of_scope_questions, settle, unchanged
    from chatbot.question_set import read_dialogues
    from chatbot.terminal import print_calibration
    from chatbot.weighing.calibration import read_calibration, write_calibration

    dialogues = read_dialogues(questions) if questions else None
    configuration = _without_suggestions(configuration)
    in_use = _answerer(configuration)
    shipped = Answerer(in_use.passage_index, in_use.encoder, configuration.chat)
    settled = settle(shipped.passage_index, configuration.chat)
    trial = calibrate(_outcomes(shipped, dialogues), settled, str(questions)) if dialogues else None
    used = read_calibration(local_folder(configuration.place))
    if used is None or used.origin != settled.origin:
        used = unchanged(settled, "the models of the package")
    calibration = trial.calibration if trial else used
    scope = bound_scope(_outcomes(shipped, out_of_scope_questions()), calibration, settled)
    written = None
    if force or (trial.is_better if trial else scope.calibration != used):
        written = write_calibration(scope.calibration, local_folder(configuration.place))
    if as_json:
        found = {
            "calibration": scope.calibration.model_dump(mode="json"),
            "written": written is not None,
            "cross_validated": trial and dataclasses.asdict(trial.comparison),
            "out_of_scope": {"questions": scope.questions, "answered": scope.answered},
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        print_calibration(trial, scope, written)


@main.group()
def key() -> None:
    """Keys of programs that may use the API."""


@key.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@_configured
def new(_: _Configuration, as_json: bool) -> None:
    """Make a key. It is shown this once; the settings keep its hash."""
    from chatbot.admission.keys import new_key

    made = new_key()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(made)))
        return
    click.echo(f"key   {made.key}\nhash  {made.hash}\nid    {made.id}")
    click.echo(
        "Give the key to the program that asks, which sends `Authorization: Bearer KEY`, and put the hash into "
        "server.keys (or server.metrics_keys). The log calls the key by its id. It is not shown again.",
        err=True,
    )


def _moment(is_end: bool) -> Callable[[click.Context, click.Parameter, str | None], datetime | None]:
    def parse(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
        from chatbot.reporting.period import moment

        try:
            return moment(text, datetime.now(UTC), is_end=is_end) if text else None
        except (ValueError, OverflowError) as error:
            raise click.BadParameter(
                f"{text!r} is no period such as 7d or 24h, and no date such as 2026-11-24."
            ) from error

    return parse


@main.command()
@click.option(
    "--since",
    default="7d",
    show_default=True,
    callback=_moment(False),
    help="A time ago (24h, 7d, 4w), or a date, in UTC.",
)
@click.option("--until", callback=_moment(True), help="The same; a date is within.  [default: now]")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Clusters and comments to show.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the report as a page too, without script or anything from elsewhere.",
)
@_configured
def report(
    configuration: _Configuration, since: datetime, until: datetime | None, limit: int, as_json: bool, page: Path | None
) -> None:
    """What visitors asked in vain: the questions without an answer, grouped by meaning.

    Each group comes with the nearest passage of the current index. Needs server.store_questions; feedback is
    counted in any case.
    """
    from chatbot.reporting.kept import Source, read_kept
    from chatbot.reporting.report import report as make_report
    from chatbot.terminal import print_report, progress_bar

    server = configuration.server
    now = datetime.now(UTC)
    until = until or now
    if since >= until:
        raise click.UsageError("--since is not before --until.")
    questions, feedback = (
        Source(configuration.base / file, now - timedelta(days=days))
        for file, days in ((server.questions, server.question_days), (server.feedback, server.feedback_days))
    )
    kept = read_kept(questions, feedback, since, until, limit)
    answerer = _answerer(_without_suggestions(configuration)) if kept.gaps else None
    with progress_bar("questions", len(kept.gaps)) as advance:
        made = make_report(kept, since, until, answerer, limit, server.store_questions, advance)
    if page:
        from chatbot.reporting.report_page import write_report_page

        write_report_page(made, page)
    if as_json:
        click.echo(made.model_dump_json(indent=2))
    else:
        print_report(made)


@main.command()
@_configured
def openapi(configuration: _Configuration) -> None:
    """Print the API's description (OpenAPI 3.1, as GET /openapi.json gives it)."""
    from chatbot.describing.openapi import openapi as describe

    click.echo(json.dumps(describe(configuration.server.playground), ensure_ascii=False, indent=2))


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
        {key: options.get(key) for key in ("host", "port", "mcp_port", "workers", "threads")},
    )
    return _Configuration(
        file,
        base_folder(file),
        index_place(index, base_folder(file), os.environ),
        read_section("chat", ChatSettings, file, os.environ),
        server,
    )


def _answerer(configuration: _Configuration) -> Any:
    return _live(configuration).current()


def _live(configuration: _Configuration) -> Any:
    from chatbot.live import LiveAnswerer
    from index import load_encoder

    live = LiveAnswerer(configuration.place, configuration.chat, load_encoder)
    live.load()
    return live


def _without_suggestions(configuration: _Configuration) -> _Configuration:
    """For a set of questions, where nobody looks at what could be asked next."""
    chat = configuration.chat.model_copy(update={"suggestions": 0})
    return dataclasses.replace(configuration, chat=chat)


def _outcomes(answerer: Any, dialogues: Any) -> Any:
    from chatbot.evaluate import RANKS, evaluate
    from chatbot.terminal import progress_bar

    answerer.reply("a question that loads whatever loads late")
    with progress_bar("questions", len(dialogues)) as advance:
        return evaluate(
            dialogues, lambda asked, document, history: answerer.reply(asked, document, RANKS, history), advance
        )


def _effect_of_histories(answerer: Any, dialogues: Any) -> Any:
    from chatbot.evaluate import RANKS
    from chatbot.evaluation.histories import effect_of_histories
    from chatbot.terminal import progress_bar

    with progress_bar("histories", 3 * len(dialogues)) as advance:
        return effect_of_histories(
            dialogues, lambda asked, document, history: answerer.reply(asked, document, RANKS, history), advance
        )


def _build(configuration: _Configuration) -> None:
    """In a process of its own, so that the model that builds is gone before the workers start."""
    config = ["--config", str(configuration.config)] if configuration.config else []
    done = subprocess.run(
        [sys.executable, "-P", "-m", "index", "build", *config, "--index-dir", str(local_folder(configuration.place))],
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
