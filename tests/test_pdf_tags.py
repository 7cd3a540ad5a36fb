"""Tagged PDFs: what their tags tell of tables, where they are right."""

from __future__ import annotations

import pytest
from pdf_of import TEA, Words, column
from tagged_pdf import Element, tagged

from index.formats.pdf.read import read_pdf

PRICES = [
    ["Who", "Day ticket", "Season ticket"],
    ["Adult", "12", "130"],
    ["Child under", "6", "60"],
    ["Senior", "9", "95"],
]
Told = tuple[str, str]  # a block, and the row that names its columns


def drawn(rows: list[list[str]], top: float = 100) -> list[Words]:
    """The words of a table whose columns are 80 points wide, drawn row by row; those of empty cells are left out."""
    return [
        (30 + 80 * column, top + 20 * at, words, 10)
        for at, row in enumerate(rows)
        for column, words in enumerate(row)
        if words
    ]


def table(*rows: list[int], kind: str = "TD", first: str = "TH") -> Element:
    return ("Table", *(("TR", *((kind if at else first, number) for number in row)) for at, row in enumerate(rows)))


def told(data: bytes) -> list[Told]:
    article = read_pdf(data)
    return [
        (article.text[block.start : block.end], article.text[slice(*block.columns)] if block.columns else "")
        for section in article.sections
        for block in section.blocks
    ]


HEADER = "Who | Day ticket | Season ticket"


def test_the_cells_of_a_tagged_table_stand_below_their_columns_names() -> None:
    data = tagged([drawn(PRICES)], table([0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10, 11]))
    assert told(data) == [
        (HEADER, HEADER),
        ("Adult | 12 | 130", HEADER),
        ("Child under | 6 | 60", HEADER),
        ("Senior | 9 | 95", HEADER),
    ]
    article = read_pdf(data)
    row = article.sections[0].blocks[1]
    assert [article.text[start:end] for start, end in row.parts] == ["Adult", "12", "130"]


def test_cells_are_read_as_they_stand_whatever_order_the_tags_have_them_in() -> None:
    data = tagged([drawn(PRICES)], table([0, 1, 2], [5, 4, 3], [8, 6, 7], [9, 10, 11]))
    assert told(data)[1:3] == [("Adult | 12 | 130", HEADER), ("Child under | 6 | 60", HEADER)]


def test_lines_of_a_cell_are_joined_and_a_caption_stays_apart() -> None:
    words = [(30, 80, "Prices of the lido in pounds", 10), *drawn(PRICES[:3]), (30, 152, "sixteen", 10)]
    rows = table([1, 2, 3], [4, 5, 6])
    data = tagged([words], (*rows, ("TR", ("TD", 7, 10), ("TD", 8), ("TD", 9)), ("Caption", 0)))
    assert told(data)[0] == ("Prices of the lido in pounds", "")
    assert told(data)[-1] == ("Child under sixteen | 6 | 60", HEADER)


def test_empty_cells_keep_their_columns_though_no_tag_tells_of_them() -> None:
    data = tagged(
        [drawn([*PRICES[:2], ["Dog", "", "3"], ["Cat", "2", ""]])], table([0, 1, 2], [3, 4, 5], [6, 7], [8, 9])
    )
    assert told(data)[2:] == [("Dog |  | 3", HEADER), ("| Cat | 2 |  |", HEADER)]


def test_cells_that_reach_over_several_columns_or_rows_name_each_of_them() -> None:
    rows = [["Room", "Low season", "", "High"], ["", "Week", "Weekend", "Week"], ["Single", "60", "70", "80"]]
    spans: Element = (
        "Table",
        ("THead", ("TR", ("TH RowSpan=2", 0), ("TH ColSpan=2", 1), ("TH", 2)), ("TR", ("TH", 3), ("TH", 4), ("TH", 5))),
        ("TBody", ("TR", ("TD", 6), ("TD", 7), ("TD", 8), ("TD", 9))),
    )
    data = tagged([[(left * 0.7, *rest) for left, *rest in drawn(rows)]], spans)
    assert told(data)[1:] == [("Single | 60 | 70 | 80", "Room | Low season Week | Low season Weekend | High Week")]


def test_a_table_goes_on_over_the_page_with_its_columns_and_without_what_it_repeats() -> None:
    pages = [drawn(PRICES[:2], 400), drawn([PRICES[0], PRICES[3]], 50)]
    again = ("Table", ("TR", ("TH", 0, 6), ("TH", 1, 7), ("TH", 2, 8)), *table([], [3, 4, 5], [9, 10, 11])[2:])
    data = tagged(pages, again)
    assert told(data) == [(HEADER, HEADER), ("Adult | 12 | 130", HEADER), ("Senior | 9 | 95", HEADER)]
    assert [block.page for block in read_pdf(data).sections[0].blocks] == [1, 1, 2]


