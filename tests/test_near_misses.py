"""The near misses that the ranking network is trained on: sentences cut out, and questions about what is left unsaid."""

from __future__ import annotations

from pathlib import Path

from training.holes import cut
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
