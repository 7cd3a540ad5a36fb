"""`build`: a new version of what the sources hold, once or whenever they change."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.commands.opening import common_options, is_beside, read_settings
from index.commands.terminal import print_problems, print_report, progress_bar
from index.errors import IndexBusy, NothingToIndex, SearchIndexError, SettingsError, SourceMissing
from index.place import Place
from index.settings import DEFAULT_SOURCE, IndexSettings, find_config, given_path, no_settings
from index.version_store import version_store

if TYPE_CHECKING:
    from index.building.workers import Workers


@click.command()
@click.option(
    "--source",
    "sources",
    metavar="PATH",
    multiple=True,
    help="File or folder to index, in place of index.sources; may be repeated.",
)
@click.option("--full", is_flag=True, help="Embed every sentence anew instead of reusing what earlier versions hold.")
@click.option(
    "--strict",
    is_flag=True,
    help="Fail where a file cannot be read or holds no sentence; one of index.sources that does not exist fails in any case.",
)
@click.option("--if-changed", is_flag=True, help="Publish nothing where it would be the version in use again.")
@click.option(
    "--hold", is_flag=True, help="Keep the new version beside the one in use; `rollback VERSION` takes it up."
)
@click.option("--keep", type=click.IntRange(min=1), metavar="N", help="Then remove all but the N newest, as `prune`.")
@click.option(
    "--ray",
    "ray_address",
    metavar="[ADDRESS]",
    is_flag=False,
    flag_value="",
    help="Read and embed on Ray: on the cluster at ADDRESS (HOST:6379 or auto), or on this machine's cores.",
)
@click.option("--watch", is_flag=True, help="Go on, and build again whenever sources or settings have changed.")
@common_options
def build(
    sources: tuple[str, ...],
    full: bool,
    strict: bool,
    if_changed: bool,
    hold: bool,
    keep: int | None,
    ray_address: str | None,
    watch: bool,
    config: str | None,
    index_dir: str | None,
    as_json: bool,
) -> None:
    """Build a new index version and publish it."""
    from index.build import build as build_version  # the parsers and the encoder, for this command alone
    from index.embed import prepare_encoder
    from index.source_files import source_states
    from index.watch import settled_changes

    file = find_config(config, os.environ)

    def settings_now() -> tuple[IndexSettings, Path, Place]:
        settings, base, place = read_settings(str(file) if file else None, index_dir)
        if sources:
            known = {os.path.realpath(base / source.path): source for source in settings.sources}
            chosen = [known.get(path := given_path("--source", source)) or {"path": path} for source in sources]
            settings = IndexSettings.model_validate({**settings.model_dump(exclude={"sources"}), "sources": chosen})
        return settings, base, place

    def look() -> object:
        try:
            settings, base, _ = settings_now()
            return settings, source_states(settings.sources, base)
        except SettingsError as error:
            return str(error)  # as the build will say

    def build_once() -> None:
        settings, base, place = settings_now()
        with progress_bar() as progress, _workers(ray_address) as workers:
            try:
                report = build_version(
                    settings, base, prepare_encoder,
                    full=full, strict=strict, if_changed=if_changed or watch, hold=hold, progress=progress, place=place,
                    workers=workers,
                )  # fmt: skip
            except SourceMissing as error:
                if file or settings.sources != (DEFAULT_SOURCE,):
                    raise
                raise NothingToIndex(no_settings(base)) from error
        print_problems(report)
        if as_json:
            click.echo(json.dumps(asdict(report)))
        else:
            print_report(report, is_beside=hold and is_beside(version_store(place), report.version))
        if keep:
            version_store(place).prune(keep)

    if not watch:
        build_once()
        return
    settings_now()  # ends it where they are wrong from the beginning
    changes = settled_changes(look, time.sleep)
    next(changes)
    said = ""
    while True:
        failed = ""
        try:
            _patiently(build_once)
        except SearchIndexError as error:
            failed = str(error)
            if failed != said:
                click.echo(f"Error: {failed}", err=True)
        said = failed
        changes.send(bool(failed))


def _workers(ray_address: str | None) -> AbstractContextManager[Workers | None]:
    if ray_address is None:
        return nullcontext()
    from index.building.ray_workers import ray_workers  # the extra

    return ray_workers(ray_address or None)


def _patiently(work: Callable[[], None]) -> None:
    """Again and again while another build is at work."""
    said = ""
    while True:
        try:
            return work()
        except IndexBusy as error:
            if said != str(error):
                click.echo(said := str(error), err=True)
        time.sleep(1)
