"""The cells of a table's row that answer, by the names of their columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chatbot.ranking.answer_span import Asked, Span, asked
from chatbot.ranking.column_names import column_names
from chatbot.ranking.table_cells import asked_cells
from index import BlockKind, Passage

ROW = "| Adult | 4.20 | 7.50 | 31 |"


def _row(text: str, own_words: str, before: str) -> Passage:
    """One below the names that the last sentence before it tells, which Markdown's marks are taken from where commas are between."""
    names = before.removesuffix(". ").rpartition(". ")[2]
    above = f"| {names.replace(', ', ' | ')} |" if ", " in names else names
    read = f"{before}{own_words}"
    return Passage(
        "d", 1, BlockKind.ROW, text, 0, len(text), (), read, fact_group=above, readable=read, own_start=len(before)
    )


def _asked(question: str) -> Asked:
    offsets = np.array([[0, 0], *([place, place + 1] for place in range(2)), [0, 0]])
    return asked(question, np.ones((4, 64), np.float32), np.ones(4, np.float32), offsets)


FARES = _row(ROW, "Adult, 4.20, 7.50, 31", "Ferry. Fares, all prices. Ticket, One way, Return, Month. ")


def _marked(question: str, *words: str, row: Passage = FARES) -> list[str]:
    marks = [Span(row.text.index(each), row.text.index(each) + len(each)) for each in words]
    return [row.text[cell.start : cell.end] for cell in asked_cells(_asked(question), row, marks)]


def test_columns_have_the_names_of_the_first_row() -> None:
    assert column_names(FARES) == ["Ticket", "One way", "Return", "Month"]
    page = _row("Adult | 4.20", "Adult | 4.20", "Ferry. Ticket | One way. ")
    assert column_names(page) == ["Ticket", "One way"]


def test_an_empty_cell_has_its_column_and_no_mark() -> None:
    boats = _row("Iona |  | 11:00", "Iona | | 11:00", "Ferry. | | Mondays | Sundays |. ")
    assert column_names(boats) == ["", "Mondays", "Sundays"]
    assert _marked("When does the boat leave on Mondays?", "11:00", row=boats) == []
    assert _marked("When does the boat leave on Sundays?", "11:00", row=boats) == ["11:00"]
    open_header = _row("Iona | 9:15 | 11:00", "Iona | 9:15 | 11:00", "Ferry. Port | | Sundays. ")
    assert column_names(open_header) == ["Port", "", "Sundays"]


def test_an_empty_corner_of_markdown_names_no_column() -> None:
    above, text = "|  | Monday | Friday |", "| Main | Lasagne | Fish pie |"
    row = replace(
        _row(text, "Main, Lasagne, Fish pie", "Canteen. The menu, weekly. Monday, Friday. "), fact_group=above
    )
    assert column_names(row) == ["", "Monday", "Friday"]
    assert _marked("What is the main on Monday?", "Fish pie", row=row) == ["Lasagne"]


def test_a_column_without_a_name_before_the_others_is_the_first() -> None:
    """Markdown's marks are not read, so what names the models of a comparison is one name short."""
    saws = _row("| Noise | 92 dB | 95 dB |", "Noise, 92 dB, 95 dB", "Tools. Saws. Torva B1, Torva B2. ")
    saws = replace(saws, fact_group="| | Torva B1 | Torva B2 |")
    assert column_names(saws) == ["", "Torva B1", "Torva B2"]
    assert _marked("How loud is the Torva B2?", "92 dB", row=saws) == ["95 dB"]


@pytest.mark.parametrize(
    "row",
    [
        _row(ROW, "Adult, 4.20, 7.50, 31", ""),
        _row("| Adult | 4.20 |", "Adult, 4.20", "Ticket, One way, Return. "),
        replace(_row("| Adult | 4.20 |", "Adult, 4.20", "Fares, by ship, and coach. "), fact_group=""),
    ],
    ids=["the first row", "more names than cells", "the title's commas"],
)
def test_without_a_name_for_each_cell_there_are_none(row: Passage) -> None:
    assert column_names(row) == ()


def test_a_mark_ends_at_its_cell() -> None:
    assert _marked("How much is it?", "4.20 | 7.50") == ["4.20", "7.50"]
    assert _marked("How much is it?", "7.50") == ["7.50"]
    assert _marked("How much is it?") == []


def test_of_several_cells_the_one_whose_column_is_asked_for_is_marked() -> None:
    assert _marked("What does an adult pay for a return?", "4.20 | 7.50") == ["7.50"]
    assert _marked("What does it cost for a month?", "4.20") == ["31"]
    assert _marked("Which is cheaper for an adult, a month or a return?", "4.20 | 7.50") == ["4.20", "7.50"]


