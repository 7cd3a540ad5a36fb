"""Short titles right on top of their paragraphs are headings where a text has several; what else stands there is none."""

from __future__ import annotations

import pytest

from index.formats.text.read import read_wiki_text

SEASON = "The hut is open from June to the end of September, and in some years until the first snow falls."
SLEEPING = "There are 46 places: four rooms with four beds each.\nBlankets are provided."
DOGS = "They sleep in the ski room."
HUT = f"""\
Tern Hut

The hut lies below the north face.

Season
{SEASON}

Where you sleep
{SLEEPING}

Food for those who come
Dinner is at six. Vegetarians are welcome.

Dogs
{DOGS}
"""
LETTERS = "Dear Ida\nThank you for the lamp.\n\nDear Karl\nThe rope was long enough.\n\nDear Una\nCome back soon.\n"
PLAY = "Ida\nI never saw him.\n\nKarl\nNor did I.\n\nUna\nHe is late.\n\nIda\nThen we wait.\n"
VERSES = "Winter\nThe snow lies deep upon the hill\nAnd all the bay is white.\n\nSpring\nThe terns come home again, and still\nThe lamp burns in the night.\n\nSummer\nThe sea is warm, the wind is low\nThe boats are far and bright.\n"
WRAPPED = "The keeper of the lamp had\nIda for a friend, and she came\nevery night.\n\nNone of the boats that came by\nKarl knew of.\n\nIn the year of the great flood\nUna left.\n"
NAMED = f"Ida Storm\nwent home. {DOGS}\n\nKarl Reed\nstayed on. {DOGS}\n\nUna Lane\ncame later. {DOGS}\n"
ADDRESSES = (
    "Ida Storm\nHarbour Road 4\nGull Bay\n\nKarl Reed\nMill Lane 2\nGull Bay\n\nUna Lane\nThe Lighthouse\nTern Island\n"
)
LISTS = "Boats\n- Ida.\n- Una.\n\nRopes\n1. A long one.\n2. A short one.\n\nLamps\n* A red one.\n* A white one.\n"
QUOTES = "Ida Storm\n“The best hut of all.”\n\nKarl Reed\n“I shall come back.”\n\nUna Lane\n“Never again.”\n"
STATED = "We close early\nThe lamp is lit at four.\n\nDogs are welcome\nThey sleep outside.\n\nCall us\nKarl answers.\n\nDo not smoke\nThe hut is old.\n"


def sections(text: str) -> dict[tuple[str, ...], list[str]]:
    return {s.path: [text[b.start : b.end] for b in s.blocks] for s in read_wiki_text(text).sections}


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_titles_on_top_of_their_paragraphs_are_headings(ending: str) -> None:
    assert sections(HUT.replace("\n", ending)) == {
        (): ["The hut lies below the north face."],
        ("Season",): [SEASON],
        ("Where you sleep",): [*SLEEPING.splitlines()],
        ("Food for those who come",): ["Dinner is at six. Vegetarians are welcome."],
        ("Dogs",): [DOGS],
    }


@pytest.mark.parametrize(
    ("lines", "blocks"),
    [
        pytest.param(("Bed: 20 euros", "Supper: 18 euros"), ["Bed: 20 euros", "Supper: 18 euros"], id="labels"),
        pytest.param(("- by train", "- on foot"), ["by train", "on foot"], id="a list"),
        pytest.param(("0 Station", "4 Market"), ["0 Station\n4 Market"], id="lines that end with no stop"),
    ],
)
def test_beside_them_a_title_on_top_of_anything_is_one(lines: tuple[str, str], blocks: list[str]) -> None:
    found = sections(f"{HUT}\nThe way\n{lines[0]}\n{lines[1]}\n")
    assert found["The way",] == blocks
    assert found["Dogs",] == [DOGS]


@pytest.mark.parametrize(
    "line",
    ["GUIDE   Ida Storm", "We close at ten", "“The best hut of all”", "Keeper: Ida Storm"],
    ids=["cells", "a statement", "what was said", "a label"],
)
def test_beside_them_other_lines_stay_text(line: str) -> None:
    said = sections(f"{HUT}\n{line}\nLAMP   red\nROPE   long\n")["Dogs",]
    assert line in "\n".join(said)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"Season\n{SEASON}\n\nDogs\n{DOGS}\n", id="only two"),
        pytest.param(
            HUT.replace("\n\nDogs", "\nDogs").replace("\n\nSeason", "\nSeason"), id="no blank line above most"
        ),
        pytest.param(LETTERS, id="letters"),
        pytest.param(PLAY, id="a play"),
        pytest.param(VERSES, id="verses"),
        pytest.param(WRAPPED, id="sentences wrapped by hand"),
        pytest.param(NAMED, id="lines that begin a sentence by a name"),
        pytest.param(ADDRESSES, id="addresses"),
        pytest.param(LISTS, id="lists"),
        pytest.param(QUOTES, id="what was said"),
        pytest.param(STATED, id="lines that state something"),
    ],
)
def test_other_short_lines_are_no_headings_and_nothing_is_lost(text: str) -> None:
    [section] = read_wiki_text(text).sections
    said = " ".join(text[block.start : block.end] for block in section.blocks)
    named = read_wiki_text(text).name  # "Boats" and "Tern Hut" are what the text is called
    assert section.path == ()
    assert [line for line in text.splitlines() if line.lstrip("-*12. ") not in f"{named} {said}"] == []
