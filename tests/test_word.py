"""Word documents: what a reader sees is what is read, below the headings that are there."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from html_pages import outline
from word_documents import MATHS, WORD, bold, core, hidden, paragraph, saved, style, styles, written

from index.errors import SourceError
from index.formats.word.package import XML_BYTES
from index.formats.word.read import read_word

RUN = "<w:r><w:t>{}</w:t></w:r>"
TABLE = "<w:tbl>{}</w:tbl>"
ROW = "<w:tr>{}</w:tr>"
CELL = "<w:tc>{}</w:tc>"


def test_headings_lists_and_tables_are_what_they_are_in_word() -> None:
    document = docx.Document()
    document.add_heading("The boat house", 0)
    document.add_paragraph("It was built in 1911. Its roof is of slate.")
    document.add_heading("Lessons", 1)
    document.add_paragraph("Bring:")
    document.add_paragraph("a towel", style="List Bullet")
    document.add_paragraph("dry shoes", style="List Bullet")
    document.add_heading("Prices", 2)
    table = document.add_table(0, 2)
    for cells in (("Lesson", "Price"), ("One hour", "£12"), ("Half a day", "£30")):
        for cell, words in zip(table.add_row().cells, cells, strict=True):
            cell.text = words
    document.add_heading("Members", 1)
    document.add_paragraph("Members row for nothing.")
    article = read_word(saved(document))
    assert article.title == "The boat house"
    assert outline(article) == [
        ((), [("paragraph", "It was built in 1911. Its roof is of slate.")]),
        (("Lessons",), [("paragraph", "Bring:"), ("item", "a towel"), ("item", "dry shoes")]),
        (("Lessons", "Prices"), [("row", "Lesson | Price"), ("row", "One hour | £12"), ("row", "Half a day | £30")]),
        (("Members",), [("paragraph", "Members row for nothing.")]),
    ]
    names, hour, _ = article.sections[2].blocks
    assert hour.columns == (names.start, names.end)


STYLES = styles(
    style("berschrift1", "heading 1", outline=0),
    style("Kapitel", "Chapter of ours", based_on="berschrift1"),
    style("Ring1", "round", based_on="Ring2"),
    style("Ring2", "and round", based_on="Ring1"),
    style("Verzeichnis1", "toc 1"),
    style("Titel", "Title", outline=0),
)


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        pytest.param(paragraph("Tea", style="berschrift1"), ("Tea",), id="another language"),
        pytest.param(paragraph("Tea", style="Kapitel"), ("Tea",), id="a style based on a heading"),
        pytest.param(paragraph("Tea", properties='<w:outlineLvl w:val="1"/>'), ("Tea",), id="a level of its own"),
        pytest.param(paragraph(bold("Tea")), ("Tea",), id="bold words"),
        pytest.param(paragraph(bold("Who "), bold("makes tea?")), ("Who makes tea?",), id="a bold question"),
        pytest.param(paragraph(bold("Tea"), " is made."), (), id="words in bold before others"),
        pytest.param(paragraph(bold("Tea is made of leaves.")), (), id="a bold sentence"),
        pytest.param(paragraph("Tea", style="Ring1"), (), id="styles that are based on each other"),
        pytest.param(paragraph("Tea", style="berschrift1", properties='<w:outlineLvl w:val="9"/>'), (), id="a heading's style as body text"),
    ],
)  # fmt: skip
def test_what_heads_a_section(heading: str, path: tuple[str, ...]) -> None:
    first = paragraph("Drinks", style="Titel") + paragraph("They are sold here.")
    article = read_word(written(first + heading + paragraph("Leaves are dried first."), styles=STYLES))
    assert [(section.path, section.blocks[-1].kind) for section in article.sections][-1] == (path, "paragraph")
    assert article.text.endswith("Leaves are dried first.")


def test_a_bold_number_of_a_list_by_itself_is_a_heading_and_bold_items_are_none() -> None:
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        paragraph("A lease", style="Titel")
        + paragraph(bold("Deposit"), properties=number)
        + paragraph("It is paid back within ten days.")
        + paragraph(bold("Keys"), properties=number)
        + paragraph("There are two.")
        + paragraph(bold("one for the door"), properties=number)
        + paragraph(bold("one for the gate"), properties=number)
    )
    assert outline(read_word(written(body, numbering=numbering, styles=STYLES))) == [
        (("Deposit",), [("paragraph", "It is paid back within ten days.")]),
        (
            ("Keys",),
            [("paragraph", "There are two."), ("item", "one for the door"), ("item", "one for the gate")],
        ),
    ]


@pytest.mark.parametrize(
    ("body", "proper", "title", "first"),
    [
        pytest.param(paragraph("Tea", style="Titel"), "An old template", "Tea", (), id="the style of titles"),
        pytest.param(paragraph("Tea", style="berschrift1"), "", "Tea", (), id="the only heading of level 1"),
        pytest.param(paragraph("Tea", style="berschrift1"), "Untitled", "Tea", (), id="the same, and a program's title"),
        pytest.param("", "Tea and coffee", "Tea and coffee", (), id="the properties'"),
        pytest.param("", "Microsoft Word - tea.docx", "", (), id="a file's name in the properties"),
        pytest.param(paragraph(bold("Tea")), "", "Tea", (), id="bold words at the beginning"),
        pytest.param(paragraph(bold("Tea")), "Tea and coffee", "Tea", (), id="bold words that the properties hold"),
        pytest.param(paragraph(bold("Milk")), "Tea and coffee", "Tea and coffee", ("Milk",), id="others"),
        pytest.param(paragraph("Tea", style="berschrift1") + paragraph("So it is.") + paragraph("Milk", style="berschrift1"), "", "", ("Tea",), id="several headings of level 1"),
    ],
)  # fmt: skip
def test_what_a_document_is_called(body: str, proper: str, title: str, first: tuple[str, ...]) -> None:
    parts = {"core": core(proper)} if proper else {}
    article = read_word(written(body + paragraph("Leaves are dried first."), styles=STYLES, **parts))
    assert (article.title, article.sections[0].path) == (title, first)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(paragraph("Tea is hot. ", hidden("Or cold."), "Mind it."), "Tea is hot. Mind it.", id="hidden words"),
        pytest.param(paragraph("Tea is ", hidden("hot", ' w:val="0"'), "."), "Tea is hot.", id="hidden no more"),
        pytest.param(paragraph("Tea is ", '<w:del w:id="1"><w:r><w:delText>cold</w:delText></w:r></w:del>', '<w:ins w:id="2"><w:r><w:t>hot</w:t></w:r></w:ins>', "."), "Tea is hot.", id="tracked changes"),
        pytest.param(paragraph("Tea is ", "<w:r><w:rPr><w:strike/></w:rPr><w:t>cold</w:t></w:r>", "hot."), "Tea is hot.", id="struck out"),
        pytest.param(paragraph("See ", '<w:fldSimple w:instr=" REF tea "><w:r><w:t>page 4</w:t></w:r></w:fldSimple>', "."), "See page 4.", id="a simple field"),
        pytest.param(paragraph("Tea", "<w:r><w:cr/></w:r>", "is hot."), "Tea is hot.", id="a line's end"),
        pytest.param(paragraph("It is ", f'<m:oMath xmlns:m="{MATHS}"><m:r><m:t>x=2</m:t></m:r></m:oMath>', "."), "It is x=2.", id="a formula in a line"),
        pytest.param(paragraph("It is ", "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>", "half."), "It is half.", id="no flattened fraction"),
        pytest.param("<w:sdt><w:sdtContent>" + paragraph("Tea is hot.") + "</w:sdtContent></w:sdt>", "Tea is hot.", id="a content control"),
        pytest.param("<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>" + paragraph("Tea 4") + "</w:sdtContent></w:sdt>" + paragraph("Tea is hot."), "Tea is hot.", id="a table of contents"),
        pytest.param(paragraph("Tea\t4", style="Verzeichnis1") + paragraph("Tea is hot."), "Tea is hot.", id="entries of one by their style"),
        pytest.param(paragraph("Tea ", "<w:r><w:ruby><w:rt><w:r><w:t>cha</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>茶</w:t></w:r></w:rubyBase></w:ruby></w:r>", "is hot."), "Tea 茶is hot.", id="a ruby's base"),
        pytest.param(paragraph("&lt;script&gt;alert(1)&lt;/script&gt; is text."), "<script>alert(1)</script> is text.", id="what looks like HTML"),
        pytest.param(paragraph("Tea is ", "<w:r><w:t>\ufdd0hot</w:t></w:r>", "."), "Tea is hot.", id="the mark of an edge"),
        pytest.param(paragraph("Tea.", "<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent></v:textbox></w:pict></w:r>"), "Tea.\n\nIn a box.", id="a text box"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_what_is_read(body: str, text: str) -> None:
    assert read_word(written(body, styles=STYLES)).text == text


def test_a_note_stands_at_the_end_below_no_heading_and_its_mark_nowhere() -> None:
    cells = (("Year", "Price"), ("1911", "a penny"))
    table = TABLE.format("".join(ROW.format("".join(CELL.format(paragraph(cell)) for cell in row)) for row in cells))
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0">{paragraph("none")}</w:footnote><w:footnote w:id="1">{paragraph("From 1911 on.")}{table}</w:footnote></w:footnotes>'
    body = paragraph("Tea", style="Kapitel") + paragraph(
        "Tea is hot.", '<w:r><w:footnoteReference w:id="1"/></w:r>', " Mind it."
    )
    document = written(paragraph("Drinks", style="Titel") + body, styles=STYLES, footnotes=notes)
    article = read_word(document)
    assert outline(article) == [
        (("Tea",), [("paragraph", "Tea is hot. Mind it.")]),
        ((), [("item", "From 1911 on."), ("row", "Year | Price"), ("row", "1911 | a penny")]),
    ]
    _, names, year = article.sections[1].blocks
    assert year.columns == (names.start, names.end)


def test_headers_and_comments_are_not_read() -> None:
    document = docx.Document()
    shown = document.add_paragraph("Tea is hot.")
    document.sections[0].header.paragraphs[0].text = "Confidential"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    document.add_comment(shown.runs, text="Is it?", author="Ada")
    assert read_word(saved(document)).text == "Tea is hot."


def test_a_merged_cell_is_told_in_each_of_its_rows() -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    cells = (("Day", "Open"), ("Saturday", "9 to 12"), ("", "13 to 17"))
    for row, words in zip(table.rows, cells, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0))
    rows = [words for _, words in outline(read_word(saved(document)))[0][1]]
    assert rows == ["Day | Open", "Saturday | 9 to 12", "Saturday | 13 to 17"]


def nested(depth: int) -> str:
    body = paragraph("within")
    for _ in range(depth):
        body = TABLE.format(ROW.format(CELL.format(body)))
    return body


def with_doctype() -> bytes:
    document = written(paragraph("&tea;"))
    file = BytesIO()
    with ZipFile(BytesIO(document)) as read, ZipFile(file, "w") as archive:
        for name in read.namelist():
            content = read.read(name)
            if name == "word/document.xml":
                content = b'<!DOCTYPE w:document [<!ENTITY tea "tea">]>' + content
            archive.writestr(name, content)
    return file.getvalue()


def too_large() -> bytes:
    file = BytesIO(written(paragraph("Tea is hot.")))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", "<x>" + " " * XML_BYTES + "</x>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password or the form of before Word 2007", id="encrypted, or .doc"),
        pytest.param(b"", "is no Word document", id="empty"),
        pytest.param(b"Tea is hot.", "is no Word document", id="a text"),
        pytest.param(written(paragraph("Tea is hot."))[:-200], "is no Word document", id="cut"),
        pytest.param(written(paragraph("Tea is hot.</w:t>")), "is no Word document", id="broken XML"),
        pytest.param(with_doctype(), "is no Word document", id="a document type"),
        pytest.param(too_large(), "holds more than 32 MiB", id="larger than it looks"),
        pytest.param(written(nested(depth=60)), "nests its", id="deep tables"),
        pytest.param(written(paragraph("")), "has no text", id="nothing"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_reason(document: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read_word(document)


def test_reading_takes_time_that_grows_with_the_document() -> None:
    def seconds(paragraphs: int) -> float:
        body = "".join(
            paragraph(bold(f"Part {number}")) + paragraph("Tea is hot.", style="Kapitel")
            for number in range(paragraphs)
        )
        document = written(body, styles=STYLES)
        begun = time.process_time()
        read_word(document)
        return time.process_time() - begun

    seconds(100)
    assert seconds(1600) < 16 * seconds(200)


@pytest.mark.slow
def test_a_word_document_is_indexed_and_cited(
    seed_project: Path, copy_of: Callable[[Path], Path], run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    project = copy_of(seed_project)
    document = docx.Document()
    document.add_heading("The boat house of Varnholt", 0)
    document.add_heading("History", 1)
    document.add_paragraph("Members row for nothing. The boat house was built by Ottilie Brandt in 1911.")
    data = saved(document)
    (project / "boats.docx").write_bytes(data)
    run("chatbot", "index", "build", "--source", "boats.docx", cwd=project)
    reply = json.loads(run("chatbot", "ask", "who built the boat house of Varnholt?", "--json", cwd=project).stdout)
    cited = reply["passages"][0]["citation"]
    assert read_word(data).text[cited["start"] : cited["end"]] == reply["passages"][0]["text"]
    assert reply["passages"][0]["text"] == "The boat house was built by Ottilie Brandt in 1911."
    assert (cited["source"], cited["title"], cited["section"]) == (
        "boats.docx",
        "The boat house of Varnholt",
        ["History"],
    )
