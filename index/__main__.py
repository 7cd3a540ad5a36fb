"""`python -m index`: build and manage index versions. `chatbot index` is the same.

A command imports what it alone needs inside its function, so that the others start at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMissing,
    ManifestDamaged,
    SearchIndexError,
    SettingsError,
    VersionUnknown,
)
from index.manifest import MANIFEST, Damage
from index.place import MilvusPlace, Place, index_place
from index.settings import IndexSettings, base_folder, find_config, given_path, read_section
from index.terminal import (
    counted,
    print_diff,
    print_findings,
    print_problems,
    print_pulled,
    print_pushed,
    print_report,
    print_versions,
    progress_bar,
)
from index.threads import limit_threads
from index.version_store import Versions, version_store
from index.versions import VersionStore

if TYPE_CHECKING:
    from index.remote_versions import RemoteVersions
    from index.workers import Workers

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
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"{error.name} is not installed: only the half that answers is here. Where cited-chatbot is installed whole, "
                "build a version and carry it over with `chatbot index export` and `import`."
            ) from error

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
@click.option("--strict", is_flag=True, help="Fail where a source cannot be read or holds no sentence.")
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
    from index.read import source_states
    from index.watch import settled_changes

    file = find_config(config, os.environ)

    def read_settings() -> tuple[IndexSettings, Path, Place]:
        settings, base, place = _settings(str(file) if file else None, index_dir)
        if sources:
            known = {os.path.realpath(base / source.path): source for source in settings.sources}
            chosen = [known.get(path := given_path("--source", source)) or {"path": path} for source in sources]
            settings = IndexSettings.model_validate({**settings.model_dump(exclude={"sources"}), "sources": chosen})
        return settings, base, place

    def look() -> object:
        try:
            settings, base, _ = read_settings()
        except SettingsError as error:
            return str(error)  # as the build will say
        return settings, source_states(settings.sources, base)

    def build_once() -> None:
        settings, base, place = read_settings()
        with progress_bar() as progress, _workers(ray_address) as workers:
            report = build_version(
                settings, base, prepare_encoder,
                full=full, strict=strict, if_changed=if_changed or watch, hold=hold, progress=progress, place=place,
                workers=workers,
            )  # fmt: skip
        print_problems(report)
        if as_json:
            click.echo(json.dumps(asdict(report)))
        else:
            print_report(report, is_beside=hold and _is_beside(version_store(place), report.version))
        if keep:
            version_store(place).prune(keep)

    if not watch:
        build_once()
        return
    read_settings()  # ends it where they are wrong from the beginning
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


@main.command("list")
@common_options
def list_versions(config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Show the versions; the one in use is marked."""
    store = _store(config, index_dir)
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


