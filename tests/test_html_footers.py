"""A page's footer is read where it tells how to get in touch or when it is open."""

from __future__ import annotations

import time

import pytest

from index.formats.html.read import read_html


def told(footer: str, around: str = "") -> list[tuple[tuple[str, ...], str]]:
    main = "<main><h1>Bike hire</h1><h2>Prices</h2><p>An e-bike costs £35 a day.</p>{}</main>"
    article = read_html(f"<title>Bike hire</title>{main.format(around)}{footer}".encode())
    blocks = [
        (section.path, article.text[block.start : block.end])
        for section in article.sections
        for block in section.blocks
    ]
    assert blocks[0] == (("Prices",), "An e-bike costs £35 a day.")
    return blocks[1:]


def test_contact_data_and_hours_are_read_below_their_headings_and_nothing_else() -> None:
    footer = (
        "<footer><h4>Follow us</h4><p>and see more</p><h4>Visit us</h4><p>4 Quay Street</p><h4>Open</h4><ul><li>Mon–Fri 9–17</li>"
        "<li>Sunday closed</li></ul><nav><a href=/2026>2026</a></nav><p>Tel. 01555 010 330</p><p>© 2026 Harbour</p></footer>"
    )
    assert told(footer) == [
        (("Visit us",), "4 Quay Street"),
        (("Open",), "Mon–Fri 9–17"),
        (("Open",), "Sunday closed"),
        (("Open",), "Tel. 01555 010 330"),
    ]


def test_what_stands_below_no_heading_of_its_own_is_of_no_section_of_the_page() -> None:
    assert told("<footer><p>ride@harbour.example</p></footer>") == [((), "ride@harbour.example")]


@pytest.mark.parametrize(
    ("footer", "expected"),
    [
        pytest.param(
            "Copyright 2026 Harbour Ltd. All rights reserved. <p>Call 020 7946 0000</p>",
            ["Call 020 7946 0000"],
            id="words before a block",
        ),
        pytest.param(
            "<a href=/>Home</a> <a href=/2026>2026</a> <a href=/b>Bikes</a><p>Write to ride@harbour.example now</p> "
            "<a href=/more>More</a> <small>© 2026</small>",
            ["Write to ride@harbour.example now"],
            id="links beside a block",
        ),
        pytest.param(
            "<div><a href=/>Home</a><div>4 Quay Street</div>Call <b>020 7946 0000</b> today<span><p>Made by us</p>Sunday 9–5</span>",
            ["4 Quay Street", "Call 020 7946 0000 today", "Sunday 9–5"],
            id="words between and behind blocks",
        ),
        pytest.param("Call <b>020 7946 0000</b> today", ["Call 020 7946 0000 today"], id="words alone"),
        pytest.param(
            "<b>©</b> 2026<br>4 Quay Street, Gull Bay<br>Tel. 020 7946 0000<br>Copyright <a href=/>Harbour</a> 2026<br>Sunday 9–5",
            ["4 Quay Street, Gull Bay Tel. 020 7946 0000", "Sunday 9–5"],
            id="lines beside one of copyright",
        ),
        pytest.param("<p>Phone</p><p>020 7946 0000</p>", ["020 7946 0000"], id="right behind another block"),
    ],
)  # fmt: skip
def test_words_beside_blocks_are_read_where_they_tell_as_much(footer: str, expected: list[str]) -> None:
    assert told(f"<footer>{footer}</footer>") == [((), words) for words in expected]


@pytest.mark.parametrize(
    "footer",
    [
        pytest.param("<footer><p>© 2026 Harbour, 01555 010 330</p></footer>", id="a line of copyright"),
        pytest.param("<footer><p>Made with care in 12 days.</p></footer>", id="no contact data"),
        pytest.param("<footer>© 2026 Harbour, 01555 010 330</footer>", id="one without a block in it"),
        pytest.param("<footer hidden><p>ride@harbour.example</p></footer>", id="a hidden one"),
        pytest.param(
            "<footer style='Display: none'><p>ride@harbour.example</p></footer>", id="one hidden by its style"
        ),
        pytest.param("<div hidden><footer><p>ride@harbour.example</p></footer></div>", id="one in what is hidden"),
        pytest.param(
            "<footer><p hidden>01555 010 330</p><p>Made in 12 days</p></footer>", id="contact data that nobody sees"
        ),
        pytest.param("<footer><p><a href=/c>Call 01555 010 330</a></p></footer>", id="links to other pages"),
    ],
)
def test_other_footers_are_left_out(footer: str) -> None:
    assert told(footer) == []


def test_the_footer_of_an_article_is_no_page_footer() -> None:
    assert told("", "<article><footer><p>By Ada, ada@quill.example</p></footer></article>") == []


@pytest.mark.parametrize("words", ["a." * 10_000, "+1" * 10_000, "daily " * 10_000], ids=["dots", "figures", "days"])
def test_a_long_footer_takes_no_longer_to_read_than_others(words: str) -> None:
    begin = time.process_time()
    assert told(f"<footer><p>{words}</p></footer>") == []
    assert (
        time.process_time() - begin < 0.5
    )  # it takes some milliseconds; with the square of its signs, a second or more


def test_a_footers_rows_are_told_by_a_row_of_its_own_table() -> None:
    table = "<table><tr><th>Monday</th><th>Sunday</th></tr><tr><td>9 to 5</td><td>10 to 4</td></tr></table>"
    page = f"<title>Inn</title><main><p>We cook.</p><p>Rooms are warm.</p></main><footer>{table}</footer>"
    article = read_html(page.encode())
    columns = [block.columns for section in article.sections for block in section.blocks if block.columns]
    assert {article.text[slice(*place)] for place in columns} == {"Monday | Sunday"}
