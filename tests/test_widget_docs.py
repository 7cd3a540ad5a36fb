"""docs/widget.md names what the widget has, all of it and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
DOCS = (PROJECT / "docs" / "widget.md").read_text(encoding="utf-8")
SCRIPT = (PROJECT / "chatbot" / "static" / "widget.js").read_text(encoding="utf-8")


def rows(heading: str) -> set[str]:
    """The first column of the table under this heading."""
    section = DOCS.split(f"## {heading}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([\w-]+)", section, re.MULTILINE))


def found(*patterns: str) -> set[str]:
    return {name for pattern in patterns for name in re.findall(pattern, SCRIPT, re.MULTILINE)}


def test_every_attribute() -> None:
    [observed] = re.findall(r"observedAttributes = \[(.*)\]", SCRIPT)
    asked = found(r'this\.(?:has|get)Attribute\("([\w-]+)"\)', r":host\(\[([\w-]+)")
    assert rows("Attributes") == (asked | set(re.findall(r'"([\w-]+)"', observed))) - {"hidden"}


def test_every_event() -> None:
    assert rows("Events") == found(r'#tell\("([\w-]+)"')


def test_every_method() -> None:
    public = found(r"^    (?:async )?([a-z]\w+)\(.*\) \{$", r"^    get ([a-z]\w+)\(\) \{\n      return this\.#\w+;$")
    of_the_platform = {"constructor", "connectedCallback", "disconnectedCallback", "attributeChangedCallback"}
    assert rows("Methods") == public - of_the_platform


@pytest.mark.parametrize(
    ("line", "pattern"),
    [("Custom properties", r"var\((--chat-[\w-]+)"), ("Parts", r'\bpart: "([\w-]+)"')],
    ids=["custom properties", "parts"],
)
def test_every_hook_for_looks(line: str, pattern: str) -> None:
    [listed] = re.findall(rf"^{line}.*: (`.*)$", DOCS, re.MULTILINE)
    assert set(re.findall(r"`([\w-]+)`", listed)) == found(pattern)
