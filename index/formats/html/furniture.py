"""What an HTML page holds beside its words: menus, lists of contents, marks of notes, words that are struck out or hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter
from urllib.parse import unquote

from lxml import etree, html

from index.formats.html.contents import contents
from index.formats.html.edges import cut
from index.formats.html.elements import HEADINGS, HIDDEN_BY_STYLE, NO_PAGE, has_name, letters, line, names, one_of
from index.formats.html.relations import to_neighbours
from index.formats.html.spoken import STRUCK, drop_spoken

# What browsers show in the place of such words is no text (HTML Standard, 4.8 and 15.3.1).
_FALL_BACKS = etree.XPath(
    "//body//*[self::audio or self::canvas or self::datalist or self::iframe or self::noembed or self::noframes or self::object or self::video]"
)
# What a formula says is in its form, which its words alone have not: "1" above "2" is no 12.
_NOTATIONS = etree.XPath("//body//*[self::annotation or self::annotation-xml]")
_FORMULAS = etree.XPath(
    "//body//math[.//mfrac or .//msup or .//msub or .//msubsup or .//msqrt or .//mroot or .//munder or .//mover or .//munderover or .//mtable]"
)
_READINGS = etree.XPath("//body//*[self::rp or self::rt]")
_INLINE = " a abbr b big cite code em font i label mark q small span strong sub sup time tt u "
_CUT = etree.XPath(
    f"//body//*[{one_of('self', *STRUCK)}"
    f" or self::sup[.//a[contains(@href, '#')] or {has_name('reference', 'Inline-Template')}]"
    " or self::a[@role='doc-noteref']"
    f" or self::a[@role='doc-backlink'][not({one_of('ancestor', *HEADINGS)})]"  # there its words are the heading's
    " or self::a[contains(@href, '#')][normalize-space(.) = normalize-space(sup)][sup]"
    f" or self::span[contains(@class, 'mw-cite-backlink')] or self::a[{has_name('sdfootnotesym')}]"
    f" or contains('{_INLINE}', concat(' ', name(), ' ')) and {HIDDEN_BY_STYLE}"
    "][not(ancestor::pre)]"
)
_TO_PLACES = etree.XPath(f"//body//a[contains(@href, '#')][not({one_of('ancestor', 'pre', *HEADINGS)})]")
_SIGN = re.compile(r"[*†‡§¶‖#^↑⇑⬆↩⤴↵⏎]{1,3}[\ufe0e\ufe0f]?")
_NAMED = etree.XPath(
    "//body//*["
    + has_name("breadcrumb", "breadcrumbs", "topnav", "catlinks", "siteSub", "p-lang-btn", "sharedaddy")
    + f" or ({has_name('noprint')}) and ancestor::*[{has_name('mw-parser-output', 'mw-body')}]"
    f" or {has_name('jp-relatedposts', 'related-posts', 'related-products', 'upsells')}"
    f" or ({has_name('related')}) and ({has_name('products')})"
    f" or {has_name('toc', 'lwptoc', 'toc_container', 'ez-toc-container', 'table-of-contents')}"
    f"][not(.//main or .//article or .//h1 or {one_of('self', 'a', *HEADINGS)})]"
)
# What HTML has elements for by now: beside the content if the page has one of it, which holds none of it and parts no text.
_BESIDE = [etree.XPath(f"//div[{test}]") for test in ("@id='header'", has_name("footer"), has_name("sidebar"))]
_IS_MENU = re.compile(
    r"(?:\A|[\s_-])(?:(?:main|sub)?menu|nav|navbar|navigation|navheader|navfooter|docnav)(?:\Z|[\s_-])", re.IGNORECASE
)
_IN_CONTENT = etree.XPath(
    "boolean(ancestor::main or ancestor::article or ancestor::*[@role='main'] or .//main or .//article or .//h1 or .//*[@role='main']"
    " or (preceding-sibling::p and following-sibling::p))"
)
_HAS_BLOCKS = etree.XPath(f"boolean({one_of('descendant', 'div', 'p', 'ul', 'ol', 'dl', 'table', *HEADINGS[1:])})")
_BLOCKS = ("div", "p", "ul", "ol", "li", "table")
_WORDS = etree.XPath(
    "//body//text()[not(ancestor::*[contains(' script style template noscript nav aside header footer form ', concat(' ', name(), ' '))])]"
)
_KINDS = etree.XPath(
    "//body//*[contains(@class, 'admonition-title') or contains(@class, 'admonitionHeading') or contains(@class, 'markdown-alert-title')]"
)
_OWN_TEXT = etree.XPath("descendant::text()[count(ancestor::li) = $depth]")
# From each link upwards: libxml2 holds what it finds below one item against all that it found below those before.
_ENTRY_LINKS = etree.XPath("//a[contains(@href, '#')][ancestor::li or ancestor::dt]/@href")
_ENTRY_NUMBER = re.compile(r"\A\s*(?:\d+\.)+\s")
_HOME = re.compile(r"(?:https?://[^/?#]+)?(?:\.{0,2}/)*(?:index\.\w+|#)?", re.IGNORECASE)
_SEPARATORS = " \t\u00a0-–—|:·•»«›‹>/\\"
# One sentence without a figure that is no year, what made the page, and its time to the second: what else may stand there is worth an answer.
_COPYRIGHT = r"(?:©|\(c\)|copyright\b)(?:[^.\d]|\b(?:19|20)\d\d\b|\.(?!(?<!reserved\.)\s*(?!all rights)\w))*+"
_MADE = r"(?:(?:generated|powered|rendered) by|(?:built|created|generated|made) using)(?: [^\s.]+(?:\.\d+)*){1,6}+"
_MADE_AT = r"(?:this )?(?:page |document )?last (?:built|changed|modified|updated):?(?: on)? [^.]{,20}\d\d:\d\d:\d\d(?: [+\w]+)?"
_COLOPHON = re.compile(rf"(?:[^\w©(]*(?:{_COPYRIGHT}|{_MADE}|{_MADE_AT}))++\W*", re.IGNORECASE)
_FIGURE = re.compile(r"\d")


def drop_furniture(tree: html.HtmlElement, title: str, address: str | None) -> None:
    """Take out of a page what answers nobody; `title` is the page's own, with the site's name in it; `address` is what it gives as its own.

    That is headings that name the site, lists of contents, links to the pages before and behind, blocks that are named as
    furniture, items that only link to another place of the page, titles of boxes that only tell their kind (as "Note"),
    marks of footnotes, how a word is read (`rt`), formulas with powers, fractions and the like, words that are struck out, hidden
    within a line, or for screen readers alone where something else says as much, and what stands in for a video or the like where a browser cannot show it. A hidden block
    stays: it may be a panel that opens; and so do words that a style makes transparent or invisible: scripts fade them in.
    """
    for element in _FALL_BACKS(tree):
        element.tail = f" {element.tail or ''}"
        element.drop_tree()
    for element in (*_READINGS(tree), *_NOTATIONS(tree)):
        element.drop_tree()
    _drop_site_names(tree, title)
    drop_spoken(tree)
    for element in dict.fromkeys((*_CUT(tree), *_FORMULAS(tree), *filter(_is_sign, _TO_PLACES(tree)))):
        cut(element)
    for element in (*to_neighbours(tree, title), *contents(tree)):
        element.drop_tree()
    _drop_small(dict.fromkeys((*_NAMED(tree), *_beside(tree))), tree)
    for element in _KINDS(tree):
        if letters(element.text_content()) in re.split(r"[\s-]+", _classes(element.getparent())):
            element.drop_tree()
    _drop_entries(tree, address)


def _is_sign(link: html.HtmlElement) -> bool:
    """Whether a link to a place is no more than the mark of a note, or an arrow back to where that stands."""
    return _SIGN.fullmatch(link.text_content().strip()) is not None


def _drop_site_names(tree: html.HtmlElement, title: str) -> None:
    """Drop each heading of level 1 that has two of three signs of a site's name.

    It ends the title, it links home, and a heading below says the rest of the title.
    """
    headings = [(element, line(element)) for element in tree.iter(*HEADINGS)]
    last = {words: place for place, (_, words) in enumerate(headings)}
    for place, (element, words) in enumerate(headings):
        if element.tag == "h1" and words and words != title and words in title:
            rest = title.replace(words, "", 1).strip(_SEPARATORS)
            leaves = last.get(rest, place) > place
            links = any(_is_home(link) and line(link) == words for link in element.iter("a"))
            if title.endswith(words) + links + leaves > 1:
                element.drop_tree()


def _is_home(link: html.HtmlElement) -> bool:
    return link.get("rel") == "home" or _HOME.fullmatch(link.get("href", "none").strip()) is not None


def _drop_small(parts: Iterable[html.HtmlElement], tree: html.HtmlElement) -> None:
    """Drop them, the small ones first, as long as they are less than half of the page's words: a name may be that of its content."""
    left = len(letters("".join(_WORDS(tree)))) / 2
    for size, part in sorted(((len(letters(part.text_content())), part) for part in parts), key=itemgetter(0)):
        left -= size
        if left > 0:
            part.drop_tree()


