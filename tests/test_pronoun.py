"""What is asked of him is not answered with facts about her."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.weighing.pronoun import HARDLY, demote_told_of_another, fits, only_pronoun
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
        pytest.param("When was he born?", ["Sam Reed"], [0, 1, 2], id="nothing of it is his"),
        pytest.param("When was he born?", ["Sam Quill"], [0, 2], id="one names him"),
        pytest.param("When was he born?", [], [0, 1, 2], id="nobody knows who he is"),
        pytest.param("When was she born?", [], [], id="hers are hers"),
        pytest.param("When was she born?", ["Ada Quill"], [], id="she is who the document is about"),
        pytest.param("When was she born?", ["Quill"], [], id="by her surname"),
        pytest.param("When was she born?", ["Una Reed"], [0, 1], id="she is another woman, who may be told of"),
        pytest.param("Did she know him?", ["Una Reed", "Ada Quill"], [], id="she is one of the two"),
        pytest.param("When was Sam born?", [], [], id="no pronoun"),
        pytest.param("When was his student Ada Quill born?", ["Sam Reed"], [], id="she is named"),
    ],
)
def test_what_is_told_of_another_goes_last_and_answers_nothing(asked: str, persons: list[str], last: list[int]) -> None:
    found = demote_told_of_another(RANKED, PASSAGES, DOCUMENTS, asked, persons, persons)
    others = [hit for hit in RANKED if hit.row not in last]
    confidence = {0: 0.0, 1: 0.0, 2: HARDLY}
    assert found == [*others, *(replace(RANKED[row], confidence=confidence[row]) for row in last)]


@pytest.mark.parametrize(
    ("text", "asked", "persons", "is_last"),
    [
        pytest.param("She learned German from a nurse.", "Which languages did he learn?", ["Sam Reed"], True, id="she did it"),
        pytest.param("Quill was born in Gull Bay.", "Where was he born?", ["Sam Reed"], True, id="by her surname"),
        pytest.param("Quill was born in Gull Bay.", "Where was she born?", ["Una Reed"], True, id="of another woman"),
        pytest.param("Her mother died of cholera.", "How did he die?", ["Sam Reed"], True, id="her mother is no man either"),
        pytest.param("Ada Marie Quill kept a light.", "What did he keep?", ["Sam Reed"], True, id="her own whole name"),
        pytest.param("She learned German from a nurse.", "Which languages did she learn?", ["Ada Quill"], False, id="she is meant"),
        pytest.param("She is buried beside her husband.", "Where is he buried?", ["Sam Reed"], False, id="the husband in a role"),
        pytest.param("She lost him in a storm.", "How did he die?", ["Sam Reed"], False, id="a pronoun of his"),
        pytest.param("She married the cellist Otar Quill.", "What did he do?", [], False, id="another's whole name"),
        pytest.param("She wept when Reed drowned.", "How did he die?", ["Sam Reed"], False, id="his surname"),
        pytest.param("The house burned down.", "Where did he live?", ["Sam Reed"], False, id="nobody in it"),
    ],
)  # fmt: skip
def test_sentences_about_her_alone_go_last_where_another_is_meant(
    text: str, asked: str, persons: list[str], is_last: bool
) -> None:
    ranked = [RankedHit(0, 0.5, 0.9), RankedHit(1, 0.5, 0.4)]
    passages = {
        row: passage("ada-quill", row, said, BlockKind.PARAGRAPH) for row, said in enumerate((text, "It rained."))
    }
    found = demote_told_of_another(ranked, passages, DOCUMENTS, asked, persons, persons)
    assert found == ([ranked[1], replace(ranked[0], confidence=HARDLY)] if is_last else ranked)
