"""Word into an Article: mammoth makes HTML of a document's own structure, and that is read as a page's content is."""

from __future__ import annotations

from io import BytesIO

import mammoth
from lxml import etree, html

from index.errors import SourceError
from index.formats.html.code import CodeBlocks
from index.formats.html.edges import EDGE, part_figures
from index.formats.html.furniture import drop_furniture
from index.formats.html.pieces import article, pieces_of
from index.formats.html.tables import lay_out
from index.formats.title_words import is_title, names_nothing
from index.formats.word.package import PROPERTIES, packed, parts_of
from index.formats.word.seen import LEVELS, keep_what_is_seen
from index.passage import Article

_TITLE = "title"  # the class of a paragraph in Word's style of that name
_STYLES = f"""
p[style-name='Title'] => h1.{_TITLE}:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
"""
_HEADINGS = [f"h{level}" for level in range(1, LEVELS + 1)]
_BLOCKS = etree.XPath("/html/body/*")
_PROPER_TITLE = etree.XPath("string(*[local-name() = 'title'])")
_TITLES = etree.XPath(f"//h1[@class='{_TITLE}']")
_TO_MARKS = etree.XPath("//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]")
_NOTES = etree.XPath("//ol[li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]]")
_ALONE = etree.XPath("/html/body/p|/html/body/*[self::ol or self::ul][count(*) = 1]/li[not(ol or ul)]")
_NOT_BOLD = etree.XPath("boolean(.//text()[normalize-space(.) and not(ancestor::strong)])")


def read_word(data: bytes) -> Article:
    """Read the text of a .docx: headings by the outline level of their style, lists, tables, text boxes and notes.

    The text is composed as that of a page is (`read_html`). Paragraphs of a few bold words above something else are headings
    below all others. Headers, footers, pictures, comments, deletions, hidden words and lists of contents are left out;
    what is inserted by a tracked change is read. Notes stand at the end, below no heading. The title is the first paragraph
    in the style "Title", else the first heading if it is the only one of level 1, else that of the file's
    properties if it is one, else bold words that the document begins with.

    Refused are encrypted and damaged files, and those without a text.
    """
    parts = parts_of(data)
    proper = " ".join(_PROPER_TITLE(parts[PROPERTIES]).split()) if PROPERTIES in parts else ""
    keep_what_is_seen(parts.values())
    tree = _tree(packed(parts))
    for mark in _TO_MARKS(tree):
        mark.drop_tree()
    drop_furniture(tree, "", None)
    _head_by_bold(tree)
    title = _title(tree, proper)
    part_figures(tree)
    code = CodeBlocks(tree)
    lay_out(tree)
    _put_notes_apart(tree)
    pieces = pieces_of(tree, code)
    if not pieces:
        raise SourceError("has no text; what is a picture of text has to be recognised first (OCR)")
    return article(pieces, title, None)


def _tree(package: BytesIO) -> html.HtmlElement:
    try:
        made = mammoth.convert_to_html(
            package,
            style_map=_STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda _: {}),
        )
    except RecursionError:
        raise SourceError("nests its tables or boxes deeper than is read; take them apart") from None
    parser = html.HTMLParser(encoding="utf-8")
    tree = html.document_fromstring(f"<body>{made.value.replace(EDGE, '')}</body>".encode(), parser=parser)
    if parser.error_log.filter_from_fatals():  # it stops there, and what follows would be lost without a word
        raise SourceError("nests its parts deeper, or has a longer stretch of text, than lxml reads; split it")
    return tree


def _head_by_bold(tree: html.HtmlElement) -> None:
    """Make headings of bold words by themselves, also behind the number of a list of one, that are a title and stand above something else."""
    heads = {}
    for element in _ALONE(tree):
        if is_title(_words(element).removesuffix(":")) and not _NOT_BOLD(element):
            heads[element if element.tag == "p" else element.getparent()] = element
    for block, element in heads.items():
        following = block.getnext()
        if following is None or following in heads or following.tag in _HEADINGS:
            continue
        if element is not block:
            element.drop_tag()
        block.tag = _HEADINGS[-1]


def _put_notes_apart(tree: html.HtmlElement) -> None:
    """Let the text's headings end before the notes, which stand behind it: none of them is theirs."""
    for notes in _NOTES(tree):
        text = html.Element("details")
        text.extend(notes.itersiblings(preceding=True))
        text[:] = reversed(text)
        notes.addprevious(text)


def _title(tree: html.HtmlElement, proper: str) -> str:
    """The document's title; the heading that says it becomes one of level 1."""
    if titles := list(filter(None, map(_words, _TITLES(tree)))):
        return titles[0]
    proper = "" if names_nothing(proper) else proper
    first = next(filter(_words, tree.iter(*_HEADINGS)), None)
    if first is None:
        return proper
    is_only = first.tag == "h1" and len(list(filter(_words, tree.iter("h1")))) == 1
    is_proper = bool(proper) and _words(first).casefold() in proper.casefold()
    begins = first.tag != "h1" and first is next((block for block in _BLOCKS(tree) if _words(block)), None)
    if not (is_only or is_proper or (begins and not proper)):
        return proper
    first.tag = "h1"
    return _words(first)


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
