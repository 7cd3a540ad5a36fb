"""From an article to its passages: what is searched, and what the encoder reads before each."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from passages_of import LIMITS, SPLIT, chunk

from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.formats.html.read import read_html
from index.formats.markdown.read import read_markdown
from index.formats.text.read import read_wiki_text
from index.passage import Article, Block, BlockKind, Fact, Passage, Section


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
            searchable="Ada Quill. Life. Early. Ada was born in Gull Bay.",
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
            searchable="Ada Quill. Life. Early. Her father sold rope.",
            fragment="Her%20father%20sold%20rope.",
            readable="Ada Quill. Early. Ada was born in Gull Bay. Her father sold rope.",
            own_start=44,
        ),
    ]
    assert chunk(read_wiki_text(text))[1].id == "doc:2"


def test_the_site_beside_the_title_is_searched_and_not_read() -> None:
    article = read_wiki_text("= Tea =\n\n- Price: £2\n- Size: 30 cl\n\n== Kinds ==\n\nAssam is hot. It is brown.\n")
    found = list(passages(article, "doc", "Tea", SPLIT, LIMITS, full_title="Tea – Gull Inn"))
    assert [(passage.searchable, passage.readable) for passage in found] == [
        ("Tea – Gull Inn, price: £2", "Tea, price: £2"),
        ("Tea – Gull Inn, size: 30 cl", "Tea, size: 30 cl"),
        ("Tea – Gull Inn. Kinds. Assam is hot.", "Tea. Kinds. - Size: 30 cl Assam is hot."),
        ("Tea – Gull Inn. Kinds. It is brown.", "Tea. Kinds. Assam is hot. It is brown."),
    ]


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
        ("- Order4: Warden of the Harbour", "Warden of the Harbour", "office", ""),
        ("- Term Start4: 1 June 1910", "1 June 1910", "term start, in office from", "Warden of the Harbour"),
        ("- Successor4: Ivo Lane", "Ivo Lane", "successor, succeeded by", "Warden of the Harbour"),
        ("- Party: Tide", "Tide", "party", ""),
    ]
    assert [p.searchable for p in found] == [
        "Ada Quill, office: Warden of the Harbour",
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


def test_a_sentence_that_begins_with_a_line_of_a_quote_is_cited_without_its_mark() -> None:
    article = read_markdown(
        "> Mind the stairs.\n> They are steep\n> and wet.\n>> Mind all of *them.*\r\n> > Go [up](a.md).\n"
    )
    assert [passage.text for passage in chunk(article)] == [
        "Mind the stairs.", "They are steep\n> and wet.", "Mind all of *them.*", "Go [up](a.md).",
    ]  # fmt: skip


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


PRICES = "| Who | Price |\n| --- | --- |\n| Adults | 6 |\n"


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("Pool: price of one visit", "Pool: price of one visit. "),
        ("Prices of the pool:", "Prices of the pool. "),
        ("**Table 2.** Prices of the *pool*.", "Table 2. Prices of the pool. "),
        ("Schedule B: prices of the pool.", "Schedule B: prices of the pool. "),
        ("Schedule a visit to the pool.", ""),
        ("It is warm. The table below shows the pool.", "The table below shows the pool. "),
        ("The prices of the pool are as follows:", "The prices of the pool are as follows. "),
        ("It is warm. What the pool costs:", "What the pool costs. "),
        ("The pool is warm.", ""),
        ("Prices follow below. It is warm.", ""),
        (f"Prices {'of the pool ' * 13}", ""),
        ("- Prices of the pool", ""),
    ],
    ids=[
        "a phrase",
        "with a colon",
        "numbered",
        "lettered",
        "a sentence that begins likewise",
        "a last sentence",
        "one with a colon",
        "words behind a sentence",
        "a sentence",
        "no last one",
        "too long",
        "an item",
    ],
)
def test_a_tables_row_is_read_and_searched_behind_the_caption_above_it(line: str, caption: str) -> None:
    row = chunk(read_markdown(f"# Baths\n\n{line}\n\n{PRICES}"))[-1]
    assert (row.searchable, row.readable) == (
        f"Baths. {caption}Who, Price. Adults, 6",
        f"Baths. {caption}Who, Price Adults, 6",
    )


def test_a_caption_is_of_the_next_table_alone() -> None:
    found = chunk(read_markdown(f"# Baths\n\nPool\n\n{PRICES}\n{PRICES}\nGym\n\n{PRICES}"))
    assert [p.searchable for p in found if p.kind is BlockKind.ROW] == [
        "Baths. Pool. Who, Price. Adults, 6",
        "Baths. Who, Price. Adults, 6",
        "Baths. Gym. Who, Price. Adults, 6",
    ]


def test_a_caption_is_read_before_rows_that_name_themselves() -> None:
    page = b"<h1>Baths</h1><table><caption>Gym: hours</caption><tr><th>Sunday</th><td>9 to 5</td></tr></table>"
    assert chunk(read_html(page))[-1].searchable == "Baths. Gym: hours. Sunday | 9 to 5"


def test_a_caption_in_plain_text_is_that_of_the_rows_below_it() -> None:
    rows = "Day           First    Last\nWeekdays      06.15    21.40\nSundays       08.30    19.10\n\n"
    found = chunk(
        read_wiki_text(f"Ferries\n\nIt sails all year round.\n\nSailings to Skerrow\n\n{rows}Sailings to Orm\n\n{rows}")
    )
    assert [p.readable.split(". ")[-2] for p in found if p.kind is BlockKind.ROW] == [
        "Sailings to Skerrow", "Sailings to Skerrow", "Sailings to Orm", "Sailings to Orm",
    ]  # fmt: skip


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
