"""Tabs of HTML, whose names head what they show."""

from __future__ import annotations

import pytest
from html_pages import FILLER, outline, page

from index.formats.html.read import read_html

HOURS = [(("Hours", "Summer"), "Nine to six."), (("Hours", "Winter"), "Ten to four.")]
PANELS = "<div><div id=s role=tabpanel><p>Nine to six.</div><div id=w role=tabpanel hidden><p>Ten to four.</div></div>"
PLAIN = "<div id=s><p>Nine to six.</div><div id=w><p>Ten to four.</div>"


@pytest.mark.parametrize(
    "tabs",
    [
        f"<div role=tablist><button role=tab aria-controls=s>Summer</button><button role=tab aria-controls=w>Winter</button></div>{PANELS}",
        f"<ul role=tablist><li><a role=tab href=#s>Summer</a><li><a role=tab href=#w>Winter</a></ul>{PANELS}",
        f"<ul role=tablist><li role=tab><a href=#s>Summer</a><li role=tab><a href=#w>Winter</a></ul>{PANELS}",
        f"<p><a role=tab data-bs-target=#s>Summer</a><a role=tab data-bs-target=#w>Winter</a></p>{PANELS}",
        "<button role=tab id=t>Summer</button><button role=tab id=u>Winter</button>"
        "<div role=tabpanel aria-labelledby=t>Nine to six.</div><div role=tabpanel aria-labelledby=u>Ten to four.</div>",
        f"<div id=tabs><ul><li><a href=#s>Summer</a><li><a href=#w>Winter</a></ul>{PLAIN}</div>",
        f"<ul class='nav nav-tabs'><li><a href=#s>Summer</a><li><a href=#w>Winter</a></ul><div>{PLAIN}</div>",
        "<div class=tabbed-set><input id=a type=radio name=t><input id=b type=radio name=t>"
        f"<div><label for=a>Summer</label><label for=b>Winter</label></div><div>{PLAIN}</div></div>",
        "<div class=sd-tab-set><input id=a type=radio><label for=a>Summer</label><div>Nine to six.</div>"
        "<input id=b type=radio><label for=b>Winter</label><div>Ten to four.</div></div>",
        "<div role=tablist><a role=tab aria-controls=s>Summer</a><a role=tab aria-controls=w>Winter</a></div>"
        "<a role=tab aria-controls=s>Summer</a><div id=s role=tabpanel>Nine to six.</div>"
        "<a role=tab aria-controls=w>Winter</a><div id=w role=tabpanel>Ten to four.</div>",
        "<div><ul role=tablist><li role=tab>Summer<li role=tab>Winter</ul><div><div role=tabpanel><p>Nine to six.</div>"
        "<div role=tabpanel hidden><p>Ten to four.</div></div></div>",
        "<ul role=tablist><li><a role=tab href=#s>Summer</a><li><a role=tab href=#w>Winter</a></ul>"
        "<div id=s role=tabpanel><h3>Summer</h3><p>Nine to six.</div><div id=w role=tabpanel><h3>Winter</h3>Ten to four.</div>",
    ],
    ids=[
        "named", "links", "links within", "targets", "named by panels", "a list", "a list of Bootstrap", "labels", "labels between",
        "twice", "by their place", "headed",
    ],
)  # fmt: skip
@pytest.mark.parametrize("outer", ["<main>{}</main>", "<div>{}</div>"], ids=["main", "no main"])
def test_the_words_of_a_tab_head_its_panel(outer: str, tabs: str) -> None:
    article = read_html(page(outer.format(f"{FILLER}<h2>Hours</h2>{tabs}<h2>Water</h2>{FILLER}")))
    told = [(path, words) for path, blocks in outline(article)[1:-1] for _, words in blocks]
    assert told == HOURS


def test_tabs_within_a_panel_head_their_own() -> None:
    inner = (
        "<div><ul role=tablist><li role=tab>Weekdays<li role=tab>Weekends</ul>"
        "<div role=tabpanel>Nine to six.</div><div role=tabpanel>Ten to four.</div></div>"
    )
    outer = (
        "<div><ul role=tablist><li role=tab>Summer<li role=tab>Winter</ul>"
        f"<div role=tabpanel>{inner}</div><div role=tabpanel><p>Closed.</div></div>"
    )
    article = read_html(page(f"<main>{FILLER}<h2>Hours</h2>{outer}</main>"))
    assert [(path, words) for path, blocks in outline(article)[1:] for _, words in blocks] == [
        (("Hours", "Summer", "Weekdays"), "Nine to six."),
        (("Hours", "Summer", "Weekends"), "Ten to four."),
        (("Hours", "Winter"), "Closed."),
    ]


def test_what_follows_the_panels_is_under_none_of_their_tabs() -> None:
    tabs = "<ul role=tablist><li><a role=tab href=#s>Summer</a><li><a role=tab href=#w>Winter</a></ul>"
    article = read_html(page(f"<main>{FILLER}<h2>Hours</h2>{tabs}{PANELS}<p>Closed in May.</main>"))
    assert outline(article)[-1] == (("Hours",), [("paragraph", "Closed in May.")])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<ul><li><a href=#s>Summer</a><li><a href=#w>Winter</a></ul>{PLAIN}",
            [((), "Nine to six."), ((), "Ten to four.")],
        ),
        (
            "<h3 role=tab aria-controls=s>Summer</h3><div id=s role=tabpanel>Nine to six.</div>"
            "<h3 role=tab aria-controls=w>Winter</h3><div id=w role=tabpanel>Ten to four.</div>",
            [(("Summer",), "Nine to six."), (("Winter",), "Ten to four.")],
        ),
        (
            "<a role=tab href=#s>Summer</a> <a role=tab href=#s>Sun</a> <a role=tab href=#w>Winter</a>" + PANELS,
            [((), "Summer Sun Winter"), ((), "Nine to six."), ((), "Ten to four.")],
        ),
        (
            "<div><ul role=tablist><li role=tab>Summer<li role=tab>Winter</ul><div role=tabpanel>Nine to six.</div></div>",
            [((), "Summer"), ((), "Winter"), ((), "Nine to six.")],
        ),
        (
            "<p>Which size? <input type=radio id=a><label for=a>Small</label> <input type=radio id=b><label for=b>Large</label></p>"
            "<div><p>Nine.</p><p>Ten.</p></div>",
            [((), "Which size? Small Large"), ((), "Nine."), ((), "Ten.")],
        ),
    ],
    ids=[
        "a list of contents",
        "tabs that are headings",
        "two names",
        "a panel that a script has yet to make",
        "a question with answers to choose",
    ],
)
def test_what_is_no_tab_stays(body: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    article = read_html(page(f"<main>{body}</main>"))
    assert [(path, words) for path, blocks in outline(article) for _, words in blocks] == expected
