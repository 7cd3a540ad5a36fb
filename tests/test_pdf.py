"""PDF: paragraphs from lines, sections from the outline or the type, and what of a page is no text of it."""

from __future__ import annotations

import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from pdf_of import HEIGHT, LEADING, TEA, TEA_LINES, WIDTH, Words, blocks, column, pdf, texts

from index.errors import SourceError
from index.formats.pdf.read import read_pdf
from index.passage import Article, Block, BlockKind, Section


def test_a_document_with_an_outline_is_read_by_its_chapters() -> None:
    data = pdf(
        [
            *column("On tea", top=80, size=20),
            *TEA_LINES,
            *column("1. Kinds", "Green tea is not fermented.", top=150),
        ],
        [*column("Brewing"), *column("Pour it.", top=112), *column("Water", top=140), *column("It is hot.", top=152)],
        title="On tea, a report",
        bookmarks=[(0, 0, "Kinds"), (1, 0, "2 Brewing"), (1, 1, "Water"), (1, 1, "Not there")],
    )
    lead = "Tea is a drink that is made from the leaves of a shrub, which grows in the hills of China and in Japan."
    text = f"{lead}\n\n1. Kinds\n\nGreen tea is not fermented.\n\nBrewing\n\nPour it.\n\nWater\n\nIt is hot."

    def block(words: str, page: int) -> Block:
        return Block(BlockKind.PARAGRAPH, text.index(words), text.index(words) + len(words), page=page)

    def section(path: tuple[str, ...], words: str, page: int) -> Section:
        start = text.index(path[-1])
        return Section(path, start, start + len(path[-1]), (block(words, page),))

    assert read_pdf(data) == Article(
        title="On tea",
        text=text,
        sections=(
            Section((), 0, 0, (block(lead, 1),)),
            section(("1. Kinds",), "Green tea is not fermented.", 1),
            section(("Brewing",), "Pour it.", 2),
            section(("Brewing", "Water"), "It is hot.", 2),
        ),
        full_title="On tea, a report",
    )


def test_a_bookmarked_line_stands_alone_though_nothing_sets_it_apart() -> None:
    article = read_pdf(pdf(column(TEA[0], "Kinds", TEA[0]), bookmarks=[(0, 0, "Kinds")]))
    assert [(section.path, len(section.blocks)) for section in article.sections] == [((), 1), (("Kinds",), 1)]


def test_without_an_outline_larger_type_makes_the_sections() -> None:
    heading = column("Tea", top=40, size=24) + column("Kinds of it", top=70, size=16)
    body = column(*TEA, top=130) + column("Not a heading.", top=170, size=16)
    article = read_pdf(
        pdf([*heading, *column("Green", top=90, size=13), *body], [*column("Water", top=75, size=16), *TEA_LINES])
    )
    assert article.title == "Tea"
    assert [(section.path, len(section.blocks)) for section in article.sections] == [
        (("Kinds of it",), 0),
        (("Kinds of it", "Green"), 2),
        (("Water",), 1),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (TEA_LINES, [" ".join(TEA)]),
        (TEA_LINES + column("It is old.", top=160), [" ".join(TEA), "It is old."]),
        (column("It is old.") + column("It is hot.", top=124), ["It is old.", "It is hot."]),
        (column(TEA[0]) + column("shrub.", top=118), [f"{TEA[0]} shrub."]),
        (column(*TEA, TEA[0], "shrub."), [" ".join(TEA), f"{TEA[0]} shrub."]),
        (column(TEA[0], "shrub or", "of two."), [f"{TEA[0]} shrub or of two."]),
        (column(TEA[0], left=42) + column(TEA[0], top=112) + column("Old.", top=124, left=42), [f"{TEA[0]} {TEA[0]}", "Old."]),
        (
            column(f"\x95 {TEA[0]}") + column("Steamed or roasted, and all of it from one", top=112, left=42) + column("Asia.", top=124),
            [f"{TEA[0]} Steamed or roasted, and all of it from one", "Asia."],
        ),
        ([*column("\x95", size=24), *column("Green", left=50), *column(*TEA, top=160)], ["Green", " ".join(TEA)]),
        (TEA_LINES + column("Notes", top=136, size=7), [" ".join(TEA), "Notes"]),
        (column(*TEA[:2], top=380) + column(*TEA[2:], top=100, left=180), [" ".join(TEA)]),
        (column("Made from leaves of the Camel-", "lia only."), ["Made from leaves of the Camellia only."]),
        (column("A well-known tea is well-", "known."), ["A well-known tea is well-known."]),
        (column("It is as good as the all-you-", "know tea."), ["It is as good as the all-you-know tea."]),
        (column("Adults £6", "Families of two adults and two children £17", "Babies free", "Lockers £1"), ["Adults £6", "Families of two adults and two children £17", "Babies free", "Lockers £1"]),
        (column("Tea from the hills of China and Japan, and", "Assam. Of late it is drunk in Europe, mostly", "English tea."), ["Tea from the hills of China and Japan, and Assam. Of late it is drunk in Europe, mostly English tea."]),
        (column("It is as good as the Anglo-", "Indian one."), ["It is as good as the Anglo-Indian one."]),
        (column("Tea came to Europe in 1610 -", "or before."), ["Tea came to Europe in 1610 - or before."]),
    ],
    ids=[
        "lines", "gap", "gap between two lines", "gap before a small letter", "room left", "room left before a small letter",
        "indentation", "hanging indentation", "large bullet", "size", "column", "hyphen", "known compound", "long compound",
        "short lines", "capitals in a text", "before a capital", "dash",
    ],
)  # fmt: skip
def test_lines_that_belong_together_are_one_paragraph(lines: list[Words], expected: list[str]) -> None:
    assert texts(lines) == expected


