"""Accordions and tabs of HTML: what a page shows after a click is content, and so are the words to click on."""

from __future__ import annotations

from lxml import etree, html

_HEADINGS = etree.XPath("//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::summary]")
_BUTTONS = etree.XPath(".//button")
_TABS = etree.XPath("//*[@role='tab']")
_NAMED = etree.XPath("//*[@id]")
_HIDING = ("hidden", "aria-hidden", "style")


def unfold(tree: html.HtmlElement) -> None:
    """Make a heading that is a button a mere heading, and show the panel that it opens, and those of tabs.

    A panel is what `aria-controls` names, else what stands next to the heading (ARIA Authoring Practices Guide, the patterns
    Accordion and Tabs). A button beside a heading's own words does something else, and stays one.
    """
    named = {element.get("id"): element for element in reversed(_NAMED(tree))}
    for tab in _TABS(tree):
        _show(named.get(tab.get("aria-controls")))
    for heading in _HEADINGS(tree):
        buttons = _BUTTONS(heading)
        if len(buttons) == 1 and _letters(heading) == _letters(buttons[0]):
            _show(named.get(buttons[0].get("aria-controls"), heading.getnext()))
            buttons[0].drop_tag()


def _show(panel: html.HtmlElement | None) -> None:
    if panel is not None:
        for name in _HIDING:
            panel.attrib.pop(name, None)


def _letters(element: html.HtmlElement) -> str:
    return "".join(element.text_content().split())
