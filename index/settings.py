"""The `index` section of config.yaml, and the only reader of that file.

A value is taken from the first of: a flag, the environment (`CHATBOT_<SECTION>__<KEY>`), the file,
the default. `chatbot.settings` owns the other two sections and reads them through `read_section`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_origin

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from index.errors import SettingsError
from index.wrong_setting import Unrepeated, found, no_yaml, told

SECTIONS = ("index", "chat", "server")
ENVIRONMENT_PREFIX = "CHATBOT_"
DEFAULT_CONFIG = "config.yaml"
# How the value begins that Kubernetes gives CHATBOT_SERVER_PORT for a service "chatbot-server".
_SERVICE_LINKS = ("tcp://", "udp://", "sctp://")
# `~` at its start is the home folder, as in a shell.
MachinePath = Annotated[str, Field(min_length=1), AfterValidator(os.path.expanduser)]
UNREPEATED = Unrepeated()  # in a setting's annotation: it may hold a secret, so no message repeats its value

Lines = Mapping[tuple[str | int, ...], int]
Engine = Literal["embedded", "milvus"]  # what searches: this process, or a Milvus server
Runtime = Literal["int8", "fp32", "torch"]  # how a model runs: on ONNX Runtime at either precision, or on PyTorch
SettingsT = TypeVar("SettingsT", bound=BaseModel)


class Settings(BaseModel):
    """What a section, or a part of one, is made from: frozen, and without a key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _truth_is_no_number_and_no_text_holds_nul(cls, value: object, info: ValidationInfo) -> object:
        annotation = cls.model_fields[info.field_name or ""].annotation
        if isinstance(value, bool) and annotation is not bool:
            kind = "tuple_type" if get_origin(annotation) is tuple else "truth"
            raise PydanticCustomError(kind, "something else than true or false is expected")
        if isinstance(value, str) and "\0" in value:  # which no path and no address may
            raise PydanticCustomError("nul", "a text without the character NUL is expected")
        return value


class SourceSettings(Settings):
    """A file or folder to index.

    `url` is where the document stands on the web; for a folder it holds `{path}`, which becomes
    each file's path in the folder without its suffix. `title` is a file's. `site_name` is what all of them are of, which
    questions may name: a place, a product, an organisation.
    """

    path: MachinePath = Field(examples=["articles"])
    url: str | None = Field(default=None, pattern=r"^(?:(?i:https?)://[^\s/]+\S*)?$")
    title: str | None = Field(default=None, pattern=r"\S", examples=["Handbook"])
    site_name: str | None = Field(default=None, pattern=r"\S", examples=["Kirkby Lido"])


DEFAULT_SOURCE = SourceSettings(path="seeds")


class IndexSettings(Settings):
    """What to index, where the index lies and how it is made."""

    sources: tuple[SourceSettings, ...] = Field(
        (DEFAULT_SOURCE,),
        examples=["articles or {path: articles, url: 'https://example.org/{path}'}"],
        description="files or folders to index, relative to config.yaml: a path, or {path, url, title, site_name}; what names a file itself goes before a folder around it",
    )
    dir: MachinePath = Field("var/index", description="where index versions are kept, relative to config.yaml")
    engine: Engine = Field(
        "embedded",
        description="what searches: `embedded` in each server's process, or `milvus` (the extra `milvus`)",
    )
    uri: str | None = Field(
        None,
        pattern=r"^(https?|tcp)://[^@\s]+$",
        description="the Milvus server, such as http://localhost:19530; its token is taken from `MILVUS_TOKEN` in the environment",
    )
    collection: str = Field(
        "chatbot",
        pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$",
        examples=["my_docs (letters, digits and _)"],
        description="what the names of the index's collections in Milvus begin with; indexes that share a server need different ones",
    )
    milvus_seconds: float = Field(
        2.0,
        gt=0,
        le=60,
        description="seconds that one call to Milvus may take while a question waits, then it is answered 503; one call takes some milliseconds",
    )
    model: str = Field(
        "sentence-transformers/all-MiniLM-L6-v2",
        description="any sentence-transformers name or path; the default comes with the package, tuned for visitors' questions, "
        "and what ranks, judges and marks passages was trained with it: with another model their places in both searches "
        "order them, and quality is to be measured anew",
    )
    encoder: Runtime = Field(
        "int8",
        description="how the model runs: `int8` or `fp32` on ONNX Runtime, exported once, or `torch` as it is",
    )
    language: str = Field(
        "english",
        description="language of sentence splitting, stemming and stop words; ranking and confidence are for English whatever stands here",
    )
    shortest_words: int = Field(3, ge=1, le=20, description="a sentence of fewer words is joined to its neighbour")
    longest_chars: int = Field(
        700,
        ge=100,
        le=4000,
        description="a sentence of more characters is cut at a clause; the encoder reads about 1,000",
    )

    @field_validator("sources", mode="before")
    @classmethod
    def _plain_paths(cls, value: object) -> object:
        if isinstance(value, str):
            value = [value]
        if isinstance(value, (list, tuple)):
            return [{"path": item} if isinstance(item, (str, Path)) else item for item in value]
        return value


