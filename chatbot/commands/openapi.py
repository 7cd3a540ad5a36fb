"""`chatbot openapi`."""

from __future__ import annotations

import json

import click

from chatbot.commands.configuration import Configuration, configured


@click.command()
@configured
def openapi(configuration: Configuration) -> None:
    """Print the API's description (OpenAPI 3.1, as GET /openapi.json gives it)."""
    from chatbot.describing.openapi import openapi as describe

    click.echo(json.dumps(describe(configuration.server.playground), ensure_ascii=False, indent=2))