def test_what_a_row_is_about_stays_marked() -> None:
    assert _marked("Which return is 7.50?", "Adult") == ["Adult"]
    bikes = _row("E-bike | 38 | 300", "E-bike | 38 | 300", "Hire. Bike | Day | Deposit. ")
    assert _marked("Which bike has a deposit of 300?", "E-bike", "38", row=bikes) == ["E-bike", "38"]


def test_what_a_row_is_about_is_no_answer_where_the_question_says_it() -> None:
    assert _marked("What is the adult return?", "Adult", "4.20", "7.50", "31") == ["7.50"]
    assert _marked("What does an adult pay?", "Adult", "4.20", "31") == ["4.20", "31"]
    assert _marked("Are there tickets for an adult?", "Adult") == ["Adult"]


def test_a_column_may_have_a_name_with_a_hyphen() -> None:
    room = _row("Gull | from 14:00 | by 10:00", "Gull | from 14:00 | by 10:00", "Inn. Room | Check-in | Check-out. ")
    assert _marked("When is check-out in Gull?", "from 14:00 | by 10:00", row=room) == ["by 10:00"]


def test_a_column_may_be_named_by_a_question_word() -> None:
    hose = _row("Hose | daily | by hand", "Hose | daily | by hand", "Manual. Part | Clean it | How. ")
    assert _marked("How do I clean the hose?", "daily | by hand", row=hose) == ["by hand"]
    assert _marked("How often do I clean the hose?", "daily | by hand", row=hose) == ["daily"]


def test_an_escaped_bar_divides_nothing() -> None:
    row = _row(r"| a \| b | 4 |", r"a \, b, 4", "Option, Default. ")
    assert _marked("Which?", r"a \| b", row=row) == [r"a \| b"]


def test_a_bar_that_a_cell_holds_moves_no_cell_to_another_column() -> None:
    above = "Gate\u00a0|\u00a0Summer | main\u00a0|\u00a0Winter"
    text = "South\u00a0|\u00a06:30 | 7:00\u00a0|\u00a09:00"
    row = replace(_row(text, " ".join(text.split()), f"Castle. {' '.join(above.split())}. "), fact_group=above)
    assert column_names(row) == ["Gate", "Summer | main", "Winter"]
    assert _marked("What is the winter?", "6:30", "9:00", row=row) == ["9:00"]
    assert _marked("What is the summer?", "6:30", "9:00", row=row) == ["6:30 | 7:00"]


PARCEL = _row("Zone 2 | £13 | £16", "Zone 2 | £13 | £16", "Post. Zone | up to 2 kg | up to 5 kg. ")
CLINIC = _row(
    "Laboratory | 7–11 | 8–10", "Laboratory | 7–11 | 8–10", "Clinic. Department | Monday to Thursday | Friday. "
)
BOAT = _row("Raft | 6 to 10 | £75 | £120", "Raft | 6 to 10 | £75 | £120", "Hire. Boat | Persons | Half day | Day. ")


@pytest.mark.parametrize(
    ("row", "question", "marked", "expected"),
    [
        pytest.param(PARCEL, "zone 2 4 kg", "£13", ["£16"], id="a range holds the amount"),
        pytest.param(PARCEL, "zone 2 1 kg", "£16", ["£13"], id="the narrowest does"),
        pytest.param(CLINIC, "laboratory on Tuesday", "8–10", ["7–11"], id="days hold the day"),
        pytest.param(CLINIC, "laboratory on Sunday", "8–10", ["8–10"], id="no day is it"),
    ],
)
def test_a_column_may_be_named_by_what_its_name_holds(
    row: Passage, question: str, marked: str, expected: list[str]
) -> None:
    assert _marked(question, marked, row=row) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("which boat for 8 people", ["Raft"], id="the row is asked for"),
        pytest.param("the raft for 8 people", ["Raft"], id="nothing else is marked"),
        pytest.param("a half day in a boat for 8 people", ["£75"], id="a column is asked for"),
    ],
)
def test_a_cell_that_says_the_range_of_what_is_asked_for_is_no_answer(question: str, expected: list[str]) -> None:
    assert _marked(question, "6 to 10", row=BOAT) == expected


def test_a_cell_that_says_more_than_a_range_may_be_the_answer() -> None:
    row = _row("Repairs | Monday to Friday 8–16", "Repairs | Monday to Friday 8–16", "House. What | When. ")
    assert _marked("repairs on Wednesday", "8–16", row=row) == ["8–16"]
