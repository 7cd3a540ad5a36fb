"""What README says is what there is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from chatbot.settings import ChatSettings, ServerSettings
from index.settings import IndexSettings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")

SECTIONS: dict[str, type[BaseModel]] = {"index": IndexSettings, "chat": ChatSettings, "server": ServerSettings}
MACHINE_DEPENDENT = {"server.threads": "twice the cores, at most 8"}


def setting_rows() -> list[str]:
    """README's table of settings, made from the models."""
    rows = []
    for section, model in SECTIONS.items():
        for key, field in model.model_fields.items():
            name = f"{section}.{key}"
            value = model().model_dump(mode="json")[key]
            if name == "index.sources":
                value = [source["path"] for source in value]
            default = MACHINE_DEPENDENT.get(name) or f"`{json.dumps(value, ensure_ascii=False)}`"
            rows.append(f"| `{name}` | {default} | {field.description} |")
    return rows


@pytest.mark.parametrize("row", setting_rows(), ids=lambda row: row.split("`")[1])
def test_every_setting_stands_in_the_readme_with_its_default_and_meaning(row: str) -> None:
    assert row in README