def test_a_list_is_read_as_items_without_their_bullets() -> None:
    data = pdf(column("Kinds:", "\x95 green", "\x95 black", "1. First", "- white"))
    assert blocks(read_pdf(data)) == [
        ("paragraph", 1, "Kinds:"),
        ("item", 1, "green"),
        ("item", 1, "black"),
        ("item", 1, "1. First"),
        ("item", 1, "white"),
    ]


def test_bullets_that_are_drawn_as_shapes_make_items() -> None:
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.add_page()
    document.set_font("helvetica", size=10)
    for number, text in enumerate(("Green tea of the hills", "Black tea")):
        document.ellipse(40, 94 + number * LEADING, 3.5, 3.5, style="F")
        document.text(50, 100 + number * LEADING, text)
    assert blocks(read_pdf(bytes(document.output()))) == [
        ("item", 1, "Green tea of the hills"),
        ("item", 1, "Black tea"),
    ]


def test_bullets_that_are_drawn_behind_all_words_make_items() -> None:
    items = column("Green tea of the", "hills", "Black tea", left=45)
    bullets = [(30.0, top, "-", 10.0) for top in (100, 124)]
    assert blocks(read_pdf(pdf([*items, *column("Tea is hot.", top=160), *bullets]))) == [
        ("item", 1, "Green tea of the hills"),
        ("item", 1, "Black tea"),
        ("paragraph", 1, "Tea is hot."),
    ]


def row(top: float, *cells: tuple[float, str]) -> list[Words]:
    return [(left, top, text, 10) for left, text in cells]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            [*row(100, (30, "Adults"), (200, "4.50")), *row(112, (30, "Ten tickets"), (200, "38.00")),
             *column("Babies pay nothing.", top=124)],
            [("row", "Adults 4.50"), ("row", "Ten tickets 38.00"), ("paragraph", "Babies pay nothing.")],
        ),
        (
            column("Shave ............ 22", "Haircut . . . . . . . 18"),
            [("row", "Shave 22"), ("row", "Haircut 18")],
        ),
        (
            column("Address: ________", "Name: ________ Born: ____"),
            [("paragraph", "Address: ________"), ("row", "Name: Born: ____")],
        ),
        (
            [*row(100, (30, "Internationally"), (110, "appreciated")), *column("Tea is ready.", top=112)],
            [("paragraph", "Internationally appreciated Tea is ready.")],
        ),
        (
            [*row(100, (30, "1."), (60, "Open the lid of the pot, which is hot when")), *column("Tea is ready.", top=112, left=60)],
            [("item", "1. Open the lid of the pot, which is hot when Tea is ready.")],
        ),
        (
            column("Monday to Friday: 7 a.m. - 9 p.m.", "Saturday, Sunday: 9 a.m. - 6 p.m."),
            [("paragraph", "Monday to Friday: 7 a.m. - 9 p.m."), ("paragraph", "Saturday, Sunday: 9 a.m. - 6 p.m.")],
        ),
    ],
    ids=["gap", "leaders", "blanks", "justified", "behind a number", "labels"],
)  # fmt: skip
def test_rows_and_lines_with_labels_stand_alone(lines: list[Words], expected: list[tuple[str, str]]) -> None:
    assert [(kind, text) for kind, _, text in blocks(read_pdf(pdf(lines)))] == expected


