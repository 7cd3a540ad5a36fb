"""Where a sentence ends, and where it does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import SettingsError
from index.sentences import sentence_splitter


@pytest.mark.parametrize(
    "sentences",
    [
        pytest.param(["One is here.", "Two is there."], id="full stops"),
        pytest.param(["Who is it?", "Ada!", "Come in."], id="question and exclamation marks"),
        pytest.param(["She moved to the U.S. Navy in 1943.", "There she stayed."], id="U.S. before a name"),
        pytest.param(["She lived in the U.S. for years.", "Then she left."], id="U.S. before a word"),
        pytest.param(["He was president of the U.S. from 1901."], id="U.S. before a year"),
        pytest.param(["J. R. R. Tolkien wrote it.", "George W. Bush read it."], id="initials"),
        pytest.param(
            ["It is by C.S. Lewis and W.E.B. Du Bois.", "J.R.R. Tolkien read it."], id="initials without spaces"
        ),
        pytest.param(["Dr. Moor met Mrs. Lane on St. James Street.", "They spoke."], id="titles"),
        pytest.param(["It weighs 3.5 kg, i.e. too much.", "Put it down."], id="numbers and abbreviations"),
        pytest.param(["We open at 9 a.m.", "Tickets cost 5 pounds."], id="an hour at the end"),
        pytest.param(
            ["Quiet is kept from 1 p.m. to 3 p.m.", "On Sundays it lasts all day."], id="before a day of the week"
        ),
        pytest.param(["We meet at 5 p.m. Monday to Friday."], id="an hour of a day"),
        pytest.param(["It begins at 8 p.m. EST on 3 May.", "Come early."], id="an hour of a time zone"),
        pytest.param(["See No. 5 and vol. 3 of the work.", "It is short."], id="numbered things"),
        pytest.param(["Tel. 01632 960 100, Ext. 45, Fax. +44 1632 5.", "Call us."], id="telephone numbers"),
        pytest.param(["Mob. (07700) 900 900, Rm. 12, Apt. 4.", "Ring."], id="numbers of a contact"),
        pytest.param(["Room for max. 12 people, min. 4.", "Book it."], id="limits"),
        pytest.param(
            ["It is approx. £40 a day, min. €20, max. $ 5.50, ca. ±3 mm or approx. ½ pint.", "Pay."],
            id="signs of a number",
        ),
        pytest.param(["It takes 5 min.", "£5 is due.", "A bag is 10 kg max.", "£2 each."], id="prices behind limits"),
        pytest.param(
            ["Ask Rev. Ada Quill, Revd. Dr. Ida Moor, Cllr. Lane or Fr. Tom on Mt. Gull.", "They know."],
            id="titles before names",
        ),
        pytest.param(["We asked the Rev.", "She knew.", "It is called rev.", "Ada is not."], id="titles at the end"),
        pytest.param(["It takes 5 min.", "20 people fit in, 10 kg max.", "2 bags each."], id="units and limits behind"),
        pytest.param(["Mon. 9 to 5, Thur. 10 to 4, Sat. 9 to 12.", "Come in."], id="days before hours"),
        pytest.param(["They sat.", "10 of them stood in the sun.", "5 left."], id="words written as days"),
        pytest.param(["Send it by fax.", "Ada reads it."], id="a fax before a word"),
        pytest.param(["Shops are in ul. Długa 5, Berliner Str. 5 and Hauptstr. 12.", "Come."], id="streets"),
        pytest.param(["He lives in Kantstr.", "She does not."], id="a street at the end"),
        pytest.param(["It is written as a ul.", "The items follow."], id="ul before an opening word"),
        pytest.param(["The firm Quill & Sons Inc. of Gull Bay failed.", "It owed much."], id="companies"),
        pytest.param(['"I saw it," she said.', '"It was green."', "Nobody believed her."], id="straight quotes"),
        pytest.param(["She said “I saw it.”", "Nobody believed her."], id="curly quotes"),
        pytest.param(["He left (in a hurry).", "She stayed."], id="brackets"),
        pytest.param(["See “What is ‘frozen’?”, or [Who?], page 8.", "Ask."], id="questions that are quoted"),
        pytest.param(['Type "?", "!" or “Go!”, and wait.', "“Wait,” it says."], id="marks that are quoted"),
        pytest.param(
            ["Values (string, boolean, etc.) are read.", "(They may be empty.)", "See. )", "Ask."],
            id="a point in brackets",
        ),
        pytest.param(["Well ... that was it.", "The end."], id="an ellipsis"),
        pytest.param(["It closed (see ch. iv. and v.) in May.", "It opened again."], id="before a lower-case word"),
        pytest.param(["She left at 5 p.m. and slept.", "He woke."], id="hours"),
        pytest.param(["No end mark at all"], id="no end mark"),
        pytest.param(["**Do you deliver?**", "Yes, on *all days.*", "*Really!*", "**Yes.**"], id="emphasis"),
        pytest.param(["Ask us (**by mail, please.**)", "*We* answer."], id="emphasis in brackets"),
        pytest.param(["It was built in 1820.[^1]", "It burned down.[^fire]", "It stands.[^2]"], id="notes of Markdown"),
        pytest.param(
            ["It was built.[1]", "It burned down (in 1877).[2][3]", "“It stands.”[a]"], id="notes in brackets"
        ),
        pytest.param(["Is it so?[citation needed]", "Ada left.[when?][4]: 23", "Ivo stayed!"], id="notes in words"),
        pytest.param(["It was built in 1820.¹", "It burned down.²³", "It stands.†"], id="raised notes"),
        pytest.param(
            ["**It was built.**[1]", "*It burned.[^2]*", "“It stands.[3]”", "No."], id="notes and closing marks"
        ),
        pytest.param(["Ships of the U.S.[1] Navy came.", "Dr.[2] Moor left."], id="notes behind an abbreviation"),
        pytest.param(
            ["It burned. [^1]", "It stands.", "[^1]: In the loft.", "[Ada] left."], id="a note itself, and brackets"
        ),
        pytest.param(["A 🦆 swims.", "It is cafe\u0301 brown."], id="emoji and combining marks"),
    ],
)
def test_a_text_falls_into_its_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_splitter("english")(text)] == sentences


def test_white_space_around_a_sentence_is_not_part_of_it() -> None:
    assert sentence_splitter("english")("  One.  \n Two. ") == [(2, 6), (10, 14)]


def test_the_same_words_in_another_language_are_split_by_its_own_rules() -> None:
    text = "Er kam am 3. Mai. Sie kam bzw. ging später."
    assert [text[start:end] for start, end in sentence_splitter("german")(text)] == [
        "Er kam am 3. Mai.",
        "Sie kam bzw. ging später.",
    ]


@pytest.mark.parametrize("language", ["klingon", pytest.param("slovene", id="a language without a stemmer")])
def test_a_language_that_cannot_be_indexed_is_refused_with_those_that_can(language: str) -> None:
    with pytest.raises(
        SettingsError, match=rf"index\.language: '{language}' cannot be indexed; known: .*english"
    ) as told:
        sentence_splitter(language)
    assert "slovene" not in str(told.value).partition("known")[2]


PIECES = st.sampled_from(
    [
        "Dr. ",
        "U.S. ",
        "e.g. ",
        "A. ",
        "word ",
        "Word. ",
        "5. ",
        '"',
        "”",
        "(",
        ") ",
        "?! ",
        "… ",
        "\n\n",
        "\r\n",
        "。",
        "[^1]",
        "[2] ",
        "¹",
        "*",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5)).map("".join))
def test_spans_of_any_text_are_in_order_and_hold_everything_but_white_space(text: str) -> None:
    spans = sentence_splitter("english")(text)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    between = zip(edges[::2], edges[1::2], strict=True)
    assert "".join(text[start:end] for start, end in between).strip() == ""


def in_small_letters(sentences: int) -> str:
    """As a machine writes down what it hears: a single sentence, as none begins with a capital."""
    return " ".join(f"so we went on to the shop number {number} and bought bread." for number in range(sentences))


def test_a_text_in_small_letters_takes_time_that_grows_with_its_length() -> None:
    split = sentence_splitter("english")

    def seconds(sentences: int) -> float:
        text = in_small_letters(sentences)
        begin = time.process_time()
        assert split(text) == [(0, len(text))]
        return time.process_time() - begin

    assert min(seconds(1000) for _ in range(3)) < 8 * min(seconds(250) for _ in range(3))  # with its square, 16


def test_no_text_is_too_long_for_the_time_that_nltk_gives_a_match(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nltk.redos.DEFAULT_TIMEOUT", 0.1)
    text = "It was said. " * 20_000
    assert len(sentence_splitter("english")(text)) == 20_000
