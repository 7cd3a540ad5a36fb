"""Infobox lines as facts: their names in plain words, and the groups that they are read with."""

from __future__ import annotations

import time

import pytest

from index.formats.text.infobox import InfoboxLine, facts
from index.formats.text.read import read_wiki_text


def named(*lines: tuple[str, str]) -> list[tuple[str, str]]:
    """(name, group) of every line of an infobox."""
    return [(fact.name, fact.group) for fact in facts([InfoboxLine(key, value, 0) for key, value in lines])]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            [("Order4", "Minister of Tides"), ("Term Start4", "1998"), ("Successor4", "Ivo Lane")],
            [
                ("office", ""),
                ("term start, in office from", "Minister of Tides"),
                ("successor, succeeded by", "Minister of Tides"),
            ],
            id="keys numbered alike are one group, named by its first line",
        ),
        pytest.param([("Order", "Passeriformes")], [("order", "")], id="the order of a bird is no office"),
        pytest.param(
            [("Office1", "Mayor"), ("Office2", "Judge"), ("Successor2", "Jo"), ("Successor1", "Bo")],
            [
                ("office", ""),
                ("office", ""),
                ("successor, succeeded by", "Judge"),
                ("successor, succeeded by", "Mayor"),
            ],
            id="groups may be mixed",
        ),
        pytest.param(
            [("Office", "Mayor"), ("Successor", "Bo"), ("Office2", "Judge"), ("Successor2", "Jo"), ("Spouse", "Mo")],
            [
                ("office", ""),
                ("successor, succeeded by", "Mayor"),
                ("office", ""),
                ("successor, succeeded by", "Judge"),
                ("spouse, married to", ""),
            ],
            id="the first group may have no number",
        ),
        pytest.param(
            [("Image", "Ada.jpg"), ("Office", "Mayor"), ("Successor", "Bo"), ("Office2", "Judge")],
            [("image", ""), ("office", ""), ("successor, succeeded by", "Mayor"), ("office", "")],
            id="lines before a first group without a number stand alone",
        ),
        pytest.param(
            [
                ("Image", "Ada.jpg"),
                ("Office", "Mayor"),
                ("Term Start", "2 May 1901"),
                ("Order2", "Judge"),
                ("Term Start2", "1910"),
            ],
            [
                ("image", ""),
                ("office", ""),
                ("term start, in office from", "Mayor"),
                ("office", ""),
                ("term start, in office from", "Judge"),
            ],
            id="a group without a number may be named by another key",
        ),
        pytest.param(
            [("Name", "Ada"), ("Birth Place", "Gull Bay"), ("Office1", "Mayor"), ("Term End1", "2 May 1901")],
            [("name", ""), ("birth place, born in", ""), ("office", ""), ("term end, in office until", "Mayor")],
            id="lines before the first group that have nothing of it stand alone",
        ),
        pytest.param(
            [("Term Start2", "25 November 1998"), ("Term End2", "27 July 2003")],
            [("term start, in office from", ""), ("term end, in office until", "")],
            id="a date names no group",
        ),
        pytest.param(
            [
                ("Years1", "1986–1993"),
                ("Clubs1", "Gull Bay"),
                ("Goals1", "103"),
                ("Years2", "1993–95"),
                ("Goals2", "11"),
            ],
            [("years", "Gull Bay"), ("clubs", ""), ("goals", "Gull Bay"), ("years", ""), ("goals", "")],
            id="the line below a date names a group, but not a number",
        ),
        pytest.param(
            [("Opened1", "14 May 2009"), ("Opened2", "30 May 2014"), ("Depot1", "Gull Bay"), ("Depot2", "Tern Point")],
            [("opened", ""), ("opened", ""), ("depot", ""), ("depot", "")],
            id="a line further below does not",
        ),
        pytest.param(
            [("Order1", "37th"), ("Office1", "Mayor"), ("Term Start1", "1998"), ("Successor1", "Bo")],
            [
                ("order", "Mayor"),
                ("office", ""),
                ("term start, in office from", "Mayor"),
                ("successor, succeeded by", "Mayor"),
            ],
            id="the line below an ordinal names a group",
        ),
        pytest.param(
            [("Years1", "1986"), ("Clubs1", "Gull Bay"), ("Nationalyears1", "1990"), ("Nationalteam1", "Norway")],
            [("years", "Gull Bay"), ("clubs", ""), ("national team years", "Norway"), ("national team", "")],
            id="a key that ends as the first one does begins another group of its number",
        ),
        pytest.param(
            [
                ("Type1", "County"),
                ("Name1", "Vest"),
                ("Area Km2", "465"),
                ("Density Per Km2", "656"),
                ("Type2", "Shire"),
            ],
            [("type", ""), ("name", "County"), ("area km2", ""), ("density per km2", ""), ("type", "")],
            id="a square kilometre is no second group",
        ),
        pytest.param(
            [("Leader Title", "Mayor"), ("Leader Name", "Ada"), ("Leader Title1", "Judge"), ("Leader Name1", "Jo")],
            [("leader title", ""), ("leader name", "Mayor"), ("leader title", ""), ("leader name", "Judge")],
            id="a key that says what the next ones are names them",
        ),
        pytest.param(
            [("Free Label", "Newspaper"), ("Free", "The Heron"), ("Seats1 Title", "Council"), ("Seats1", "9")],
            [("free label", ""), ("free", "Newspaper"), ("seats title", ""), ("seats", "Council")],
            id="a label does so too, and behind a number within the key",
        ),
        pytest.param(
            [
                ("Cup1", "Gull Cup"),
                ("Cup1 Result", "Final"),
                ("Cup2", "Tern Cup"),
                ("Cup2 Result", "First round"),
                ("Source1_location", "Tern Hill"),
                ("Source1_elevation", "612 m"),
                ("Single1", "Low Tide"),
                ("Single1date", "1 March 1993"),
            ],
            [
                ("cup", ""),
                ("cup result", "Gull Cup"),
                ("cup", ""),
                ("cup result", "Tern Cup"),
                ("source location", ""),
                ("source elevation", "Tern Hill"),
                ("single", ""),
                ("single date", "Low Tide"),
            ],
            id="keys with a number within them are one group with those that begin alike",
        ),
        pytest.param(
            [
                ("Windows10 Support", "yes"),
                ("Windows10 Price", "£5"),
                ("Windows11 Support", "no"),
                ("Phase1", "2019"),
                ("Phase1 Start", "May"),
                ("Route66", "Shore Road"),
                ("Route66 Length", "9 km"),
                ("Trophy1 Rank", "third"),
                ("Trophy1", "Gull Trophy"),
            ],
            [
                ("windows10 support", ""),
                ("windows10 price", ""),
                ("windows11 support", ""),
                ("phase", ""),
                ("phase1 start", ""),
                ("route", ""),
                ("route length", "Shore Road"),
                ("trophy1 rank", ""),
                ("trophy", ""),
            ],
            id="a number within a key stays in it where no line above names what it counts",
        ),
        pytest.param(
            [("CO2 Emissions", "3 t"), ("Mp3 Player", "None"), ("Office1", "Mayor"), ("Successor1", "Bo")],
            [("co2 emissions", ""), ("mp3 player", ""), ("office", ""), ("successor, succeeded by", "Mayor")],
            id="a number behind two letters counts nothing",
        ),
        pytest.param(
            [
                ("Revenue", "£2 million"),
                ("Revenue Year", "2022"),
                ("Population Total", "86"),
                ("Population As Of", "2021"),
            ],
            [
                ("revenue, turnover", "2022"),
                ("revenue year", ""),
                ("population, inhabitants", "2021"),
                ("population as of", ""),
            ],
            id="a key that says of which year the one above is names it",
        ),
        pytest.param(
            [("Thesis Title", "Tides"), ("Thesis Year", "1931")],
            [("thesis title", ""), ("thesis year", "")],
            id="but not another one",
        ),
        pytest.param(
            [("Caps1", "185"), ("Starring", "Ada Lane"), ("Traded As", "GULL"), ("Population Demonym", "Gull Bayan")],
            [
                ("caps, appearances, matches", ""),
                ("starring, cast, actors", ""),
                ("traded as, ticker symbol", ""),
                ("demonym, name of the inhabitants", ""),
            ],
            id="keys are read in words that people ask with",
        ),
        pytest.param(
            [("Alma_Mater", "Gull College"), ("Children", "3")],
            [("alma mater, studied at", ""), ("children", "")],
            id="without numbers every line stands alone",
        ),
    ],
)
def test_an_infobox_is_read_as_facts(lines: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    assert named(*lines) == expected


def test_a_long_value_takes_no_longer_to_read_than_other_text() -> None:
    begin = time.process_time()
    assert named(("Key", f"1{'!' * 30_000}x"), ("Key1", "Pier"))[0] == ("key", "")
    assert time.process_time() - begin < 1  # it takes some milliseconds; with the square of its signs, seven seconds


def test_a_fact_knows_where_its_value_stands() -> None:
    text = "- Order4:   Minister\r\n-  Term Start4 : 1998\r\n"
    found = [block.fact for section in read_wiki_text(text).sections for block in section.blocks]
    assert [text[fact.value_start :].split("\r")[0] for fact in found if fact] == ["Minister", "1998"]
