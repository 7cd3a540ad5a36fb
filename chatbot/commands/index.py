"""`chatbot index`: `python -m index`, once the settings that it knows nothing of are looked at."""

from __future__ import annotations

import os
import runpy
import sys

import click

from chatbot.settings import ChatSettings, ServerSettings
from index import SettingsError
from index.settings import find_config, read_section

# Finds the one option that is read here among those of any command below.
_CONFIG = click.Command(
    "index",
    params=[click.Option(["--config"])],
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)


@click.command("index", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def index(arguments: tuple[str, ...]) -> None:
    """Build and manage index versions (the same as python -m index)."""
    if arguments and "--help" not in arguments:
        _check_settings(arguments)
    sys.argv[:] = ["chatbot", *arguments]  # by which name it says how it is used
    runpy.run_module("index", run_name="__main__")


def _check_settings(arguments: tuple[str, ...]) -> None:
    """Refuse a wrong key of the sections that belong to this half, before anything is built for it."""
    given = _CONFIG.make_context("index", list(arguments), resilient_parsing=True).params["config"]
    try:
        file = find_config(given, os.environ)
        read_section("chat", ChatSettings, file, os.environ)
        read_section("server", ServerSettings, file, os.environ)
    except SettingsError as error:
        raise click.UsageError(str(error)) from error
