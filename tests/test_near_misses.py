"""The near misses that the ranking network is trained on: sentences cut out, questions about what is left unsaid, and those
about the pairs' sentences.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import training.runs
from training.holes import answering, cut
from training.runs import write_runs
from training.unsaid import unsaid

from index import BlockKind, Document, Passage


def passage(text: str, sentence: str) -> Passage:
    start = text.index(sentence)
    return Passage("mill", 1, BlockKind.PARAGRAPH, sentence, start, start + len(sentence), (), sentence)


def test_what_answers_is_cut_out_and_nothing_else(tmp_path: Path) -> None:
    documents, left = tmp_path / "documents", tmp_path / "left"
    documents.mkdir()
    left.mkdir()
    text = "Ada runs the mill. It burned down in 1931. Её имя — Ада. It was built again."
    (documents / "mill.txt").write_text(text, encoding="utf-8")
    (documents / "other.md").write_text("It burned down in 1931.", encoding="utf-8")
    away = [passage(text, "It burned down in 1931."), passage(text, "It was built again.")]
    assert cut(documents, away, left) == left
    assert (left / "mill.txt").read_text(encoding="utf-8") == "Ada runs the mill.  Её имя — Ада. "
    assert (left / "other.md").read_text(encoding="utf-8") == "It burned down in 1931."


def test_a_document_is_asked_what_no_word_of_it_touches() -> None:
    ada = Document("ada", "Ada Quill", None, "ada.txt", range(1), "she")
    asked = set(unsaid(ada, "She kept two Dogs and climbed mountains.", 100))
    assert "What is Ada Quill's salary?" in asked
    assert not asked & {"Does Ada Quill have a dog?", "When did Ada Quill climb Mount Everest?"}
    assert list(unsaid(ada, "", 5)) == list(unsaid(ada, "", 5))
    mill = Document("mill", "Gull Mill", None, "mill.txt", range(1), "it")
    assert "Is Gull Mill haunted?" in set(unsaid(mill, "", 100))


def test_sentences_become_documents_with_their_names_as_people_write_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = [f"gull mill in são lino has {place} wheels." for place in range(70)]
    pairs, near, into = tmp_path / "pairs.jsonl", tmp_path / "near.jsonl", tmp_path / "runs"
    rows = [{"question": f"is gull mill of {place}?", "sentence": of} for place, of in enumerate(sentences)]
    pairs.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    misses = [
        {"question": f"Who owns {name} in São Lino?", "sentence": place, "answered": False}
        for name, place in (("Gull Mill", 0), ("Gull Mill", 60), ("Gull Mill", 61))
    ]
    near.write_text("\n".join(map(json.dumps, misses)), encoding="utf-8")
    monkeypatch.setattr(training.runs, "NEAR_MISSES", near)
    into.mkdir()
    documents, questions = write_runs(pairs, 1, into)
    [document] = documents.iterdir()
    assert document.name == "gull-mill.txt"
    text = document.read_text(encoding="utf-8")
    assert text.startswith("Gull Mill in São Lino has 50 wheels. Gull Mill in São Lino has 51")
    asked = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    assert {row["about"] for row in asked} == {"gull-mill"}
    assert {row["run"] for row in asked} == {1}
    assert [row["gold"] for row in asked if not row["pairs"]] == [[], []]
    told = [row for row in asked if row["pairs"]]
    assert len(told) == 20
    assert told[0]["question"] == "Is Gull Mill of 50?"
    assert all(row["gold"][0] in text for row in told)


def test_what_answers_is_looked_for_in_the_document_that_a_question_is_about() -> None:
    mill = passage("It burned down in 1931.", "It burned down in 1931.")
    other = Passage("other", 1, BlockKind.PARAGRAPH, mill.text, 0, mill.end, (), mill.text)
    row = {"question": "When did it burn down?", "gold": [mill.text]}
    assert answering([row | {"about": "mill"}], [other, mill]) == [mill]
    assert answering([row], [other, mill]) == [other, mill]
    assert answering([row | {"gold": []}], [other, mill]) == []
