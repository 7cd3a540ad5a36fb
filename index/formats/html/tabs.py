"""Tabs of HTML: the words to click on head what they show."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from lxml import etree, html

from index.formats.html.elements import HEADINGS, letters, line, names, one_of, unspaced

_LONGEST = 60  # characters of a tab's words
_SEVERAL = 2
_TABS = etree.XPath(f"//body//*[@role='tab'][not({one_of('ancestor-or-self', *HEADINGS, 'summary')})]")
_PANELS = etree.XPath("//body//*[@role='tabpanel'][@aria-labelledby]")
_LEADING = "@href or @data-target or @data-bs-target or @aria-controls"
_BARE_LISTS = etree.XPath(f"//body//div/*[@role='tablist'][not(.//*[@role='tab'][@id or {_LEADING}]|.//*[{_LEADING}])]")
_OWN_TABS = etree.XPath(".//*[@role='tab']")
_OWN_PANELS = etree.XPath(".//*[@role='tabpanel'][not(@aria-labelledby)]")
_OWN_LISTS = etree.XPath("./*[@role='tablist']")
_LISTS = etree.XPath("//body//ul[li/a[starts-with(@href, '#')]]|//body//ol[li/a[starts-with(@href, '#')]]")
_LABELS = etree.XPath("//body//label[@for]")
_CHOICES = etree.XPath("//body//input[@type='radio'][@id]")
_IS_TABS = re.compile(r"(?:\A|[\s_-])(?:tabs?|tabbed|tablist)(?:\Z|[\s_-])", re.IGNORECASE)
_LEADS_TO = ("aria-controls", "data-bs-target", "data-target", "href")
_BLOCKS = ("article", "div", "section")

Pairs = Iterator[tuple[html.HtmlElement, html.HtmlElement]]


def name_panels(tree: html.HtmlElement, named: Mapping[str, html.HtmlElement]) -> None:
    """Make a `details` of each panel of two or more, whose `summary` is its tab's words, and take the tab away.

    A tab leads to its panel by an id (ARIA Authoring Practices Guide, Tabs; the lists of links of Bootstrap and jQuery UI), or is
    the label of a radio button beside it, or in the same place among others (the tabs of MkDocs and Sphinx), as one without an id
    may be by its role alone (those of Docusaurus). `named` are elements by their id. A tab that is a heading heads its panel as it is; a panel whose first heading says the same needs no other.
    """
    tabs = defaultdict[html.HtmlElement, list[html.HtmlElement]](list)
    for tab, panel in (*_by_role(tree, named), *_by_list(tree, named), *_by_choice(tree), *_by_place(tree)):
        if tab not in tabs[panel]:
            tabs[panel].append(tab)
    found = {panel: own for panel, own in tabs.items() if _are_of(panel, own)}
    if len(found) < _SEVERAL:
        return
    for panel, own in found.items():
        words = line(own[0])
        heading = next(panel.iter(*HEADINGS), None)
        if heading is None or letters(line(heading)) != letters(words):
            _head(panel, words)
        for tab in own:
            tab.drop_tree()


def _by_role(tree: html.HtmlElement, named: Mapping[str, html.HtmlElement]) -> Pairs:
    for tab in _TABS(tree):
        links = (tab, *tab.iter("a", "button"))
        for name in (element.get(attribute, "").removeprefix("#") for attribute in _LEADS_TO for element in links):
            if name in named:
                yield tab, named[name]
                break
    for panel in _PANELS(tree):
        tab = named.get(panel.get("aria-labelledby"))
        if tab is not None and tab.get("role") == "tab":
            yield tab, panel


def _by_list(tree: html.HtmlElement, named: Mapping[str, html.HtmlElement]) -> Pairs:
    """The entries of a list that leads to nothing but blocks of one parent."""
    for tabs in _LISTS(tree):
        links = [entry.find("a") for entry in tabs]
        panels = [
            panel for link in links if link is not None and (panel := named.get(link.get("href", "")[1:])) is not None
        ]
        if len(panels) < len(links) or not _is_called_tabs(tabs):
            continue
        if all(panel.tag in _BLOCKS and panel.getparent() is panels[0].getparent() for panel in panels):
            yield from zip(tabs, panels, strict=True)


def _by_choice(tree: html.HtmlElement) -> Pairs:
    """The labels of radio buttons that stand before a block each, or all together before as many."""
    choices = {choice.get("id") for choice in _CHOICES(tree)}
    rows = defaultdict[html.HtmlElement, list[html.HtmlElement]](list)
    for label in _LABELS(tree):
        if label.get("for") in choices:
            rows[label.getparent()].append(label)
    for row, labels in rows.items():
        if not _is_called_tabs(row):
            continue
        blocks = [block for label in labels if (block := label.getnext()) is not None and block.tag in _BLOCKS]
        holder = row.getnext()
        if len(blocks) == len(labels):
            yield from zip(labels, blocks, strict=True)
        elif holder is not None and len(holder) == len(labels):
            yield from zip(labels, holder, strict=True)


def _by_place(tree: html.HtmlElement) -> Pairs:
    """The tabs of a list of such that lead to nothing, before as many panels in the box that the list stands in."""
    for tabs in _BARE_LISTS(tree):
        holder = tabs.getparent()
        panels = [panel for panel in _OWN_PANELS(holder) if _outer(panel) is _outer(tabs)]
        own = _OWN_TABS(tabs)
        if len(own) == len(panels) and len(_OWN_LISTS(holder)) == 1:
            yield from zip(own, panels, strict=True)


def _outer(element: html.HtmlElement) -> html.HtmlElement | None:
    """The panel that it stands in."""
    return next((outer for outer in element.iterancestors() if outer.get("role") == "tabpanel"), None)


def _is_called_tabs(element: html.HtmlElement) -> bool:
    """Whether it, or what it stands in, is."""
    outer = element.getparent()
    return _IS_TABS.search(f"{names(element)} {'' if outer is None else names(outer)}") is not None


def _are_of(panel: html.HtmlElement, tabs: list[html.HtmlElement]) -> bool:
    """Whether the tabs, which a page may have twice, say the same of a panel with words that none of them is in or around."""
    said = {unspaced(tab) for tab in tabs}
    apart = all(
        tab is not panel and panel not in tab.iterancestors() and tab not in panel.iterancestors() for tab in tabs
    )
    return len(said) == 1 and "" not in said and len(line(tabs[0])) <= _LONGEST and bool(unspaced(panel)) and apart


def _head(panel: html.HtmlElement, words: str) -> None:
    details = html.Element("details")
    summary = etree.SubElement(details, "summary")
    summary.text = words
    details.tail, panel.tail = panel.tail, None
    panel.addprevious(details)
    details.append(panel)
