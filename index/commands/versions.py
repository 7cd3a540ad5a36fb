"""The versions that are there: which, whether they are sound, what changed, which is in use, and what is wrong."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from dataclasses import asdict
from typing import Any

import click

from index.commands.opening import common_options, open_store, read_settings
from index.commands.terminal import print_diff, print_findings, print_versions
from index.errors import IndexDamaged, IndexMissing, ManifestDamaged, SearchIndexError, VersionUnknown
from index.how_many import counted
from index.manifest import MANIFEST, Damage
from index.settings import find_config
from index.version_store import Versions


@click.command("list")
@common_options
def list_versions(config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Show the versions; the one in use is marked."""
    store = open_store(config, index_dir)
    current, none_in_use = "", None
    try:
        current = store.current()
    except (IndexMissing, VersionUnknown) as error:
        none_in_use = error
    rows = [_describe(store, version, version == current) for version in store.versions()]
    if as_json:
        click.echo(json.dumps(rows))
    elif rows:
        print_versions(rows)
    if none_in_use:
        raise none_in_use


@click.command()
@click.argument("version", required=False)
@common_options
def verify(version: str | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Check every byte of a version (default: the one in use)."""
    store = open_store(config, index_dir)
    name = store.known(version) if version else store.current()
    try:
        found = store.damages(name)
    except ManifestDamaged as error:
        found = [Damage(MANIFEST, error.problem)]
    if as_json:
        click.echo(json.dumps({"version": name, "sound": not found, "damages": [asdict(damage) for damage in found]}))
    elif not found:
        click.echo(f"{name} is sound.")
    if found:
        listed = "; ".join(f"{damage.file} {damage.problem}" for damage in found)
        raise IndexDamaged(
            f"index version {name}: {listed}. Build a new one with `chatbot index build`, or go back with `chatbot index rollback`."
        )


@click.command()
@click.argument("version", required=False)
@common_options
def rollback(version: str | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Use an earlier version: the one named, or the one before the current."""
    begin = time.perf_counter()
    store = open_store(config, index_dir)
    chosen = store.rollback(version)
    seconds = time.perf_counter() - begin
    if as_json:
        click.echo(json.dumps({"version": chosen}))
        return
    click.echo(f"{chosen} is in use now ({seconds:.2f} s).")
    if chosen != store.versions()[-1]:
        click.echo("The next build publishes the documents as they are then: mend them, or stop what builds by itself.")


@click.command()
@click.option(
    "--keep", type=click.IntRange(min=1), required=True, metavar="N", help="How many of the newest versions to keep."
)
@common_options
def prune(keep: int, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Remove old versions and what dead builds left; never the version in use, nor one that a process reads."""
    pruned = open_store(config, index_dir).prune(keep)
    if as_json:
        click.echo(json.dumps(asdict(pruned)))
        return
    click.echo(
        f"Removed {counted(len(pruned.removed), 'version')}{': ' if pruned.removed else ''}{', '.join(pruned.removed)}."
    )
    if pruned.in_use:
        click.echo(f"Left, because a running process reads them: {', '.join(pruned.in_use)}.")


@click.command()
@click.argument("before")
@click.argument("after")
@common_options
def diff(before: str, after: str, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Show the passages that were added, removed and moved between two versions."""
    from index.diff import diff_versions
    from index.search import open_index

    _, _, place = read_settings(config, index_dir)
    with closing(open_index(place, before)) as old, closing(open_index(place, after)) as new:
        found = diff_versions(old, new)
    if as_json:
        row = {
            "added": [{"id": passage.id, "text": passage.text} for passage in found.added],
            "removed": [{"id": passage.id, "text": passage.text} for passage in found.removed],
            "moved": [{"from": pair.before.id, "to": pair.after.id, "text": pair.after.text} for pair in found.moved],
            "unchanged": found.unchanged,
        }
        click.echo(json.dumps(row))
        return
    print_diff(found)


@click.command()
@common_options
def doctor(config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Look for everything that can be wrong, and name what mends it."""
    from index.doctor import examine

    settings, base, place = read_settings(config, index_dir)
    has_config = find_config(config, os.environ) is not None
    findings = list(examine(settings, base, place, has_config=has_config))
    wrong = sum(finding.mend is not None for finding in findings)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        print_findings(findings)
    if wrong:
        raise SearchIndexError(
            f"{counted(wrong, 'thing')} {'is' if wrong == 1 else 'are'} wrong; behind the arrow stands what mends it."
        )


def _describe(store: Versions, version: str, current: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"version": version, "current": current}
    try:
        manifest = store.check(version)
    except SearchIndexError as error:
        return row | {"problem": str(error)}
    return row | {
        "documents": manifest.counts.documents,
        "passages": manifest.counts.passages,
        "model": manifest.model.name,
        "created": manifest.created,
    }
