"""Replies and reports for people at a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from chatbot.commands.console import console_of_stdout
from chatbot.reporting.report import Cluster, Report
from chatbot.schemas import ChatReply, PassageReply
from chatbot.told_once import told_once
from index import BlockKind, counted

_CONTROL = re.compile(r"(?P<line_end>\r\n?|[\x0b\x0c\x85])|[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def print_reply(reply: ChatReply) -> None:
    """The answer with its words marked, then the citations; a no with what came nearest."""
    console = console_of_stdout()
    if reply.question.understood != reply.question.asked:
        console.print(Text(f"Understood as: {_shown(reply.question.understood)}", "dim"))
    if reply.notice:
        console.print(Text(reply.notice, "bold"))
    if reply.related:
        console.print(Text("\nNot an answer, but near:", "dim"))
    for passage in (*told_once(reply), *reply.passages[reply.answers :]) or reply.related:
        above = f"{passage.context.before}\n" if passage.context.before else ""
        is_announced = f"{above}{passage.text}" in reply.message
        _print_passage(console, passage, above if is_announced else "")
        console.print(_place(passage), soft_wrap=True)  # a broken link cannot be opened
    if reply.passages:
        console.print(Text(f"\nConfidence: {reply.confidence_label}", "dim"))


def print_suggestions(suggestions: Sequence[str]) -> None:
    """What may be asked next."""
    console = console_of_stdout()
    for suggestion in suggestions:
        console.print(Text(f"  → {_shown(suggestion)}", "dim"))


def print_passage(passage: PassageReply) -> None:
    """One passage between its neighbours, and its place."""
    console = console_of_stdout()
    if passage.context.before:
        console.print(Text(_shown(passage.context.before), "dim"))
    _print_passage(console, passage)
    if passage.context.after:
        console.print(Text(_shown(passage.context.after), "dim"))
    console.print(_place(passage), soft_wrap=True)


def print_report(report: Report) -> None:
    """The totals, the clusters with their nearest passages, and the comments."""
    console = console_of_stdout()
    console.print(
        Text(f"{report.since:%Y-%m-%d %H:%M} to {report.until:%Y-%m-%d %H:%M} UTC", "bold"),
        *(Text(note) for note in report.notes),
        sep="\n",
    )
    totals = report.totals
    counts: list[tuple[str, int | None]] = [("asked", totals.asked), ("answered", totals.answered)]
    counts += [(f"refused: {reason.replace('_', ' ')}", count) for reason, count in totals.reasons.items()]
    counts += [("small talk", totals.small_talk), ("helpful", totals.helpful), ("not helpful", totals.not_helpful)]
    table = Table("", "", box=None, show_header=False)
    for name, count in counts:
        if count is not None:
            table.add_row(name, Text(str(count), justify="right"))
    console.print(table)
    if report.clusters:
        table = Table(
            "times",
            "asked for and not found",
            Column("nearest passage", overflow="fold"),
            box=None,
            padding=(1, 2, 0, 0),
        )
        for cluster in report.clusters:
            table.add_row(Text(str(cluster.size), justify="right"), _questions(cluster), _nearest(cluster))
        console.print(table)
    if report.more_clusters:
        console.print(Text(f"\nand {report.more_clusters} more (--limit)", "dim"))
    if report.comments:
        table = Table("day", "verdict", "comment", "question", box=None, padding=(1, 2, 0, 0))
        for said in report.comments:
            verdict = "helpful" if said.helpful else "not helpful"
            table.add_row(said.received[:10], verdict, Text(said.comment), Text(said.question or "", "dim"))
        console.print(table)


def _print_passage(console: Console, passage: PassageReply, above: str = "") -> None:
    """Behind its number and what announces it. Code stands below, and no line of it is broken, so that it can be copied."""
    text, done = Text(), 0
    for mark in passage.highlights:
        text.append(_shown(passage.text[done : mark.start])).append(
            _shown(passage.text[mark.start : mark.end]), "bold reverse"
        )
        done = mark.end
    text.append(_shown(passage.text[done:]))
    is_code = passage.kind is BlockKind.CODE
    number = f"\n[{passage.rank}]" + ("\n" if is_code else " ")
    above = _shown(above).replace("\n", "\n    ")
    console.print(Text.assemble((number, "bold"), (above, "dim"), text), soft_wrap=is_code)


def _place(passage: PassageReply) -> Text:
    cited = passage.citation
    place = " › ".join((cited.title, *cited.section))
    page = f", page {cited.page}" if cited.page else ""
    address = f"\n    {cited.url}" if cited.url else ""
    return Text(_shown(f"    {place}{page} ({cited.source}:{cited.start}-{cited.end}){address}"), "dim")


def _shown(words: str) -> str:
    """What a document says, with line ends that rich counts, and signs in place of what would take over the terminal."""
    return _CONTROL.sub(lambda found: "\n" if found["line_end"] else "\N{REPLACEMENT CHARACTER}", words)


def _questions(cluster: Cluster) -> Text:
    lines = [(f"{cluster.question}\n", "bold"), *((f"{example}\n", "") for example in cluster.examples)]
    more = cluster.wordings - 1 - len(cluster.examples)
    counts = [f"{cluster.unanswered} unanswered"] if cluster.unanswered else []
    counts += [f"{cluster.not_helpful} answered and not helpful"] if cluster.not_helpful else []
    counts += [counted(more, "more wording")] if more else []
    return Text.assemble(*lines, (", ".join(counts), "dim"))


def _nearest(cluster: Cluster) -> Text:
    if cluster.nearest is None:
        return Text("none", "dim")
    cited = cluster.nearest.citation
    place = " › ".join((cited.title, *cited.section))
    return Text.assemble(
        ("answered now: " if cluster.answered_now else "", "bold"),
        _shown(cluster.nearest.text),
        (
            f"\n{_shown(place)} ({cited.source}:{cited.start}-{cited.end}), confidence {cluster.nearest.confidence:.2f}",
            "dim",
        ),
    )
