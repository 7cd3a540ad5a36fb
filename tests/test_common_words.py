"""Common words, by an encoder that has a few of them as one token."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import WordEncoder
from numpy.typing import NDArray
from training.common_words import words_of_many

from chatbot.conversation.common_words import CommonWords

TOKENS = {"fix", "cancel", "heat", "route", "marie", "let", "glas", "file", "bus"}


class FewTokens(WordEncoder):
    """One token of no width, and one for a word, or two."""

    def token_offsets(self, text: str) -> NDArray[np.int32]:
        self.encoded.append(text)
        ends = (len(text),) if text in TOKENS else (1, len(text))
        starts = (0, *ends[:-1])
        return np.array([(0, 0), *zip(starts, ends, strict=True)], np.int32)


@pytest.mark.parametrize(
    ("word", "is_common"),
    [
        pytest.param("Fix", True, id="in any case"),
        pytest.param("fixes", True, id="-es behind a hiss"),
        pytest.param("cancels", True, id="-s"),
        pytest.param("heater", True, id="-er"),
        pytest.param("routers", True, id="-r, of several"),
        pytest.param("routest", True, id="-st, the most"),
        pytest.param("letest", False, id="too short for -est"),
        pytest.param("maried", False, id="a past tense may be a slip"),
        pytest.param("leter", False, id="too short for -er"),
        pytest.param("glass", False, id="a double s is no plural"),
        pytest.param("filees", False, id="-es behind something else"),
        pytest.param("is", False, id="nothing before the ending"),
        pytest.param("quull", False, id="no word"),
    ],
)
def test_a_word_and_what_comes_from_it_is_common(word: str, is_common: bool) -> None:
    assert CommonWords(FewTokens())(word) == is_common


@pytest.mark.parametrize(
    ("word", "is_common"),
    [
        pytest.param("heat", True, id="a token"),
        pytest.param("cancels", True, id="-s"),
        pytest.param("heater", False, id="-er"),
        pytest.param("routest", False, id="-st"),
        pytest.param("heaters", False, id="several -er"),
    ],
)
def test_what_only_comes_from_a_word_can_be_told(word: str, is_common: bool) -> None:
    assert CommonWords(FewTokens())(word, False) == is_common


def test_the_encoder_is_asked_for_a_word_once() -> None:
    encoder = FewTokens()
    is_word = CommonWords(encoder)
    assert [is_word("quulls"), is_word("Quull"), is_word("quulls", False)] == [False] * 3
    assert encoder.encoded == ["quulls", "quull"]


def test_what_many_documents_write_in_small_letters_and_the_encoder_has_in_pieces_is_kept() -> None:
    documents = [
        "Ten quulls flew; a Quask sat.",
        "no quulls, heat or zog",
        "quulls' quask, well-quask",
        "a quask. Quulls",
    ]
    assert list(words_of_many(documents, CommonWords(FewTokens()))) == []
    assert list(words_of_many([*documents, "quulls and heat"], CommonWords(FewTokens()))) == ["quulls"]
