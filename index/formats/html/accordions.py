"""Accordions and tabs of HTML: what a page shows after a click is content, and so are the words to click on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lxml import etree, html

from index.formats.html.elements import HEADINGS, one_of, unspaced
from index.formats.html.tabs import name_panels

_HEADINGS = etree.XPath(f"//*[{one_of('self', *HEADINGS, 'summary')}]")
_BUTTONS = etree.XPath(".//button")
_TABS = etree.XPath("//*[@role='tab']")
_PANELS = etree.XPath("//*[@role='tabpanel' or @hidden='until-found']")
_IN_NO_HEADING = f"[not({one_of('ancestor', *HEADINGS, 'summary')})]"
_SWITCHES = etree.XPath(f"//body//*[self::button or @role='button'][@aria-expanded]{_IN_NO_HEADING}")
_MERE_BUTTONS = etree.XPath(f"//body//button[not(@aria-expanded)][following-sibling::*[1][self::div]]{_IN_NO_HEADING}")
_HOLDS_FIELDS = etree.XPath("boolean(.//form or .//input)")
_PANEL_ROLES = ("", "region", "group", "tabpanel")
_NAMED = etree.XPath("//*[@id]")
_HIDING = ("hidden", "aria-hidden", "style")


def unfold(tree: html.HtmlElement) -> None:
    """Make a heading that is a button a mere heading, any other button that opens a text a summary, and show what they and tabs open.

    A panel is what `aria-controls` names, else what stands next to the heading or button (ARIA Authoring Practices Guide, the
    patterns Accordion, Disclosure and Tabs). A button beside a heading's own words does something else, and stays one, and so
    does one that opens a menu or a form.
    """
    named = {element.get("id"): element for element in reversed(_NAMED(tree))}
    for tab in _TABS(tree):
        _show(named.get(tab.get("aria-controls")))
    for panel in _PANELS(tree):
        _show(panel)
    name_panels(tree, named)
    for heading in _HEADINGS(tree):
        buttons = _BUTTONS(heading)
        if len(buttons) == 1 and unspaced(heading) == unspaced(buttons[0]):
            _show(named.get(buttons[0].get("aria-controls"), heading.getnext()))
            buttons[0].drop_tag()
    opened = set[str]()  # each once: a panel may have a button to close it, too
    for button in (*_SWITCHES(tree), *_rows_of_buttons(tree)):
        name = button.get("aria-controls", "")
        if name not in opened and unspaced(button):
            _fold_out(button, named.get(name))
        opened.update([name] if name in named else [])


def _rows_of_buttons(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Three buttons or more in one element, each with other words and a text behind it: an accordion that does not say so."""
    rows = defaultdict[html.HtmlElement, list[html.HtmlElement]](list)
    for button in _MERE_BUTTONS(tree):
        rows[button.getparent()].append(button)
    for buttons in rows.values():
        if 2 < len(buttons) == len({unspaced(button) for button in buttons}):
            yield from buttons


def _fold_out(button: html.HtmlElement, panel: html.HtmlElement | None) -> None:
    holder = button
    while (outer := holder.getparent()) is not None and outer.tag != "body" and not _has_more(outer, holder):
        holder = outer
    if panel is None:
        panel = holder.getnext()
    if panel is None or not _is_text(panel):
        return
    _show(panel)
    panel.tag = "div" if panel.tag in ("nav", "aside") else panel.tag
    if panel.getprevious() is holder:
        details = html.Element("details")
        details.tail, panel.tail = panel.tail, None
        holder.addprevious(details)
        details.extend((holder, panel))
        if button is not holder:
            button.drop_tag()
        holder.tag = "summary"


def _has_more(outer: html.HtmlElement, holder: html.HtmlElement) -> bool:
    if (outer.text or "").strip():
        return True
    return any((inner.tail or "").strip() or (inner is not holder and unspaced(inner)) for inner in outer)


def _is_text(panel: html.HtmlElement) -> bool:
    """Whether it holds words, which are no links for the most part, and no fields to fill in."""
    linked = sum(len(unspaced(link)) for link in panel.iter("a"))
    return panel.get("role", "") in _PANEL_ROLES and 2 * linked < len(unspaced(panel)) and not _HOLDS_FIELDS(panel)


def _show(panel: html.HtmlElement | None) -> None:
    if panel is not None:
        for name in _HIDING:
            panel.attrib.pop(name, None)
