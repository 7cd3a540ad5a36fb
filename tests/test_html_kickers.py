"""What stands right above a heading of HTML, and tells of what that heads."""

from __future__ import annotations

import pytest
from html_pages import FILLER, outline, page

from index.formats.html.read import read_html

EVENTS = [
    (("Jazz night",), "14 May"),
    (("Jazz night",), "Bring a drum."),
    (("Quiz",), "21 May"),
    (("Quiz",), "Six play."),
]


@pytest.mark.parametrize(
    "box",
    [
        "<div><div>{0}</div><h3>{1}</h3><p>{2}</p></div>",
        "<div><img src=a.png><span>{0}</span><h3>{1}</h3><p>{2}</p></div>",
        "<div><div>{0}</div><div><h3>{1}</h3><p>{2}</p></div></div>",
        "<section><p class=date><time>{0}</time></p><header><h3><a href=/e>{1}</a></h3></header>{2}</section>",
        "<article><small>{0}</small><h3>{1}</h3>{2}</article>",
        "<div class=row><div>{0}</div><p><b>{1}</b></p><p>{2}</p></div>",
    ],
    ids=["a block", "behind a picture", "beside what it heads", "in a header", "words in line", "a bold heading"],
)
@pytest.mark.parametrize("outer", ["<main>{}</main>", "<div>{}</div>"], ids=["main", "no main"])
def test_a_date_above_a_heading_is_of_what_that_heads(outer: str, box: str) -> None:
    boxes = box.format("14 May", "Jazz night", "Bring a drum.") + box.format("21 May", "Quiz", "Six play.")
    article = read_html(page(outer.format(f"{FILLER}{boxes}")))
    assert [(path[-1:], words) for path, blocks in outline(article)[1:] for _, words in blocks] == EVENTS


def test_all_that_stands_above_a_heading_keeps_its_order() -> None:
    box = "<li><span>{}</span> <span>{}</span><h4>{}</h4>"
    article = read_html(page(f"<ul>{box.format('Monday', '9:00', 'Choir')}{box.format('Friday', '8:30', 'Band')}</ul>"))
    assert [(path, [words for _, words in blocks]) for path, blocks in outline(article)] == [
        (("Choir",), ["Monday 9:00"]),
        (("Band",), ["Friday 8:30"]),
    ]


def test_boxes_of_one_class_may_stand_apart() -> None:
    box = "<h2>{}</h2><div class=slot><b>{}</b><h3>{}</h3><p>Come.</p></div>"
    article = read_html(page(f"{box.format('Friday', '9:00', 'Choir')}{box.format('Sunday', '8:30', 'Band')}"))
    assert [(path, [words for _, words in blocks]) for path, blocks in outline(article) if blocks] == [
        (("Friday", "Choir"), ["9:00", "Come."]),
        (("Sunday", "Band"), ["8:30", "Come."]),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<div><p>Tea</p><h3>Green</h3><p>Cold.</p></div>", [((), "Tea"), (("Green",), "Cold.")]),
        (
            "<div><p>Tea</p><h3>Green</h3><p>Cold.</p></div><div><b>Coffee</b><h3>Black</h3><p>Hot.</p></div>",
            [((), "Tea"), (("Green",), "Cold."), ((), "Coffee"), (("Black",), "Hot.")],
        ),
        (
            "<div><p>Tea is hot.</p><h3>Green</h3>Cold.</div><div><p>So it is.</p><h3>Black</h3>Hot.</div>",
            [((), "Tea is hot."), (("Green",), "Cold."), ((), "So it is."), (("Black",), "Hot.")],
        ),
        (
            "<div><ul><li>Tea</ul><h3>Green</h3>Cold.</div><div><ul><li>Pots</ul><h3>Black</h3>Hot.</div>",
            [((), "Tea"), (("Green",), "Cold."), ((), "Pots"), (("Black",), "Hot.")],
        ),
    ],
    ids=["one box", "another form", "sentences", "lists"],
)
def test_other_words_above_a_heading_stay_there(body: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    found = [(path, words) for path, blocks in outline(read_html(page(body))) for _, words in blocks]
    assert [words for _, words in found] == [words for _, words in expected]
    assert [path for path, words in found if words.endswith(("Cold.", "Hot."))] == [("Green",), ("Black",)][
        : len(expected) // 2
    ]