@main.command()
@click.argument("version", required=False)
@common_options
def verify(version: str | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Check every byte of a version (default: the one in use)."""
    store = _store(config, index_dir)
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


@main.command()
@click.argument("version", required=False)
@common_options
def rollback(version: str | None, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Use an earlier version: the one named, or the one before the current."""
    begin = time.perf_counter()
    store = _store(config, index_dir)
    chosen = store.rollback(version)
    seconds = time.perf_counter() - begin
    if as_json:
        click.echo(json.dumps({"version": chosen}))
        return
    click.echo(f"{chosen} is in use now ({seconds:.2f} s).")
    if chosen != store.versions()[-1]:
        click.echo("The next build publishes the documents as they are then: mend them, or stop what builds by itself.")


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
    click.echo(
        f"Removed {counted(len(pruned.removed), 'version')}{': ' if pruned.removed else ''}{', '.join(pruned.removed)}."
    )
    if pruned.in_use:
        click.echo(f"Left, because a running process reads them: {', '.join(pruned.in_use)}.")


@main.command("export")
@click.argument("version")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@common_options
def export_archive(version: str, file: Path, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Write VERSION to FILE (.tar.zst), to import it on another machine."""
    from index.archive import export_version

    size = export_version(_folder(config, index_dir), version, file)
    click.echo(
        json.dumps({"version": version, "file": str(file), "bytes": size})
        if as_json
        else f"Wrote {version} to {file} ({size / 1e6:.1f} MB)."
    )


@main.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--hold", is_flag=True, help="Keep it beside the version in use; `rollback VERSION` takes it up.")
@common_options
def import_archive(file: Path, hold: bool, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Check the version in FILE and publish it."""
    from index.archive import import_version

    store = _folder(config, index_dir)
    version = import_version(store, file, in_use=not hold)
    if as_json:
        click.echo(json.dumps({"version": version}))
    else:
        click.echo(f"{'Kept' if hold and _is_beside(store, version) else 'Published'} {version}.")


@main.command()
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
    from index.push import push_version
    from index.sweep import sweep

    versions, remote = _folder(config, index_dir), _remote(url)
    with progress_bar() as progress:
        pushed = push_version(versions, remote, full, progress)
    swept = sweep(remote, keep) if keep else None
    if as_json:
        click.echo(json.dumps(asdict(pushed) | {"swept": swept and asdict(swept)}))
    else:
        print_pushed(pushed, swept, remote.name)


@main.command()
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
    from index.follow import follow
    from index.pull import Pulled, pull_version

    versions, remote = _folder(config, index_dir), _remote(url)

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


@main.command()
@click.argument("before")
@click.argument("after")
@common_options
def diff(before: str, after: str, config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Show the passages that were added, removed and moved between two versions."""
    from index.diff import diff_versions
    from index.search import open_index

    _, _, place = _settings(config, index_dir)
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


@main.command()
@common_options
def doctor(config: str | None, index_dir: str | None, as_json: bool) -> None:
    """Look for everything that can be wrong, and name what mends it."""
    from index.doctor import examine

    settings, base, place = _settings(config, index_dir)
    findings = list(examine(settings, base, place))
    wrong = sum(finding.mend is not None for finding in findings)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        print_findings(findings)
    if wrong:
        raise SearchIndexError(
            f"{counted(wrong, 'thing')} {'is' if wrong == 1 else 'are'} wrong; behind the arrow stands what mends it."
        )


def _workers(ray_address: str | None) -> AbstractContextManager[Workers | None]:
    if ray_address is None:
        return nullcontext()
    from index.ray_workers import ray_workers  # the extra

    return ray_workers(ray_address or None)


def _is_beside(store: Versions, version: str) -> bool:
    """Whether a version that was held is not the one in use, as the first of an index is."""
    with suppress(SearchIndexError):  # a damaged CURRENT was left as it is
        return store.current() != version
    return True


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


def _settings(config: str | None, index_dir: str | None) -> tuple[IndexSettings, Path, Place]:
    file = find_config(config, os.environ)
    given = None if index_dir is None else given_path("--index-dir", index_dir)
    settings = read_section("index", IndexSettings, file, os.environ, {"dir": given})
    base = base_folder(file)
    return settings, base, index_place(settings, base, os.environ)


def _store(config: str | None, index_dir: str | None) -> Versions:
    return version_store(_settings(config, index_dir)[2])


def _folder(config: str | None, index_dir: str | None) -> VersionStore:
    """The versions in this machine's index folder, for what moves files."""
    _, _, place = _settings(config, index_dir)
    if isinstance(place, MilvusPlace):
        raise SettingsError(
            "index.engine is milvus: its versions are collections, not files; all servers read them from there, and Milvus' own backup moves them."
        )
    return VersionStore(place)


def _remote(url: str) -> RemoteVersions:
    from index.object_store import ObjectStore  # an extra, for two commands
    from index.remote_versions import RemoteVersions

    return RemoteVersions(ObjectStore(url))


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


if __name__ == "__main__":
    main(prog_name="chatbot index" if Path(sys.argv[0]).name.startswith("chatbot") else "python -m index")
