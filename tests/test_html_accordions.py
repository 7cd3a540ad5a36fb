"""Accordions, tabs and details of HTML."""

from __future__ import annotations

import time

import pytest
from html_pages import FILLER, MENU, outline, page
from lxml import html

from index.formats.html.accordions import unfold
from index.formats.html.read import read_html


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2><button>Is it hot?</button></h2><div aria-hidden=true>It is.</div>", [(("Is it hot?",), "It is.")]),
        (
            "<div><h3> <button aria-controls=a><b>Is it</b> hot?<svg></svg></button></h3></div><div id=a hidden>It is.</div>",
            [(("Is it hot?",), "It is.")],
        ),
        (
            "<details><summary><button>Is it hot?</button></summary><p style='display: none'>It is.</details>",
            [(("Is it hot?",), "It is.")],
        ),
        (
            "<h2>Kinds <button>Copy the link</button></h2><div aria-hidden=true>Copied.</div><p>It is.",
            [(("Kinds",), "It is.")],
        ),
        (
            "<h2>Kinds</h2><a role=tab aria-controls=t>Hot</a><div id=t role=tabpanel hidden><p>It is.</div>",
            [(("Kinds",), "Hot"), (("Kinds",), "It is.")],
        ),
        (
            "<button aria-controls=m>Menu</button><div id=m aria-hidden=true>Home</div><h2>Kinds</h2><p>It is.",
            [(("Kinds",), "It is.")],
        ),
    ],
    ids=["what is next", "what it names", "details", "a button beside a heading", "tabs", "a menu"],
)
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_what_a_page_shows_after_a_click_is_content(
    body: str, expected: list[tuple[tuple[str, ...], str]], rest: str
) -> None:
    article = read_html(page(f"<main>{rest}<article>{body}<h2>Water</h2>{FILLER}</article></main>"))
    assert [(path, words) for path, blocks in outline(article)[:-1] for _, words in blocks] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<h2>Kinds</h2><details><summary>Hot?</summary><p>Yes.</details><p>More.<h3>Green</h3><p>Cold.",
            [(("Kinds", "Hot?"), "Yes."), (("Kinds",), "More."), (("Kinds", "Green"), "Cold.")],
        ),
        (
            "<details><summary>Hot?</summary><p>Yes.<details><summary>Why?</summary><p>Fire.</details><p>So.</details><p>More.",
            [(("Hot?",), "Yes."), (("Hot?", "Why?"), "Fire."), (("Hot?",), "So."), ((), "More.")],
        ),
        (
            "<h6>Kinds</h6><p>Green.<details><p>Open.</details><details><summary>Hot?</summary><p>Yes.</details><h2>Black</h2><p>Cold.",
            [(("Kinds",), "Green."), (("Kinds",), "Open."), (("Kinds", "Hot?"), "Yes."), (("Black",), "Cold.")],
        ),
        (
            "<h2>Kinds</h2><details><summary><h3>Hot?</h3></summary><p>Yes.</details><p>More.",
            [(("Kinds", "Hot?"), "Yes."), (("Kinds",), "More.")],
        ),
        (
            "<h2>Kinds</h2><details><p>Hot.<h3>Green</h3><p>Cold.<h4>Old</h4><p>So.</details><p>More.",
            [
                (("Kinds",), "Hot."),
                (("Kinds", "Green"), "Cold."),
                (("Kinds", "Green", "Old"), "So."),
                (("Kinds",), "More."),
            ],
        ),
        (
            "<h2>Kinds</h2><details><summary>Hot?</summary><p>Yes.<h2>Green</h2><p>No.<details><summary>Why?</summary><h5>Tea</h5><p>Old.</details></details>"
            "<details><summary><h3>Cold?</h3></summary><h2>Black</h2><p>So.</details><p>More.",
            [
                (("Kinds", "Hot?"), "Yes."),
                (("Kinds", "Hot?", "Green"), "No."),
                (("Kinds", "Hot?", "Green", "Why?", "Tea"), "Old."),
                (("Kinds", "Cold?", "Black"), "So."),
                (("Kinds",), "More."),
            ],
        ),
    ],
    ids=[
        "behind it",
        "within another",
        "without a summary",
        "a heading as summary",
        "headings in it",
        "headings below a summary",
    ],
)
def test_a_question_ends_with_what_it_opens(body: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    article = read_html(page(body))
    assert [(path, words) for path, blocks in outline(article) for _, words in blocks] == expected
    assert all(section.blocks or section.heading_start < section.heading_end for section in article.sections)


ANSWERS = [(("Hours", f"Is it open on {day}?"), "It is, from nine to five.") for day in ("Monday", "Tuesday", "Sunday")]


@pytest.mark.parametrize(
    "row",
    [
        "<div><button aria-expanded=false aria-controls=s{0}><span>{1}</span></button><div id=s{0} hidden><p>{2}</div></div>",
        "<div><span><button aria-expanded=false>{1}</button></span></div><div style='display: none'>{2}</div>",
        "<div id=t{0} role=button aria-controls=s{0} aria-expanded=false><a>{1}</a></div><div id=s{0} role=region>{2}</div>",
        "<div role=button aria-expanded=false>{1}</div><nav><p>{2}</nav>",
        "<button class=accordion>{1}</button><div class=panel><p>{2}</div>",
        "<div class=head><h3><a role=button href='#s{0}' aria-controls=s{0}>{1}</a></h3></div><div id=s{0} hidden=until-found>{2}</div>",
    ],
    ids=["named", "the next", "no button", "called a menu", "buttons that do not say so", "a link"],
)
@pytest.mark.parametrize(
    "outer",
    ["<main>{}</main>", "<div>{}</div>", f"<div><ul>{MENU}</ul></div><div>{{}}</div>"],
    ids=["main", "no main", "a menu above"],
)
def test_a_button_that_opens_a_text_heads_it(outer: str, row: str) -> None:
    rows = "".join(row.format(place, path[1], words) for place, (path, words) in enumerate(ANSWERS))
    article = read_html(page(outer.format(f"{FILLER}<h2>Hours</h2>{rows}<h2>Water</h2>{FILLER}")))
    assert [(path, words) for path, blocks in outline(article)[1:-1] for _, words in blocks] == ANSWERS


def test_what_follows_an_opened_text_is_not_under_its_button() -> None:
    article = read_html(page("<button aria-expanded=false>Is it hot?</button><div hidden>It is.</div><p>Drink it now."))
    assert outline(article) == [(("Is it hot?",), [("paragraph", "It is.")]), ((), [("paragraph", "Drink it now.")])]


@pytest.mark.parametrize(
    "body",
    [
        "<button aria-expanded=false aria-controls=m>Menu</button><ul id=m hidden><li><a href=/a>Boats</a></ul>",
        "<button aria-expanded=false>Search</button><div hidden><p>Search the site<form><input></form></div>",
        "<button aria-expanded=false>Sizes</button><div hidden role=dialog>Which size?</div>",
        "<button>Back</button><div hidden>One</div><button>On</button><div hidden>Two</div>",
        "<button>Buy</button><div hidden>One</div><button>Buy</button><div hidden>Two</div><button>Buy</button><div hidden>Three</div>",
    ],
    ids=["a menu", "a form", "a dialog", "two steps", "the same button"],
)
def test_a_button_that_opens_no_text_stays_one(body: str) -> None:
    assert outline(read_html(page(f"<main><p>Tea.</p>{body}</main>"))) == [((), [("paragraph", "Tea.")])]


def test_tabs_that_do_not_name_their_panels_are_read_all() -> None:
    panels = "<div role=tabpanel><p>Run it.</div><div role=tabpanel hidden><p>Click on it.</div>"
    article = read_html(page(f"<main><ul role=tablist><li role=tab>Linux<li role=tab>Windows</ul>{panels}</main>"))
    assert [words for _, words in outline(article)[0][1]] == ["Linux", "Windows", "Run it.", "Click on it."]


def test_many_buttons_take_time_that_grows_with_their_number() -> None:
    def seconds(buttons: int) -> float:
        row = "<button aria-expanded=false>Is it hot?</button><div hidden>It is.</div>"
        tree = html.document_fromstring(f"<main>{row * buttons}</main>")
        begin = time.process_time()
        unfold(tree)
        return time.process_time() - begin

    assert min(seconds(2000) for _ in range(3)) < 8 * min(seconds(500) for _ in range(3))  # with its square, 16
