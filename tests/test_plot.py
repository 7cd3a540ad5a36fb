"""The two pictures, and the sentence where they cannot be drawn."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from chatbot.errors import CannotPlot
from chatbot.evaluate import Outcome
from chatbot.evaluation.plot import RELIABILITY, RISK_COVERAGE, draw

PNG = b"\x89PNG\r\n"


def outcomes(count: int) -> list[Outcome]:
    return [
        Outcome(f"q{n}", n, "q", "all", n % 3 > 0, "answered", None, n / count, n % 2 or None, "d", None, None)
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_both_pictures_are_drawn_into_a_new_folder(tmp_path: Path, count: int) -> None:
    draw(outcomes(count), tmp_path / "new" / "plots")
    assert {file.name for file in (tmp_path / "new" / "plots").iterdir()} == {RISK_COVERAGE, RELIABILITY}
    assert all(file.read_bytes().startswith(PNG) for file in (tmp_path / "new" / "plots").iterdir())


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotPlot, match="cannot be written"):
        draw(outcomes(3), tmp_path / "file" / "plots")


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("matplotlib.axes", "matplotlib.figure"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delitem(sys.modules, "chatbot.evaluation.plot")
    with pytest.raises(CannotPlot, match=r"install the extra `plot` \(README, Extras\)"):
        importlib.import_module("chatbot.evaluation.plot")
