"""From an article to its passages: verbatim spans, short ones joined, long ones cut, facts in plain words."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import passages
from index.cut import ChunkLimits
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.formats.text.read import read_wiki_text
from index.passage import Article, Block, BlockKind, Fact, Passage, Section
from index.sentences import sentence_splitter

LIMITS = ChunkLimits(shortest=3, longest=120)
SPLIT = sentence_splitter("english")


def chunk(article: Article, limits: ChunkLimits = LIMITS) -> list[Passage]:
    return list(passages(article, "doc", article.title, SPLIT, limits))


def texts(text: str, limits: ChunkLimits = LIMITS) -> list[str]:
    return [passage.text for passage in chunk(read_wiki_text(text), limits)]


def test_a_passage_says_all_that_is_known_of_it() -> None:
    text = "= Ada Quill =\n\n== Life ==\n=== Early ===\nAda was born in Gull Bay. Her father sold rope.\n"
    assert chunk(read_wiki_text(text)) == [
        Passage(
            document="doc",
            ordinal=1,
            kind=BlockKind.PARAGRAPH,
            text="Ada was born in Gull Bay.",
            start=40,
            end=65,
            section=("Life", "Early"),
            searchable="Ada Quill. Early. Ada was born in Gull Bay.",
            fragment="Ada%20was%20born%20in%20Gull%20Bay.",
            readable="Ada Quill. Early. Ada was born in Gull Bay.",
            own_start=18,
        ),
        Passage(
            document="doc",
            ordinal=2,
            kind=BlockKind.PARAGRAPH,
            text="Her father sold rope.",
            start=66,
            end=87,
            section=("Life", "Early"),
            searchable="Ada Quill. Early. Her father sold rope.",
            fragment="Her%20father%20sold%20rope.",
            readable="Ada Quill. Early. Ada was born in Gull Bay. Her father sold rope.",
            own_start=44,
        ),
    ]
    assert chunk(read_wiki_text(text))[1].id == "doc:2"


def test_an_encoder_without_context_reads_what_the_lexical_search_reads() -> None:
    article = read_wiki_text("= Ada Quill =\n\nAda was born here. Her father sold rope.\n- Party: Tide\n")
    found = list(passages(article, "doc", "Ada Quill", SPLIT, LIMITS, in_context=False))
    assert [passage.text for passage in found] == ["Ada was born here.", "Her father sold rope.", "Party: Tide"]
    for passage in found:
        assert (passage.readable, passage.own_start) == (passage.searchable, 0)


def test_a_fact_is_read_by_itself_and_a_sentence_behind_the_end_of_a_long_one() -> None:
    long = f"{'It rained and rained. ' * 30}She sold rope there."
    found = chunk(read_wiki_text(f"= Ada =\n\n- Party: Tide\n- Order: Keeper\n\n{long}\n"), ChunkLimits(3, 1000))
    assert [(p.readable, p.own_start) for p in found[:2]] == [("Ada, party: Tide", 0), ("Ada, order: Keeper", 0)]
    last = found[-1]
    assert last.readable[last.own_start :] == "She sold rope there."
    assert last.readable.startswith("Ada. It rained")


def test_a_fact_is_shown_as_it_stands_and_searched_in_plain_words() -> None:
    text = "= Ada Quill =\n\n- Order4: Warden of the Harbour\n- Term Start4: 1 June 1910\n- Successor4: Ivo Lane\n- Party: Tide\n"
    found = chunk(read_wiki_text(text))
    assert [(p.text, p.text[p.answer_start :], p.fact_name, p.fact_group) for p in found] == [
        ("- Order4: Warden of the Harbour", "Warden of the Harbour", "order", ""),
        ("- Term Start4: 1 June 1910", "1 June 1910", "term start, in office from", "Warden of the Harbour"),
        ("- Successor4: Ivo Lane", "Ivo Lane", "successor, succeeded by", "Warden of the Harbour"),
        ("- Party: Tide", "Tide", "party", ""),
    ]
    assert [p.searchable for p in found] == [
        "Ada Quill, order: Warden of the Harbour",
        "Ada Quill, Warden of the Harbour, term start, in office from: 1 June 1910",
        "Ada Quill, Warden of the Harbour, successor, succeeded by: Ivo Lane",
        "Ada Quill, party: Tide",
    ]


def test_what_is_searched_is_what_a_reader_sees_of_markdown() -> None:
    [passage] = chunk(read_markdown("# Tea\n\nGreen *tea* is [not fermented](https://example.org).\n"))
    assert (passage.text, passage.searchable) == (
        "Green *tea* is [not fermented](https://example.org).",
        "Tea. Green tea is not fermented.",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("**Bring a coat. The hall is cold.**", ["Bring a coat.", "The hall is cold."], id="emphasis"),
        pytest.param("- ~~It opens at noon. It is *very* warm.~~", ["It opens at noon.", "It is very warm."], id="struck out"),
        pytest.param("> _Mind the stairs.\n> They are steep\n> and wet._", ["Mind the stairs.", "They are steep and wet."], id="in a quote"),
        pytest.param("Read [the long plan. It has four pages](https://x.org/plan) soon.", ["Read the long plan.", "It has four pages soon."], id="a link"),
        pytest.param('Read [the **long** plan](plan.md "By Ada. Not by Ivo.") *today*.', ["Read the long plan today."], id="a link's title"),
        pytest.param("Press * or call. The * stands for a star.", ["Press * or call.", "The * stands for a star."], id="no marks"),
    ],
)  # fmt: skip
def test_marks_that_run_over_sentences_are_not_searched_or_looked_for_on_the_page(
    text: str, expected: list[str]
) -> None:
    found = chunk(read_markdown(text))
    assert [passage.searchable for passage in found] == expected
    assert [unquote(passage.fragment) for passage in found] == expected


UNSEEN = "Not yet. A night will cost ninety pounds from June. Ask Edna first."


@pytest.mark.parametrize("before", ["", "- ", "> ", "Beds:\n: "], ids=["paragraph", "item", "quote", "line"])
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("It has forty beds. {} Guests bring sheets.", ["It has forty beds.", "Guests bring sheets."], id="between sentences"),
        pytest.param("The hut on the hill {} has forty beds.", ["The hut on the hill", "has forty beds."], id="within a sentence"),
        pytest.param("It has forty beds. {}", ["It has forty beds."], id="at the end"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "comment", ["<!-- {} -->", '<?php echo "{}" ?>', "<![CDATA[ {} ]]>"], ids=["comment", "instruction", "CDATA"]
)
def test_a_comment_in_a_line_is_in_no_passage(before: str, written: str, expected: list[str], comment: str) -> None:
    text = before + written.format(comment.format(UNSEEN))
    found = chunk(read_markdown(text))
    assert [passage.text.removeprefix("Beds:\n: ") for passage in found] == expected
    assert [text[passage.start : passage.end] for passage in found] == [passage.text for passage in found]


@pytest.mark.parametrize("behind", ["", " It is far."], ids=["alone", "before a sentence"])
@pytest.mark.parametrize(
    "written",
    [
        f'See [the map](a.md "{UNSEEN}") of it.',
        f'See ![the map](a.png "{UNSEEN}") of it.',
        f'See <a href="a.html" title="{UNSEEN}">the map</a> of it.',
        f"See [the map](a.md '{UNSEEN}\n{'So it is. ' * 60}') of it.",
        f'See the map of it.[](a.md "{UNSEEN}")',
        f'{"w" * 90} [the map](a.md "{UNSEEN}") of it.',
    ],
    ids=["link", "picture", "tag", "longer than a passage", "link without words", "where a passage is cut"],
)
def test_no_sentence_is_made_of_a_title(written: str, behind: str) -> None:
    words = " ".join(passage.searchable for passage in chunk(read_markdown(written + behind)))
    assert "map" in words
    assert not set(UNSEEN.split()) & set(words.split())


def test_a_sentence_that_is_a_link_ends_behind_its_address() -> None:
    text = "[There are over 800 rules!](https://example.org/rules) They are old and good."
    assert [(p.text, p.searchable) for p in chunk(read_markdown(text))] == [
        ("[There are over 800 rules!](https://example.org/rules)", "There are over 800 rules!"),
        ("They are old and good.", "They are old and good."),
    ]


NOTED = """\
The mill was built in 1820.[^1] It burned [down][^1].[^fire]
Ole Brandt[^fire], who left, sold it.[1] It says `[^1]` and [^2].

