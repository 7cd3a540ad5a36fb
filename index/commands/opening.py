"""What every command begins with: its options, the settings, and the index that they name."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

import click

from index.errors import SearchIndexError, SettingsError
from index.place import MilvusPlace, Place, index_place
from index.settings import IndexSettings, base_folder, find_config, given_path, read_section
from index.version_store import Versions, version_store
from index.versions import VersionStore


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


def read_settings(config: str | None, index_dir: str | None) -> tuple[IndexSettings, Path, Place]:
    """The settings by the options `--config` and `--index-dir`, the folder that their paths are of, and where the index is."""
    file = find_config(config, os.environ)
    given = None if index_dir is None else given_path("--index-dir", index_dir)
    settings = read_section("index", IndexSettings, file, os.environ, {"dir": given})
    base = base_folder(file)
    return settings, base, index_place(settings, base, os.environ)


def open_store(config: str | None, index_dir: str | None) -> Versions:
    """The versions of the index that the options name."""
    return version_store(read_settings(config, index_dir)[2])


def open_folder(config: str | None, index_dir: str | None) -> VersionStore:
    """The versions in this machine's index folder, for what moves files."""
    _, _, place = read_settings(config, index_dir)
    if isinstance(place, MilvusPlace):
        raise SettingsError(
            "index.engine is milvus: its versions are collections, not files; all servers read them from there, and Milvus' own backup moves them."
        )
    return VersionStore(place)


def is_beside(store: Versions, version: str) -> bool:
    """Whether a version that was held is not the one in use, as the first of an index is."""
    with suppress(SearchIndexError):  # a damaged CURRENT was left as it is
        return store.current() != version
    return True
