"""Tables in plain text are read row by row, and what only looks like one is not."""

from __future__ import annotations

import time

import pytest
from passages_of import chunk

from chatbot.ranking.column_names import column_names
from index import BlockKind
from index.formats.text.read import read_wiki_text


def rows(text: str) -> list[tuple[str, str]]:
    """Each row as it stands, and what names its columns."""
    found = chunk(read_wiki_text(text))
    return [(passage.text, passage.fact_group) for passage in found if passage.kind is BlockKind.ROW]


@pytest.mark.parametrize(
    ("lines", "header"),
    [
        pytest.param(["| Item | Price |", "|---|---|", "| Towel, large | 2.50 |", "| Padlock | 3.00 |"], "| Item | Price |", id="bars"),
        pytest.param(["Item\tPrice\tSold", "Towel, large\t2.50\t12", "Padlock\t3.00\t4"], "Item\tPrice\tSold", id="tabs"),
        pytest.param(["Item          Price", "Towel, large   2.50", "Padlock        3.00", "Soap          11.00"], "Item          Price", id="room, figures to the right"),
        pytest.param(["+------+---+", "| Fuse | No |", "+------+---+", "| 3 A | 40 |", "| 13 A | 12 |", "| none | 3 |", "+------+---+"], "| Fuse | No |", id="a frame"),
        pytest.param(["  +---+---+", "  | Tea | Cup |", "  +===+===+", "  | green | big |", "  +---+---+", "  | white | small |", "  +---+---+"], "| Tea | Cup |", id="a frame around each row"),
        pytest.param(["+---+---+", "| Ada | chair |", "+---+---+", "| Ivo | clerk |", "+---+---+", "| Ida | cook |", "+---+---+"], "", id="a frame, without names"),
        pytest.param(["            2024    2023", "Repairs    14,300  11,900", "Bar         9,870   8,660", "Heating     2,640   3,310"], "2024    2023", id="room, an empty corner"),
        pytest.param(["Monday      9:00 to 17:00", "Tuesday     9:00 to 13:00", "Saturday    closed"], "", id="room, without names"),
    ],
)  # fmt: skip
def test_successive_lines_with_cells_are_rows(lines: list[str], header: str) -> None:
    text = "Prices of the shop are these.\n\n" + "\n".join(lines) + "\n\nWe take cards.\n"
    told = [line.strip() for line in lines if line.strip() != header and not line.strip().startswith(("|---", "+"))]
    assert rows(text) == [(line, header) for line in told]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It rained.  We went home.  Nobody minded.\nIt was dark.  The fire was out.  We slept.\nIn the morning.  It rained.  Again.\n", id="two spaces behind a stop"),
        pytest.param("The fire  was lit by noon and it\nburned until the  evening, when rain\nfell on all  the hills of the north.\n", id="justified"),
        pytest.param("|---|---|\n|---|---|\n|---|---|\n\n----  ----\n----  ----\n----  ----\n\n+---+---+\n+---+---+\n+---+---+\n", id="nothing but rules"),
        pytest.param("Rain    3 mm\nSnow    none\n", id="two lines"),
        pytest.param("- Towel    2.50\n- Padlock  3.00\n- Soap     1.00\n", id="items"),
        pytest.param("2001 - 2003   Cook in Ribe\n2003 - 2009   Cook in Hull\n2009 - 2012   Chef in York\n", id="years of a life"),
    ],
)  # fmt: skip
def test_what_is_no_table_stays(text: str) -> None:
    assert rows(text) == []


def test_what_stands_over_no_column_names_none() -> None:
    lines = ["In the year  2024", "Repairs    14,300  11,900", "Bar         9,870   8,660", "Heating     2,640   3,310"]
    assert [header for _, header in rows("\n".join(lines) + "\n")] == [""] * 3


def test_a_long_table_is_cut_at_no_row() -> None:
    lines = [
        f"| Rule {number}: swim in circles, and let faster guests pass you | {number}.50 |" for number in range(30)
    ]
    assert [row for row, _ in rows("\n".join(lines) + "\n")] == lines


def test_a_very_long_rule_takes_no_time() -> None:
    begin = time.process_time()
    assert rows(f"| {'-' * 20_000}x |\n" * 3)
    assert time.process_time() - begin < 2


def test_columns_below_an_empty_corner_have_their_names() -> None:
    text = "            2024    2023\nRepairs    14,300  11,900\nBar         9,870   8,660\nHeating     2,640   3,310\n"
    assert [column_names(passage) for passage in chunk(read_wiki_text(text))] == [["", "2024", "2023"]] * 3
