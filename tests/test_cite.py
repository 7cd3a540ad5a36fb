"""Where a passage stands: section, offsets, a link that lands on it, and what stands around it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chatbot.cite import Citation, CitedPassage, cite
from chatbot.decide import JudgedHit
from chatbot.ranking.answer_span import Span
from index import Passage, PassageIndex, open_index
from index.settings import SourceSettings

if TYPE_CHECKING:
    from conftest import World


@pytest.fixture(scope="module")
def passage_index(world: World) -> PassageIndex:
    return open_index(world.index_dir)


def mark(row: int, passage: Passage) -> tuple[Span, ...]:
    """Marks the last word of a sentence."""
    return (Span(passage.text.rindex(" ") + 1, len(passage.text) - 1),)


def test_only_so_many_passages_are_marked(passage_index: PassageIndex) -> None:
    cited = cite([JudgedHit(row, 0.5) for row in (8, 9, 10)], 2, mark, passage_index)
    assert [bool(passage.highlights) for passage in cited] == [True, True, False]


def test_a_sentence_is_cited_with_all_that_is_known(passage_index: PassageIndex) -> None:
    [cited] = cite([JudgedHit(8, 0.75)], 1, mark, passage_index)
    assert cited == CitedPassage(
        text="She married Sam Quill in 1895.",
        confidence=0.75,
        highlights=(Span(25, 29),),
        before="Ada Quill was a keeper of lighthouses.",
        after="Sam Quill died in 1931.",
        citation=Citation(
            id="ada-quill:9",
            document="ada-quill",
            title="Ada Quill",
            section=(),
            source="library/ada-quill.txt",
            start=255,
            end=285,
            url="https://example.org/ada-quill#:~:text=She%20married%20Sam%20Quill%20in%201895.",
            page=None,
        ),
    )


def test_every_passage_stands_in_its_file_at_its_offsets(world: World, passage_index: PassageIndex) -> None:
    cited = cite([JudgedHit(row, 0.5) for row in range(20)], 0, mark, passage_index)
    for passage in cited:
        place = passage.citation
        text = (world.base / place.source).read_bytes().decode()
        assert text[place.start : place.end] == passage.text
    assert len({passage.citation.id for passage in cited}) == 20


def test_passages_keep_the_order_of_the_hits(passage_index: PassageIndex) -> None:
    cited = cite([JudgedHit(row, 0.5) for row in (12, 3, 19)], 0, mark, passage_index)
    assert [(passage.citation.id, passage.citation.section) for passage in cited] == [
        ("ada-quill:13", ("Honours", "Medals")),
        ("ada-quill:4", ()),
        ("granite:3", ()),
    ]


@pytest.mark.parametrize(
    ("row", "before", "after"),
    [
        pytest.param(0, None, None, id="a fact, the first of all"),
        pytest.param(6, None, None, id="a fact before a sentence"),
        pytest.param(7, None, "She married Sam Quill in 1895.", id="a sentence behind a fact"),
        pytest.param(9, "She married Sam Quill in 1895.", None, id="the last of a section"),
        pytest.param(10, None, "Her father sold rope and nets.", id="the first of a section"),
        pytest.param(12, None, None, id="the only one of a section, the last of a document"),
        pytest.param(13, None, None, id="the first of a document"),
        pytest.param(15, None, "Both parents feed the chicks", id="a list item behind a sentence"),
        pytest.param(19, "Sculptors polish it with diamond dust.", None, id="the last of all"),
    ],
)
def test_its_context_are_the_neighbours_of_its_own_section(
    passage_index: PassageIndex, row: int, before: str | None, after: str | None
) -> None:
    [cited] = cite([JudgedHit(row, 0.5)], 0, mark, passage_index)
    assert (cited.before, cited.after) == (before, after)


def test_before_a_row_stands_what_names_its_columns(new_world: World) -> None:
    table = "| Boat | Seats, crew |\n| --- | --- |\n| Tern | 8 |\n| Gull | 6 |\n"
    (new_world.library / "boats.md").write_text(f"# Boats\n\n## Fleet\n\n{table}", encoding="utf-8")
    new_world.build()
    found = open_index(new_world.index_dir)
    cited = cite([JudgedHit(row, 0.5) for row in found.documents["boats"].rows], 0, mark, found)
    assert [(passage.text, passage.before, passage.after) for passage in cited] == [
        ("| Tern | 8 |", "| Boat | Seats, crew |", "| Gull | 6 |"),
        ("| Gull | 6 |", "| Boat | Seats, crew |", None),
    ]


@pytest.mark.parametrize(
    "second", ["| No boat on | From | To |", "| Day | First | Last |"], ids=["other columns", "named alike"]
)
def test_a_row_of_the_next_table_is_no_context(new_world: World, second: str) -> None:
    tables = f"# Boats\n\n| Day | First | Last |\n|-|-|-|\n| Saturdays | 9:00 | 17:00 |\n| Sundays | 10:00 | 16:00 |\n\n{second}\n|-|-|-|\n| Christmas | 9:00 | 17:00 |\n"
    new_world.library.joinpath("boats.md").write_text(tables, encoding="utf-8")
    new_world.build()
    found = open_index(new_world.index_dir)
    saturdays, sundays, christmas = cite([JudgedHit(row, 0.5) for row in found.documents["boats"].rows], 0, mark, found)
    assert (saturdays.after, sundays.after) == ("| Sundays | 10:00 | 16:00 |", None)
    assert christmas.before == second


def test_the_first_row_that_is_told_stands_behind_what_names_its_columns(new_world: World) -> None:
    text = "# Boats\n\nThe fleet:\n\n| Boat | Seats |\n| --- | --- |\n| Tern | 8 |\n| Gull | 6 |\n"
    (new_world.library / "boats.md").write_text(text, encoding="utf-8")
    new_world.build()
    found = open_index(new_world.index_dir)
    cited = cite([JudgedHit(row, 0.5) for row in found.documents["boats"].rows], 0, mark, found, together=3)
    assert [passage.told for passage in cited] == ["The fleet:", "| Boat | Seats |\n| Tern | 8 |", "| Gull | 6 |"]


def test_before_an_item_stands_what_announces_its_list_where_that_is_not_shown_above(new_world: World) -> None:
    text = "# Store\n\nYou may **not** store:\n\n- tyres\n- paint\n\nIt is dry.\n\n- a roof\n- a door\n"
    (new_world.library / "store.md").write_text(text, encoding="utf-8")
    new_world.build()
    found = open_index(new_world.index_dir)
    [announcing, tyres, paint, *others] = [JudgedHit(row, 0.5) for row in found.documents["store"].rows]
    cited = cite([tyres, paint, *others], 0, mark, found)
    assert [(passage.text, passage.before, passage.after, passage.told) for passage in cited] == [
        ("tyres", "You may **not** store:", "paint", "You may **not** store:\ntyres"),
        ("paint", "You may **not** store:", None, "You may **not** store:\npaint"),
        ("It is dry.", None, None, "It is dry."),
        ("a roof", None, "a door", "a roof"),
        ("a door", "a roof", None, "a door"),
    ]
    cited = cite([announcing, paint], 0, mark, found)
    assert [(passage.before, passage.told) for passage in cited] == [
        (None, "You may **not** store:"),
        ("tyres", "paint"),
    ]


def test_before_an_item_of_a_list_within_a_list_stand_the_lines_of_both(new_world: World) -> None:
    text = "# Store\n\nYou may not store:\n\n- tyres\n- paint, except:\n    - white paint\n    - glue\n"
    found = new_world.answerer({"store.md": text}).passage_index
    announcing, _, paint, white, glue = [JudgedHit(row, 0.5) for row in found.documents["store"].rows]
    told = {
        hits: cite(hits, 0, mark, found)[-1].told.splitlines()
        for hits in ((white,), (announcing, white), (announcing, paint, glue))
    }
    assert list(told.values()) == [
        ["You may not store:", "paint, except:", "white paint"],
        ["paint, except:", "white paint"],
        ["glue"],
    ]


def test_around_code_stand_the_sentences_of_its_section_and_around_them_no_code(new_world: World) -> None:
    text = "# Tern\n\nInstall it:\n\n```\nmake\n```\n\n```\nmake it\n```\n\nIt runs.\n\n## Run\n\n    tern now\n"
    (new_world.library / "tern.md").write_text(text, encoding="utf-8")
    new_world.build()
    found = open_index(new_world.index_dir)
    cited = cite([JudgedHit(row, 0.5) for row in found.documents["tern"].rows], 0, mark, found)
    assert [(passage.kind.value, passage.before, passage.text, passage.after) for passage in cited] == [
        ("paragraph", None, "Install it:", None),
        ("code", "Install it:", "make", None),
        ("code", None, "make it", "It runs."),
        ("paragraph", None, "It runs.", None),
        ("code", None, "    tern now", None),
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param(None, None, id="no address"),
        pytest.param("https://example.org/a", "https://example.org/a#:~:text=One%20is%20here.", id="an address"),
        pytest.param("https://example.org/a?b=c", "https://example.org/a?b=c#:~:text=One%20is%20here.", id="with a query"),
        pytest.param("https://example.org/a#top", "https://example.org/a#top:~:text=One%20is%20here.", id="with a fragment of its own"),
    ],
)  # fmt: skip
def test_a_link_lands_on_the_passage(new_world: World, tmp_path: Path, url: str | None, expected: str | None) -> None:
    (tmp_path / "one.txt").write_text("One is here.\n")
    source = SourceSettings(path="one.txt", url=url)
    type(new_world)(tmp_path, new_world.settings.model_copy(update={"sources": (source,)})).build()
    [cited] = cite([JudgedHit(0, 0.5)], 0, mark, open_index(new_world.index_dir))
    assert cited.citation.url == expected


def test_no_hits_are_no_citations(passage_index: PassageIndex) -> None:
    assert cite([], 0, mark, passage_index) == ()
