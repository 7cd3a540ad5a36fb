"""What Google Sheets puts around a sheet that it saves or publishes as a web page: letters above its columns, numbers before its rows."""

from __future__ import annotations

from lxml import etree, html

from index.formats.html.elements import has_name

_SHEETS = etree.XPath(f"//body//table[{has_name('waffle')}]")
_MARKS = etree.XPath(
    f".//*[{has_name('column-headers-background', 'row-headers-background', 'row-header', 'freezebar-cell', 'row-header-shim')}]"
)


def take_sheet_marks(tree: html.HtmlElement) -> None:
    """Take them out, so that the sheet's own first row names its columns, and the lines below and beside what is frozen."""
    for sheet in _SHEETS(tree):
        for mark in _MARKS(sheet):
            mark.drop_tree()
        for row in list(sheet.iter("tr")):
            if len(row) == 0:
                row.drop_tree()
        for head in list(sheet.iter("thead")):
            if len(head) == 0:
                head.drop_tree()
