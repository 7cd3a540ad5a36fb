"""What of a passage's text is marked, and what is there but not seen."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from chatbot.pages.stretches import is_of_group, stretches
from index import cell_spans


@dataclass(frozen=True)
class Mark:
    start: int
    end: int


def shown(text: str, marks: list[Mark], in_lead: bool) -> str:
    """The stretches with [marked] and (unseen) ones in brackets."""
    found = list(stretches(text, marks, in_lead))
    assert "".join(part.text for part in found) == text
    return "".join(f"[{p.text}]" if p.marked else f"({p.text})" if p.unseen else p.text for p in found)


@pytest.mark.parametrize(
    ("text", "marks", "in_lead", "expected"),
    [
        pytest.param("Sam died in 1931.", [Mark(12, 16)], False, "Sam died in [1931].", id="a sentence"),
        pytest.param("ab cd", [Mark(3, 5), Mark(0, 2), Mark(1, 4)], False, "[ab] [cd]", id="overlapping marks"),
        pytest.param("- Successor2: Ivo", [Mark(14, 17)], True, "(- )Successor(2): [Ivo]", id="a numbered key"),
        pytest.param("- Term Start2: 1 June", [], True, "(- )Term Start(2): 1 June", id="a key of two words"),
        pytest.param("- Successor2: Ivo", [], False, "(- )Successor2: Ivo", id="a list item below a heading"),
        pytest.param("- Phase 2: sold", [], True, "(- )Phase 2: sold", id="a number behind a space"),
        pytest.param("- 4 eggs: all blue", [], True, "(- )4 eggs: all blue", id="a number in front"),
        pytest.param("Successor2: Ivo", [], True, "Successor2: Ivo", id="no list item"),
        pytest.param("| Tern | 8 |", [Mark(9, 10)], False, "(| )Tern | [8]( |)", id="a row"),
        pytest.param("| Tern2: x |", [], True, "(| )Tern2: x( |)", id="a row is no key"),
        pytest.param("Tern | 8 |", [], False, "Tern | 8 |", id="a bar at the end alone"),
        pytest.param("- Ivo", [Mark(0, 5)], True, "(- )[Ivo]", id="a mark from the beginning"),
    ],
)
def test_stretches(text: str, marks: list[Mark], in_lead: bool, expected: str) -> None:
    assert shown(text, marks, in_lead) == expected


@pytest.mark.parametrize(
    ("text", "joints"),
    [
        pytest.param("Adult</td>\n <td class='a'>£5", ["</td>\n <td class='a'>"], id="cells"),
        pytest.param("<td></td><TH>Free", ["<td></td><TH>"], id="an empty cell"),
        pytest.param("<p>Full</p></td><td><p>£62", ["</p></td><td><p>"], id="paragraphs in cells"),
        pytest.param("Tea</dt>\n<dd>A drink.", ["</dt>\n<dd>"], id="a term"),
        pytest.param("Tent</h3>\n<div><p>€24", ["</h3>\n<div><p>"], id="a heading"),
        pytest.param("Tent</h3><p>Lake</p>\n<p>€24", ["</h3><p>", "</p>\n<p>"], id="paragraphs below it"),
        pytest.param("`a`</td><td>`b`", ["</td><td>"], id="around code"),
        pytest.param("North</td><td>6:30 | 7:00<td>9", ["</td><td>", "<td>"], id="a bar in a cell"),
        pytest.param("The `<td>` element holds a cell, and `</td>` ends it.", [], id="code"),
        pytest.param("| <dt> | </td><td> | A term |", [], id="a row in Markdown"),
        pytest.param("<td> | Defines a cell", [], id="a row of an HTML file"),
        pytest.param("Write <tdata> or <p> and 5 < 6 | 7.", [], id="other signs"),
    ],
)
def test_tags_between_cells_are_seen_as_a_bar(text: str, joints: list[str]) -> None:
    found = list(stretches(text))
    assert "".join(stretch.text for stretch in found) == text
    assert [stretch.text for stretch in found if stretch.joint] == joints


@pytest.mark.parametrize("tags", ["</p> ", "<p>", "</div>"])
def test_many_tags_that_divide_nothing_take_time_that_grows_with_their_number(tags: str) -> None:
    text = f"{tags * 6_000}a"
    begin = time.process_time()
    assert [stretch for stretch in stretches(text) if stretch.joint] == []
    assert len(cell_spans(text)) == 1
    assert time.process_time() - begin < 1  # a hundredth of that; with the square of their number two seconds and more


@pytest.mark.parametrize(
    ("text", "group", "expected"),
    [
        ("- Successor4: Ing Kuntha Phavi", "Minister", True),
        ("- Order4: Minister", None, True),
        ("- Gate3: guests", None, False),
        ("- Orders4: 12", "", False),
    ],
)
def test_a_number_is_of_a_group_below_one_and_in_what_names_an_office(
    text: str, group: str | None, expected: bool
) -> None:
    assert is_of_group(text, group) is expected
