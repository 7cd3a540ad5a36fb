"""`chatbot index`."""

from __future__ import annotations

import runpy
import sys

import click


@click.command("index", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def index(arguments: tuple[str, ...]) -> None:
    """Build and manage index versions (the same as python -m index)."""
    sys.argv[1:] = arguments
    runpy.run_module("index", run_name="__main__")
