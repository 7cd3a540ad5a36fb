"""The code of an HTML page, which is read by its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree, html

from index.formats.breaks import BREAKS
from index.formats.code import has_words
from index.formats.html.elements import HEADINGS, one_of, unspaced

_CODE = etree.XPath("//pre[not(ancestor::pre)]")
_NO_CODE = etree.XPath(
    ".//button|.//script|.//style|.//template|.//svg|.//*[@hidden or @aria-hidden='true' or contains(@class, 'lineno')]"
)
_HOLDS_NO_CODE = etree.XPath(f"boolean({one_of('ancestor', 'tr', *HEADINGS)})")
_EMPTY_FIRST = re.compile(r"\A(?:[^\S\n]*\n)+")


class CodeBlocks:
    """The code of a page, set apart: trafilatura would fold its lines. A paragraph of one word stands for each block."""

    def __init__(self, tree: html.HtmlElement) -> None:
        text = tree.text_content()
        self._word = "codeblock"
        while self._word in text:
            self._word += "x"
        self._pattern = re.compile(rf"{self._word}q(\d+)q")
        self._blocks: list[str] = []
        elements = _CODE(tree)
        codes = [_code(element) for element in elements]
        # Where a part of a page has rows without a table, each is one.
        tables = [
            next(element.iterancestors("table"), next(element.iterancestors("tr"), element)) for element in elements
        ]
        held = Counter(table for table, code in zip(tables, codes, strict=True) if has_words(code))
        for element, table, code in zip(elements, tables, codes, strict=True):
            if held[table] == 1:
                _move_below(table, element)
            # A table of nothing else holds line numbers beside the code.
            holder = table if held[table] == 1 and unspaced(table) == unspaced(element) else element
            if not has_words(code) or _HOLDS_NO_CODE(holder) or element is tree:
                element.drop_tree()
                continue
            paragraph = html.Element("p")
            paragraph.text = f"{self._word}q{len(self._blocks)}q"
            paragraph.tail = holder.tail
            holder.getparent().replace(holder, paragraph)
            self._blocks.append(code)

    def split(self, text: str) -> Iterator[tuple[str, bool]]:
        """A text in its order: what stands between blocks of code, and the code itself, which is said of each."""
        if not self._blocks:
            yield text, False
            return
        for place, part in enumerate(self._pattern.split(text)):
            yield (self._blocks[int(part)], True) if place % 2 else (part, False)


def _move_below(table: html.HtmlElement, code: html.HtmlElement) -> None:
    """Move code out of a table whose last row holds nothing else, and whose others are its titles, of one cell each."""
    row = next(code.iterancestors("tr"), None)
    rows = list(table.iter("tr"))
    if row is None or len(rows) < 2 or row is not rows[-1] or unspaced(row) != unspaced(code):
        return
    if all(sum(1 for cell in title if unspaced(cell)) < 2 for title in rows[:-1]):
        code.drop_tree()
        code.tail, table.tail = table.tail, None
        table.addnext(code)


def _code(element: html.HtmlElement) -> str:
    """The lines from the first to the last that are not empty, without line numbers and buttons."""
    for unwanted in _NO_CODE(element):
        unwanted.drop_tree()
    text: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        is_line = inner is not element and inner.tag in BREAKS and text and not text[-1].endswith("\n")
        if is_line or (event == "start" and inner.tag == "br"):
            text.append("\n")
        if written := inner.text if event == "start" else inner.tail if inner is not element else "":
            text.append(written.replace("\r\n", "\n").replace("\r", "\n"))
    return _EMPTY_FIRST.sub("", "".join(text)).rstrip()
