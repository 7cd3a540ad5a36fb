"""Measured quality for people at a terminal: figures, what changed, and the questions that went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Column, Table
from rich.text import Text

from chatbot.commands.console import console_of_stdout
from chatbot.evaluate import Outcome
from chatbot.evaluation.baseline import Change, Comparison
from chatbot.evaluation.calibrate import OUT_OF_SCOPE_SHARE, Scope, Trial
from chatbot.evaluation.figures import FIGURES, Estimate, figures
from chatbot.evaluation.histories import HistoryEffect
from index import counted

_KIND_FIGURES = ("hit_at_1", "correct", "false_answers", "span")
_SHOWN = 10  # questions of a list that may be long
_CALIBRATION_FIGURES = ("log_loss", "calibration_error", "auroc", "correct", "false_answers")


def print_figures(outcomes: Sequence[Outcome]) -> None:
    """Every figure with its 95 % interval, then the main ones by kind of question."""
    table = Table(Column("questions", overflow="fold"), *_whole("figure", "value", "95 % interval"), box=None)
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
    console_of_stdout().print(table)


def print_histories(effect: HistoryEffect) -> None:
    """What the turns before a question do to it."""
    console = console_of_stdout()
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
    console = console_of_stdout()
    console.print(f"\nCompared with the baseline on {counted(comparison.questions, 'question')}:")
    changed = {n: c for n, c in comparison.changes.items() if c.change.value or c.change.low or c.change.high}
    console.print(_changes(changed) if changed else "nothing changed")
    for title, questions in (("newly correct", comparison.newly_correct), ("newly wrong", comparison.newly_wrong)):
        for question in questions:
            console.print(Text(f"{title}: {question}", "dim"), soft_wrap=True)


def print_calibration(trial: Trial | None, scope: Scope, written: Path | None) -> None:
    """What a calibration changes on questions that it was not fitted on, which questions off every subject are answered, and where it was written."""
    console = console_of_stdout()
    if trial:
        questions = trial.comparison.questions
        console.print(
            f"Cross-validated on {questions} questions, whose first passages are of {counted(trial.documents, 'document')}:"
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


def print_wrong(outcomes: Sequence[Outcome], show_all: bool) -> None:
    """The questions that went wrong by kind of fault, with the passage that came first; some ten, or all."""
    wrong = [outcome for outcome in outcomes if not outcome.is_correct]
    faults = {fault: [o for o in wrong if _fault(o) == fault] for fault in sorted(set(map(_fault, wrong)))}
    console = console_of_stdout()
    for fault, members in faults.items():
        shown = len(members) if show_all else _SHOWN // len(faults)
        console.print(f"\n{fault} ({len(members)}):")
        for outcome in members[:shown]:
            right = {None: "", 1: " (right)"}.get(outcome.rank, f" (number {outcome.rank} is right)")
            came = " ".join((outcome.passage or "nothing came near").split())
            console.print(Text.assemble(f"  {outcome.question}\n", (f"    {came}{right}", "dim")), soft_wrap=True)
        if len(members) > shown:
            console.print(Text(f"  and {len(members) - shown} more (--all-wrong)", "dim"))


def _fault(outcome: Outcome) -> str:
    if not outcome.answerable:
        return "answered though nothing answers"
    return "answered wrongly" if outcome.status == "answered" else "not answered"


def _changes(changes: Mapping[str, Change]) -> Table:
    table = Table(*_whole("figure", "before", "now", "change", "95 % interval"), box=None)
    for name, c in changes.items():
        interval = _interval(c.change, "+")
        table.add_row(name, f"{c.before:.3f}", f"{c.now:.3f}", f"{c.change.value:+.3f}", interval)
    return table


def _whole(*names: str) -> list[Column]:
    """Columns that keep their width on a narrow terminal, where others give way."""
    return [Column(name, no_wrap=True) for name in names]


def _interval(estimate: Estimate, sign: str = "") -> str:
    return f"[{estimate.low:{sign}.3f}, {estimate.high:{sign}.3f}]"
