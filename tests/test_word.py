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
from word_documents import (
    MATHS,
    WORD,
    bold,
    cell,
    core,
    hidden,
    marked,
    paragraph,
    run,
    saved,
    style,
    styles,
    table,
    written,
)

from index.errors import SourceError
from index.formats.word.package import XML_BYTES
from index.formats.word.read import read_word

LINE = "<w:r><w:br/></w:r>"
PAGE = '<w:r><w:br w:type="page"/></w:r>'


def test_headings_lists_and_tables_are_what_they_are_in_word() -> None:
    document = docx.Document()
    document.add_heading("The boat house", 0)
    document.add_paragraph("It was built in 1911. Its roof is of slate.")
    document.add_heading("Lessons", 1)
    document.add_paragraph("Bring:")
    document.add_paragraph("a towel", style="List Bullet")
    document.add_paragraph("dry shoes", style="List Bullet")
    document.add_heading("Prices", 2)
    prices = document.add_table(0, 2)
    for cells in (("Lesson", "Price"), ("One hour", "£12"), ("Half a day", "£30")):
        for place, words in zip(prices.add_row().cells, cells, strict=True):
            place.text = words
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
    marked("Fett", "strong", "b"),
    marked("Absatz", "section head", "b", "paragraph"),
    marked("Geheim", "secret", "vanish"),
    marked("Intern", "for us alone", "vanish", "paragraph"),
    marked("Alt", "old", "strike"),
    '<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="list of ours"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>',
    style("Liste2", "another list", based_on="Liste"),
    '<w:style><w:name w:val="without an id"/></w:style>',
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
        pytest.param(paragraph("Tea", style="Absatz"), ("Tea",), id="bold by a paragraph's style"),
        pytest.param(paragraph(run("Tea", '<w:rStyle w:val="Fett"/>')), ("Tea",), id="bold by a run's style"),
        pytest.param(paragraph(run("Tea", '<w:rStyle w:val="Fett"/><w:b w:val="0"/>')), (), id="bold no more"),
        pytest.param(paragraph(bold("Opening hours"), ":"), ("Opening hours:",), id="a colon that is not bold"),
        pytest.param(paragraph(bold("2.1 Annual Leave")), ("2.1 Annual Leave",), id="a clause's number"),
        pytest.param(paragraph(bold("Section 3: Leave")), ("Section 3: Leave",), id="a section's number"),
        pytest.param(paragraph(bold("IV. Payment")), ("IV. Payment",), id="a Roman number"),
        pytest.param(paragraph(bold("Step 1: Register")), ("Step 1: Register",), id="a step"),
        pytest.param(paragraph(bold("Chair: Jane Smith")), (), id="a label and what it says"),
        pytest.param(paragraph(bold("Jane Smith, Chair")), (), id="a name and an office"),
        pytest.param(paragraph("The rent is due monthly.", style="Kapitel"), (), id="a clause in a heading's style"),
        pytest.param(paragraph("Introduction.", style="Kapitel"), ("Introduction.",), id="a heading with a stop"),
        pytest.param(paragraph(bold("Is it hot?"), LINE, "Yes."), ("Is it hot?",), id="a bold first line"),
        pytest.param(paragraph("Tea", style="Ring1"), (), id="styles that are based on each other"),
        pytest.param(paragraph("Tea", style="berschrift1", properties='<w:outlineLvl w:val="9"/>'), (), id="a heading's style as body text"),
    ],
)  # fmt: skip
def test_what_heads_a_section(heading: str, path: tuple[str, ...]) -> None:
    first = paragraph("Drinks", style="Titel") + paragraph("They are sold here.")
    article = read_word(written(first + heading + paragraph("Leaves are dried first."), styles=STYLES))
    assert [(section.path, section.blocks[-1].kind) for section in article.sections][-1] == (path, "paragraph")
    assert article.text.endswith("Leaves are dried first.")


def test_where_several_bold_lines_are_titles_others_of_their_form_are_headings() -> None:
    body = "".join(
        paragraph(bold(heading)) + paragraph(text)
        for heading, text in (
            ("Who we are", "We are a practice."),
            ("Sharing with other organisations", "We share with the hospital."),
            ("2. Minutes of the last meeting", "They were approved."),
            ("How to apply", "Use the form."),
            ("Friday 6 March", "We are here from noon."),
            ("We are closed in May", "The door is locked."),
        )
    )
    assert outline(read_word(written(paragraph("A practice", style="Titel") + body, styles=STYLES))) == [
        (("Who we are",), [("paragraph", "We are a practice.")]),
        (("Sharing with other organisations",), [("paragraph", "We share with the hospital.")]),
        (("2. Minutes of the last meeting",), [("paragraph", "They were approved.")]),
        (("How to apply",), [("paragraph", "Use the form.")]),
        (
            ("Friday 6 March",),
            [
                ("paragraph", words)
                for words in ("We are here from noon.", "We are closed in May", "The door is locked.")
            ],
        ),
    ]