@pytest.mark.parametrize(
    ("above", "words", "expected"),
    [
        (
            "concerning the Telecommunications",
            "offices",
            ["concerning the Telecommunications Northamptonshire offices it is ready."],
        ),
        (
            "concerning the Telecommunications.",
            "offices",
            ["concerning the Telecommunications.", "Northamptonshire offices it is ready."],
        ),
        (
            "concerning the Telecommunications",
            "15",
            ["concerning the Telecommunications", "Northamptonshire 15 it is ready."],
        ),
    ],
    ids=["unfinished", "after a sentence", "with a figure"],
)
def test_a_line_as_wide_as_the_unfinished_one_above_is_no_row(above: str, words: str, expected: list[str]) -> None:
    rule = FPDF(unit="pt")
    rule.set_font("helvetica", size=10)
    left = 30 + rule.get_string_width(above) - rule.get_string_width(words)
    lines = [*column(above), *row(112, (30, "Northamptonshire"), (left, words)), *column("it is ready.", top=124)]
    assert texts(lines) == expected


def test_bold_titles_of_the_bodys_size_make_sections_too() -> None:
    bold = ("2 Methods", "2.1 Sampling", "Closed on Mondays", "Price: 4", "Entry $15", "Note", TEA[0])
    lines = [
        *column("Tea", top=40, size=20),
        *column("2 Methods", top=70),
        *column("2.1 Sampling", top=85),
        *column(*TEA),
        *column("Closed on Mondays", top=150),
        *column("Price: 4", top=165),
        *column("Entry $15", top=180),
        *column(TEA[0], TEA[1], "Japan.", top=195),
        *column("Note", top=245, size=8),
        *column("It is old.", top=265),
    ]
    article = read_pdf(pdf(lines, bold=bold))
    assert [section.path for section in article.sections] == [("2 Methods",), ("2 Methods", "2.1 Sampling")]
    assert [text for _, _, text in blocks(article)] == [
        " ".join(TEA), "Closed on Mondays", "Price: 4", "Entry $15", " ".join(TEA), "Note", "It is old.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("titles", "headings"),
    [
        (["1. Dogs", "2. Parking", "3. Rules for the sauna"], ["1. Dogs", "2. Parking", "3. Rules for the sauna"]),
        (["Dogs", "Parking", "Bring towels, soap and shoes"], ["Dogs", "Parking"]),
        (["Dogs", "Parking", "Nobody sleeps in here not even dogs"], ["Dogs", "Parking"]),
        (["Dogs", "Rules for the sauna"], ["Dogs"]),
        (["1. Dogs", "2. Parking", "Rules for the sauna"], ["1. Dogs", "2. Parking"]),
    ],
    ids=["of several words", "a list of things", "a statement", "beside one", "of another form"],
)
def test_a_bold_line_is_a_heading_where_others_of_its_form_are(titles: list[str], headings: list[str]) -> None:
    lines = [line for top, title in zip((50, 150, 250), titles, strict=False) for line in column(title, *TEA, top=top)]
    read = read_pdf(pdf(lines, bold=titles)).sections
    assert [section.path[0] for section in read if section.path] == headings


def test_bold_lines_of_one_form_head_rows_that_are_not_bold() -> None:
    rows = row(150, (30, "Short"), (200, "25")), row(210, (30, "Short"), (200, "55"))
    lines = [*TEA_LINES[:1], *column("Cuts", top=130), *rows[0], *column("Colour", top=190), *rows[1]]
    article = read_pdf(pdf(lines, bold=["Cuts", "Colour"]))
    assert [(section.path, len(section.blocks)) for section in article.sections][1:] == [
        (("Cuts",), 1),
        (("Colour",), 1),
    ]


