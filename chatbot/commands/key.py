"""`chatbot key`."""

from __future__ import annotations

import dataclasses
import json

import click

from chatbot.commands.configuration import Configuration, configured


@click.group()
def key() -> None:
    """Keys of programs that may use the API."""


@key.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@configured
def new(_: Configuration, as_json: bool) -> None:
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
