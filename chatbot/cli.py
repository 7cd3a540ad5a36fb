"""The command line. Results go to stdout, messages for people to stderr; exit 0 done, 1 failed, 2 wrong use."""

from __future__ import annotations

import os

import click

from chatbot.commands.ask import ask, chat
from chatbot.commands.index import index
from chatbot.commands.key import key
from chatbot.commands.mcp import mcp
from chatbot.commands.measure import calibrate, evaluate
from chatbot.commands.openapi import openapi
from chatbot.commands.report import report
from chatbot.commands.serve import restart, serve
from index import CommandGroup, limit_threads

limit_threads(os.environ)  # before NumPy and FAISS are loaded


@click.group(
    cls=CommandGroup, commands=[ask, calibrate, chat, evaluate, index, key, mcp, openapi, report, restart, serve]
)
@click.version_option(package_name="cited-chatbot")
def main() -> None:
    """Answer questions with the very sentences of your documents."""
