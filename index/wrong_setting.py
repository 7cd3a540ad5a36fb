"""What is said of a setting that is refused: what was expected, and what was found unless that may be a secret."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails


class Unrepeated:
    """Marks a setting, in its annotation, that may hold a secret: no message repeats what was found there."""


_CREDENTIALS = re.compile(r"//[^/@\s]*:[^@\s]*@")  # `user:password@` before the host of an address (RFC 3986, 3.2.1)
_EXPECTED = {  # by pydantic's types of errors, in words that need no knowledge of it
    **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "a number"),
    **dict.fromkeys(("greater_than", "greater_than_equal", "less_than", "less_than_equal"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("string_type", "string_pattern_mismatch"), "a text"),
    "string_too_short": "a text of at least {min_length} character",
    "literal_error": "{expected}",
    "ip_any_network": "an address or network",
    "model_type": "an entry",
    "missing": "a text",
}
_QUOTED = re.compile(r" '[^'<]{4,}'")  # a part of the file; a shorter one is a mark of YAML's own, as ']'


def told(problem: ErrorDetails, fields: Sequence[FieldInfo]) -> str:
    """What is wrong with the value of a setting; `fields` are that setting and, for a part of it, those within it."""
    if problem["type"] == "tuple_type":
        return f"a list is expected, in the environment as JSON{found(problem, fields)}"
    what = _EXPECTED.get(problem["type"])
    if what is None:
        return problem["msg"] + found(problem, fields)
    what = what.format(**problem.get("ctx", {}))
    if "number" in what and fields:
        what += _range(fields[-1])
    example = next((field.examples[0] for field in reversed(fields) if field.examples), None)
    if example:
        what += f" such as {example}"
    return f"{what} is expected{found(problem, fields)}"


def found(problem: ErrorDetails, fields: Sequence[FieldInfo]) -> str:
    """The value in brackets behind a space; nothing where it may be a secret."""
    is_absent = problem["input"] is None or problem["type"] == "missing"
    value = "nothing" if is_absent else repr(problem["input"])
    is_secret = any(isinstance(mark, Unrepeated) for field in fields for mark in field.metadata)
    return "" if is_secret or _CREDENTIALS.search(value) else f" (found {value})"


def _range(field: FieldInfo) -> str:
    """The numbers that a setting takes, in words behind a space."""
    limits = {
        name: getattr(mark, name) for mark in field.metadata for name in ("ge", "gt", "le") if hasattr(mark, name)
    }
    if {"ge", "le"} <= limits.keys():
        return f" from {limits['ge']} to {limits['le']}"
    words = {"ge": "of at least", "gt": "above", "le": "up to"}
    parts = [f"{words[name]} {limit}" for name, limit in limits.items()]
    return f" {' and '.join(parts)}" if parts else ""


def no_yaml(error: yaml.YAMLError) -> str:
    """Why a file is no YAML and in which line, without the words of the file, in which a key may stand."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "it holds characters that no YAML may hold"
    begun = f"{error.context} begun in line {error.context_mark.line + 1}: " if error.context_mark else ""
    return f"line {error.problem_mark.line + 1}: {begun}{_QUOTED.sub('', error.problem or '')}"
