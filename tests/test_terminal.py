"""What a reply looks like at a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import pytest
from rich.console import Console

from chatbot.commands import terminal
from chatbot.schemas import CitationReply, ContextReply, HighlightReply, PassageReply
from index import BlockKind


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stdout = io.StringIO()
    console = Console(file=stdout, force_terminal=True, color_system="standard", width=200, highlight=False)
    monkeypatch.setattr(terminal, "console_of_stdout", lambda: console)
    return stdout


def a_passage(text: str, marked: Sequence[str] = (), title: str = "A") -> PassageReply:
    return PassageReply(
        rank=1,
        kind=BlockKind.PARAGRAPH,
        text=text,
        confidence=0.9,
        highlights=tuple(HighlightReply(start=at, end=at + len(each)) for each in marked for at in [text.index(each)]),
        context=ContextReply(before=None, after=None),
        citation=CitationReply(
            id="a:1", document="a", title=title, section=(), source="a.txt", start=0, end=len(text), url=None, page=None
        ),
    )


def test_the_words_that_answer_are_marked_in_a_text_with_the_line_ends_of_windows(shown: io.StringIO) -> None:
    text = "The bridge, known to\r\neverybody in the valley, was\r\nbuilt by Rob Ruby in 1890\r\nout of stone."
    terminal.print_passage(a_passage(text, ["Rob Ruby", "1890"]))
    assert "built by \x1b[1;7mRob Ruby\x1b[0m in \x1b[1;7m1890\x1b[0m\nout" in shown.getvalue()


def test_no_document_takes_over_the_terminal(shown: io.StringIO) -> None:
    terminal.print_passage(a_passage("A \x1b[31mred\x1b]0;mine\x07 \x9b1mbridge\x0cof\rAda.", title="A\x1b[2J"))
    assert re.sub(r"\x1b\[\d*m", "", shown.getvalue()).splitlines() == [
        "", "[1] A �[31mred�]0;mine� �1mbridge", "of", "Ada.", "    A�[2J (a.txt:0-37)",
    ]  # fmt: skip
