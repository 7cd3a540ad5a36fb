"""Words that the documents do not have become those that they do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from chatbot.conversation.spelling import mend
from index import BlockKind, Hits, Passage
from index.spelling import Words, write_words


@pytest.fixture
def words(tmp_path: Path) -> Words:
    write_words(
        [
            "Sochua and Sochi met Rainsy.",
            "the Élysée, in 1990",
            "Constantinople",
            "a card per bike",
            "Weddings, a crumble: carries, entertained entertainer",
            "Wi-Fi, a brother-in-law and pre- or post-war, from 9-to 5",
        ],
        tmp_path / "words.json",
    )
    return Words((tmp_path / "words.json").read_bytes)


@pytest.mark.parametrize(
    ("word", "near"),
    [
        pytest.param("Sochu", ["sochi", "sochua"], id="a letter missing or wrong"),
        pytest.param("Rainsey", ["rainsy"], id="a letter too many"),
        pytest.param("elyseé", [], id="accents are no slip"),
        pytest.param("Constantinpole", ["constantinople"], id="two letters swapped"),
        pytest.param("Constatinpole", ["constantinople"], id="two slips in a long word"),
        pytest.param("Rnsy", [], id="two slips in a short one"),
        pytest.param("lard", [], id="a short word with another first letter"),
        pytest.param("ebike", [], id="a short word with a letter before it"),
        pytest.param("Peru", [], id="a short word is no piece of itself"),
        pytest.param("bikee", ["bike"], id="its last letter twice"),
        pytest.param("ibke", ["bike"], id="its first two letters swapped"),
        pytest.param("ainsy", ["rainsy"], id="its first letter missing"),
        pytest.param("Konstantinople", ["constantinople"], id="another first letter of a long one"),
        pytest.param("grumble", [], id="another first letter of a shorter one"),
        pytest.param("calories", [], id="two slips in one of eight letters"),
        pytest.param("entertainde", ["entertained"], id="one slip before two"),
        pytest.param("weding", ["wedding"], id="what is written as a plural alone"),
        pytest.param("me", [], id="too short to tell"),
        pytest.param("1991", [], id="a number"),
        pytest.param("WiFi", ["wi-fi"], id="what is written with a hyphen"),
        pytest.param("brotherinlaw", [], id="but not with two"),
    ],
)
def test_near_words_are_a_slip_away(words: Words, word: str, near: list[str]) -> None:
    assert words.near(word) == near


class _Together:
    """Documents that say "ada quill" and "oak quell", and of names a few more."""

    written = ("Ada Quill", "the Oak Quell", "the Harbour of Gogh and Ansa")

    def terms(self, text: str) -> list[str]:
        return text.lower().replace("?", "").split()

    def has_word(self, word: str) -> bool:
        return not self.near_words(word)

    def near_words(self, word: str) -> list[str]:
        near = {
            "quull": ["quell", "quill"],
            "harbor": ["harbour"],
            "wher": ["her"],
            "teh": ["tech"],
            "mac": ["msc"],
            "goh": ["gogh", "got"],
            "weren": ["werden"],
            "ther": ["her"],
            "whos": ["hos"],
            "hight": ["height"],
            "hwen": ["hen"],
            "thx": ["the"],
            "fax": ["flax"],
            "wat": ["wait"],
            "dgo": ["dog", "do"],
            "wifi": ["wiki"],
            "hifi": ["hi-fi"],
            "wifis": ["wi-fis"],
            "reform": ["re-form"],
            "anna": ["ansa"],
            "asap": ["asip"],
            "barier": ["barrier", "carrier"],
            "centrer": ["center"],
            "diner": ["dinner"],
            "kilos": ["kills"],
        }
        return near.get(word.lower(), [])

    def lexical(self, terms: list[str], top: int, document: str | None = None) -> Hits:
        held = {"wood": [], "quells": [{"quell"}], None: [{"ada", "quill"}, {"oak", "quell"}]}[document]
        scores = [score for words in held if (score := len(words.intersection(terms))) or document is None]
        return Hits(np.arange(len(scores))[:top], np.array(sorted(scores)[::-1][:top], np.float32))

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        kind = BlockKind.PARAGRAPH
        return [Passage("d", 1, kind, text, 0, len(text), (), text) for text in self.written if len(rows)]


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        pytest.param("Who is Ada Quull?", "Who is Ada Quill?", id="the one that is used with the first name"),
        pytest.param("Is oak quull wood?", "Is oak quell wood?", id="and with another word"),
        pytest.param("Ada Quull's boat?", "Ada Quill's boat?", id="with its ending"),
        pytest.param("Where is the harbor?", "Where is the harbor?", id="a common word is what it is"),
        pytest.param("Where is the Harbor?", "Where is the Harbour?", id="a name may be one"),
        pytest.param("quull quull quull quull quull", "quull quull quull quull quull", id="another language"),
        pytest.param("wher is teh harbour", "where is the harbour", id="function words are no slips of others"),
        pytest.param("is ther a harbour", "is there a harbour", id="there"),
        pytest.param("hight of the harbour", "height of the harbour", id="nor with another first letter"),
        pytest.param("hwen was Ada", "when was Ada", id="but with the first two swapped"),
        pytest.param("lol ok thx when", "lol ok thx when", id="the words of small talk"),
        pytest.param("Is it open asap?", "Is it open asap?", id="and of a chat"),
        pytest.param("whos she", "whos she", id="no apostrophe"),
        pytest.param("Wher is it?", "Where is it?", id="nor at the beginning"),
        pytest.param("wat does Ada own", "what does Ada own", id="a question word that is due, though it is a word"),
        pytest.param("and wat about Ada", "and what about Ada", id="behind a word that joins"),
        pytest.param("were is the harbour", "where is the harbour", id="two verbs at the beginning are none"),
        pytest.param("were many boats there", "were many boats there", id="a verb may begin a question"),
        pytest.param("the wat is old", "the wat is old", id="elsewhere it is what it is"),
        pytest.param("Can a dgo come?", "Can a dog come?", id="too short, and two letters swapped"),
        pytest.param("Does it run on a Mac?", "Does it run on a Mac?", id="too short to tell"),
        pytest.param("Who was Van Goh?", "Who was Van Gogh?", id="too short, and a letter missing"),
        pytest.param("Why weren't they?", "Why weren't they?", id="half a contraction"),
        pytest.param("a fax machine", "a fax machine", id="too short, and no name"),
        pytest.param("Is there wifi?", "Is there wifi?", id="a young word"),
        pytest.param("hifi, HiFi or Wifis", "hi-fi, Hi-fi or Wi-fis", id="written with a hyphen, as a name too"),
        pytest.param("Is there a Reform?", "Is there a Reform?", id="another word without the hyphen"),
        pytest.param(
            "Where is the barier?", "Where is the barrier?", id="with a letter once, whatever it may come from"
        ),
        pytest.param("Where is the centrer?", "Where is the centrer?", id="no letter is twice there"),
        pytest.param("12 kilos", "12 kilos", id="a word that the encoder has in pieces"),
        pytest.param("Where is the diner?", "Where is the diner?", id="a word by itself"),
        pytest.param("", "", id="empty"),
    ],
)
def test_the_word_that_fits_the_question_is_taken(question: str, mended: str) -> None:
    def is_word(word: str, derived: bool = True) -> bool:
        return word.lower() in ("harbor", "diner", "wat", "reform") or (derived and word in ("barier", "centrer"))

    assert mend(question, _Together(), is_word) == mended


@pytest.mark.parametrize(
    ("question", "document", "mended"),
    [
        pytest.param("Is Ada quull wood?", "quells", "Is Ada quell wood?", id="a word of the document"),
        pytest.param("Is Ada quull wood?", "wood", "Is Ada quill wood?", id="or else of another"),
        pytest.param("I am Anna", None, "I am Ansa", id="a name of any document"),
        pytest.param("I am Anna", "wood", "I am Anna", id="but of no other one"),
        pytest.param("wher is it", "wood", "where is it", id="a function word is everywhere"),
    ],
)
def test_what_the_searched_document_holds_goes_first(question: str, document: str | None, mended: str) -> None:
    assert mend(question, _Together(), lambda *_: False, document=document) == mended


def test_in_another_language_a_word_is_no_slip_for_an_english_one() -> None:
    assert mend("wher ist es", _Together(), lambda *_: False, is_english=False) == "her ist es"


def test_a_text_of_words_that_no_document_has_is_given_up_soon() -> None:
    class Counting(_Together):
        looked_up = 0

        def has_word(self, word: str) -> bool:
            return False

        def near_words(self, word: str) -> list[str]:
            self.looked_up += 1
            return super().near_words(word)

    letters = [chr(ord("a") + number) for number in range(20)]
    strange = " ".join(f"{one}{other}ongo" for one in letters for other in letters)
    for text in (strange, "quull goh harbor wher teh hight " * 50):
        spelled = Counting()
        assert mend(f"{text} quull", spelled, lambda *_: False) == f"{text} quull"
        assert spelled.looked_up < 30  # of four hundred words, each as long as all words of the documents take
    assert mend("zongo " * 50 + "quull", Counting(), lambda *_: False).endswith("zongo quell")
