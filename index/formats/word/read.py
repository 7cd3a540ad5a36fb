"""Word into an Article: mammoth makes HTML of a document's own structure, and that is read as a page's content is."""

from __future__ import annotations

import re
from io import BytesIO

import mammoth
from lxml import etree, html

from index.errors import SourceError
from index.formats.html.code import CodeBlocks
from index.formats.html.edges import EDGE, part_figures
from index.formats.html.elements import NUMBER as NUMBER_OF
from index.formats.html.furniture import drop_furniture
from index.formats.html.infobox import LABELLED
from index.formats.html.pieces import article, pieces_of
from index.formats.html.tables import lay_out
from index.formats.title_words import names_nothing
from index.formats.word.numbering import Numbering
from index.formats.word.package import DAMAGED, Package, open_package
from index.formats.word.paragraphs import CODE, LEVELS, LISTS, TITLE, name_paragraphs
from index.formats.word.seen import drop_lost_notes, keep_what_is_seen
from index.formats.word.styles import Styles, write_marks
from index.formats.word.tables import lay_out_tables
from index.formats.word.write_numbers import NUMBER
from index.passage import Article

_STYLES = f"p.{TITLE} => h1.{TITLE}:fresh\np.{CODE} => pre:separator('\\n')\nr.{NUMBER} => span.{NUMBER}"
_HEADINGS = [f"h{level}" for level in range(1, LEVELS + 1)]
_MARKS = re.compile(f"[{EDGE}{LABELLED}]")  # what no document is to hold, and marks places here
_BLOCKS = etree.XPath("/html/body/*")
_TITLES = etree.XPath(f"//h1[@class='{TITLE}']")
_NUMBERS = etree.XPath(f"//span[@class='{NUMBER}']")
_TO_MARKS = etree.XPath("//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]")
_NOTES = etree.XPath("//ol[li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]]")


def read_word(data: bytes) -> Article:
    """Read the text of a .docx: headings, lists, tables, text boxes and notes.

    The text is composed as that of a page is (`read_html`). A heading has a level in the outline, whatever its style is called,
    or is a few bold words above something else, which is below those. Headers, footers, pictures, comments, deletions,
    hidden words and lists of contents are left out; what is inserted by a tracked change is read. The numbers that Word counts
    stand before headings, clauses and items. Notes stand at the end, below no heading. The title is the first paragraph
    in the style "Title", else the first heading, without a number, if it is the only one of level 1, else that of the file's
    properties if it is one, else bold words that the document begins with.

    Refused are encrypted and damaged files, and those without a text.
    """
    package = open_package(data)
    _prepare(package)
    tree = _tree(package.packed(LISTS))
    for written in _NUMBERS(tree):
        _say_number(written)
    for mark in _TO_MARKS(tree):
        mark.drop_tree()
    drop_furniture(tree, "", None)
    title = _title(tree, "" if names_nothing(package.title) else package.title)
    part_figures(tree)
    code = CodeBlocks(tree)
    lay_out(tree)
    _put_notes_apart(tree)
    pieces = pieces_of(tree, code)
    if not pieces:
        raise SourceError("has no text; what is a picture of text has to be recognised first (OCR)")
    first = next((piece.words for piece in pieces if piece.level), "")
    return article(pieces, first if title is None else title, None)


def _prepare(package: Package) -> None:
    styles = Styles(package.styles, package.numbering)
    numbering = Numbering(package.numbering)
    drop_lost_notes(package.document, package.footnotes, package.endnotes)
    for root in (package.document, package.footnotes, package.endnotes):
        keep_what_is_seen(root)
        write_marks(root, styles)
        name_paragraphs(root, styles, numbering)
        lay_out_tables(root)


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
    except (AttributeError, LookupError, TypeError, ValueError) as error:  # of what has another form than it should
        raise SourceError(DAMAGED) from error
    parser = html.HTMLParser(encoding="utf-8")
    tree = html.document_fromstring(f"<body>{_MARKS.sub('', made.value)}</body>".encode(), parser=parser)
    if parser.error_log.filter_from_fatals():  # it stops there, and what follows would be lost without a word
        raise SourceError("nests its parts deeper, or has a longer stretch of text, than lxml reads; split it")
    return tree


def _say_number(written: html.HtmlElement) -> None:
    """Say of a heading or an item what number it has; in a table none stands before it."""
    number = written.text_content().strip()
    if (heading := next(written.iterancestors(*_HEADINGS), None)) is not None:
        heading.set(NUMBER_OF, number)
        written.drop_tag()
        return
    item = next(written.iterancestors("li"), None)
    if item is not None and next(item.iterancestors("table"), None) is None:
        item.set(NUMBER_OF, number if number.endswith((".", ")")) else f"{number}.")
    written.drop_tree()


def _put_notes_apart(tree: html.HtmlElement) -> None:
    """Let the text's headings end before the notes, which stand behind it: none of them is theirs."""
    for notes in _NOTES(tree):
        text = html.Element("details")
        text.extend(notes.itersiblings(preceding=True))
        text[:] = reversed(text)
        notes.addprevious(text)


def _title(tree: html.HtmlElement, proper: str) -> str | None:
    """The document's title; None where the first heading says it, which becomes one of level 1."""
    first = next(filter(_words, tree.iter(*_HEADINGS)), None)
    if titles := list(filter(_words, _TITLES(tree))):
        return None if titles[0] is first else _words(titles[0])
    if first is None or first.get(NUMBER_OF):
        return proper
    is_only = first.tag == "h1" and len(list(filter(_words, tree.iter("h1")))) == 1
    is_proper = bool(proper) and _words(first).casefold() in proper.casefold()
    begins = first.tag != "h1" and first is next((block for block in _BLOCKS(tree) if _words(block)), None)
    if not (is_only or is_proper or (begins and not proper)):
        return proper
    first.tag = "h1"
    return None


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().replace(EDGE, "").split())
