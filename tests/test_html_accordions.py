"""Accordions, tabs and details of HTML."""

from __future__ import annotations

import pytest
from html_pages import FILLER, MENU, outline, page

from index.formats.html import read_html


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
    ],
    ids=["behind it", "within another", "without a summary", "a heading as summary", "headings in it"],
)
def test_a_question_ends_with_what_it_opens(body: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    article = read_html(page(body))
    assert [(path, words) for path, blocks in outline(article) for _, words in blocks] == expected
    assert all(section.blocks or section.heading_start < section.heading_end for section in article.sections)