def test_bold_words_right_above_a_heading_are_the_title_where_the_document_begins_with_them() -> None:
    body = paragraph(bold("House Rules")) + paragraph(bold("Quiet hours")) + paragraph("From ten to seven.")
    article = read_word(written(body + paragraph(bold("Laundry")) + paragraph("The machines cost 2.")))
    assert article.title == "House Rules"
    assert [section.path for section in article.sections] == [("Quiet hours",), ("Laundry",)]


def test_bold_words_that_a_paragraph_begins_with_head_it() -> None:
    article = read_word(written(paragraph(bold("It jerks."), " The chain is slack.")))
    [block] = article.sections[0].blocks
    assert article.text[block.start : block.lead_end] == "It jerks."


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
        pytest.param(paragraph("Tea", LINE, "and coffee", style="Titel"), "", "Tea and coffee", (), id="a title of two lines"),
        pytest.param(paragraph("Tea", style="Titel") + paragraph("and coffee", style="Titel"), "", "Tea and coffee", (), id="a title of two paragraphs"),
        pytest.param(paragraph("Tea ", run("old", "<w:strike/>"), "and coffee", style="Titel"), "", "Tea and coffee", (), id="a title with a word struck out"),
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
        pytest.param(paragraph("Tea is ", "<w:r><w:t>\ufdd0h\ufdd4ot</w:t></w:r>", "."), "Tea is hot.", id="the mark of an edge"),
        pytest.param(paragraph("Tea is ", run("hot", '<w:rStyle w:val="Geheim"/>'), "brown."), "Tea is brown.", id="hidden by a run's style"),
        pytest.param(paragraph("Ask Ada.", style="Intern") + paragraph("Tea is hot."), "Tea is hot.", id="hidden by a paragraph's style"),
        pytest.param(paragraph("It is £", run("5", '<w:rStyle w:val="Alt"/>'), "6."), "It is £6.", id="struck out by a style"),
        pytest.param(paragraph("It is £", run("5", "<w:dstrike/>"), "6."), "It is £6.", id="struck out twice"),
        pytest.param(paragraph("Tea is hot.", PAGE, "Mind it."), "Tea is hot. Mind it.", id="a page's end"),
        pytest.param(paragraph("T", properties='<w:framePr w:dropCap="drop"/>') + paragraph("ea is hot."), "Tea is hot.", id="a letter that hangs"),
        pytest.param(paragraph("Keep at ", run('<w:sym w:font="Arial" w:char="2265"/>'), "5."), "Keep at ≥5.", id="a sign of an ordinary font"),
        pytest.param(paragraph("Pay ", "<w:sdt><w:sdtPr><w14:checkbox xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'/></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>", " monthly."), "Pay ☒ monthly.", id="a box that is ticked"),
        pytest.param(paragraph("Pay ", run('<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar>'), run('<w:fldChar w:fldCharType="end"/>'), " monthly."), "Pay ☐ monthly.", id="a box of an old form"),
        pytest.param(paragraph("Pay ", run('<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="weekly"/><w:listEntry w:val="monthly"/></w:ddList></w:ffData></w:fldChar>'), "."), "Pay monthly.", id="what is chosen in an old form"),
        pytest.param("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + paragraph("Tap here.") + "</w:sdtContent></w:sdt>" + paragraph("Tea is hot."), "Tea is hot.", id="a control that nobody filled in"),
        pytest.param(paragraph("Tea", '<w:hyperlink w:anchor="a"><w:r><w:t> is hot.</w:t></w:r></w:hyperlink>'), "Tea is hot.", id="a link within"),
        pytest.param(paragraph("Tea", '<w:hyperlink r:id="gone" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:r><w:t> is hot.</w:t></w:r></w:hyperlink>'), "Tea is hot.", id="a link to nowhere"),
        pytest.param(paragraph("Tea is hot.", run('<w:footnoteReference w:id="7"/>')), "Tea is hot.", id="the mark of a note that is not there"),
        pytest.param(paragraph("Its area is ", "<m:oMath><m:r><m:t>π</m:t></m:r><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>", "."), "Its area is πr2.", id="a power"),
        pytest.param(paragraph("Tea.", "<w:r><w:pict><v:oval xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent></v:textbox></v:oval></w:pict></w:r>"), "Tea.\n\nIn a box.", id="a round text box"),
        pytest.param(paragraph("Tea.", f"<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><mc:Choice><w:drawing><w:txbxContent>{paragraph('In a box.')}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>{paragraph('In a box.')}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"), "Tea.\n\nIn a box.", id="a text box in two forms"),
        pytest.param(paragraph("Tea.", "<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'><w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent></v:textbox></w:pict></w:r>"), "Tea.\n\nIn a box.", id="a text box"),
    ],
)  # fmt: skip
def test_what_a_reader_sees_is_what_is_read(body: str, text: str) -> None:
    assert read_word(written(body, styles=STYLES)).text == text