def test_what_begins_small_below_larger_type_is_no_part_of_its_heading() -> None:
    title = column("The tea house", top=60, size=20)
    lines = [*title, *TEA_LINES, *column("Email", top=150, size=14), *column("tea@example.org", top=166)]
    article = read_pdf(pdf(lines))
    assert article.sections[-1].path == ("Email",)
    assert article.text.endswith("Email\n\ntea@example.org")


def test_a_bold_question_of_two_lines_heads_its_answer() -> None:
    asked = "What happens if I move out of the area in the", "middle of the year and have paid?"
    lines = [*TEA_LINES, *column(*asked, top=150), *column("We refund the rest.", top=180)]
    article = read_pdf(pdf(lines, bold=asked))
    assert article.sections[-1].path == (" ".join(asked),)


def test_a_bold_line_heads_a_table_whose_columns_names_are_bold() -> None:
    names, prices = row(150, (30, "Boat"), (200, "Price")), row(165, (30, "Skiff"), (200, "12"))
    article = read_pdf(pdf([*TEA_LINES, *column("Prices", top=135), *names, *prices], bold=("Prices", "Boat", "Price")))
    assert [section.path for section in article.sections] == [(), ("Prices",)]


def test_rows_stand_alone_on_the_next_page_too() -> None:
    first, second = row(300, (30, "Adults"), (200, "4.50")), row(100, (30, "Tickets"), (200, "38.00"))
    assert texts(first, second) == ["Adults 4.50", "Tickets 38.00"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (TEA[:2], TEA[2:], [(1, " ".join(TEA))]),
        ([TEA[0], "shrub or"], ["of two."], [(1, f"{TEA[0]} shrub or of two.")]),
        (TEA, ["It is old."], [(1, " ".join(TEA)), (2, "It is old.")]),
        ([TEA[0], "shrub.", "Notes"], ["It is old."], [(1, f"{TEA[0]} shrub."), (1, "Notes"), (2, "It is old.")]),
        (["Leaves of the Camel-"], ["lia."], [(1, "Leaves of the Camellia.")]),
    ],
    ids=["full line", "small letter", "end of a sentence", "short line", "broken word"],
)
def test_a_paragraph_may_run_over_a_page(first: list[str], second: list[str], expected: list[tuple[int, str]]) -> None:
    furniture = [*column("The tea book", top=30), *column("- 7 -", top=480, left=150)]
    article = read_pdf(pdf([*furniture, *column(*first)], [*column(*second), *furniture]))
    assert [(page, text) for _, page, text in blocks(article)] == expected


@pytest.mark.parametrize(
    ("named", "words", "title", "left"),
    [
        ("Tea - a report", column("Tea", top=50, size=20) + TEA_LINES, "Tea", [" ".join(TEA)]),
        ("Microsoft Word - tea.docx", column("Tea", top=50, size=20) + TEA_LINES, "Tea", [" ".join(TEA)]),
        ("Coffee", column("Tea", top=50, size=20) + TEA_LINES, "Coffee", ["Tea", " ".join(TEA)]),
        ("1984", TEA_LINES, "1984", [" ".join(TEA)]),
        ("tea.pdf", TEA_LINES, "", [" ".join(TEA)]),
        ("(anonymous)", TEA_LINES, "", [" ".join(TEA)]),
        ("about:blank", column("Tea", top=50, size=20) + TEA_LINES, "Tea", [" ".join(TEA)]),
        ("localhost:3000/bill/12", column("Tea", top=50, size=20) + TEA_LINES, "Tea", [" ".join(TEA)]),
        ("example.org/tea", TEA_LINES, "", [" ".join(TEA)]),
        ("About: tea", TEA_LINES, "About: tea", [" ".join(TEA)]),
        ("", column("Tea", top=50, size=20) + TEA_LINES + column("Water", top=200, size=20), "", [" ".join(TEA)]),
    ],
    ids=["contained", "file name, heading", "another", "number", "file name", "placeholder", "blank page", "address, heading", "address", "colon", "two headings of a size"],
)  # fmt: skip
def test_the_title_is_the_largest_line_or_the_metadatas(
    named: str, words: list[Words], title: str, left: list[str]
) -> None:
    article = read_pdf(pdf(words, title=named))
    assert (article.title, [text for _, _, text in blocks(article)]) == (title, left)


