"""Documents by words of their titles."""

from __future__ import annotations

import pytest

from chatbot.conversation.title_words import TitleWords

TITLES = TitleWords(
    {
        "bench": "Arden bench",
        "table": "Arden folding table",
        "chair": "Corfe chair",
        "stool": "Corfe stool B20",
        "care": "Care of wood",
        "about": "About Corfe & Arden",
        "t2025": "Price list 2025",
        "t2026": "Price list 2026",
    }
)
COMMON = frozenset("how heavy is the of care about wood price list chair table bench what".split())  # noqa: SIM905


@pytest.mark.parametrize(
    ("words", "document"),
    [
        ("the Arden bench", "bench"),
        ("and the folding table?", "table"),
        ("Arden", None),  # three have it
        ("Arden chair", None),  # none has both
        ("the price list 2025", "t2025"),
        ("2025", None),  # a number names nothing by itself
        ("and for the?", None),
    ],
)
def test_words_mean_the_one_document_whose_title_has_all_of_them(words: str, document: str | None) -> None:
    assert TITLES.only(words) == document


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("how heavy is the arden bench", {"bench"}),
        ("care of the Arden bench", {"bench", "care"}),  # neither has some of the other's words alone
        ("what is the table of the bench", {"bench", "table"}),
        ("is it heavy", set()),
        ("arden bench " * 15, {"bench"}),
        ("arden bench " * 15 + "please", set()),  # a pasted text
    ],
)
def test_a_question_names_documents_but_those_of_which_it_has_only_some_of_anothers_words(
    question: str, documents: set[str]
) -> None:
    assert set(TITLES.named(question)) == documents


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("how heavy is the Arden", {"bench", "table", "about"}),
        ("how heavy is the arden", {"bench", "table", "about"}),
        ("how heavy is the Arden bench", set()),  # one
        ("what is the price list", {"t2025", "t2026"}),
        ("how heavy is the Lower Arden", set()),  # another name
        ("how heavy is the chair", set()),  # a common word
        ("how heavy are Arden and Corfe", set()),  # of one both, so it is that
    ],
)
def test_few_documents_may_share_the_name_that_a_question_has(question: str, documents: set[str]) -> None:
    assert set(TITLES.namesakes(question, COMMON.__contains__)) == documents


def test_a_name_that_half_of_all_documents_have_tells_none_of_them() -> None:
    titles = TitleWords({name: f"Quillo {name}" for name in ("home", "news", "shop")} | {"imprint": "Imprint"})
    assert titles.namesakes("who owns Quillo", COMMON.__contains__) == ()
