"""Whether a passage's neighbours stand on lines of their own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from chatbot.pages.stands_apart import stands_apart
from index import BlockKind


@dataclass(frozen=True)
class Around:
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Found:
    kind: BlockKind
    text: str
    context: Around


@pytest.mark.parametrize(
    ("kind", "before", "text", "after", "apart"),
    [
        pytest.param(BlockKind.PARAGRAPH, "She was married.", "He died.", "She lived on", False, id="a text"),
        pytest.param(BlockKind.PARAGRAPH, "“She married.”", "He died (in 2016.)", "So it was", False, id="quotes and brackets"),
        pytest.param(BlockKind.PARAGRAPH, "សុខហួ រៀបការ។", "He died.", None, False, id="Khmer"),
        pytest.param(BlockKind.PARAGRAPH, None, "No end", None, False, id="nothing around it"),
        pytest.param(BlockKind.ITEM, "Close the lid.", "Open the valve.", None, True, id="items that are sentences"),
        pytest.param(BlockKind.ROW, "Film | 1.50 euros", "Hire | 40 euros", None, True, id="rows"),
        pytest.param(BlockKind.PARAGRAPH, "Telephone: 555 0140", "Open from nine.", None, True, id="a line above"),
        pytest.param(BlockKind.PARAGRAPH, None, "Telephone: 555 0140", "Open from nine.", True, id="a line below"),
    ],
)  # fmt: skip
def test_only_running_text_goes_on_in_its_line(
    kind: BlockKind, before: str | None, text: str, after: str | None, apart: bool
) -> None:
    assert stands_apart(Found(kind, text, Around(before, after))) == apart