def test_a_note_stands_at_the_end_below_no_heading_and_its_mark_nowhere() -> None:
    prices = table(("Year", "Price"), ("1911", "a penny"))
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0">{paragraph("none")}</w:footnote><w:footnote w:id="1">{paragraph("From 1911 on.")}{prices}</w:footnote></w:footnotes>'
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
    times = document.add_table(3, 2)
    cells = (("Day", "Open"), ("Saturday", "9 to 12"), ("", "13 to 17"))
    for row, words in zip(times.rows, cells, strict=True):
        for place, word in zip(row.cells, words, strict=True):
            place.text = word
    times.cell(1, 0).merge(times.cell(2, 0))
    rows = [words for _, words in outline(read_word(saved(document)))[0][1]]
    assert rows == ["Day | Open", "Saturday | 9 to 12", "Saturday | 13 to 17"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param((("Day", "Open"), (cell("Saturday", "<w:vMerge w:val='restart'/>"), "9 to 12"), ('<w:bookmarkStart w:id="1" w:name="x"/>', cell("", "<w:vMerge/>"), "13 to 17")), ["Day | Open", "Saturday | 9 to 12", "Saturday | 13 to 17"], id="a bookmark in a table"),
        pytest.param((("Day", "Open", "Price"), ('<w:trPr><w:gridBefore w:val="1"/></w:trPr>', "13 to 17", "£4")), ["Day | Open | Price", "| | 13 to 17 | £4 |"], id="a row that begins later"),
        pytest.param((("Day", "Open"), ("<w:trPr><w:del/></w:trPr>", cell("Friday", "<w:vMerge w:val='restart'/>"), "9 to 12"), (cell("", "<w:vMerge/>"), "13 to 17")), ["Day | Open", "13 to 17"], id="what a deleted row was merged with"),
        pytest.param((("Boat", cell("Adult", "<w:gridSpan w:val='2'/>")), ("", "Day", "Week"), ("Canoe", "£9", "£40")), ["Boat | Adult Day | Adult Week", "Canoe | £9 | £40"], id="groups of columns"),
    ],
)  # fmt: skip
def test_cells_stand_below_the_names_of_their_columns(rows: tuple[tuple[str, ...], ...], expected: list[str]) -> None:
    [(_, blocks)] = outline(read_word(written(table(*rows))))
    assert [" ".join(words.split()) for _, words in blocks] == expected


def test_the_title_of_a_table_names_no_columns() -> None:
    title = cell("Prices", "<w:gridSpan w:val='3'/>")
    article = read_word(written(table((title,), ("Boat", "Day", "Week"), ("Canoe", "£9", "£40"))))
    _, names, canoe = article.sections[0].blocks
    assert canoe.columns == (names.start, names.end)


def test_items_by_a_style_are_items_however_deep() -> None:
    deep = '<w:numPr><w:ilvl w:val="7"/><w:numId w:val="3"/></w:numPr>'
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("a towel", style="Liste") + paragraph("soap", style="Liste2") + paragraph("a comb", properties=deep)
    )
    found = read_word(written(body + paragraph("All is here.", style="Liste", properties=none), styles=STYLES))
    assert outline(found)[0][1] == [
        ("item", "a towel"),
        ("item", "soap"),
        ("item", "a comb"),
        ("paragraph", "All is here."),
    ]


def test_parts_that_are_no_text_of_the_document_are_not_looked_at() -> None:
    file = BytesIO(written(paragraph("Tea", style="Titel") + paragraph("Tea is hot."), styles=STYLES))
    with ZipFile(file, "a") as archive:
        archive.writestr("customXml/item1.xml", "<!DOCTYPE x><x>")
        archive.writestr("word/glossary/styles.xml", styles(style("Titel", "nothing")))
    assert read_word(file.getvalue()).title == "Tea"


def nested(depth: int) -> str:
    body = paragraph("within")
    for _ in range(depth):
        body = table((f"<w:tc>{body}</w:tc>",))
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
        archive.writestr("word/styles.xml", "<x>" + " " * XML_BYTES + "</x>")
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
    assert seconds(3200) < 20 * min(seconds(400), seconds(400))


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
