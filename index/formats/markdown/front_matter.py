"""The front matter of a Markdown file: YAML between `---`, or TOML between `+++`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

import yaml

_YAML = re.compile(r"---[ \t]*[\r\n](?:(?P<front>.*?)(?<=[\r\n]))??(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*[\r\n](?:(?P<front>.*?)(?<=[\r\n]))??\+\+\+[ \t]*(?=[\r\n]|\Z)", re.DOTALL)
_LINE_BREAK = re.compile(r"\r\n?")


def front_matter(text: str, begin: int) -> tuple[Mapping[str, str], int]:
    """Its values that are words, and where the body begins; `begin` is where the text does.

    What is broken is still front matter; YAML that is a bare text is a paragraph between two rules.
    Every value of YAML is read as it is written: the title `1984` is no number, `2024-13-01` no wrong date.
    """
    front: object = None
    if found := _YAML.match(text, begin):
        try:
            front = yaml.BaseLoader(found["front"] or "").get_single_data()
        except (yaml.YAMLError, RecursionError):  # the latter: lists in lists in lists
            front = None
        if not isinstance(front, dict | None):
            return {}, begin
    elif found := _TOML.match(text, begin):
        try:
            front = tomllib.loads(_LINE_BREAK.sub("\n", found["front"] or ""))
        except (tomllib.TOMLDecodeError, RecursionError):
            front = None
    if not found:
        return {}, begin
    values = front.items() if isinstance(front, dict) else ()
    return {key: " ".join(value.split()) for key, value in values if isinstance(value, str)}, found.end()