def _beside(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Menus, lines of links and of copyright in what is named as beside the content, each with its heading, or named as a menu itself.

    All else may answer.
    """
    for element in tree.iter(*_BLOCKS):
        if _IS_MENU.search(names(element)) and not _IN_CONTENT(element):
            yield from _menus(element)
    for named in _BESIDE:
        parts = named(tree)
        if len(parts) != 1 or _IN_CONTENT(parts[0]):
            continue
        found = list(_menus(parts[0]))
        yield from found
        for heading in parts[0].iter(*HEADINGS[1:]):
            behind = heading.getnext()
            if not (heading.tail or "").strip() and (behind is None or behind in found):
                yield heading


def _menus(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    if element.tag in _BLOCKS and _is_menu(element):
        yield element
    else:
        for inner in element:
            yield from _menus(inner)


def _is_menu(element: html.HtmlElement) -> bool:
    words = line(element)
    linked = "".join(link.text_content() for link in element.iter("a") if _is_place(link))
    if not _HAS_BLOCKS(element):
        few = 2 * len(letters(linked)) > len(letters(words)) and not _FIGURE.search(words)
        return few or _COLOPHON.fullmatch(words) is not None
    return bool(linked.strip()) and letters(linked) == letters(words)


def _is_place(link: html.HtmlElement) -> bool:
    """Whether it leads to another page, and says no number or address of its own."""
    return not link.get("href", "").startswith(NO_PAGE) and not _FIGURE.search(link.text_content())


def _drop_entries(tree: html.HtmlElement, address: str | None) -> None:
    """Drop the items' links of lists of contents, and of tabs: all that an item says is a link to elsewhere on the page."""
    targets = {
        name: element for element in tree.iter(etree.Element) for name in (element.get("id"), element.get("name"))
    }
    pages = Counter(_file(page) for page in _ENTRY_LINKS(tree) if _file(page))
    own = {"", *([_file(address)] if address else [page for page, count in pages.items() if 2 * count > pages.total()])}
    for item in reversed(list(tree.iter("li", "dt"))):
        links = [
            link
            for link in item.iter("a")
            if next(link.iterancestors("li", "dt")) is item
            and _file(link.get("href", "")) in own
            and _leads_on(link, item, targets)
        ]
        if item.tag == "dt" and _is_defined(item):
            continue
        depth = len(list(item.iterancestors("li"))) + (item.tag == "li")
        words = "".join(_OWN_TEXT(item, depth=depth))
        said = letters(_ENTRY_NUMBER.sub("", words))
        if links and said == letters("".join(_ENTRY_NUMBER.sub("", link.text_content()) for link in links)):
            for unwanted in links if item.find(".//li") is not None else [item]:
                unwanted.drop_tree()


def _is_defined(term: html.HtmlElement) -> bool:
    behind = term.getnext()
    return behind is not None and behind.tag == "dd" and bool(letters(behind.text_content()))


def _file(address: str) -> str:
    """The last name in an address, which tells a site's pages apart wherever a saved one lies."""
    return address.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]


def _leads_on(link: html.HtmlElement, item: html.HtmlElement, targets: dict[str | None, html.HtmlElement]) -> bool:
    """Whether it leads out of its item to another place of the page; a saved page has its whole address in its links, too."""
    _, _, name = link.get("href", "").partition("#")
    target = targets.get(unquote(name)) if name else None
    return target is not None and item not in target.iterancestors()


def _classes(element: html.HtmlElement) -> str:
    return str(element.get("class", "")).casefold()