@pytest.mark.parametrize(
    ("named", "full_title"), [("Tea – Gull Inn", "Tea – Gull Inn"), ("Tea", ""), ("tea.pdf", ""), ("", "")]
)
def test_what_the_metadata_say_beside_the_title_is_kept_apart(named: str, full_title: str) -> None:
    article = read_pdf(pdf(column("Tea", top=50, size=20) + TEA_LINES, title=named))
    assert (article.title, article.full_title) == ("Tea", full_title)


@pytest.mark.parametrize("named", ["Coffee", "tea.pdf", "localhost:3000/bill/12"])
def test_where_no_line_is_the_title_nothing_stands_beside_it(named: str) -> None:
    assert read_pdf(pdf(TEA_LINES, title=named)).full_title == ""


def test_what_is_largest_on_a_later_page_is_no_title() -> None:
    article = read_pdf(pdf(TEA_LINES, [*column("Water", top=80, size=20), *column("It is hot.")]))
    assert (article.title, [section.path for section in article.sections]) == ("", [(), ("Water",)])


@pytest.mark.parametrize(
    ("words", "apart", "expected"),
    [
        ("OPENING HOURS", 3, "OPENING HOURS"),
        ("Open, on Sundays too", 3, "Open, on Sundays too"),
        ("of the hut", 4, "of the hut"),
        ("MTWTFSS", 12, "M T W T F S S"),
        ("abcdefgh", 5, "a b c d e f g h"),
        ("1234567", 5, "1 2 3 4 5 6 7"),
    ],
    ids=["capitals", "with a stop", "small letters", "columns", "columns of code", "figures"],
)
def test_letters_that_are_set_apart_are_words(words: str, apart: float, expected: str) -> None:
    document = FPDF(unit="pt")
    document.add_page()
    document.set_font("helvetica", size=10)
    left = 30.0
    for letter in words:
        document.text(left, 50, letter)
        left += document.get_string_width(letter) + apart
    assert [text for _, _, text in blocks(read_pdf(bytes(document.output())))] == [expected]


def test_letters_that_are_drawn_one_by_one_are_words_on_pages_that_are_mostly_empty() -> None:
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.add_page()
    document.set_font("helvetica", size=10)
    rows = [(30, 50, "Leek tart"), (250, 50, "9.25"), (30, 64, "from us"), (30, 100, "Eel"), (250, 100, "8.50")]
    for left, top, words in rows:
        for place, letter in enumerate(words):
            document.text(left + document.get_string_width(words[:place]), top, letter)
    assert (
        " ".join(text for _, _, text in blocks(read_pdf(bytes(document.output())))) == "Leek tart 9.25 from us Eel 8.50"
    )


def test_ligatures_soft_hyphens_and_symbols_are_read_as_what_they_mean() -> None:
    content = b"BT /F 10 Tf 30 300 Td (\\004 An e\\001cient \\002ow of wa\\003ter) Tj ET"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[1/ffi/fl/softhyphen/bullet]>>/ToUnicode 5 0 R>>"
    unicode = b"4 beginbfchar <01> <FB03> <02> <FB02> <03> <00AD> <04> <F0B7> endbfchar"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 500]/Contents 4 0 R/Resources<</Font<</F 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Length %d>>stream\n%b\nendstream" % (len(unicode), unicode),
        font,
    ]
    body = b"".join(b"%d 0 obj%b endobj\n" % (number, held) for number, held in enumerate(objects, 1))
    article = read_pdf(b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>")
    assert blocks(article) == [("item", 1, "An efficient flow of water")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf(TEA_LINES, password="user"), "is encrypted with a password; save it without one"),
        *((data, "is damaged, or no PDF; open it in a viewer and save it anew")
          for data in (b"", b"Tea", b"%PDF-1.7\n" + b"[" * 10_000, pdf(TEA_LINES)[:700])),
        *((data, "has no text layer, so it is scanned or empty; run OCR on it, for example with ocrmypdf")
          for data in (pdf([]), pdf(column("3", top=480)))),
    ],
    ids=["encrypted", "empty", "text", "nested", "cut", "no words", "only a page number"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, message: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read_pdf(data)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("left", "top"), [(400, 100), (-200, 100), (30, -20), (30, 560)], ids=["right", "left", "above", "below"]
)
def test_what_lies_off_the_page_is_left_out(left: float, top: float) -> None:
    reaching = column("Green tea is not fermented.", left=-8, top=HEIGHT - 90)
    assert texts([*TEA_LINES, *column("Buy mugs.", left=left, top=top), *reaching]) == [" ".join(TEA), reaching[0][2]]


