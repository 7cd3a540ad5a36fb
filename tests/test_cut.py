"""Where passages begin and end: verbatim spans, short ones joined, long ones cut, code between its lines."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages_of import LIMITS, chunk, texts

from index.chunking.cut import ChunkLimits
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.formats.text.read import read_wiki_text
from index.passage import BlockKind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("She ran to him. Why? He ran away.", ["She ran to him. Why?", "He ran away."], id="to the one before"),
        pytest.param("Why? She ran away from him. He ran.", ["Why? She ran away from him. He ran."], id="the first to the one after"),
        pytest.param("Who? Me. Why? No.", ["Who? Me. Why? No."], id="only short ones"),
        pytest.param("Why?\n\nShe ran away.", ["Why?", "She ran away."], id="never across a blank line"),
        pytest.param("== A ==\nWhy?\n== B ==\nShe ran away.", ["Why?", "She ran away."], id="never across a heading"),
        pytest.param("- Go on\n- She ran away", ["Go on", "She ran away"], id="never across list items"),
        pytest.param("She ran away.\n\n* * *\n\n– . …\n\nHe stayed at home.", ["She ran away.", "He stayed at home."], id="without a word it is dropped"),
        pytest.param("Figure 14.23. The rope was sold. It was long.", ["Figure 14.23. The rope was sold.", "It was long."], id="a label"),
    ],
)  # fmt: skip
def test_a_short_sentence_is_joined_to_its_neighbour(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Do you deliver here? Yes, we do on Fridays. Ask for the price.", ["Do you deliver here? Yes, we do on Fridays.", "Ask for the price."], id="with its answer"),
        pytest.param("**Do you deliver here?** Yes, we do on Fridays.", ["**Do you deliver here?** Yes, we do on Fridays."], id="in bold"),
        pytest.param("- Is it open now? Who has a key? Ask at the desk.", ["Is it open now? Who has a key? Ask at the desk."], id="two at once"),
        pytest.param("Nobody could tell. Was it the wind? It was the tide.", ["Nobody could tell.", "Was it the wind?", "It was the tide."], id="not within a text"),
        pytest.param(f"Do you deliver here? {'Word ' * 22}word.", ["Do you deliver here?", f"{'Word ' * 22}word."], id="not beyond the limit"),
    ],
)  # fmt: skip
def test_a_question_that_a_block_begins_with_is_joined_to_its_answer(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


NOZZLE = "The nozzle is clogged. Unscrew it with care."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"**Steam is weak.** {NOZZLE}", ["**Steam is weak.** The nozzle is clogged.", "Unscrew it with care."], id="a sentence"),
        pytest.param(f"- __Steam is weak__. {NOZZLE}", ["__Steam is weak__. The nozzle is clogged.", "Unscrew it with care."], id="of an item, with its stop behind the bold"),
        pytest.param(f"**Steam is weak.**\n{NOZZLE}", ["**Steam is weak.**\nThe nozzle is clogged.", "Unscrew it with care."], id="on a line of its own"),
        pytest.param(f"**Steam is weak. It was not before.** {NOZZLE}", ["**Steam is weak. It was not before.** The nozzle is clogged.", "Unscrew it with care."], id="two sentences"),
        pytest.param("**My dog ate a slug. Does milk help?** No. Bring it at once.", ["**My dog ate a slug. Does milk help?** No.", "Bring it at once."], id="with a question"),
        pytest.param(f"**Steam:** it is weak. {NOZZLE}", ["**Steam:** it is weak.", "The nozzle is clogged.", "Unscrew it with care."], id="not a label, which has said something"),
        pytest.param(f"Steam is **so weak.** {NOZZLE}", ["Steam is **so weak.**", "The nozzle is clogged.", "Unscrew it with care."], id="not within a sentence"),
        pytest.param("**Steam is weak. The nozzle is clogged.**", ["**Steam is weak.", "The nozzle is clogged.**"], id="not where all is bold"),
        pytest.param(f"**Steam is weak.** {'Word ' * 22}word.", ["**Steam is weak.**", f"{'Word ' * 22}word."], id="not beyond the limit"),
    ],
)  # fmt: skip
def test_bold_words_that_a_block_begins_with_are_joined_to_what_they_head(text: str, expected: list[str]) -> None:
    assert [passage.text for passage in chunk(read_markdown(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("**Serves:** 6\n**Cooking:** half an hour", ["**Serves:** 6", "**Cooking:** half an hour"], id="in bold"),
        pytest.param("*Serves*: 6 or 7  \n*Cost*: 4 euros\\\n*Time*: an hour", ["*Serves*: 6 or 7", "*Cost*: 4 euros", "*Time*: an hour"], id="in italics, with breaks"),
        pytest.param("Serves: 6\nCooking: half an hour", ["Serves: 6", "Cooking: half an hour"], id="without marks"),
        pytest.param("> **Serves:** 6\n> **Cost:** 4 euros", ["**Serves:** 6", "**Cost:** 4 euros"], id="in a quote"),
        pytest.param("- **Serves:** 6\n  **Cost:** 4 euros", ["**Serves:** 6", "**Cost:** 4 euros"], id="in an item"),
        pytest.param("**Serves:** 6 or\n**more** of you", ["**Serves:** 6 or\n**more** of you"], id="not where another line has none"),
        pytest.param("**Item:** Saw\n**Price:** 4\n\n**Item:** Drill\n**Price:** 6", ["**Item:** Saw\n**Price:** 4", "**Item:** Drill\n**Price:** 6"], id="not those of several records"),
        pytest.param("She said\nto him: 6\nBut he: no", ["She said\nto him: 6\nBut he: no"], id="not where the first has none"),
    ],
)  # fmt: skip
def test_lines_that_begin_with_labels_stand_apart(text: str, expected: list[str]) -> None:
    assert [passage.text for passage in chunk(read_markdown(text))] == expected


@pytest.mark.parametrize("behind", [" now.", " and press Start."])
def test_the_sign_of_a_picture_ends_no_sentence(behind: str) -> None:
    text = f"Open the app ![Screen](a.png){behind}"
    assert [passage.text for passage in chunk(read_markdown(text))] == [text]


def test_a_label_begins_anew_where_the_lines_began_with_one() -> None:
    assert texts("Check in: 4pm\nKey safe code 4471\nCheck out: 10am") == [
        "Check in: 4pm\nKey safe code 4471",
        "Check out: 10am",
    ]


LONG = "The association was founded by two clerks after a friend of theirs had drowned beside the quay one evening in the spring of 1995."
MONDAY, TUESDAY = (
    "Monday 17.00, beginners, aged 7 to 12, with Zuhura Said",
    "Tuesday 6.00, all levels, with Patrick Ouma",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(f"{LONG}\n\n{MONDAY}\n{TUESDAY}", [MONDAY, TUESDAY], id="lines of their own"),
        pytest.param(f"{LONG}\n\n- {MONDAY}\n{TUESDAY}", [MONDAY, TUESDAY], id="behind an item"),
        pytest.param(f"{LONG}\n\n{MONDAY}\nand her sister", [f"{MONDAY}\nand her sister"], id="a small letter goes on"),
        pytest.param(f"{LONG}\n\nMill Lane 4\nHarrow Town", ["Mill Lane 4\nHarrow Town"], id="short ones stay together"),
        pytest.param(f"She was there.\n\n{MONDAY}\n{TUESDAY}", [f"{MONDAY}\n{TUESDAY}"], id="a text that may be wrapped by hand"),
        pytest.param(f"https://example.org/{'a' * 120}\n\n{MONDAY}\n{TUESDAY}", [f"{MONDAY}\n{TUESDAY}"], id="an address is no long line"),
    ],
)  # fmt: skip
def test_where_nothing_is_wrapped_by_hand_a_long_line_ends_a_passage(text: str, expected: list[str]) -> None:
    assert texts(text, ChunkLimits(3, 400))[1:] == expected


@pytest.mark.parametrize("sign", [" +", "▼", " ▾", " \u203a", " \u2212", " -", " ↓", " ▶\ufe0f", "  + "])
@pytest.mark.parametrize("question", ["Are dogs allowed?", "**Are dogs allowed?**"])
def test_a_sign_that_folds_an_answer_up_is_no_part_of_its_question(question: str, sign: str) -> None:
    found = chunk(read_markdown(f"{question}{sign}\n\nYes, on a lead.\n"))
    assert [(passage.start, passage.text) for passage in found] == [
        (0, question),
        (len(question) + len(sign) + 2, "Yes, on a lead."),
    ]


@pytest.mark.parametrize("text", ["Dogs? ✓", "Is it « far ? »", "Do you need C? C++", "Hot? 5+", "Is it far? (+)"])
def test_what_says_something_behind_a_question_stays(text: str) -> None:
    assert texts(f"{text}\n") == [text]


def test_a_long_run_of_signs_behind_a_question_takes_time_that_grows_with_its_length() -> None:
    begin = time.process_time()
    texts(f"Are dogs allowed?{' +' * 100_000} x")
    assert time.process_time() - begin < 2  # a third of that; ten where each end of the run is tried


def test_short_sentences_are_not_joined_beyond_the_limit() -> None:
    long = "word " * 22 + "word."
    assert texts(f"{long} Why not?") == [long, "Why not?"]


@pytest.mark.parametrize(
    ("mark", "ends"),
    [
        pytest.param("; ", "first half;", id="at a semicolon"),
        pytest.param(": ", "first half:", id="at a colon"),
        pytest.param(" – ", "first half –", id="at a dash"),
        pytest.param(", and ", "first half,", id="at a comma before and"),
        pytest.param(", ", "first half,", id="at a comma"),
    ],
)
def test_an_over_long_sentence_is_cut_at_a_clause(mark: str, ends: str) -> None:
    filler = "some words that are here to make it long"
    text = f"Now {filler} in the first half{mark}then {filler} in the other half of it."
    head, tail = texts(text)
    assert (head.endswith(ends), f"{head} {tail}") == (True, text)


NUMBERED = [f"word{number}" for number in range(15_000)]  # more pieces than calls may be nested


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(" ".join(NUMBERED), id="words without a stop"),
        pytest.param(f"```\n{' '.join(NUMBERED)}\n```", id="a line of code"),
        pytest.param("```\n{}\n```".format("\n".join(NUMBERED)), id="lines of code"),
    ],
)
def test_a_text_is_cut_however_long_it_is(text: str) -> None:
    found = chunk(read_markdown(text))
    assert [word for passage in found for word in passage.text.split()] == NUMBERED
    assert max(len(passage.text) for passage in found) <= LIMITS.longest < sys.getrecursionlimit() < len(found)


def test_lines_with_breaks_between_them_are_cut_at_these() -> None:
    lines = [f"Room {number}, upstairs, with a view" for number in range(8)]
    article = read_html(f"<p>{'<br>'.join(lines)}</p>".encode())
    found = [passage.text for passage in chunk(article, ChunkLimits(3, 120))]
    assert len(found) > 1
    assert " ".join(found) == " ".join(lines)
    assert all(text.startswith("Room") and text.endswith("view") for text in found)


def test_a_word_longer_than_the_limit_is_cut_too() -> None:
    assert texts("a" * 300) == ["a" * 120, "a" * 120, "a" * 60]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("= T =\r\n\r\nOne is here.\r\nTwo is there.\r\n", [(9, 21), (23, 36)], id="CRLF counts two"),
        pytest.param("\ufeff= T =\n\nOne is here.\n", [(8, 20)], id="a byte order mark counts one"),
        pytest.param("A 🦆 swims here. It is there.\n", [(0, 15), (16, 28)], id="an emoji counts one"),
        pytest.param("👩‍🚀 flies up there. It is there.\n", [(0, 19), (20, 32)], id="a joined emoji counts three"),
        pytest.param("A cafe\u0301 is here. It is there.\n", [(0, 16), (17, 29)], id="a combining mark counts one"),
    ],
)
def test_offsets_are_code_points_of_the_file(text: str, expected: list[tuple[int, int]]) -> None:
    found = chunk(read_wiki_text(text))
    assert [(passage.start, passage.end) for passage in found] == expected
    assert [passage.text for passage in found] == [text[start:end] for start, end in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("　　One is here. Two is there.", ["One is here.", "Two is there."], id="an ideographic indent"),
        pytest.param("\u2003One is here.\u2003Two is there.", ["One is here.", "Two is there."], id="em spaces"),
        pytest.param(f"{'a' * 120} more words", ["a" * 120, "more words"], id="the gap behind a cut"),
    ],
)
def test_no_passage_begins_or_ends_with_white_space(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


LINES = st.sampled_from(
    [
        "= T =", "== A ==", "=== B ===", "- Key: value", "- Key2: 5", "- Order2: a, b; c", "* an item", "Ada was here.", "Why?", "No.",
        "One is here. Two. Three is there.", "She left the U.S. in 1901; then, with J. Moor, she went on: far away, and farther.",
        "🦆 👩‍🚀 cafe\u0301", "។ មូរ សុខហួ", "…", "- . -", "", " ", "\ufeff", "w" * 90, "a, " * 40,
    ]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])
ANY_TEXT = st.lists(st.tuples(LINES | st.text(max_size=30), ENDS), max_size=12).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@given(ANY_TEXT, st.sampled_from([read_wiki_text, read_markdown]), st.integers(1, 5), st.integers(20, 100))
def test_any_text_becomes_verbatim_passages_in_order(text: str, read: type, shortest: int, longest: int) -> None:
    article = read(text)
    found = chunk(article, ChunkLimits(shortest, longest))
    headings = [range(section.heading_start, section.heading_end) for section in article.sections]
    position = 0
    for ordinal, passage in enumerate(found, 1):
        assert passage.ordinal == ordinal
        assert passage.text == text[passage.start : passage.end]
        assert position <= passage.start < passage.end
        assert passage.end - passage.start <= longest
        assert any(char.isalnum() for char in passage.text)
        assert not any(passage.start < heading.stop and heading.start < passage.end for heading in headings)
        position = passage.end


@given(ANY_TEXT, st.sampled_from([read_wiki_text, read_markdown]))
def test_no_word_of_a_block_is_lost(text: str, read: type) -> None:
    article = read(text)
    kept = {offset for passage in chunk(article) for offset in range(passage.start, passage.end)}
    inside = {
        offset for section in article.sections for block in section.blocks for offset in range(block.start, block.end)
    }
    assert "".join(text[offset] for offset in sorted(inside - kept) if text[offset].isalnum()) == ""


def code(lines: str, limits: ChunkLimits = LIMITS) -> list[str]:
    return [passage.text for passage in chunk(read_markdown(f"```\n{lines}\n```\n"), limits)]


SHOW = "print('tea'); print('milk')"  # no sentence ends here


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param("a. B c.\n\n  Why? No.\n", ["a. B c.\n\n  Why? No."], id="short: whole, whatever its marks"),
        pytest.param(f"def one():\n    {SHOW}\n    {SHOW}\n\ndef two():\n    {SHOW}\n    {SHOW}", [f"def one():\n    {SHOW}\n    {SHOW}", f"def two():\n    {SHOW}\n    {SHOW}"], id="at an empty line"),
        pytest.param("\n".join(f"    {SHOW}" for _ in range(5)), ["\n".join(f"    {SHOW}" for _ in range(count)) for count in (2, 3)], id="at a line end, indentation kept"),
        pytest.param(f"one\n{'word ' * 22}word\n\nrun it now", [f"one\n{'word ' * 22}word", "run it now"], id="no line is cut that fits"),
        pytest.param(f"one two three\n{'word, ' * 30}word\n}}", ["one two three", f"{'word, ' * 16}".rstrip(), f"{'word, ' * 14}word\n}}"], id="a line that is too long itself"),
        pytest.param(f"begin\n\n{SHOW}\n{SHOW}\n{SHOW}\n{SHOW}\n{SHOW}", [f"begin\n\n{SHOW}\n{SHOW}", f"{SHOW}\n{SHOW}\n{SHOW}"], id="a short piece is joined"),
    ],
)  # fmt: skip
def test_code_is_cut_between_lines_alone(lines: str, expected: list[str]) -> None:
    assert code(lines) == expected


@given(
    st.lists(st.sampled_from(["", "  ", "x", "\tif it:", "    go home now", "}", "w" * 50, "a, " * 40]), max_size=30)
)
def test_code_is_verbatim_in_order_and_no_line_is_cut_that_fits(lines: list[str]) -> None:
    text = "\n".join(["```", *lines, "```", ""])
    found = chunk(read_markdown(text), ChunkLimits(3, 60))
    end = 0
    for passage in found:
        assert (passage.kind, passage.text) == (BlockKind.CODE, text[passage.start : passage.end])
        assert end <= passage.start < passage.end <= passage.start + 60
        line = text[text.rindex("\n", 0, passage.start) + 1 : text.index("\n", passage.end)]
        first = text[text.rindex("\n", 0, passage.start) + 1 : text.index("\n", passage.start)]
        assert len(first) > 60 or first.startswith(passage.text.split("\n")[0]), line
        end = passage.end
