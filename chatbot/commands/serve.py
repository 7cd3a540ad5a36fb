"""`chatbot serve` and `chatbot restart`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from chatbot.commands.configuration import Configuration, configured
from index import IndexMissing, IndexUnavailable, current_model, current_version, local_folder


@click.command()
@click.option("--host", help="Address to listen on, in place of server.host.")
@click.option("--port", type=int, help="Port to listen on, in place of server.port.")
@click.option("--workers", type=int, help="Processes, in place of server.workers.")
@click.option("--threads", type=int, help="Threads a process, in place of server.threads.")
@click.option("--check", is_flag=True, help="Load everything, say whether it could serve, and end.")
@configured
def serve(configuration: Configuration, check: bool, **_: Any) -> None:
    """Serve the HTTP API, the widget and a demo page; build the index first where there is none."""
    from chatbot.admission.rate_limit import RateLimit
    from chatbot.monitoring.log import Log
    from chatbot.serve import serve as serve_until_stopped  # gunicorn, for this command alone
    from chatbot.serving.addresses import STARTED_WITH, check_kept, check_possible
    from chatbot.serving.pid_file import PidFile

    if check:
        check_kept(configuration.server, os.environ.get(STARTED_WITH))
        check_possible(configuration.server)
    rate_limit = RateLimit(configuration.server)  # before any fork, so that the workers count together

    is_local = isinstance(configuration.place, Path)
    version = _version(configuration, check)
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
        log_is_for_people=log.for_people,
    )


def _version(configuration: Configuration, check: bool) -> str | None:
    """The version in use; None where there was none, or its server is away, which a mere `check` raises."""
    try:
        return current_version(configuration.place)
    except IndexMissing as error:
        if check:
            raise
        if error.kept:
            click.echo(
                f"No index version is in use, though there are: {', '.join(error.kept)} (`chatbot index rollback VERSION` takes one). Building one of what the sources hold now.",
                err=True,
            )
        else:
            click.echo("There is no index yet; building one.", err=True)
        _build(configuration)
    except IndexUnavailable as error:
        if check:
            raise
        click.echo(f"{error} Serving all the same, and waiting for it.", err=True)
    return None


def _not_negative(_: click.Context, __: click.Parameter, seconds: float) -> float:
    if not seconds >= 0:  # nor is what is no number
        raise click.BadParameter(f"{seconds:g} is no number of seconds to wait.")
    return seconds


@click.command()
@click.option(
    "--wait",
    "seconds",
    type=float,
    default=300,
    callback=_not_negative,
    help="Seconds to wait for it (default: 300).",
)
@configured
def restart(configuration: Configuration, seconds: float) -> None:
    """Start the running server anew, with the code and settings of now, without losing a request.

    The server is that of server.pid_file. Where it could not start anew, or would need another address or port, it goes
    on as it was, and the exit code is 1.
    """
    from chatbot.serving.pid_file import restart as restart_server

    if not configuration.server.pid_file:
        raise click.UsageError("server.pid_file is not set; set it, or send SIGUSR2 to the server's first process.")
    process = restart_server(configuration.base / configuration.server.pid_file, seconds)
    click.echo(f"The server started anew, in process {process} as before.", err=True)


def _build(configuration: Configuration) -> None:
    """In a process of its own, so that the model that builds is gone before the workers start. It ends with this one."""
    config = ["--config", str(configuration.config)] if configuration.config else []
    command = [sys.executable, "-P", "-m", "index", "build", *config]
    build: subprocess.Popen[bytes] | None = None
    is_stopped = False

    def stop(*_: object) -> None:  # no exception, which would lose a process that has just begun
        nonlocal is_stopped
        is_stopped = True
        if build:
            build.kill()

    before = signal.signal(signal.SIGTERM, stop)
    try:
        build = subprocess.Popen([*command, "--index-dir", str(local_folder(configuration.place))], stdout=sys.stderr)
        if is_stopped:
            build.kill()
        done = build.wait()
    except BaseException:  # Ctrl-C
        if build:
            build.kill()
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    if is_stopped or done:
        sys.exit(128 + signal.SIGTERM if is_stopped else done)
