"""Rows that an HTML page lays out by its stylesheet."""

from __future__ import annotations

import pytest
from html_pages import FILLER, MENU, WORDS, outline, page

from index.formats.html.read import read_html


def columns(*rows: str, form: str = "<div class=row><div>{}</div><div>{}</div></div>") -> str:
    return "".join(form.format(*row.split("|")) for row in rows)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (columns("Adult|£5", "Child|£3"), ["Adult £5", "Child £3"]),
        (f"<ul>{columns('Mon|8:00', 'Sun|closed', form='<li><div><p>{}</p><p>{}</p></div>')}</ul>", ["Mon 8:00", "Sun closed"]),
        (columns("Adult|£5|£9", "Child|£3|£6", form="<div><p class=col-4>{}<p class=col-4>{}<p class=col-4>{}</div>"), ["Adult £5 £9", "Child £3 £6"]),
        (f"<ul>{columns('Mon|8:00', 'Sun|closed', form='<li><span>{}</span><b>{}</b>')}</ul>", ["Mon 8:00", "Sun closed"]),
        (columns("Cut|€ 5", "Beard|€ 3", form="<p><i><span>{}</span><span></span><span>{}</span></i>"), ["Cut € 5", "Beard € 3"]),
        (columns("Soup|Bread, leek|£6", "Tart|Hot|£5", form="<div><div>{}</div><div>{}</div><p>{}</div>"), ["Soup Bread, leek £6", "Tart Hot £5"]),
        (columns("In|at 3 pm", "Out|at 10 am", form="<div><i class=clock></i><div>{}</div><div>{}</div></div>"), ["In at 3 pm", "Out at 10 am"]),
    ],
    ids=["blocks", "blocks in items", "columns", "inline", "within an inline element", "with a price", "behind a picture"],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_a_label_stands_beside_its_value(body: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"<main>{rest}<article>{FILLER}{body}{FILLER}</article></main>"))
    [(_, blocks)] = outline(article)
    assert [words for _, words in blocks] == [WORDS, *expected, WORDS]
    parts = [
        [article.text[start:end] for start, end in block.parts] for block in article.sections[0].blocks if block.parts
    ]
    assert [" ".join(shown) for shown in parts] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (columns("Adult|£5"), ["Adult", "£5"]),
        (columns("Is it hot?|Yes", "Is it old?|No"), ["Is it hot?", "Yes", "Is it old?", "No"]),
        (columns("Hot|It is hot.", "Old|It is old."), ["Hot", "It is hot.", "Old", "It is old."]),
        (columns("Pie|Tart|Tea", "Fish|Soup|Rum", form="<div><p>{}<p>{}<p>{}</div>"), ["Pie", "Tart", "Tea", "Fish", "Soup", "Rum"]),
        (columns(f"Tea|{WORDS[:101]}|", f"Pot|{WORDS[:101]}"), ["Tea", WORDS[:101], "Pot", WORDS[:101]]),
        (columns("Git|Hub", "Git|Hub", form="<p><b>{}</b><i>{}</i>"), ["GitHub", "GitHub"]),
        (columns("T|ea", "P|ot", form="<p><b>{}</b><i>{}</i>"), ["Tea", "Pot"]),
        (columns("Dogs|bark", "Tea|, hot", form="<p><b>{}</b><i>{}</i>"), ["Dogsbark", "Tea, hot"]),
        (columns("in|put", "out|put", form="<p><code><b>{}</b><i>{}</i></code>"), ["input", "output"]),
    ],
    ids=["one row", "questions", "sentences", "lists", "prose", "a name", "initials", "a text's parts", "code"],
)  # fmt: skip
def test_what_stands_below_each_other_or_in_one_word_stays(body: str, expected: list[str]) -> None:
    found = [words for _, blocks in outline(read_html(page(body))) for _, words in blocks]
    assert found == expected
