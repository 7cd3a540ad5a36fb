"""A question as it was asked, and as the search takes it."""

from __future__ import annotations

import pytest

from chatbot.understand import Question, understand


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        pytest.param("When did he die?", "When did he die?", id="as it is"),
        pytest.param("  When\n did\the \u00a0die? ", "When did he die?", id="white space is folded"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_was_asked_is_kept_beside_what_is_searched(asked: str, understood: str) -> None:
    assert understand(asked) == Question(asked=asked, understood=understood, context_terms=())
