"""Tables that an HTML page makes of any elements, by their roles, and of which scripts sort the columns."""

from __future__ import annotations

from lxml import etree, html

from index.formats.html.elements import unspaced

_TABLES = etree.XPath(
    "//*[@role='table' or @role='grid' or @role='treegrid'][not(self::table or .//table)][.//*[@role='row']]"
)
_ROWS = etree.XPath(".//*[@role='row']")
_CELLS = etree.XPath(".//*[@role='cell' or @role='gridcell' or @role='columnheader' or @role='rowheader']")
_TAGS = {"cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th"}
_BUTTONS = etree.XPath("//th//button")


def make_tables(tree: html.HtmlElement) -> None:
    """Make a `table` of what has the roles of one and its rows and cells (WAI-ARIA 1.2, 5.3.3), if all that it says stands in cells.

    A button that is all of a column's heading, to sort by, becomes its mere words.
    """
    for outer in _TABLES(tree):
        rows = [_CELLS(row) for row in _ROWS(outer)]
        cells = [cell for row in rows for cell in row]
        if len(set(cells)) < len(cells) or "".join(map(unspaced, cells)) != unspaced(outer):
            continue  # one within another, or words beside them
        table = html.Element("table")
        table.tail, outer.tail = outer.tail, None
        outer.getparent().replace(outer, table)
        for row in rows:
            line = etree.SubElement(table, "tr")
            for cell in row:
                cell.tag, cell.tail = _TAGS[cell.get("role")], None
                line.append(cell)
    for button in _BUTTONS(tree):
        heading = next(button.iterancestors("th"))
        if unspaced(button) == unspaced(heading):
            button.drop_tag()