def read_section(
    section: str,
    model: type[SettingsT],
    config: Path | None,
    environ: Mapping[str, str],
    overrides: Mapping[str, object] | None = None,
) -> SettingsT:
    """One section of config.yaml as its frozen model.

    `config` may be None (no file). `overrides` are the command line's flags; a None in it is a flag
    that was not given. Raises SettingsError naming the key, and its line where it stands in a file.
    """
    document, lines = _read_file(config)
    values: dict[str, Any] = dict(document.get(section) or {})
    origins = dict.fromkeys(values, str(config))
    _refuse_single_underscores(section, model, environ)
    for variable, key, value in _from_environment(section, environ):
        values[key], origins[key] = value, f"environment variable {variable}"
    flags = {key: value for key, value in (overrides or {}).items() if value is not None}
    values |= flags
    origins |= dict.fromkeys(flags, "a flag")
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(part for part in first["loc"] if part != "function-before")
        where = origins.get(str(place[0]), "") if place else ""
        if where == str(config) and (line := _line_of((section, *place), lines)):
            where = f"{config}, line {line}"
        name = ".".join(map(str, (section, *place)))
        raise SettingsError(f"{where}: {name}: {_refusal(first, model, name, place)}.") from error


def find_config(given: str | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read: the one that was named, `CHATBOT_CONFIG`, or config.yaml of this folder if there is one."""
    named = environ.get(f"{ENVIRONMENT_PREFIX}CONFIG") or None if given is None else given
    if named is not None:
        if not named:
            raise SettingsError("--config: a path is expected, found none.")
        path = Path(os.path.expanduser(named))
        try:
            is_there = path.is_file()
        except OSError as error:  # a folder on the way to it cannot be looked into, or a name is too long
            raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error
        if not is_there:
            raise SettingsError(f"{path}: no such configuration file; create it or leave out --config.")
        return path
    path = Path(DEFAULT_CONFIG)
    return path if path.is_file() else None


def given_path(flag: str, path: str) -> str:
    """A flag's path from the root of this machine; SettingsError where it is empty, which would be the current folder.

    A symbolic link that leads to itself is left as it is, for whoever opens it to refuse. No shell makes the home folder of the
    `~` in `--index-dir=~/index`.
    """
    if not path:
        raise SettingsError(f"{flag}: a path is expected, found none.")
    return os.path.realpath(os.path.expanduser(path))


def base_folder(config: Path | None) -> Path:
    """The folder that relative paths of the settings start from."""
    return (config.parent if config else Path()).resolve()


def no_settings(base: Path) -> str:
    """What to say where no settings file was read, nothing names a source and the default one is not in `base` either."""
    return f"there is no {DEFAULT_CONFIG} in {base}, and no folder {DEFAULT_SOURCE.path}, which is read where nothing else is named; start where {DEFAULT_CONFIG} is, or name it with --config, or documents with --source."


class _Loader(yaml.SafeLoader):
    """A key is the name that it is written as; YAML would read `on` as true."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        self.flatten_mapping(node)
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


def _read_file(config: Path | None) -> tuple[dict[str, Any], Lines]:
    if config is None:
        return {}, {}
    try:
        text = config.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader
        lines = dict(_lines(root, ()))
    except OSError as error:
        raise SettingsError(f"{config} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{config} cannot be read as YAML: {' '.join(str(error).split())}.") from error
    except yaml.YAMLError as error:
        # The error quotes the file.
        raise SettingsError(f"{config} cannot be read as YAML: {no_yaml(error)}.") from None
    except RecursionError:
        raise SettingsError(f"{config} nests without an end; an anchor (&name) must not hold itself (*name).") from None
    except SettingsError as error:
        raise SettingsError(f"{config}, {error}") from None
    if document is None:
        return {}, {}
    if not isinstance(document, dict):
        raise SettingsError(f"{config}: expected sections ({', '.join(SECTIONS)}), found {type(document).__name__}.")
    for section, body in document.items():
        if section not in SECTIONS:
            known = ", ".join(SECTIONS)
            raise SettingsError(f"{config}, line {lines[(section,)]}: unknown section {section}; known: {known}.")
        if body is not None and not isinstance(body, dict):
            raise SettingsError(f"{config}, line {lines[(section,)]}: section {section} holds no settings.")
    return document, lines


def _lines(node: yaml.Node | None, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """The line, from 1, on which each key and list item of a file begins, by its path."""
    entries: list[tuple[str | int, yaml.Node, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        entries = [(key.value, key, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        entries = [(place, value, value) for place, value in enumerate(node.value)]
    begun: dict[str | int, int] = {}
    for key, begin, value in entries:
        if key in begun:
            name = ".".join(map(str, (*path, key)))
            raise SettingsError(f"line {begin.start_mark.line + 1}: {name} is set in line {begun[key]} already.")
        begun[key] = begin.start_mark.line + 1
        yield (*path, key), begin.start_mark.line + 1
        yield from _lines(value, (*path, key))


def _line_of(path: tuple[str | int, ...], lines: Lines) -> int | None:
    """The line of a setting or, for a part that has none, of what it is a part of."""
    return next((lines[path[:end]] for end in range(len(path), 1, -1) if path[:end] in lines), None)


def _refusal(problem: ErrorDetails, model: type[BaseModel], name: str, place: Sequence[str | int]) -> str:
    """What is wrong with the value of the setting of that name, which stands at that place in its section."""
    owners = (model, SourceSettings) if place and place[0] == "sources" else (model,)
    if problem["type"] == "extra_forbidden":
        return f"unknown setting; known here: {', '.join(sorted(owners[-1].model_fields))}"
    if name == "index.uri":  # whose value may hold what does not belong into the log
        return "an address such as http://localhost:19530 is expected; a user or password belongs into MILVUS_TOKEN"
    fields = [owner.model_fields[str(part)] for part in place for owner in owners if str(part) in owner.model_fields]
    if place[-1:] == ("url",):
        return f"an address that begins with http:// or https:// is expected{found(problem, fields)}"
    return told(problem, fields)


def _refuse_single_underscores(section: str, model: type[BaseModel], environ: Mapping[str, str]) -> None:
    """SettingsError for `CHATBOT_SERVER_PORT`, which would change nothing; but one that Kubernetes makes of a service's name is not meant."""
    for key in model.model_fields:
        slip, meant = (f"{ENVIRONMENT_PREFIX}{section}{between}{key}".upper() for between in ("_", "__"))
        if (value := environ.get(slip)) and not value.startswith(_SERVICE_LINKS):
            raise SettingsError(f"environment variable {slip} is no setting; {meant}, with two underscores, is one.")


def _from_environment(section: str, environ: Mapping[str, str]) -> Iterator[tuple[str, str, Any]]:
    """`CHATBOT_SERVER__PORT=9000` as that name, "port" and "9000"; a list or mapping is written as JSON, and an empty one is none."""
    for variable, text in environ.items():
        name = variable.removeprefix(ENVIRONMENT_PREFIX)
        if name == variable or "__" not in name or not text:
            continue
        found_section, _, key = name.lower().partition("__")
        if found_section not in SECTIONS:
            raise SettingsError(
                f"environment variable {variable}: unknown section {found_section}; known: {', '.join(SECTIONS)}."
            )
        if found_section == section:
            try:
                yield variable, key, json.loads(text) if text[:1] in "[{" else text
            except ValueError as error:
                raise SettingsError(f"environment variable {variable} is not valid JSON: {error}.") from error
