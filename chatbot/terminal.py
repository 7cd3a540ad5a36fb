"""Replies and figures for people at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from chatbot.baseline import Comparison
from chatbot.evaluate import Outcome
from chatbot.figures import FIGURES, Estimate, figures
from chatbot.schemas import ChatReply, PassageReply

_KIND_FIGURES = ("hit_at_1", "correct", "false_answers", "span")


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


def print_figures(outcomes: Sequence[Outcome]) -> None:
    """Every figure with its 95 % interval, then the main ones by kind of question."""
    table = Table("questions", "figure", "value", "95 % interval", box=None)
    kinds = sorted({outcome.kind for outcome in outcomes})
    groups = [("all", outcomes, tuple(FIGURES))]
    if len(kinds) > 1:
        groups += [(kind, [o for o in outcomes if o.kind == kind], _KIND_FIGURES) for kind in kinds]
    for group, members, names in groups:
        found = figures(members)
        title = f"{group} ({len(members)})"
        for name in names:
            if name in found:
                table.add_row(title, name, f"{found[name].value:.3f}", _interval(found[name]))
                title = ""
    Console(highlight=False).print(table)


def print_comparison(comparison: Comparison) -> None:
    """What changed since the baseline, and on which questions."""
    console = Console(highlight=False)
    console.print(f"\nCompared with the baseline on {comparison.questions} questions:")
    table = Table("figure", "before", "now", "change", "95 % interval", box=None)
    for name, change in comparison.changes.items():
        if change.change.value or change.change.low or change.change.high:
            now, interval = f"{change.now:.3f}", _interval(change.change, "+")
            table.add_row(name, f"{change.before:.3f}", now, f"{change.change.value:+.3f}", interval)
    console.print(table if table.row_count else "nothing changed")
    for title, questions in (("newly correct", comparison.newly_correct), ("newly wrong", comparison.newly_wrong)):
        for question in questions:
            console.print(Text(f"{title}: {question}", "dim"), soft_wrap=True)


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


def _interval(estimate: Estimate, sign: str = "") -> str:
    return f"[{estimate.low:{sign}.3f}, {estimate.high:{sign}.3f}]"
