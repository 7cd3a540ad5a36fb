"""PDF: a file of a few kilobytes costs no more than its words, whatever they are."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from fpdf import FPDF

from index.formats.pdf.read import read_pdf


def document(*lines: str, pages: int = 1) -> bytes:
    """Pages with the same lines, the first one at their edge."""
    written = FPDF(unit="pt", format=(300, 500))
    written.set_font("helvetica", size=10)
    for _ in range(pages):
        written.add_page()
        for number, line in enumerate(lines):
            written.text(30, 20 + number * 100, line)
    return bytes(written.output())


def test_lines_of_numbers_at_the_edge_take_little_memory() -> None:
    data = document(" ".join(["12"] * 2_000), "Tea is hot.", pages=3)
    tracemalloc.start()
    try:
        read_pdf(data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 5_000_000  # bytes; 38 million where each number makes another line that may be a footer


@pytest.mark.parametrize("line", ["a" * 30_000, f"{'1, ' * 10_000}x"], ids=["a long word", "numbers"])
def test_an_odd_line_takes_no_more_time_than_others(line: str) -> None:
    data = document("The tea book", "Tea is hot.", line)
    begin = time.process_time()
    read_pdf(data)
    assert time.process_time() - begin < 2  # it takes a fraction of that, and at least five where it costs its square


def test_a_map_takes_time_that_grows_with_its_dots_and_words() -> None:
    drawn = FPDF(unit="pt", format=(1000, 1000))
    drawn.set_font("helvetica", size=10)
    drawn.add_page()
    for number in range(8_000):
        drawn.text(number * 37 % 990, number * 53 % 990, "a")
    for number in range(2_000):
        drawn.rect(number * 41 % 990, number * 59 % 990, 3, 3, style="F")
    data = bytes(drawn.output())
    begin = time.process_time()
    read_pdf(data)
    assert time.process_time() - begin < 1.5  # half of that at most; four where each word is held against each dot