[^1]: Town archive, box 12
[^fire]: https://example.org
It began in the loft.

> [^2a]: In May
> [^2b]: In June
"""


def test_marks_of_notes_are_not_searched_or_looked_for_on_the_page() -> None:
    """A word that a note's number may stand at is not looked for either, since a page shows both as one: "18201"."""
    assert [(p.text, p.searchable, unquote(p.fragment)) for p in chunk(read_markdown(NOTED))] == [
        ("The mill was built in 1820.[^1]", "The mill was built in 1820.", "The mill was built in"),
        ("It burned [down][^1].[^fire]", "It burned [down].", "It burned [down]"),
        ("Ole Brandt[^fire], who left, sold it.[1]", "Ole Brandt, who left, sold it.", "Ole,, who left, sold it."),
        ("It says `[^1]` and [^2].", "It says [^1] and [^2].", "It says [^1] and [^2]."),
        ("[^1]: Town archive, box 12", "Town archive, box 12", "Town archive, box 12"),
        ("[^fire]: https://example.org\nIt began in the loft.", "https://example.org It began in the loft.", "https://example.org It began in the loft."),
        ("[^2a]: In May", "In May", "In May"),
        ("[^2b]: In June", "In June", "In June"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "searchable", "fragment"),
    [
        pytest.param("It burned in 1877.[2][3]", "It burned in 1877.", "It burned in 1877.", id="behind it"),
        pytest.param("It fell.[1] It rose.[when?]", "It fell. It rose.", "It fell.,It rose.", id="within it"),
        pytest.param("It is “quite new.”¹ So it is.", "It is “quite new.” So it is.", "It is “quite new.”,So it is.", id="raised"),
        pytest.param("Take the filter .[0] of it.", "Take the filter .[0] of it.", "Take the filter .[0] of it.", id="what is no mark"),
        pytest.param("- Built: 1820.[1]\n- Site: Hill", "built: 1820.[1]", "1820.[1]", id="a fact as it stands"),
    ],
)  # fmt: skip
def test_marks_of_notes_in_plain_text_are_not_searched_either(text: str, searchable: str, fragment: str) -> None:
    passage = chunk(read_wiki_text(text), ChunkLimits(5, 120))[0]
    assert (passage.searchable, unquote(passage.fragment)) == (searchable, fragment)


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


