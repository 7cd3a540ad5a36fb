"""Replies and figures for people at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from chatbot.schemas import ChatReply, PassageReply


def print_reply(reply: ChatReply) -> None:
    """The answer with its words marked, then the citations; a no with what came nearest."""
    console = Console(highlight=False)
    if reply.question.understood != reply.question.asked:
        console.print(Text(f"Understood as: {reply.question.understood}", "dim"))
    if not reply.passages:
        console.print(Text(reply.message, "bold"))
    if reply.related:
        console.print(Text("\nNot an answer, but near:", "dim"))
    for passage in reply.passages or reply.related:
        console.print(_passage(passage))
        console.print(_place(passage), soft_wrap=True)  # a broken link cannot be opened
    if reply.passages:
        console.print(Text(f"\nConfidence: {reply.confidence_label}", "dim"))


def print_suggestions(suggestions: Sequence[str]) -> None:
    """What may be asked next."""
    console = Console(highlight=False)
    for suggestion in suggestions:
        console.print(Text(f"  → {suggestion}", "dim"))


def print_passage(passage: PassageReply) -> None:
    """One passage between its neighbours, and its place."""
    console = Console(highlight=False)
    if passage.context.before:
        console.print(Text(passage.context.before, "dim"))
    console.print(_passage(passage))
    if passage.context.after:
        console.print(Text(passage.context.after, "dim"))
    console.print(_place(passage), soft_wrap=True)


def print_figures(figures: Mapping[str, Any]) -> None:
    """A table of figures; a mapping in it becomes rows of its own."""
    table = Table("figure", "value", box=None)
    for name, value in figures.items():
        rows = value.items() if isinstance(value, Mapping) else [("", value)]
        for part, number in rows:
            table.add_row(f"{name} {part}".strip(), f"{number:.4f}" if isinstance(number, float) else str(number))
    Console(highlight=False).print(table)


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, silence in a pipe; the callable is told how many are done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=total)
        yield lambda done: bars.update(task, completed=done)


def _passage(passage: PassageReply) -> Text:
    text = Text(passage.text)
    for mark in passage.highlights:
        text.stylize("bold reverse", mark.start, mark.end)
    return Text.assemble((f"\n[{passage.rank}] ", "bold"), text)


def _place(passage: PassageReply) -> Text:
    cited = passage.citation
    place = " › ".join((cited.title, *cited.section))
    page = f", page {cited.page}" if cited.page else ""
    return Text(
        f"    {place}{page} ({cited.source}:{cited.start}-{cited.end})" + (f"\n    {cited.url}" if cited.url else ""),
        "dim",
    )
