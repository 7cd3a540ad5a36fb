"""Replies and figures for people at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from chatbot.evaluate import Outcome
from chatbot.evaluation.baseline import Change, Comparison
from chatbot.evaluation.calibrate import OUT_OF_SCOPE_SHARE, Scope, Trial
from chatbot.evaluation.figures import FIGURES, Estimate, figures
from chatbot.evaluation.histories import HistoryEffect
from chatbot.reporting.report import Cluster, Report
from chatbot.schemas import ChatReply, PassageReply
from index import BlockKind

_KIND_FIGURES = ("hit_at_1", "correct", "false_answers", "span")
_SHOWN = 10  # questions of a list that may be long
_CALIBRATION_FIGURES = ("log_loss", "calibration_error", "auroc", "correct", "false_answers")


def print_reply(reply: ChatReply) -> None:
    """The answer with its words marked, then the citations; a no with what came nearest."""
    console = _console()
    if reply.question.understood != reply.question.asked:
        console.print(Text(f"Understood as: {reply.question.understood}", "dim"))
    if reply.notice:
        console.print(Text(reply.notice, "bold"))
    if reply.related:
        console.print(Text("\nNot an answer, but near:", "dim"))
    for passage in reply.passages or reply.related:
        above = f"{passage.context.before}\n" if passage.context.before else ""
        is_announced = f"{above}{passage.text}" in reply.message
        _print_passage(console, passage, above if is_announced else "")
        console.print(_place(passage), soft_wrap=True)  # a broken link cannot be opened
    if reply.passages:
        console.print(Text(f"\nConfidence: {reply.confidence_label}", "dim"))


def print_suggestions(suggestions: Sequence[str]) -> None:
    """What may be asked next."""
    console = _console()
    for suggestion in suggestions:
        console.print(Text(f"  → {suggestion}", "dim"))


def print_passage(passage: PassageReply) -> None:
    """One passage between its neighbours, and its place."""
    console = _console()
    if passage.context.before:
        console.print(Text(passage.context.before, "dim"))
    _print_passage(console, passage)
    if passage.context.after:
        console.print(Text(passage.context.after, "dim"))
    console.print(_place(passage), soft_wrap=True)


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
    _console().print(table)


def print_histories(effect: HistoryEffect) -> None:
    """What the turns before a question do to it."""
    console = _console()
    if effect.turns:
        console.print(
            f"\nOf {effect.turns} turns behind others {effect.served} are answered right, {effect.rescued} of them "
            f"only with their history; {effect.lost} would be without it."
        )
    console.print(
        f"\nOf {effect.openings} questions that are answered right alone, "
        f"{effect.wrongly_rescued} are not behind a question about another document."
    )


def print_comparison(comparison: Comparison) -> None:
    """What changed since the baseline, and on which questions."""
    console = _console()
    console.print(f"\nCompared with the baseline on {comparison.questions} questions:")
    changed = {n: c for n, c in comparison.changes.items() if c.change.value or c.change.low or c.change.high}
    console.print(_changes(changed) if changed else "nothing changed")
    for title, questions in (("newly correct", comparison.newly_correct), ("newly wrong", comparison.newly_wrong)):
        for question in questions:
            console.print(Text(f"{title}: {question}", "dim"), soft_wrap=True)


def print_calibration(trial: Trial | None, scope: Scope, written: Path | None) -> None:
    """What a calibration changes on questions that it was not fitted on, which questions off every subject are answered, and where it was written."""
    console = _console()
    if trial:
        questions = trial.comparison.questions
        console.print(
            f"Cross-validated on {questions} questions, whose first passages are of {trial.documents} documents:"
        )
        console.print(_changes({n: c for n, c in trial.comparison.changes.items() if n in _CALIBRATION_FIGURES}))
        is_better = "The log loss is" if trial.is_better else "The log loss is not"
        console.print(f"{is_better} significantly lower.")
    console.print(
        f"Of {scope.questions} everyday questions off the subject of most documents, answered: {len(scope.answered)}"
    )
    for question in scope.answered[:_SHOWN]:
        console.print(Text(f"  {question}", "dim"), soft_wrap=True)
    if len(scope.answered) > _SHOWN:
        console.print(Text(f"  and {len(scope.answered) - _SHOWN} more", "dim"))
    if least := scope.calibration.least_floor:
        console.print(f"A floor of {least:.3f} keeps that to {OUT_OF_SCOPE_SHARE:.0%}.")
    if written:
        console.print(
            f"Written to {written}, for the next start or index version; remove the file to go back.", soft_wrap=True
        )
    else:
        console.print("Nothing was written.")


def print_report(report: Report) -> None:
    """The totals, the clusters with their nearest passages, and the comments."""
    console = _console()
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
        table = Table("times", "asked for and not found", "nearest passage", box=None, padding=(1, 2, 0, 0))
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


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, silence in a pipe; the callable is told how many are done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(what, total=total)
        yield lambda done: bars.update(task, completed=done)


def _console() -> Console:
    """Of stdout. What owners and documents write is shown as it stands: `[faq]` is no markup, and `:x:` no picture."""
    return Console(highlight=False, markup=False, emoji=False)


def _print_passage(console: Console, passage: PassageReply, above: str = "") -> None:
    """Behind its number and what announces it. Code stands below, and no line of it is broken, so that it can be copied."""
    text = Text(passage.text)
    for mark in passage.highlights:
        text.stylize("bold reverse", mark.start, mark.end)
    is_code = passage.kind is BlockKind.CODE
    number = f"\n[{passage.rank}]" + ("\n" if is_code else " ")
    console.print(Text.assemble((number, "bold"), (above, "dim"), text), soft_wrap=is_code)


def _place(passage: PassageReply) -> Text:
    cited = passage.citation
    place = " › ".join((cited.title, *cited.section))
    page = f", page {cited.page}" if cited.page else ""
    return Text(
        f"    {place}{page} ({cited.source}:{cited.start}-{cited.end})" + (f"\n    {cited.url}" if cited.url else ""),
        "dim",
    )


def _questions(cluster: Cluster) -> Text:
    lines = [(f"{cluster.question}\n", "bold"), *((f"{example}\n", "") for example in cluster.examples)]
    more = cluster.wordings - 1 - len(cluster.examples)
    counts = [f"{cluster.unanswered} unanswered"] if cluster.unanswered else []
    counts += [f"{cluster.not_helpful} answered and not helpful"] if cluster.not_helpful else []
    counts += [f"{more} more wordings"] if more else []
    return Text.assemble(*lines, (", ".join(counts), "dim"))


def _nearest(cluster: Cluster) -> Text:
    if cluster.nearest is None:
        return Text("none", "dim")
    cited = cluster.nearest.citation
    place = " › ".join((cited.title, *cited.section))
    return Text.assemble(
        ("answered now: " if cluster.answered_now else "", "bold"),
        cluster.nearest.text,
        (f"\n{place} ({cited.source}:{cited.start}-{cited.end}), confidence {cluster.nearest.confidence:.2f}", "dim"),
    )


def _changes(changes: Mapping[str, Change]) -> Table:
    table = Table("figure", "before", "now", "change", "95 % interval", box=None)
    for name, c in changes.items():
        interval = _interval(c.change, "+")
        table.add_row(name, f"{c.before:.3f}", f"{c.now:.3f}", f"{c.change.value:+.3f}", interval)
    return table


def _interval(estimate: Estimate, sign: str = "") -> str:
    return f"[{estimate.low:{sign}.3f}, {estimate.high:{sign}.3f}]"