def test_a_fact_longer_than_the_limit_is_cut_and_its_parts_are_still_that_fact() -> None:
    text = "- Awards: " + "; ".join(f"the {number}th silver medal of Gull Bay" for number in range(1, 6))
    fact = Fact("awards", "", 10)
    article = Article("T", text, (Section((), 0, 0, (Block(BlockKind.FACT, 0, len(text), fact),)),))
    found = chunk(article)
    assert " ".join(passage.text for passage in found) == text
    assert len(found) > 1
    for passage in found:
        assert 0 <= passage.answer_start < len(passage.text)
        assert passage.searchable == f"T, awards: {passage.text[passage.answer_start :]}"
        assert passage.fragment


def test_a_fact_of_several_sentences_is_one_passage() -> None:
    fact = "- Motto: Keep the light burning through every night. Never leave the tower alone in fog."
    found = chunk(read_wiki_text(f"= Ada =\n\n{fact}\n- Party: Tide\n"))
    assert [(p.text, p.fact_name) for p in found] == [(fact, "motto"), ("- Party: Tide", "party")]


def test_every_item_is_read_behind_the_line_that_announces_its_list() -> None:
    listed = "Fees vary. Bring to the pier:\n\n- A lamp.\n- A rope. It must be dry.\n- Food:\n  - bread\n- A coat.\n"
    found = chunk(read_markdown(f"# Pier\n\n{listed}\n1. Ring.\n\nWait there.\n\n- A bench.\n"), ChunkLimits(1, 120))
    assert [(p.readable[: p.own_start], p.readable[p.own_start :]) for p in found[1:]] == [
        ("Pier. Fees vary. ", "Bring to the pier:"),
        ("Pier. Bring to the pier: ", "A lamp."),
        ("Pier. Bring to the pier: ", "A rope."),
        ("Pier. A rope. ", "It must be dry."),
        ("Pier. Bring to the pier: ", "Food:"),
        ("Pier. Food: ", "bread"),
        ("Pier. Bring to the pier: ", "A coat."),
        ("Pier. Bring to the pier: ", "Ring."),
        ("Pier. Ring. ", "Wait there."),
        ("Pier. Wait there. ", "A bench."),
    ]


def test_a_list_below_another_heading_is_not_what_a_line_announces() -> None:
    found = chunk(
        read_markdown("# Pier\n\nBring to the pier:\n\n## Food\n\n- fresh bread\n- salted butter\n"),
        ChunkLimits(1, 120),
    )
    assert found[-1].readable == "Pier. Food. fresh bread salted butter"


TABLE = "# Pier\n\nTickets are sold here.\n\n| Ticket | Price |\n| --- | --- |\n| Adult | 4 |\n| Child | 2 |\n"


def test_a_tables_row_is_read_and_searched_behind_the_names_of_its_columns() -> None:
    found = chunk(read_markdown(TABLE))
    assert [(p.text, p.searchable, p.readable) for p in found[1:]] == [
        ("| Adult | 4 |", "Pier. Ticket, Price. Adult, 4", "Pier. Ticket, Price Adult, 4"),
        ("| Child | 2 |", "Pier. Ticket, Price. Child, 2", "Pier. Ticket, Price Child, 2"),
    ]
    assert [p.readable[p.own_start :] for p in found[1:]] == ["Adult, 4", "Child, 2"]


