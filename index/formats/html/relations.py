"""Links from an HTML page to its neighbours: what only leads to the pages before, behind and above is none of the page's own text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree, html

from index.formats.html.elements import letters

_NEIGHBOURS = {"next", "prev", "previous"}
# Link types of HTML 4.01 (6.12) and of today, as generators of manuals write them.
_RELATIONS = {
    *_NEIGHBOURS, "appendix", "chapter", "contents", "copyright", "first", "glossary", "home", "index", "last", "search", "section",
    "start", "toc", "top", "up",
}  # fmt: skip
_SAID = {*_RELATIONS, "back", "of", "page", "table"}  # in their place: "Table of Contents"
_BLOCKS = ("div", "dl", "ol", "p", "section", "table", "ul")
_LISTS = ("dl", "ol", "table", "ul")  # which lead there as a whole, or not at all
_MOST_LINKS = 30  # of a block that leads there; the links of a page's text are not looked at for each block around them
_LINKS = etree.XPath(f"(.//a[@href])[position() <= {_MOST_LINKS + 1}]")
_UNLINKED = etree.XPath(".//text()[not(ancestor::a[@href] or ancestor::script or ancestor::style)]")
_WORD = re.compile(r"\w+")


def to_neighbours(tree: html.HtmlElement, title: str) -> Iterator[html.HtmlElement]:
    """The outermost blocks that link to the page before or behind, and to nothing but what this page is so related to.

    The head of the page says to what, or the link does by its `rel` or its words ("Next", "Table of Contents"). Words that are no
    link say as much, or are the titles of those pages or of this one.
    """
    related = dict[str, set[str]]()
    titles = {letters(title)}
    for link in tree.iter("link"):
        if _relations(link):
            related.setdefault(_address(link), set()).update(_relations(link))
            titles.add(letters(link.get("title", "")))
    titles.update(letters(heading.text_content()) for heading in tree.iter("h1", "h2"))
    body = tree.find("body")
    if body is not None:
        yield from _within(body, related, titles)


def _within(
    outer: html.HtmlElement, related: dict[str, set[str]], titles: Collection[str]
) -> Iterator[html.HtmlElement]:
    for element in outer:
        if element.tag in _BLOCKS and _only_leads_there(element, related, titles):
            yield element
        elif element.tag not in _LISTS:
            yield from _within(element, related, titles)


def _only_leads_there(element: html.HtmlElement, related: dict[str, set[str]], titles: Collection[str]) -> bool:
    links = _LINKS(element)
    if len(links) > _MOST_LINKS:
        return False
    relations = [_relations(link) | related.get(_address(link), set()) | _named(link) for link in links]
    if not any(found & _NEIGHBOURS for found in relations):
        return False
    if not all(found or not letters(link.text_content()) for link, found in zip(links, relations, strict=True)):
        return False
    return all(_names_a_relation(text) or letters(text) in titles for text in _UNLINKED(element))


def _relations(link: html.HtmlElement) -> set[str]:
    return _RELATIONS & set(link.get("rel", "").casefold().split())


def _named(link: html.HtmlElement) -> set[str]:
    words = link.text_content()
    return set(_WORD.findall(words.casefold())) if _names_a_relation(words) else set()


def _address(link: html.HtmlElement) -> str:
    return str(link.get("href", "")).strip().removeprefix("./")


def _names_a_relation(text: str) -> bool:
    """Whether it says no more than that; also if it says nothing."""
    return all(word in _SAID for word in _WORD.findall(text.casefold()))
