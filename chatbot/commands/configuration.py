"""What every command is told: the settings, and where the index is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from chatbot.errors import ChatError
from chatbot.settings import ChatSettings, ServerSettings
from index import Place, SearchIndexError, SettingsError, index_place
from index.settings import IndexSettings, base_folder, find_config, given_path, read_section


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings, with the options of a command in their place; `config` is None where there is no file."""

    config: Path | None
    base: Path
    place: Place
    chat: ChatSettings
    server: ServerSettings


def configured(command: Callable[..., None]) -> Callable[..., None]:
    """`--config` and `--index-dir`; failures become one sentence and an exit code."""

    @click.option("--config", metavar="FILE", help="Settings file (default: config.yaml of this folder).")
    @click.option("--index-dir", metavar="DIR", help="Index folder, in place of index.dir.")
    @wraps(command)
    def with_errors(config: str | None, index_dir: str | None, **options: Any) -> None:
        try:
            command(_configuration(config, index_dir, options), **options)
        except SettingsError as error:
            raise click.UsageError(str(error)) from error
        except (SearchIndexError, ChatError) as error:
            raise click.ClickException(str(error)) from error
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"{error.name} is not installed: only the half that answers is here. Run this where cited-chatbot is installed whole."
            ) from error

    return with_errors


def _configuration(config: str | None, index_dir: str | None, options: dict[str, Any]) -> Configuration:
    file = find_config(config, os.environ)
    given = None if index_dir is None else given_path("--index-dir", index_dir)
    index = read_section("index", IndexSettings, file, os.environ, {"dir": given})
    server = read_section(
        "server",
        ServerSettings,
        file,
        os.environ,
        {key: options.get(key) for key in ("host", "port", "mcp_port", "workers", "threads")},
    )
    return Configuration(
        file,
        base_folder(file),
        index_place(index, base_folder(file), os.environ),
        read_section("chat", ChatSettings, file, os.environ),
        server,
    )
