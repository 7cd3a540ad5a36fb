"""Before and behind which elements of HTML a text breaks off."""

from __future__ import annotations

# Both vocabularies: HTML's, and trafilatura's after TEI (head, list, item, row, cell, lb).
BREAKS = frozenset({
    "address", "article", "blockquote", "body", "caption", "cell", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "item", "legend", "li", "list", "main", "ol", "p", "row", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
