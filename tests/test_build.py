"""The offline pipeline: what a build makes, and what it reuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index import Document, DocumentContent, Heading, IndexDamaged, open_index
from index.build import BuildReport
from index.changes import DocumentChanges
from index.commands.terminal import by_type
from index.manifest import CATALOG, FILES, MANIFEST, VECTORS, read_manifest, sha256_of
from index.source_files import Problem

if TYPE_CHECKING:
    from conftest import World


PASSAGES = [
    "ada-quill:1 - Office: Keeper of the North Light",
    "ada-quill:2 - Term Start: 4 May 1901",
    "ada-quill:3 - Successor: Jane Moor",
    "ada-quill:4 - Order2: Warden of the Harbour",
    "ada-quill:5 - Term Start2: 1 June 1910",
    "ada-quill:6 - Successor2: Ivo Lane",
    "ada-quill:7 - Birth Place: Gull Bay",
    "ada-quill:8 Ada Quill was a keeper of lighthouses.",
    "ada-quill:9 She married Sam Quill in 1895.",
    "ada-quill:10 Sam Quill died in 1931.",
    "ada-quill:11 Ada was born in Gull Bay on 3 March 1872.",
    "ada-quill:12 Her father sold rope and nets.",
    "ada-quill:13 In 1920 the town gave her a silver medal for saving nine sailors.",
    "grey-heron:1 The grey heron eats fish and frogs.",
    "grey-heron:2 Herons build their nests in tall trees.",
    "grey-heron:3 The female lays four blue eggs",
    "grey-heron:4 Both parents feed the chicks",
    "granite:1 Granite is a hard rock of quartz and feldspar.",
    "granite:2 Sculptors polish it with diamond dust.",
    "granite:3 The oldest quarry lies in Gull Bay.",
]


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_build_reports_what_it_did(new_world: World) -> None:
    (new_world.library / "photo.png").touch()
    (new_world.library / "empty.txt").touch()
    report = new_world.build()
    assert report == BuildReport(
        version=report.version,
        published=True,
        changes=DocumentChanges(
            added=("library/ada-quill.txt", "library/grey-heron.md", "library/rocks/granite.txt"),
            removed=(),
            changed=(),
            unchanged=0,
        ),
        documents=3,
        passages=20,
        facts=7,
        embedded=20,
        reused=0,
        skipped=1,
        skipped_types={".png": 1},
        problems=(Problem("library/empty.txt", "is empty"),),
        seconds=report.seconds,
    )
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{6}", report.version)
    assert new_world.in_use.name == report.version
    assert report.seconds > 0


def test_the_types_that_were_skipped_are_named_the_most_frequent_first() -> None:
    assert by_type({"": 1, ".yaml": 1, ".docx": 3, "hidden": 2}) == ".docx 3, hidden 2, without a suffix 1, .yaml 1"
    assert by_type({f".{number}": 9 - number for number in range(7)}) == ".0 9, .1 8, .2 7, .3 6, .4 5, 7 others"


def test_an_index_holds_the_documents_and_their_passages_in_order(world: World) -> None:
    passage_index = open_index(world.index_dir)
    assert [f"{passage.id} {passage.text}" for passage in passage_index.passages(range(20))] == PASSAGES
    assert list(passage_index.documents.values()) == [
        Document("ada-quill", "Ada Quill", "https://example.org/ada-quill", "library/ada-quill.txt", range(13), "she"),
        Document(
            "grey-heron", "Grey Heron", "https://example.org/grey-heron", "library/grey-heron.md", range(13, 17), "it"
        ),
        Document(
            "granite", "granite", "https://example.org/rocks/granite", "library/rocks/granite.txt", range(17, 20), "it"
        ),
    ]
    text = (world.library / "grey-heron.md").read_text(encoding="utf-8")
    assert passage_index.content("grey-heron") == DocumentContent(text, (Heading(("Nest",), 54, 58),))


def test_the_vectors_are_those_of_the_searchable_texts(world: World) -> None:
    passage_index = open_index(world.index_dir)
    searchable = [passage.searchable for passage in passage_index.passages(range(20))]
    for row, vector in enumerate(encoding.vector for encoding in world.encoder.encode_passages(searchable)):
        hits = passage_index.dense(vector, 1)
        assert hits.rows.tolist() == [row]
        assert hits.scores[0] == pytest.approx(1, rel=1e-3)  # vectors are stored in half precision
        assert passage_index.cosines(vector, np.arange(20))[row] == pytest.approx(1, rel=1e-3)


def test_the_manifest_says_what_the_version_is(world: World) -> None:
    manifest = json.loads((world.in_use / MANIFEST).read_text(encoding="utf-8"))
    source = (world.library / "ada-quill.txt").read_bytes()
    assert manifest["version"] == world.in_use.name
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", manifest["created"])
    assert (manifest["format"], manifest["language"]) == (5, "english")
    assert manifest["model"] == {
        "name": "words",
        "runtime": "torch",
        "fingerprint": "words-4096",
        "dimension": 4096,
        "projection": None,
    }
    assert manifest["counts"] == {"documents": 3, "passages": 20, "facts": 7}
    assert [entry["document"] for entry in manifest["sources"]] == ["ada-quill", "grey-heron", "granite"]
    assert manifest["sources"][0] == {
        "source": "library/ada-quill.txt",
        "document": "ada-quill",
        "sha256": sha256_of(source),
        "bytes": len(source),
    }
    assert manifest["files"] == {
        name: {"sha256": sha256_of(content), "bytes": len(content)}
        for name, content in files(world.in_use).items()
        if name != MANIFEST
    }
    assert set(manifest["files"]) == set(FILES)


def test_a_second_build_embeds_only_what_is_new(new_world: World) -> None:
    new_world.build()
    article = new_world.library / "ada-quill.txt"
    article.write_text(article.read_text().replace("rope and nets", "rope and sails"))
    (new_world.library / "new.txt").write_text("A heron stood on granite.\n")
    new_world.encoder.encoded.clear()
    report = new_world.build()
    assert (report.passages, report.embedded, report.reused) == (21, 2, 19)
    assert new_world.encoder.encoded == [
        "Ada Quill. Early life. Her father sold rope and sails.",
        "new. A heron stood on granite.",
    ]


def test_every_earlier_version_is_reused_not_only_the_last(new_world: World) -> None:
    new_world.build()
    heron = (new_world.library / "grey-heron.md").rename(new_world.base / "away.md")
    new_world.build()
    heron.rename(new_world.library / "grey-heron.md")
    report = new_world.build()
    assert (report.embedded, report.reused) == (0, 20)


def test_nothing_of_another_model_is_reused(new_world: World) -> None:
    new_world.build()
    new_world.encoder.fingerprint = "words-of-another-kind"
    report = new_world.build()
    assert (report.embedded, report.reused) == (20, 0)


@pytest.mark.parametrize("name", [CATALOG, VECTORS, MANIFEST])
def test_nothing_of_an_altered_file_is_reused(new_world: World, name: str) -> None:
    new_world.build()
    file = new_world.in_use / name
    file.chmod(0o644)
    content = bytearray(file.read_bytes())
    content[-40] ^= 0x40
    file.write_bytes(content)
    report = new_world.build()
    assert (report.embedded, report.reused) == (20, 0)
    rebuilt = files(new_world.in_use)[VECTORS]
    new_world.build(full=True)
    assert rebuilt == files(new_world.in_use)[VECTORS]


def test_where_one_version_is_damaged_the_one_before_it_is_reused(new_world: World) -> None:
    new_world.build()
    new_world.build()
    (new_world.in_use / VECTORS).unlink()
    assert new_world.build().reused == 20


def test_a_build_says_which_documents_changed(new_world: World) -> None:
    new_world.build()
    article = new_world.library / "ada-quill.txt"
    article.write_text(article.read_text().replace("rope", "sails"))
    (new_world.library / "grey-heron.md").unlink()
    (new_world.library / "new.txt").write_text("A heron stood on granite.\n")
    assert new_world.build().changes == DocumentChanges(
        added=("library/new.txt",),
        removed=("library/grey-heron.md",),
        changed=("library/ada-quill.txt",),
        unchanged=1,
    )


def test_a_build_that_would_be_the_same_again_can_be_left_out(new_world: World) -> None:
    first = new_world.build(if_changed=True)
    same = new_world.build(if_changed=True)
    assert (first.published, same.published, same.version) == (True, False, first.version)
    assert [entry.name for entry in (new_world.index_dir / "versions").iterdir()] == [first.version]
    (new_world.library / "new.txt").write_text("A heron stood on granite.\n")
    assert new_world.build(if_changed=True).published


def test_a_version_can_be_held_back(new_world: World) -> None:
    first = new_world.build().version
    second = new_world.build(hold=True).version
    assert new_world.in_use.name == first
    assert open_index(new_world.index_dir, second).version == second


def test_a_version_that_would_not_open_is_not_published(new_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_nothing(stored: Path, dimension: int, file: Path) -> None:
        file.touch()

    first = new_world.build().version
    monkeypatch.setattr("index.build.write_vector_index", write_nothing)
    with pytest.raises(IndexDamaged, match="a file cannot be opened"):
        new_world.build()
    assert [entry.name for entry in (new_world.index_dir / "versions").iterdir()] == [first]


def test_a_clock_that_was_set_back_does_not_set_the_order_back(new_world: World) -> None:
    first = new_world.build().version
    ahead = new_world.index_dir / "versions" / f"29990101T000000Z-{first[-6:]}"
    (new_world.index_dir / "versions" / first).rename(ahead)
    second = new_world.build().version
    assert second > ahead.name and new_world.in_use.name == second


def test_an_incremental_build_is_byte_for_byte_a_full_one(new_world: World) -> None:
    article = new_world.library / "ada-quill.txt"
    after = article.read_text()
    article.write_text(after.replace("She married Sam Quill in 1895.", "She married him. He was a sailor."))
    new_world.build()
    article.write_text(after)
    incremental = new_world.build()
    reused = files(new_world.in_use)
    full = new_world.build(full=True)
    assert (incremental.reused > 0, full.reused, full.embedded) == (True, 0, 20)
    anew = files(new_world.in_use)
    assert reused.keys() == anew.keys()
    assert [name for name in anew if reused[name] != anew[name]] == [MANIFEST]


def test_a_sentence_that_stands_twice_is_embedded_once(new_world: World) -> None:
    (new_world.library / "twice.txt").write_text("It rained all day.\n\nIt rained all day.\n")
    new_world.build()
    assert new_world.encoder.encoded.count("twice. It rained all day.") == 1


def test_versions_are_ordered_as_they_were_built(new_world: World) -> None:
    built = []
    for number in range(6):
        (new_world.library / "new.txt").write_text(f"This is sentence number {number}.\n")
        built.append(new_world.build().version)
    assert sorted(entry.name for entry in (new_world.index_dir / "versions").iterdir()) == built


def test_a_folder_of_another_name_among_the_versions_is_left_alone(new_world: World) -> None:
    new_world.build()
    backup = new_world.index_dir / "versions" / "zz-backup"
    backup.mkdir()
    assert new_world.build().reused == 20
    assert backup.is_dir()


def test_progress_is_told_to_the_end(new_world: World) -> None:
    told: list[tuple[str, int, int]] = []
    new_world.build(progress=lambda *step: told.append(step))
    embedded = [("embed", done, 20) for done in range(1, 21)]
    assert told == [
        ("read", 0, 0),
        ("prepare the model", 0, 0),
        *embedded,
        *((part, 0, 20) for part in ("index vectors", "index words", "publish")),
    ]


def test_a_document_without_a_sentence_is_left_out_and_told(new_world: World) -> None:
    """It would be one of the documents to choose from, and the others no longer the only one."""
    (new_world.library / "bare.txt").write_text("= Bare =\n\n== Only a heading ==\n")
    report = new_world.build()
    assert report.documents == 3
    assert report.problems == (Problem("library/bare.txt", "holds no sentence, so nothing is found in it"),)
    passage_index = open_index(new_world.index_dir)
    assert (len(passage_index.documents), "bare" in passage_index.documents) == (3, False)
    assert [record.source for record in read_manifest(new_world.in_use).sources if "bare" in record.source] == []


def test_an_earlier_version_can_be_opened_beside_the_one_in_use(new_world: World) -> None:
    first = new_world.build().version
    (new_world.library / "new.txt").write_text("A heron stood on granite.\n")
    second = new_world.build().version
    assert [open_index(new_world.index_dir, version).version for version in (first, None)] == [first, second]
    assert read_manifest(new_world.in_use).counts.passages == 21
