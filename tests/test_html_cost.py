"""HTML: a page of any form is read in time that grows with it."""

from __future__ import annotations

import time

import pytest
from html_pages import page
from lxml import html

from index.formats.html.furniture import drop_furniture
from index.formats.html.read import _empty_marks, read_html


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{'a' * 30_000}! <del>It is cold.</del> It is hot.",
        f"<dl>{'<dt>Tea</dt>' * 8_000}</dl>",
        f"{'<div class=toc>' * 240}{'<a href=#tea>Tea</a>' * 2_400}{'</div>' * 240}<p id=tea>It is hot.",
        f"<style>{'/*' * 100_000}</style><style>x{{{'text-decoration:' * 20_000}}}</style><p>It is hot.",
    ],
    ids=[
        "a long word beside what is left out",
        "terms without a definition",
        "lists of contents in each other",
        "style sheets that come to no end",
    ],
)
def test_odd_pages_take_no_more_time_than_others(body: str) -> None:
    begin = time.process_time()
    read_html(page(body))
    assert time.process_time() - begin < 4  # one or two at most; with the square of what repeats, seven or more


def test_many_names_of_a_site_take_time_that_grows_with_their_number() -> None:
    tree = html.document_fromstring("<h1>Tea</h1>" * 24_000)
    begin = time.process_time()
    drop_furniture(tree, "Tea at home", None)
    assert time.process_time() - begin < 3  # ten where all headings behind each are looked at


def test_the_items_of_a_long_list_take_time_that_grows_with_their_number() -> None:
    tree = html.document_fromstring(f"<ul>{'<li>Tea is hot.' * 40_000}</ul>")
    begin = time.process_time()
    drop_furniture(tree, "Tea at home", None)
    assert time.process_time() - begin < 3  # one; five where each item is held against those before


def test_many_headings_take_time_that_grows_with_their_number() -> None:
    body = "".join(f"<h2>Cup {number}</h2>" for number in range(40_000))
    tree = html.document_fromstring(body)
    begin = time.process_time()
    _empty_marks(tree)
    assert time.process_time() - begin < 1  # a hundredth; four and more where each heading is held against those before
