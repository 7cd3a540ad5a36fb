"""`python -m index`: build and manage index versions. `chatbot index` is the same.

A command imports what it alone needs inside its function, so that the others start at once.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import IndexDamaged, SearchIndexError, SettingsError
from index.settings import IndexSettings, base_folder, find_config, read_section
from index.threads import limit_threads
from index.versions import VersionStore

if TYPE_CHECKING:
    from index.build import BuildReport

limit_threads(os.environ)  # before NumPy and FAISS are loaded


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--config`, `--index-dir` and `--json` of every command; failures become one sentence and an exit code."""

    @click.option("--config", metavar="FILE", help="Settings file (default: config.yaml of this folder).")
    @click.option("--index-dir", metavar="DIR", help="Index folder, in place of index.dir.")
    @click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
    @wraps(command)
    def with_errors(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except SettingsError as error:
            raise click.UsageError(str(error)) from error
        except SearchIndexError as error:
            raise click.ClickException(str(error)) from error

    return with_errors


@click.group()
def main() -> None:
    """Build and manage index versions."""


@main.command()
@click.option(
    "--source",
    "sources",
    metavar="PATH",
    multiple=True,
    help="File or folder to index, in place of index.sources; may be repeated.",
)
@click.option("--full", is_flag=True, help="Embed every sentence anew instead of reusing what earlier versions hold.")
@click.option("--strict", is_flag=True, help="Fail on the first source that cannot be read.")
@click.option("--if-changed", is_flag=True, help="Publish nothing where it would be the version in use again.")
@click.option(
    "--hold", is_flag=True, help="Keep the new version beside the one in use; `rollback VERSION` takes it up."
)
@common_options
def build(
    sources: tuple[str, ...],
    full: bool,
    strict: bool,
    if_changed: bool,
    hold: bool,
    config: str | None,
    index_dir: str | None,
    as_json: bool,
) -> None:
    """Build a new index version and publish it."""
    from index.build import build as build_version  # the parsers and the encoder, for this command alone
    from index.embed import prepare_encoder

    settings, base = _settings(config, index_dir)
    if sources:
        known = {(base / source.path).resolve(): source for source in settings.sources}
        chosen = [known.get(path := Path(source).resolve()) or {"path": str(path)} for source in sources]
        settings = IndexSettings.model_validate({**settings.model_dump(exclude={"sources"}), "sources": chosen})
    with _progress() as progress:
        report = build_version(
            settings, base, prepare_encoder,
            full=full, strict=strict, if_changed=if_changed, hold=hold, progress=progress,
        )  # fmt: skip
    _tell(report, hold, as_json)


@main.command("list")
@common_options
def list_versions(config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Show the versions; the one in use is marked."""
    from rich.console import Console
    from rich.table import Table

    store = _store(config, index_dir)
    current = store.current()
    rows = [_describe(store, version, version == current) for version in store.versions()]
    if as_json:
        click.echo(json.dumps(rows))
        return
    table = Table("", "version", "documents", "passages", "model", box=None)
    for row in rows:
        table.add_row(
            "*" if row["current"] else "",
            row["version"],
            str(row.get("documents", "")),
            str(row.get("passages", "")),
            row.get("model", row.get("problem", "")),
        )
    Console(width=None if sys.stdout.isatty() else 200).print(table)


@main.command()
@click.argument("version", required=False)
@common_options
def verify(version: str | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Check every byte of a version (default: the one in use)."""
    from index.manifest import damages, read_manifest

    store = _store(config, index_dir)
    name = store.known(version) if version else store.current()
    folder = store.folder_of(name)
    found = damages(folder, read_manifest(folder))
    if as_json:
        click.echo(json.dumps({"version": name, "sound": not found, "damages": [asdict(damage) for damage in found]}))
    elif not found:
        click.echo(f"{name} is sound.")
    if found:
        listed = "; ".join(f"{damage.file} {damage.problem}" for damage in found)
        raise IndexDamaged(
            f"index version {name}: {listed}. Build a new one with `chatbot index build`, or go back with `chatbot index rollback`."
        )


@main.command()
@click.argument("version", required=False)
@common_options
def rollback(version: str | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Use an earlier version: the one named, or the one before the current."""
    begin = time.perf_counter()
    chosen = _store(config, index_dir).rollback(version)
    click.echo(
        json.dumps({"version": chosen}) if as_json else f"{chosen} is in use now ({time.perf_counter() - begin:.2f} s)."
    )


@main.command()
@click.option(
    "--keep", type=click.IntRange(min=1), required=True, metavar="N", help="How many of the newest versions to keep."
)
@common_options
def prune(keep: int, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Remove old versions and what dead builds left; never the version in use, nor one that a process reads."""
    pruned = _store(config, index_dir).prune(keep)
    if as_json:
        click.echo(json.dumps(asdict(pruned)))
        return
    click.echo(f"Removed {len(pruned.removed)} versions{': ' if pruned.removed else ''}{', '.join(pruned.removed)}.")
    if pruned.in_use:
        click.echo(f"Left, because a running process reads them: {', '.join(pruned.in_use)}.")


def _tell(report: BuildReport, hold: bool, as_json: bool) -> None:
    for problem in report.problems:
        click.echo(f"left out: {problem.source} {problem.reason}", err=True)
    if as_json:
        click.echo(json.dumps(asdict(report)))
        return
    skipped = f", {report.skipped} files of other types skipped" if report.skipped else ""
    changes = report.changes
    click.echo(
        f"Read {report.documents} documents: {report.passages} passages, {report.facts} of them infobox facts{skipped}."
    )
    click.echo(f"Embedded {report.embedded} passages, reused {report.reused}.")
    click.echo(
        f"Documents: {len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed, {changes.unchanged} as they were."
    )
    if not report.published:
        click.echo(f"Nothing changed: {report.version} stays in use.")
    elif hold:
        click.echo(f"Kept {report.version} beside the one in use ({report.seconds:.1f} s).")
    else:
        click.echo(f"Published {report.version} in {report.seconds:.1f} s.")


def _settings(config: str | None, index_dir: str | None) -> tuple[IndexSettings, Path]:
    file = find_config(config, os.environ)
    given = str(Path(index_dir).resolve()) if index_dir else None
    return read_section("index", IndexSettings, file, os.environ, {"dir": given}), base_folder(file)


def _store(config: str | None, index_dir: str | None) -> VersionStore:
    settings, base = _settings(config, index_dir)
    return VersionStore(base / settings.dir)


def _describe(store: VersionStore, version: str, current: bool) -> dict[str, Any]:
    from index.manifest import check_version

    row: dict[str, Any] = {"version": version, "current": current}
    try:
        manifest = check_version(store.folder_of(version))
    except SearchIndexError as error:
        return row | {"problem": str(error)}
    return row | {
        "documents": manifest.counts.documents,
        "passages": manifest.counts.passages,
        "model": manifest.model.name,
        "created": manifest.created,
    }


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar on a terminal, silence in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("embed", total=None)
        yield lambda stage, done, total: bars.update(task, description=stage, completed=done, total=total)


if __name__ == "__main__":
    main(prog_name="chatbot index" if Path(sys.argv[0]).name.startswith("chatbot") else "python -m index")
