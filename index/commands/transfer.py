"""Versions from one machine to another: as a file, or by an object store that others follow."""

from __future__ import annotations

import json
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.commands.opening import common_options, is_beside, open_folder
from index.commands.terminal import print_pulled, print_pushed, progress_bar

if TYPE_CHECKING:
    from index.remote.layout import RemoteVersions


@click.command("export")
@click.argument("version")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common_options
def export_archive(version: str, file: Path, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Write VERSION to FILE (.tar.zst), to import it on another machine."""
    from index.appearing import is_written_into
    from index.archive import export_version

    size = export_version(open_folder(config, index_dir), version, file)
    click.echo(
        json.dumps({"version": version, "file": str(file), "bytes": size})
        if as_json
        else f"Wrote {version} to {file} ({size / 1e6:.1f} MB).",
        err=is_written_into(file),  # which may be the output itself
    )


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--hold", is_flag=True, help="Keep it beside the version in use; `rollback VERSION` takes it up.")
@common_options
def import_archive(file: Path, hold: bool, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Check the version in FILE and publish it."""
    from index.archive import import_version

    store = open_folder(config, index_dir)
    version = import_version(store, file, in_use=not hold)
    if as_json:
        click.echo(json.dumps({"version": version}))
    else:
        click.echo(f"{'Kept' if hold and is_beside(store, version) else 'Published'} {version}.")


@click.command()
@click.argument("url")
@click.option("--full", is_flag=True, help="Send every file, whatever the store has: mends one that was altered there.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Then remove all but the N newest versions from the store; their files follow a day later.",
)
@common_options
def push(url: str, full: bool, keep: int | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Send the version in use to the object store at URL, for other machines to follow."""
    from index.remote.push import push_version
    from index.remote.sweep import sweep

    versions, remote = open_folder(config, index_dir), _remote(url)
    with progress_bar() as progress:
        pushed = push_version(versions, remote, full, progress)
    swept = sweep(remote, keep) if keep else None
    if as_json:
        click.echo(json.dumps(asdict(pushed) | {"swept": swept and asdict(swept)}))
    else:
        print_pushed(pushed, swept, remote.name)


@click.command()
@click.argument("url")
@click.option(
    "--watch",
    "seconds",
    type=click.FloatRange(min=0.1),
    is_flag=False,
    flag_value=1.0,
    metavar="[SECONDS]",
    help="Go on, and look for another version every so many seconds (1).",
)
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Then remove all but the N newest, as `prune`.")
@common_options
def pull(
    url: str, seconds: float | None, keep: int | None, config: str | None, index_dir: str | None, as_json: bool
) -> None:
    """Fetch the version that the object store at URL says is to be used, and use it."""
    from index.remote.follow import follow
    from index.remote.pull import Pulled, pull_version

    versions, remote = open_folder(config, index_dir), _remote(url)

    def take_up() -> Pulled:
        with progress_bar() as progress:
            pulled = pull_version(versions, remote, progress)
        if keep and pulled.switched:
            versions.prune(keep)
        if as_json:
            click.echo(json.dumps(asdict(pulled)))
        else:
            print_pulled(pulled)
        return pulled

    if seconds is None:
        take_up()
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    for _ in follow(remote, take_up, lambda message: click.echo(message, err=True), seconds):
        sys.stdout.flush()


def _remote(url: str) -> RemoteVersions:
    from index.remote.layout import RemoteVersions
    from index.remote.object_store import ObjectStore  # an extra, for two commands

    return RemoteVersions(ObjectStore(url))
