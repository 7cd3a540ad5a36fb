"""What a plain text without a title is called: its first line, where that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.formats.text.read import read_wiki_text
from index.read import read_file
from index.source_files import SourceFile

RAIN = "The boats came in at dawn, and they left again with the tide."


def blocks(text: str) -> list[str]:
    return [text[block.start : block.end] for section in read_wiki_text(text).sections for block in section.blocks]


@pytest.mark.parametrize(
    ("name", "below", "passages"),
    [
        pytest.param("LEASE OF THE BOATHOUSE", f"\n\n{RAIN}", [RAIN], id="in capitals"),
        pytest.param("Harbour", f"\n\n{RAIN}", [RAIN], id="few words"),
        pytest.param("The Harbour of Gull Bay", f"\r\n\r\n{RAIN}", [RAIN], id="words written large"),
        pytest.param("GULL BAY: BOATS", f"\n\n{RAIN}", [RAIN], id="in capitals, with a colon"),
        pytest.param(
            "Ida Storm", f"\nMaker of sails\n\n{RAIN}", ["Maker of sails", RAIN], id="over a line that says more"
        ),
        pytest.param("The Crew", "\n- Ida\n- Karl", ["Ida", "Karl"], id="over a list"),
        pytest.param("HOW WE SAIL", f"\n\n{RAIN}", [RAIN], id="what is told"),
    ],
)
def test_a_first_line_that_states_nothing_is_the_name_and_no_passage(
    name: str, below: str, passages: list[str]
) -> None:
    text = f"\ufeff\n{name}{below}\n"
    assert (read_wiki_text(text).name, blocks(text)) == (name, passages)


@pytest.mark.parametrize(
    "name",
    [
        "Care of your boat",
        "The regatta, 1931 to 1932",
        "Boat sinks in the bay: two hurt",
        "Mayor: Ida Storm",
        '"It is the sea": a talk with Ida',
    ],
)
def test_a_name_that_may_state_something_stays_a_passage(name: str) -> None:
    text = f"{name}\n\n{RAIN}\n"
    assert (read_wiki_text(text).name, blocks(text)) == (name, [name, RAIN])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Boats\n{RAIN}\n", id="a line of its paragraph"),
        pytest.param(f"The boats of the\nBay\nof Gulls\n\n{RAIN}\n", id="a line of several"),
        pytest.param(f"The wifi password is sunflower\n\n{RAIN}\n", id="a statement"),
        pytest.param(f"Dear Ida\n\n{RAIN}\n", id="a letter's opening"),
        pytest.param(f"12 March 2024\n\n{RAIN}\n", id="a date"),
        pytest.param(f"1. Boats\n\n{RAIN}\n", id="a number"),
        pytest.param(f"- Boats\n\n{RAIN}\n", id="an item"),
        pytest.param(f"boats\n\n{RAIN}\n", id="in small letters"),
        pytest.param(f"It rained.\n\n{RAIN}\n", id="a sentence"),
        pytest.param("Present: Ida\nAbsent: Karl\n", id="lines with labels"),
        pytest.param("Ida Storm\n\nKarl Storm\n\nOtto Lind\n", id="names"),
        pytest.param("Boats\n", id="all there is"),
        pytest.param(f"Boats\n\n== Harbour ==\n{RAIN}\n", id="marks"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_first_lines_name_nothing(text: str) -> None:
    assert read_wiki_text(text).name == ""


def test_it_is_shown_as_the_title_but_the_id_is_the_file_name(tmp_path: Path) -> None:
    path = tmp_path / "boathouse-lease.txt"
    path.write_text(f"LEASE OF THE BOATHOUSE\n\n{RAIN}\n", encoding="utf-8")
    read = [read_file(SourceFile(path, path.name, None, title)) for title in (None, "Our lease")]
    assert [(document.id, document.title) for document in read] == [
        ("boathouse-lease", "LEASE OF THE BOATHOUSE"),
        ("our-lease", "Our lease"),
    ]
