"""Plain text in the style of the seed: what becomes a block, under which headings, and what an infobox says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outline import Outline, outline

from index.formats.text.read import read_wiki_text
from index.passage import BlockKind

ARTICLE = """\
= Ada Quill =

Ada Quill
- Office: Keeper of the North Light
- Birth Place: Gull Bay

Ada Quill was a keeper. She married Sam Quill.

== Early life ==
Her father sold rope.
Her mother sold nets.

=== School ===

* She learnt to read
* She learnt to sail

== Later ==
"""


ARTICLE_OUTLINE: Outline = [
    (
        (),
        "",
        [
            ("fact", "- Office: Keeper of the North Light"),
            ("fact", "- Birth Place: Gull Bay"),
            ("paragraph", "Ada Quill was a keeper. She married Sam Quill."),
        ],
    ),
    (
        ("Early life",),
        "Early life",
        [("paragraph", "Her father sold rope."), ("paragraph", "Her mother sold nets.")],
    ),
    (("Early life", "School"), "School", [("item", "She learnt to read"), ("item", "She learnt to sail")]),
    (("Later",), "Later", []),
]


def test_an_article_is_read_as_sections_with_verbatim_blocks() -> None:
    article = read_wiki_text(ARTICLE)
    assert (article.title, article.url, article.text) == ("Ada Quill", None, ARTICLE)
    assert outline(article) == ARTICLE_OUTLINE


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ARTICLE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(ARTICLE.replace("\n", "\r"), id="CR alone"),
        pytest.param("\ufeff" + ARTICLE, id="byte order mark"),
        pytest.param(ARTICLE.replace("\n", "  \n"), id="white space at the ends of lines"),
        pytest.param(ARTICLE.removesuffix("\n"), id="no newline at the end"),
        pytest.param("\n\n" + ARTICLE, id="blank lines before the title"),
        pytest.param(ARTICLE.replace("== Early life ==", "==Early life=="), id="headings without spaces"),
    ],
)
def test_the_file_may_be_written_in_other_ways(text: str) -> None:
    article = read_wiki_text(text)
    assert (article.title, article.text) == ("Ada Quill", text)
    assert outline(article) == ARTICLE_OUTLINE


def blocks(text: str) -> list[tuple[str, str]]:
    return [block for _, _, found in outline(read_wiki_text(text)) for block in found]


LONG_LINE = "This line is so long that nobody wrapped it by hand, although it has no full stop at its end; it goes on and on (and on)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One.\n\nTwo.\n", [("paragraph", "One."), ("paragraph", "Two.")], id="a blank line parts"),
        pytest.param(
            "A sentence that was\nwrapped by hand. And\nanother.\n",
            [("paragraph", "A sentence that was\nwrapped by hand. And\nanother.")],
            id="lines wrapped by hand are one paragraph",
        ),
        pytest.param(
            "One.\nTwo.\n", [("paragraph", "One."), ("paragraph", "Two.")], id="a sentence ends with its line"
        ),
        pytest.param(
            f"{LONG_LINE}\nNext one\n",
            [("paragraph", LONG_LINE), ("paragraph", "Next one")],
            id="a long line was not wrapped",
        ),
        pytest.param(
            "Bring:\n- a rope\n• a net\n1. a lamp\n2) oil\n",
            [
                ("paragraph", "Bring:"),
                ("item", "a rope"),
                ("item", "a net"),
                ("item", "a lamp"),
                ("item", "oil"),
            ],
            id="list items are their own, without their marks",
        ),
        pytest.param(
            "- Boats lie on the rack that has their number, with\n  the bow to the water. Then\n  Ida locks it.\n  They are hers.\n"
            "- Oars stand\nin the shed, those of the veterans are the yellow ones.\n"
            "  1. Sign the book that lies on the table of the old\n     Customs House.\n"
            "  2. The key hangs in the harbour office on the Nets and\nRopes Quay.\n",
            [
                (
                    "item",
                    "Boats lie on the rack that has their number, with\n  the bow to the water. Then\n  Ida locks it.\n  They are hers.",
                ),
                ("item", "Oars stand\nin the shed, those of the veterans are the yellow ones."),
                ("item", "Sign the book that lies on the table of the old\n     Customs House."),
                ("item", "The key hangs in the harbour office on the Nets and\nRopes Quay."),
            ],
            id="list items wrapped by hand",
        ),
        pytest.param(
            "- a rope\nMeet at the pier\n- a lamp and\n  oil\nMeet Ida\n- a net:\nShe has it\n- nails\nBread: 2 euros\n- The boats came in late.\nThey left\n",
            [
                ("item", "a rope"),
                ("paragraph", "Meet at the pier"),
                ("item", "a lamp and\n  oil"),
                ("paragraph", "Meet Ida"),
                ("item", "a net:"),
                ("paragraph", "She has it"),
                ("item", "nails"),
                ("paragraph", "Bread: 2 euros"),
                ("item", "The boats came in late."),
                ("paragraph", "They left"),
            ],
            id="what stands right below a list item and is none of it",
        ),
        pytest.param(
            "1. Fees of\n   Boats: 4 euros\n   a) small ones\n   b) large\n      ones\n   Rafts: none\n2. Way\n",
            [
                ("item", "Fees of"),
                ("item", "Boats: 4 euros"),
                ("item", "a) small ones"),
                ("item", "b) large\n      ones"),
                ("item", "Rafts: none"),
                ("item", "Way"),
            ],
            id="lines within a list item that each say something of their own",
        ),
        pytest.param(
            "Bring:\n(1) a rope and\na net\n(2) oil\n\nPay\n\ni) soon\nii) in\ncoins\n",
            [
                ("paragraph", "Bring:"),
                ("item", "(1) a rope and\na net"),
                ("item", "(2) oil"),
                ("paragraph", "Pay"),
                ("paragraph", "i) soon"),
                ("paragraph", "ii) in\ncoins"),
            ],
            id="other marks of parts",
        ),
        pytest.param(
            "Winner, prose: 7,000 euros\nLong lets (90 days or more to one tenant): 14 per cent\n2.5 kg: 3 euros\n18:00: tea\n",
            [
                ("paragraph", "Winner, prose: 7,000 euros"),
                ("paragraph", "Long lets (90 days or more to one tenant): 14 per cent"),
                ("paragraph", "2.5 kg: 3 euros"),
                ("paragraph", "18:00: tea"),
            ],
            id="lines that begin with a label",
        ),
        pytest.param(
            "1996 - 2000   school, Gull Bay\n2008   dye works\n03/2015 to date: cook\nsince 2021   teaches weaving\n",
            [
                ("paragraph", "1996 - 2000   school, Gull Bay"),
                ("paragraph", "2008   dye works"),
                ("paragraph", "03/2015 to date: cook"),
                ("paragraph", "since 2021   teaches weaving"),
            ],
            id="lines that begin with a year",
        ),
        pytest.param(
            "4.1 Take off:\n(a) the paint of both\ndoors\n(b) the roof\n4.2 A lamp may stay.\n",
            [
                ("paragraph", "4.1 Take off:"),
                ("item", "(a) the paint of both\ndoors"),
                ("item", "(b) the roof"),
                ("paragraph", "4.2 A lamp may stay."),
            ],
            id="lines that begin with a part's number",
        ),
        pytest.param(
            "Conductivity, rounded:\nCopper: 400\n2020: 401\nIt was measured.\nTin: 67\n",
            [
                ("paragraph", "Conductivity, rounded:"),
                ("item", "Copper: 400"),
                ("item", "2020: 401"),
                ("paragraph", "It was measured."),
                ("paragraph", "Tin: 67"),
            ],
            id="lines with labels right below the line that announces them are items",
        ),
        pytest.param(
            'Hours: Monday 13:00\nHe treats eyes and leads the laser room.\n\n"Band": town hall\n"Band" was refused at first.\n',
            [
                ("paragraph", "Hours: Monday 13:00"),
                ("paragraph", "He treats eyes and leads the laser room."),
                ("paragraph", '"Band": town hall'),
                ("paragraph", '"Band" was refused at first.'),
            ],
            id="a sentence below a line with a label",
        ),
        *(
            pytest.param(f"{text}\n", [("paragraph", text)], id=f"wrapped by hand: {text.split()[0]}")
            for text in (
                "Note: the keys of the lamp room lie in the old\nCustoms House.",
                "Write to: Ada Quill\nThe Light\nGull Bay",
                "Rope costs\n4.50 Euro a metre",
                "Nets were sold in 1871 and\n1872 by her mother, and in\n1873 by her",
                "Telephone the keeper on\n0555 210 40 or on\n0555 210 66",
                "He said: the keeper, who was tired, went to the\nharbour: there he slept",
            )
        ),
        pytest.param("1872 was cold.\n", [("paragraph", "1872 was cold.")], id="a year is no list mark"),
        pytest.param(
            "It rained.\n- Note: it rained\n",
            [("paragraph", "It rained."), ("item", "Note: it rained")],
            id="one line with a colon is no infobox",
        ),
        pytest.param(
            "First.\n\n- Key: a\n- Other: b\n",
            [("paragraph", "First."), ("item", "Key: a"), ("item", "Other: b")],
            id="an infobox leads the article",
        ),
        pytest.param(
            "- Key: a\n- Other: b\n", [("fact", "- Key: a"), ("fact", "- Other: b")], id="an infobox without a name"
        ),
        pytest.param(
            "- Key: a\n- Other: b\nThe end.\n",
            [("fact", "- Key: a"), ("fact", "- Other: b"), ("paragraph", "The end.")],
            id="text right behind an infobox",
        ),
        pytest.param(
            "Entry is free.\n- Key: a\n- Other: b\n",
            [("paragraph", "Entry is free."), ("fact", "- Key: a"), ("fact", "- Other: b")],
            id="a sentence above an infobox is no name",
        ),
        pytest.param(
            "Opening hours:\n- Monday: closed\n- Tuesday: 9 to 5\n",
            [("paragraph", "Opening hours:"), ("fact", "- Monday: closed"), ("fact", "- Tuesday: 9 to 5")],
            id="what a list is about is no name",
        ),
        pytest.param(
            "- Key: a\n- Gone:\n\n- Other: b\n",
            [("fact", "- Key: a"), ("fact", "- Other: b")],
            id="an infobox with a key alone and a gap",
        ),
        pytest.param(
            "- Key: a,\n  B\n- Other: b and\n  c\n",
            [("fact", "- Key: a,\n  B"), ("fact", "- Other: b and\n  c")],
            id="values that go on in the next line",
        ),
        pytest.param(
            "- Key: a (1991);\n  (1998)\n- Other: b,\n  C\n  D\nE\n",
            [("fact", "- Key: a (1991);\n  (1998)"), ("fact", "- Other: b,\n  C\n  D"), ("paragraph", "E")],
            id="values that go on in indented lines",
        ),
        pytest.param(
            "- Key:a\n- Other:9 kg\n", [("fact", "- Key:a"), ("fact", "- Other:9 kg")], id="no space behind the colons"
        ),
        pytest.param(
            "- Key: a\n- Other: b\n- Third\n",
            [("item", "Key: a"), ("item", "Other: b"), ("item", "Third")],
            id="a list that is no infobox",
        ),
        pytest.param(
            "- 10:30 tea\n- http://example.org\n",
            [("item", "10:30 tea"), ("item", "http://example.org")],
            id="neither times nor addresses",
        ),
        pytest.param(
            "-  10:30 tea\n-  12:00 soup\n",
            [("item", "10:30 tea"), ("item", "12:00 soup")],
            id="times behind wider gaps",
        ),
        pytest.param("a = b\n", [("paragraph", "a = b")], id="an equals sign is no heading"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_lines_become_blocks(text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "title", "paths"),
    [
        pytest.param("== A ==\nx\n=== B ===\ny\n== C ==\nz\n", "", [("A",), ("A", "B"), ("C",)], id="a sibling closes"),
        pytest.param("= T =\n= U =\nx\n", "T", [("U",)], id="a second title is a section"),
        pytest.param("x\n= T =\ny\n", "", [(), ("T",)], id="a title leads"),
        pytest.param("==== D ====\nx\n== A ==\ny\n", "", [("D",), ("A",)], id="levels may be left out"),
        pytest.param('== 2017: "Gone" = lost ==\nx\n', "", [('2017: "Gone" = lost',)], id="a heading with marks"),
        pytest.param("Only words.\n", "", [()], id="no marks at all"),
    ],
)
def test_headings_make_paths(text: str, title: str, paths: list[tuple[str, ...]]) -> None:
    article = read_wiki_text(text)
    assert (article.title, [section.path for section in article.sections]) == (title, paths)


def test_a_line_of_many_spaces_is_read_soon() -> None:
    begin = time.process_time()
    [section] = read_wiki_text(f"- {' ' * 5000}x\n- {'a ' * 30}{' ' * 5000}x\n").sections
    assert time.process_time() - begin < 1  # tried from each of them, seconds
    assert [block.kind for block in section.blocks] == [BlockKind.ITEM, BlockKind.ITEM]


LINES = st.sampled_from(
    [
        "= T =",
        "== A ==",
        "=== B ===",
        "== ==",
        "- Key: value",
        "- Key2: 5",
        "Ada",
        "One. Two.",
        "* x",
        "",
        " ",
        "\ufeff",
        LONG_LINE,
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n"])


@given(st.lists(st.tuples(LINES | st.text(max_size=20), ENDS)))
def test_blocks_and_headings_are_stretches_of_any_text_in_order(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    position = 0
    for section in read_wiki_text(text).sections:
        if section.path:
            assert position <= section.heading_start
            assert text[section.heading_start : section.heading_end] == section.path[-1]
            position = section.heading_end
        for block in section.blocks:
            assert position <= block.start < block.end <= len(text)
            assert text[block.start : block.end] == text[block.start : block.end].strip(" \t\r\n")
            position = block.end