@pytest.mark.parametrize(
    ("left", "top", "page"),
    [
        pytest.param(0, 50, 2, id="the next page"),
        pytest.param(20, 50, 2, id="a page with other margins"),
        pytest.param(120, 100, 1, id="the next column"),
    ],
)
def test_a_table_that_goes_on_elsewhere_is_one_and_names_of_its_columns_stand_there_for_the_eye(
    left: float, top: float, page: int
) -> None:
    """As LibreOffice writes it: the repeated names are an artifact."""
    narrow = [(30 + (x - 30) / 2, *rest) for x, *rest in drawn([["Who", "Day", "Year"], ["Adult", "12", "130"]], 400)]
    more = [
        (30 + left + (x - 30) / 2, *rest) for x, *rest in drawn([["Who", "Day", "Year"], ["Senior", "9", "95"]], top)
    ]
    pages = [narrow, more] if page == 2 else [[*narrow, *more]]
    data = tagged(pages, table([0, 1, 2], [3, 4, 5], [9, 10, 11]))
    names = "Who | Day | Year"
    assert told(data) == [(names, names), ("Adult | 12 | 130", names), ("Senior | 9 | 95", names)]
    assert read_pdf(data).sections[0].blocks[2].page == page


AS_DRAWN = [(" ".join(row), "") for row in PRICES]
NESTED = ("Table", ("TR", ("TD", table([0, 1, 2], [3, 4, 5])), ("TD", table([6, 7, 8], [9, 10, 11]))))


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param([("P", *range(12))], id="no table"),
        pytest.param([table([0, 1, 2], [3, 7, 5], [6, 4, 8], [9, 10, 11])], id="cells of other rows"),
        pytest.param([table([0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11])], id="columns for rows"),
        pytest.param([table(list(range(12)))], id="one row"),
        pytest.param([table(*([number] for number in range(12)))], id="one column"),
        pytest.param([("P", 0, 11), table([0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 10])], id="words in two elements"),
        pytest.param(
            [
                (
                    "Table",
                    ("TR", ("TD", ("H2", 0)), ("TD", 1), ("TD", 2)),
                    *table([], [3, 4, 5], [6, 7, 8], [9, 10, 11])[2:],
                )
            ],
            id="a heading in a cell",
        ),
    ],
)
def test_a_table_whose_tags_are_wrong_is_read_as_it_is_drawn(elements: list[Element]) -> None:
    assert told(tagged([drawn(PRICES)], *elements)) == AS_DRAWN


def test_words_beside_a_tagged_table_are_kept_where_its_cells_are_read() -> None:
    words = [*drawn(PRICES[:3]), (280, 120, "Ask us", 10)]
    assert ("Ask us", "") in told(tagged([words], table([0, 1, 2], [3, 4, 5], [6, 7, 8]), ("P", 9)))
    assert ("Ask us", "") in told(tagged([words], table([0, 1, 2], [3, 4, 5], [6, 7, 8])))


HEADED = [
    *column("The herbs of Kell", top=60, size=20),
    *column("Tea and what it is", top=90),
    *column("made of", *TEA, *TEA, top=102),
    *column("Coffee", top=200),
    *column("It is made of beans.", top=212),
]


def sections(data: bytes) -> tuple[str, list[tuple[tuple[str, ...], list[str]]]]:
    article = read_pdf(data)
    found = [(part.path, [article.text[block.start : block.end] for block in part.blocks]) for part in article.sections]
    return article.title, found


def test_headings_are_those_of_the_tags_whatever_they_look_like() -> None:
    data = tagged([HEADED], ("H1", 0), ("H2", 1, 2), ("P", *range(3, 9)), ("H2", 9), ("P", 10))
    assert sections(data) == (
        "The herbs of Kell",
        [
            (("Tea and what it is made of",), [" ".join(TEA), " ".join(TEA)]),
            (("Coffee",), ["It is made of beans."]),
        ],
    )


@pytest.mark.parametrize(
    "elements",
    [
        pytest.param([("P", *range(11))], id="no heading"),
        pytest.param([("H1", *range(11))], id="a heading of many words"),
        pytest.param([("H2", number) for number in range(11)], id="all of it"),
        pytest.param([("H2", 1, 9), ("P", 0, *range(2, 9), 10)], id="a heading in two places"),
    ],
)
def test_tags_that_no_heading_can_have_are_not_believed(elements: list[Element]) -> None:
    assert sections(tagged([HEADED], *elements)) == sections(tagged([HEADED]))


def test_where_tags_miss_most_headings_these_are_told_by_their_type() -> None:
    herbs = [
        [*column(f"Herb {number}", top=100 * number, size=14), *column(*TEA, top=100 * number + 20)]
        for number in (1, 2, 3)
    ]
    words = [*column("The herbs of Kell", top=60, size=20), *(line for herb in herbs for line in herb)]
    _, found = sections(tagged([words], ("H1", 0), ("P", *range(1, 13))))
    assert [path for path, _ in found] == [("Herb 1",), ("Herb 2",), ("Herb 3",)]
