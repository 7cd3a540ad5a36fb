"""Measured quality on a narrow terminal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.commands.quality import print_figures
from chatbot.evaluate import Outcome
from chatbot.evaluation.figures import figures


def test_figures_are_named_in_full_and_a_kind_gives_way(
    terminal: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    outcomes = [
        Outcome(f"q{n}", n, "q", kind, True, "answered", None, 0.9, 1, "d", True, 0.2, 123.0)
        for n, kind in enumerate(("asked on the telephone", "asked at the counter"))
    ]
    terminal(56)
    print_figures(outcomes)
    shown = capsys.readouterr().out
    assert [name for name in figures(outcomes) if f" {name} " not in shown] == []
    assert "…" not in shown
