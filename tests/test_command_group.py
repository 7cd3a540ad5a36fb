"""What every command's output is, whatever it is written to."""

from __future__ import annotations

import io
import json
import sys

import click
import pytest

from index import CommandGroup

TEXT = "Öffnet um 9 o’clock 🦆"


@click.group(cls=CommandGroup)
def program() -> None:
    pass


@program.command
def tell() -> None:
    click.echo(json.dumps(TEXT, ensure_ascii=False))


@pytest.mark.parametrize(
    ("encoding", "errors", "written"),
    [
        pytest.param("utf-8", "strict", f'"{TEXT}"', id="a character that there is"),
        pytest.param("latin-1", "strict", '"Öffnet um 9 o\\u2019clock \\ud83e\\udd86"', id="one that there is not"),
        pytest.param("latin-1", "replace", '"Öffnet um 9 o?clock ?"', id="as the owner wants it"),
    ],
)
def test_a_character_that_the_output_lacks_is_escaped_and_leaves_json_what_it_is(
    monkeypatch: pytest.MonkeyPatch, encoding: str, errors: str, written: str
) -> None:
    output = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(output, encoding, errors))
    program.main(["tell"], standalone_mode=False)
    sys.stdout.flush()
    assert output.getvalue().decode(encoding).strip() == written
    assert errors != "strict" or json.loads(output.getvalue().decode(encoding)) == TEXT