def test_an_empty_password_is_no_obstacle() -> None:
    assert read_pdf(pdf(TEA_LINES, password="")).text == " ".join(TEA)


def test_a_clauses_number_may_hang_before_its_sentences() -> None:
    first = "The tenant keeps the boat in the shed. It is"
    lines = [
        *column("3.2"), *column(first, "10 metres long. The harbour master has", "the key.", left=60),
        *column("3.3", top=136), *column("The rent is due on the first of March.", top=136, left=60),
    ]  # fmt: skip
    assert texts(lines) == [
        f"3.2 {first} 10 metres long. The harbour master has the key.",
        "3.3 The rent is due on the first of March.",
    ]


def test_a_bold_line_behind_a_whole_sentence_is_no_part_of_it() -> None:
    said = ["Dogs are welcome on the lower deck of the boat,", "but have to be on a lead from spring to autumn."]
    asked = ["May I bring a dog?", "May I bring a bicycle?", "May I bring a tent?"]
    lines = column(*(words for question in asked for words in (question, *said)))
    article = read_pdf(pdf(lines, bold=asked))
    assert [section.path for section in article.sections] == [(question,) for question in asked]
    assert {text for _, _, text in blocks(article)} == {" ".join(said)}


@pytest.mark.parametrize(
    ("look", "is_seen"),
    [("tiny", False), ("invisible", False), ("white", False), ("white on a shape", True), ("over a scan", True)],
)
def test_words_that_no_reader_sees_are_left_out(look: str, is_seen: bool) -> None:
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.add_page()
    document.set_font("helvetica", size=10)
    document.text(30, 100, "Tea is hot.")
    if look in ("white on a shape", "over a scan"):
        document.rect(20, 180, 200, 40, style="F")
    document.set_font_size(0.01 if look == "tiny" else 10)
    if look in ("invisible", "over a scan"):
        document.text_mode = TextMode.INVISIBLE
    if look.startswith("white"):
        document.set_text_color(255)
    document.text(30, 200, "Water is wet.")
    assert [text for _, _, text in blocks(read_pdf(bytes(document.output())))] == [
        "Tea is hot.",
        *["Water is wet."] * is_seen,
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_viewers_turn_is_read_as_it_is_seen(turn: int) -> None:
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.add_page()
    across, down = (HEIGHT, WIDTH) if turn % 180 else (WIDTH, HEIGHT)
    content = [*column("Rates", top=40, size=16), *column(*TEA, top=70)]
    content += [*row(130, (30, "Boat"), (130, "Day")), *row(150, (30, "Canoe"), (130, "9.00"))]
    with document.rotation(turn, 0, 0):
        for left, top, text, size in content:
            document.set_font("helvetica", size=size)
            shift = {90: (-across, 0), 180: (-across, -down), 270: (0, -down)}[turn]
            document.text(left + shift[0], top + shift[1], text)
    turned = bytes(document.output()).replace(b"/Type /Page\n", b"/Rotate %d\n/Type /Page\n" % turn)
    assert blocks(read_pdf(turned)) == blocks(read_pdf(pdf(content)))
    assert read_pdf(turned).title == "Rates"


@pytest.mark.parametrize(
    ("line", "raised", "behind", "expected"),
    [
        ("The ferry is slow.", "12", "The bus is fast.", "The ferry is slow. The bus is fast."),
        ("The field has 400 m", "2", "of grass.", "The field has 400 m2 of grass."),
        ("A bowl of tea costs £4.", "99", "in the hall.", "A bowl of tea costs £4.99 in the hall."),
    ],
    ids=["a note's", "an area", "cents"],
)
def test_raised_numbers_are_left_out_where_they_are_marks_of_notes(
    line: str, raised: str, behind: str, expected: str
) -> None:
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.add_page()
    left = 30.0
    for words, size, top in ((line, 10, 100), (raised, 6, 97), (behind, 10, 100)):
        document.set_font("helvetica", size=size)
        document.text(left, top, words)
        left += document.get_string_width(words) + (3 if words == raised else 0)
    assert " ".join(text for _, _, text in blocks(read_pdf(bytes(document.output())))) == expected
