"""What a passage that ends with a colon announces comes with it, and an item knows what announces it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from chatbot.decide import JudgedHit
from chatbot.weighing.announced import LONGEST_LIST, announcement, goes_on, with_announced
from index import BlockKind, Document, Passage

ITEM, ROW, CODE, PARAGRAPH = BlockKind.ITEM, BlockKind.ROW, BlockKind.CODE, BlockKind.PARAGRAPH


def passage(text: str, kind: BlockKind = PARAGRAPH, section: str = "Pier", document: str = "bay") -> Passage:
    return Passage(document, 1, kind, text, 0, len(text), (section,), text)


class Index:
    """Passages of a document, and one of another behind them."""

    def __init__(self, *passages: Passage) -> None:
        self.documents = {"bay": Document("bay", "Bay", None, "bay.txt", range(len(passages)), "it")}
        self._passages = [*passages, passage("a hat", ITEM, document="fog")]

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [self._passages[row] for row in rows]


BRING, LAMP, ROPE = passage("Bring these:"), passage("a lamp", ITEM), passage("a rope", ITEM)


@pytest.mark.parametrize(
    ("passages", "rows", "told"),
    [
        pytest.param((BRING, LAMP, ROPE), [0, 1, 2], 3, id="to the end of the document"),
        pytest.param((BRING, LAMP, ROPE, passage("It is far.")), [0, 1, 2], 3, id="the items"),
        pytest.param((BRING, LAMP, ROPE, LAMP, ROPE), [0, 1, 2, 3], 4, id="no more than are shown"),
        pytest.param((passage("**Bring these:**"), LAMP, passage("a rope", ITEM, "Way")), [0, 1, 2], 2, id="in bold, to the next heading"),
        pytest.param((BRING, passage("a lamp", ROW), ROPE), [0, 1, 2], 2, id="of one kind"),
        pytest.param((BRING, passage("ring --twice", CODE), passage("It is far.")), [0, 1, 2], 2, id="code"),
        pytest.param((BRING, passage("ring --twice"), passage("It is far.")), [0, 1, 2], 2, id="one paragraph"),
        pytest.param((BRING, passage("a lamp", ITEM, "Way"), ROPE), [0, 2, 1], 1, id="nothing below another heading"),
        pytest.param((BRING,), [0], 1, id="nothing follows"),
        pytest.param((passage("Bring a lamp."), LAMP, ROPE), [0, 2, 1], 1, id="no colon"),
        pytest.param((passage("Lamps:", ROW), LAMP, ROPE), [0, 2, 1], 1, id="a row"),
    ],
)  # fmt: skip
def test_what_is_announced_stands_behind_its_announcement(
    passages: tuple[Passage, ...], rows: list[int], told: int
) -> None:
    others = [JudgedHit(row, 0.4) for row in (2, 1) if row < len(passages)]
    hits, together = with_announced([JudgedHit(0, 0.9), *others], 4, Index(*passages))
    assert ([hit.row for hit in hits], together) == (rows, told)
    assert [hit.confidence for hit in hits] == [0.9] * told + [0.4] * (len(rows) - told)


MONDAY, SUNDAY = (passage(f"| {day} | 9 to 5 |", ROW) for day in ("Monday", "Sunday"))
OTHER_TABLE = replace(passage("| Adult | 5 |", ROW), fact_group="| Who | Price |")


@pytest.mark.parametrize(
    ("passages", "first", "sections", "rows", "told"),
    [
        pytest.param((MONDAY, SUNDAY, passage("It is far.")), 0, [0], [0, 1, 2], 2, id="its rows"),
        pytest.param((MONDAY, SUNDAY, passage("It is far.")), 1, [0], [0, 1, 2], 2, id="from the first, though another is surer"),
        pytest.param((MONDAY, SUNDAY, OTHER_TABLE), 0, [0], [0, 1, 2], 2, id="of one table"),
        pytest.param((MONDAY, *[SUNDAY] * 4), 0, [0], [0, 1, 2, 3], 4, id="no more than are shown"),
        pytest.param((MONDAY, SUNDAY, passage("It is far.")), 1, [], [1, 2], 1, id="no heading is asked for"),
        pytest.param((MONDAY, SUNDAY, passage("It is far.")), 2, [0], [2], 1, id="another passage is surer"),
        pytest.param((LAMP, ROPE, passage("It is far.")), 0, [0], [0, 2], 1, id="no table"),
    ],
)  # fmt: skip
def test_a_heading_that_is_asked_for_announces_its_table(
    passages: tuple[Passage, ...], first: int, sections: list[int], rows: list[int], told: int
) -> None:
    hits = [JudgedHit(row, 0.9 if row == first else 0.4) for row in dict.fromkeys([first, 2])]
    found, together = with_announced(hits, 4, Index(*passages), sections)
    assert ([hit.row for hit in found], together) == (rows, told)
    assert [hit.confidence for hit in found] == [0.9] * told + [0.4] * (len(rows) - told)


def test_a_reply_of_one_passage_holds_the_announcement_alone() -> None:
    hits = (JudgedHit(0, 0.9),)
    assert with_announced(hits, 1, Index(BRING, LAMP)) == (hits, 1)


@pytest.mark.parametrize(
    ("passages", "most", "sections", "is_cut"),
    [
        pytest.param((BRING, LAMP, ROPE), 3, [], False, id="all of the list, to the end of the document"),
        pytest.param((BRING, LAMP, ROPE, LAMP), 3, [], True, id="one item more"),
        pytest.param((BRING, LAMP, ROPE, passage("It is far.")), 3, [], False, id="a sentence behind it"),
        pytest.param((BRING, LAMP, ROPE, passage("a lamp", ITEM, "Way")), 3, [], False, id="a list below another heading"),
        pytest.param((BRING, passage("It is far."), passage("It is old.")), 2, [], False, id="one paragraph is all that is announced"),
        pytest.param((BRING, LAMP), 1, [], True, id="no room for any item"),
        pytest.param((BRING, passage("a lamp", ITEM, "Way")), 1, [], False, id="nothing announced, and no room"),
        pytest.param((BRING,), 1, [], False, id="nothing follows"),
        pytest.param((LAMP, ROPE), 1, [], False, id="an item alone"),
        pytest.param((MONDAY, SUNDAY), 2, [0], False, id="all of a table"),
        pytest.param((MONDAY, SUNDAY, MONDAY), 2, [0], True, id="one row more"),
        pytest.param((MONDAY, SUNDAY, OTHER_TABLE), 2, [0], False, id="another table behind it"),
    ],
)  # fmt: skip
def test_a_list_or_table_that_is_told_in_part_goes_on(
    passages: tuple[Passage, ...], most: int, sections: list[int], is_cut: bool
) -> None:
    hits, told = with_announced([JudgedHit(0, 0.9)], most, Index(*passages), sections)
    assert goes_on(hits, told, Index(*passages), sections) is is_cut


@pytest.mark.parametrize(
    ("passages", "above"),
    [
        pytest.param((BRING, LAMP), 0, id="the first item"),
        pytest.param((BRING, LAMP, ROPE), 0, id="a later item"),
        pytest.param((BRING, LAMP, passage("Not these:", ITEM), ROPE), 2, id="a list within the list"),
        pytest.param((passage("Bring a lamp."), LAMP, ROPE), None, id="no colon"),
        pytest.param((BRING, passage("It is far."), ROPE), None, id="a sentence between"),
        pytest.param((BRING, passage("a lamp", ITEM, "Way")), None, id="below another heading"),
        pytest.param((BRING, *[LAMP] * LONGEST_LIST, ROPE), None, id="further above than is looked at"),
        pytest.param((BRING, passage("It is far.")), None, id="no item"),
        pytest.param((LAMP, ROPE), None, id="nothing above"),
    ],
)
def test_an_item_knows_the_line_that_announces_its_list(passages: tuple[Passage, ...], above: int | None) -> None:
    found = announcement(len(passages) - 1, passages[-1], Index(*passages))
    assert found == (None if above is None else (above, passages[above]))


def test_what_an_item_goes_on_with_is_announced_by_nothing() -> None:
    lead = "Bay. a lamp that burns. "
    behind = replace(passage("It is old.", ITEM), readable=f"{lead}It is old.", own_start=len(lead))
    assert announcement(2, behind, Index(BRING, passage("a lamp that burns.", ITEM), behind)) is None


def _behind(line: str, text: str) -> Passage:
    lead = f"Bay. {line} "
    return replace(passage(text, ITEM), readable=f"{lead}{text}", own_start=len(lead))


# A list, of which an item announces one of its own.
NOT, SMOKE = replace(BRING, text="You must not:", readable="You must not:"), _behind("You must not:", "smoke, except:")
NESTED = (NOT, SMOKE, _behind(SMOKE.text, "on the roof"), _behind(SMOKE.text, "in the yard"), _behind(NOT.text, "sing"))


def test_an_item_behind_a_list_within_its_list_knows_its_own_line() -> None:
    above = [announcement(row, NESTED[row], Index(*NESTED)) for row in range(1, len(NESTED))]
    assert [found and found[0] for found in above] == [0, 1, 1, 0]


def test_a_list_within_a_list_ends_where_the_outer_one_goes_on() -> None:
    inner, outer = (with_announced([JudgedHit(row, 0.9)], 9, Index(*NESTED)) for row in (1, 0))
    assert ([hit.row for hit in inner[0]], [hit.row for hit in outer[0]]) == ([1, 2, 3], [0, 1, 2, 3, 4])
    assert not goes_on(*with_announced([JudgedHit(1, 0.9)], 3, Index(*NESTED)), Index(*NESTED))
