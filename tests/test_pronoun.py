"""What is asked of him is not answered with facts about her."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.ranking.fuse import RankedHit
from chatbot.weighing.pronoun import demote_facts_of_another, fits, only_pronoun
from index import BlockKind, Document, Passage

QUILL = Document("ada-quill", "Ada Quill", "ada-quill.txt", None, range(3), pronoun="she")
HERON = Document("heron", "Grey Heron", "heron.txt", None, range(3, 4), pronoun="it")
DOCUMENTS = {document.id: document for document in (QUILL, HERON)}


def passage(document: str, ordinal: int, text: str, kind: BlockKind = BlockKind.FACT) -> Passage:
    return Passage(document, ordinal, kind, text, 0, len(text), (), text)


PASSAGES = {
    0: passage("ada-quill", 1, "- Born: 3 May 1870"),
    1: passage("ada-quill", 2, "- Spouse: Sam Quill (1868–1931)"),
    2: passage("ada-quill", 3, "She was born in Gull Bay.", BlockKind.PARAGRAPH),
    3: passage("heron", 1, "- Length: 1 m"),
}
RANKED = [RankedHit(row, 0.5, 0.9 - row / 10) for row in PASSAGES]


@pytest.mark.parametrize(
    ("asked", "document", "expected"),
    [
        ("When was he born?", QUILL, False),
        ("When was she born?", QUILL, True),
        ("When did she marry him?", QUILL, True),
        ("When was Ada born?", QUILL, True),
        ("When was he seen?", HERON, True),
    ],
)
def test_a_pronoun_fits_whom_the_document_may_be_about(asked: str, document: Document, expected: bool) -> None:
    assert fits(asked, document) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Who is she?", "she"),
        ("Which party was he in before the war?", "he"),
        ("How did she become a keeper?", "she"),
        ("When did she marry him?", ""),
        ("When did she leave Gull Bay?", ""),
        ("Can my aunt bring her dog?", ""),
        ("Does a guest need his key?", ""),
        ("Where is the light?", ""),
    ],
)
def test_a_pronoun_may_be_all_that_it_says_of_whom_it_means(asked: str, expected: str) -> None:
    assert only_pronoun(asked, str) == expected


@pytest.mark.parametrize(
    ("asked", "persons", "last"),
    [
        pytest.param("When was he born?", ["Sam Reed"], [0, 1], id="neither fact is his"),
        pytest.param("When was he born?", ["Sam Quill"], [0], id="one names him"),
        pytest.param("When was he born?", [], [0, 1], id="nobody knows who he is"),
        pytest.param("When was she born?", [], [], id="hers are hers"),
        pytest.param("When was she born?", ["Ada Quill"], [], id="she is who the document is about"),
        pytest.param("When was she born?", ["Quill"], [], id="by her surname"),
        pytest.param("When was she born?", ["Una Reed"], [0, 1], id="she is another woman"),
        pytest.param("Did she know him?", ["Una Reed", "Ada Quill"], [], id="she is one of the two"),
        pytest.param("When was Sam born?", [], [], id="no pronoun"),
        pytest.param("When was his student Ada Quill born?", ["Sam Reed"], [], id="she is named"),
    ],
)
def test_facts_of_another_go_last_and_answer_nothing(asked: str, persons: list[str], last: list[int]) -> None:
    found = demote_facts_of_another(RANKED, PASSAGES, DOCUMENTS, asked, persons, persons)
    others = [hit for hit in RANKED if hit.row not in last]
    assert found == [*others, *(replace(RANKED[row], confidence=0.0) for row in last)]
