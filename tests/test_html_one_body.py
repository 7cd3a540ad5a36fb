"""What stands behind the end of an HTML page is read as a browser shows it."""

from __future__ import annotations

import pytest

from index.formats.html.read import read_html

HUT = "<h1>Hut</h1><p>Nine beds."
DOGS = "<h2>Dogs</h2><p>In the shed."


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body>{HUT}</body>{DOGS}",
        f"<html><body>{HUT}</body></html>{DOGS}</body></html>",
        f"{HUT}</html><!-- saved -->{DOGS}",
        f"<div>{HUT}</html><div>{DOGS}</div></div>",
        f"<main>{HUT}</main></html><main>{DOGS}</main>",
        f"<html><head><title>Hut</title></head></html>{HUT}</html>{DOGS}",
        f"<html><frameset></frameset></html>{HUT}</html>{DOGS}",
        f"<title>Hut</title><body>{HUT}</body></html><!doctype html><html><head><title>Shed</title></head><body>{DOGS}</body></html>",
    ],
    ids=["body", "both", "comment", "in an element", "main parts", "head alone", "frames", "two pages"],
)  # fmt: skip
def test_what_stands_behind_the_end_is_read(page: str) -> None:
    article = read_html(page.encode())
    assert (article.title, article.text) == ("Hut", "Nine beds.\n\nDogs\n\nIn the shed.")


@pytest.mark.parametrize(
    ("behind", "text"),
    [
        ("Nine beds.<i>In</i> all.", "It is old.\n\nNine beds.In all."),
        ("\x01<aside>Buy.</aside>Nine beds.", "It is old.\n\nNine beds."),
        ("<script>x()</script><!-- made in 5 s -->\n", "It is old."),
        ("<head><title>Shed</title></head>Nine beds.", "It is old.\n\nNine beds."),
    ],
    ids=["loose words", "a control character", "a script", "a head"],
)
@pytest.mark.parametrize("end", ["</body>", "</body></html>", "</html>"])
def test_words_and_what_is_no_text_behind_the_end(behind: str, text: str, end: str) -> None:
    assert read_html(f"<html><body><p>It is old.</p>{end}{behind}".encode()).text == text