def test_a_row_too_long_to_name_columns_is_read_itself_and_before_no_other() -> None:
    found = chunk(read_markdown(f"|{'Day of rain|' * 200}\n{'|-' * 200}|\n|Adult|4|\n|Child|2|"))
    assert found[0].text.startswith("|Day of rain|")
    assert [(p.text, p.searchable, p.readable) for p in found[-2:]] == [
        ("|Adult|4|", "Adult, 4", found[-3].searchable + " Adult, 4"),
        ("|Child|2|", "Child, 2", "Adult, 4 Child, 2"),
    ]


@pytest.mark.parametrize(
    ("read", "written"),
    [
        (read_markdown, "# {}\n\n{}\n\n## Pots\n\n{}"),
        (read_markdown, "## {}\n\n{}\n\n### Pots\n\n{}"),
        (read_wiki_text, "== {} ==\n{}\n== Pots ==\n{}"),
        (lambda text: read_html(text.encode()), "<main><h2>{}</h2><p>{}</p><h2>Pots</h2><p>{}</p></main>"),
    ],
    ids=["first heading of Markdown", "heading of Markdown", "text", "HTML"],
)
def test_what_is_too_long_for_a_heading_is_read_once(read: Callable[[str], Article], written: str) -> None:
    said = [f"She came in at the end of year {number} and was glad." for number in range(7)]
    found = chunk(read(written.format(" ".join(said), "It is hot.", "They are new.")))
    assert [passage.text for passage in found] == [*said, "It is hot.", "They are new."]
    assert [passage.searchable for passage in found] == [*said, "It is hot.", "Pots. They are new."]


def test_a_table_without_a_header_is_read_behind_its_first_row() -> None:
    page = b"<table><tr><td>Ticket</td><td>Price</td></tr><tr><td>Adult</td><td>4</td></tr></table>"
    assert [(p.text, p.readable) for p in chunk(read_html(page))] == [
        ("Ticket | Price", "Ticket | Price"),
        ("Adult | 4", "Ticket | Price Adult | 4"),
    ]


def test_a_header_without_rows_is_a_passage() -> None:
    found = chunk(read_markdown("# Pier\n\nTickets are sold here.\n\n| Ticket | Price |\n| --- | --- |\n"))
    assert [(p.text, p.kind, p.readable) for p in found[1:]] == [
        ("| Ticket | Price |", BlockKind.ROW, "Pier. Tickets are sold here. Ticket, Price")
    ]


@pytest.mark.parametrize("between", ["", "There are boats too.\n\n", "## Boats\n\n"], ids=["next", "text", "section"])
def test_each_table_has_its_own_columns(between: str) -> None:
    text = f"{TABLE}\n{between}| Boat | Seats |\n| --- | --- |\n| Tern | 8 |\n"
    assert chunk(read_markdown(text))[-1].searchable.endswith(". Boat, Seats. Tern, 8")


def test_an_empty_header_names_no_columns() -> None:
    [row] = chunk(read_markdown("# Contact\n\n|  |  |\n|---|---|\n| Phone | 555 1234 |\n"))
    assert (row.text, row.fact_group) == ("| Phone | 555 1234 |", "")


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


def test_code_is_searched_as_it_is_behind_the_sentence_before_and_leads_to_none() -> None:
    found = chunk(
        read_markdown("# Tea\n\n## Make\n\nBrew *it* now:\n\n```\nbrew _hot_ --for 3\npour\n```\n\nIt is hot then.\n")
    )
    assert [(p.kind, p.text, p.searchable, p.readable) for p in found] == [
        (BlockKind.PARAGRAPH, "Brew *it* now:", "Tea. Make. Brew it now:", "Tea. Make. Brew it now:"),
        (BlockKind.CODE, "brew _hot_ --for 3\npour", "Tea. Make. brew _hot_ --for 3 pour", "Tea. Make. Brew it now: brew _hot_ --for 3 pour"),
        (BlockKind.PARAGRAPH, "It is hot then.", "Tea. Make. It is hot then.", "Tea. Make. Brew it now: It is hot then."),
    ]  # fmt: skip


def test_many_lines_in_a_paragraph_take_time_that_grows_with_their_number() -> None:
    def seconds(lines: int) -> float:
        said = "".join(f"<b>Ida {number}:</b> I will come back at {number}.<br>" for number in range(lines))
        article = read_html(f"<main><p>{said}</p></main>".encode())
        begin = time.process_time()
        assert len(chunk(article)) == lines
        return time.process_time() - begin

    assert min(seconds(1600) for _ in range(3)) < 8 * min(seconds(400) for _ in range(3))  # with its square, 16
