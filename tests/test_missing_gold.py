"""Gold that the documents no longer have is found among the passages in the way in which a passage is judged right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chatbot.errors import UnknownDocument
from chatbot.evaluation import missing_gold as module
from chatbot.evaluation.missing_gold import lines_of, missing_gold, without
from chatbot.question_set import Dialogue, GoldQuestion

if TYPE_CHECKING:
    from chatbot.answer import Answerer


def missing(answerer: Answerer, *dialogues: Dialogue) -> list[GoldQuestion]:
    return missing_gold(dialogues, answerer.passage_index, answerer.id_of)


@pytest.mark.parametrize(
    ("gold", "document", "is_missing"),
    [
        pytest.param(("Sam Quill died in 1931.",), None, False, id="a sentence"),
        pytest.param(("died in  1931",), "ada-quill", False, id="a part of one in the document named"),
        pytest.param(("SAM QUILL died in 1931. He lies",), None, False, id="most of it in a passage"),
        pytest.param(("Sam Quill died in 1932.",), None, True, id="in other words"),
        pytest.param(("Sam Quill died in 1931.",), "granite", True, id="in another document than the one named"),
        pytest.param(("Sam Quill died in 1931.", "in the year 1931"), None, False, id="one of two"),
        pytest.param(("Sam Quill died in 1932.", "in the year 1932"), None, True, id="both of two"),
        pytest.param((), None, False, id="none"),
    ],
)  # fmt: skip
def test_gold_is_missing_where_no_passage_would_be_judged_right(
    answerer: Answerer, gold: tuple[str, ...], document: str | None, is_missing: bool
) -> None:
    question = GoldQuestion("When did he die?", gold, document)
    assert missing(answerer, (question,)) == ([question] if is_missing else [])


def test_gold_behind_the_first_passages_that_are_read_is_found(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_AT_ONCE", 2)
    last = answerer.passage_index.passages([answerer.passage_index.count - 1])[0].text
    gone = GoldQuestion("What?", ("Nowhere said.",))
    assert missing(answerer, (GoldQuestion("What?", (last,)), gone)) == [gone]


def test_turns_that_are_not_scored_need_no_gold(answerer: Answerer) -> None:
    lead = GoldQuestion("Who?", ("Nowhere said.",), scored=False, line=4)
    turn = GoldQuestion("When?", ("Nowhere said either.",), line=4)
    also = GoldQuestion("Why?", ("Nor this.",), line=4)
    assert missing(answerer, (lead, turn, also)) == [turn, also]
    assert lines_of([turn, also]) == [4]


def test_what_is_left_out_still_leads_up_to_the_turns_behind_it() -> None:
    first, second, alone = GoldQuestion("1", ("a",)), GoldQuestion("2", ("b",)), GoldQuestion("3", ("c",))
    kept = without([(first, second), (alone,)], [first, alone])
    assert kept == [(GoldQuestion("1", ("a",), scored=False), second)]


def test_a_document_that_is_not_there_is_refused(answerer: Answerer) -> None:
    with pytest.raises(UnknownDocument):
        missing(answerer, (GoldQuestion("Who?", ("a",), "unicorn"),))
