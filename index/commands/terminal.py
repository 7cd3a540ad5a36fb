"""What the commands print for people."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from index.how_many import counted

if TYPE_CHECKING:
    from index.build import BuildReport
    from index.diff import VersionDiff
    from index.doctor import Finding
    from index.remote.pull import Pulled
    from index.remote.push import Pushed
    from index.remote.sweep import Swept

_TYPES = 5  # suffixes that are named
_UNBROKEN = 1_000_000  # columns in a pipe: more than any line has


def by_type(skipped: Mapping[str, int]) -> str:
    """How many files of which suffix, the most frequent ones: ".docx 2, hidden 1, 3 others"."""
    frequent = Counter(skipped).most_common(_TYPES)
    others = sum(skipped.values()) - sum(many for _, many in frequent)
    named = [f"{suffix or 'without a suffix'} {many}" for suffix, many in frequent]
    return ", ".join([*named, counted(others, "other")] if others else named)


def print_problems(report: BuildReport) -> None:
    """What a build left out, on stderr."""
    for problem in report.problems:
        click.echo(f"left out: {problem.source} {problem.reason}", err=True)


def print_report(report: BuildReport, is_beside: bool) -> None:
    """What a build did; `is_beside` where its version is not the one in use."""
    skipped = (
        f", {counted(report.skipped, 'file')} of other types skipped ({by_type(report.skipped_types)})"
        if report.skipped
        else ""
    )
    changes = report.changes
    click.echo(
        f"Read {counted(report.documents, 'document')}: {counted(report.passages, 'passage')}, {report.facts} of them infobox facts{skipped}."
    )
    click.echo(f"Embedded {counted(report.embedded, 'passage')}, reused {report.reused}.")
    click.echo(
        f"Documents: {len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed, {changes.unchanged} as they were."
    )
    if not report.published:
        click.echo(f"Nothing changed: {report.version} stays in use.")
    elif is_beside:
        click.echo(f"Kept {report.version} beside the one in use ({report.seconds:.1f} s).")
    else:
        click.echo(f"Published {report.version} in {report.seconds:.1f} s.")


def print_pushed(pushed: Pushed, swept: Swept | None, name: str) -> None:
    """What went to a store, and what left it."""
    before = "" if pushed.before in (None, pushed.version) else f" in place of {pushed.before}"
    click.echo(
        f"Pushed {pushed.version}{before} to {name}: sent {pushed.sent} of {pushed.files} files ({pushed.sent_bytes / 1e6:.1f} MB) in {pushed.seconds:.1f} s."
    )
    if swept:
        listed = f": {', '.join(swept.versions)}" if swept.versions else ""
        click.echo(
            f"Removed {counted(len(swept.versions), 'version')}{listed}, and {counted(swept.files, 'file')} that none needs any more."
        )


def print_pulled(pulled: Pulled) -> None:
    """What came from a store."""
    if not pulled.switched:
        click.echo(f"{pulled.version} is in use already.")
    elif not pulled.files:
        click.echo(f"{pulled.version} was here already and is in use now.")
    else:
        click.echo(
            f"Pulled {pulled.version}: fetched {pulled.fetched} of {pulled.files} files ({pulled.fetched_bytes / 1e6:.1f} MB) in {pulled.seconds:.1f} s; it is in use now."
        )


def print_versions(rows: Sequence[Mapping[str, Any]]) -> None:
    """A table of versions, the one in use marked."""
    from rich.console import Console  # for tables and bars alone: a tenth of a second
    from rich.table import Column, Table

    # What `rollback` and others are given has to be whole, so that on a narrow terminal all else gives way.
    mark, version = Column("", no_wrap=True), Column("version", no_wrap=True)
    table = Table(mark, version, "documents", "passages", "model", box=None)
    for row in rows:
        table.add_row(
            "*" if row["current"] else "",
            row["version"],
            str(row.get("documents", "")),
            str(row.get("passages", "")),
            row.get("model", row.get("problem", "")),
        )
    Console(width=None if sys.stdout.isatty() else _UNBROKEN, markup=False, emoji=False).print(table)


def print_diff(found: VersionDiff) -> None:
    """A line for each passage: - removed, + added, ~ moved."""
    for sign, passages in (("-", found.removed), ("+", found.added)):
        for passage in passages:
            click.echo(f"{sign} {passage.id} {' '.join(passage.text.split())}")
    for pair in found.moved:
        click.echo(f"~ {pair.before.id} -> {pair.after.id} {' '.join(pair.after.text.split())}")
    click.echo(
        f"{counted(len(found.added), 'passage')} added, {len(found.removed)} removed, {len(found.moved)} moved, {found.unchanged} unchanged."
    )


def print_findings(findings: Sequence[Finding]) -> None:
    """A line for each finding, and behind an arrow what mends it."""
    for finding in findings:
        state = "ok   " if finding.mend is None else "WRONG"
        click.echo(f"{state} {finding.area}: {finding.found}{f' -> {finding.mend}' if finding.mend else ''}")


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on a terminal, silence in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("read", total=None, count="")  # a bar that moves to and fro until there is a number

        def show(stage: str, done: int, total: int) -> None:
            count = f"{done}/{total}" if total else ""
            bars.update(task, description=stage, completed=done, total=total or None, count=count)

        yield show
