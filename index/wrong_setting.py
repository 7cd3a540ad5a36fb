"""What is said of a setting that is refused: what was expected, and what was found unless that may be a secret."""

from __future__ import annotations

import re

import yaml
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails


class Unrepeated:
    """Marks a setting, in its annotation, that may hold a secret: no message repeats what was found there."""


_CREDENTIALS = re.compile(r"//[^/@\s]*:[^@\s]*@")  # `user:password@` before the host of an address (RFC 3986, 3.2.1)
_QUOTED = re.compile(r" '[^'<]{4,}'")  # a part of the file; a shorter one is a mark of YAML's own, as ']'


def told(problem: ErrorDetails, field: FieldInfo | None) -> str:
    """What is wrong with the value of a setting; `field` is that setting, None where there is none of that name."""
    return problem["msg"] + found(problem, field)


def found(problem: ErrorDetails, field: FieldInfo | None) -> str:
    """The value in brackets behind a space; nothing where it may be a secret."""
    value = repr(problem["input"])
    is_secret = field is not None and any(isinstance(mark, Unrepeated) for mark in field.metadata)
    return "" if is_secret or _CREDENTIALS.search(value) else f" (found {value})"


def no_yaml(error: yaml.YAMLError) -> str:
    """Why a file is no YAML and in which line, without the words of the file, in which a key may stand."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "it holds characters that no YAML may hold"
    begun = f"{error.context} begun in line {error.context_mark.line + 1}: " if error.context_mark else ""
    return f"line {error.problem_mark.line + 1}: {begun}{_QUOTED.sub('', error.problem or '')}"
