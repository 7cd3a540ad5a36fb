"""The doctor finds what is wrong and names what mends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import metadata
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.doctor import Finding, examine
from index.encoder import Reader
from index.manifest import FORMAT, MANIFEST
from index.settings import SourceSettings
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import WordEncoder, World


@pytest.fixture(autouse=True)
def no_real_model(encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The small world's encoder in place of a model of that name."""
    monkeypatch.setattr("index.doctor.model_fingerprint", lambda name: "words-4096")
    monkeypatch.setattr("index.doctor.load_encoder", lambda passage_index: encoder)


@pytest.fixture
def healthy(own_world: World) -> World:
    """A world whose settings are those that its index was made with."""
    settings = own_world.settings.model_copy(update={"encoder": "torch"})
    return type(own_world)(own_world.base, settings)


def wrong(world: World) -> list[Finding]:
    return [finding for finding in examine(world.settings, world.base) if finding.mend is not None]


def test_where_all_is_well_nothing_is_wrong(healthy: World) -> None:
    assert wrong(healthy) == []
    assert {finding.area for finding in examine(healthy.settings, healthy.base)} == {
        "environment",
        "model",
        "sources",
        "index",
    }


def test_a_file_without_a_sentence_is_told_and_no_document_that_the_index_lacks(healthy: World) -> None:
    (healthy.library / "bare.txt").write_text("= Bare =\n\n== Only a heading ==\n")
    assert [finding.found for finding in wrong(healthy)] == [
        "library/bare.txt holds no sentence, so nothing is found in it"
    ]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        pytest.param(lambda w: (w.library / "ada-quill.txt").write_text(""), ["library/ada-quill.txt is empty"], id="a document"),
        pytest.param(lambda w: w.library.rename(w.base / "away"), ["source library does not exist"], id="all of them"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_once_and_no_build_is_advised_that_would_lose_it(
    healthy: World, harm: Callable[[World], object], told: list[str]
) -> None:
    harm(healthy)
    found = wrong(healthy)
    assert [finding.area for finding in found] == ["sources"]
    assert all(words in finding.found for finding, words in zip(found, told, strict=True))


def test_nothing_is_changed(healthy: World) -> None:
    before = {path: path.stat().st_mtime_ns for path in healthy.base.rglob("*")}
    list(examine(healthy.settings, healthy.base))
    assert {path: path.stat().st_mtime_ns for path in healthy.base.rglob("*")} == before


def cut_the_version_in_use(world: World) -> None:
    (world.in_use / "vectors.f16").unlink()


def flip_an_old_version(world: World) -> None:
    file = world.in_use / "vectors.f16"
    file.chmod(0o644)
    file.write_bytes(bytes(file.stat().st_size))
    world.build()


@pytest.mark.parametrize(
    ("harm", "area", "told", "mend"),
    [
        pytest.param(lambda w: (w.library / "empty.txt").touch(), "sources", "library/empty.txt is empty", "mend or remove that file", id="an unreadable document"),
        pytest.param(lambda w: w.library.rename(w.base / "away"), "sources", "source library does not exist", "mend index.sources", id="a source that is gone"),
        pytest.param(lambda w: (w.library / "new.txt").write_text("A heron stood on granite.\n"), "index", "1 document differs between it and index.sources (library): 1 added there, 0 changed, 0 missing", "chatbot index build", id="a document that is not indexed yet"),
        pytest.param(lambda w: (w.index_dir / "CURRENT").unlink(), "index", "there is no index", "chatbot index rollback 20", id="CURRENT is gone"),
        pytest.param(lambda w: (w.index_dir / "CURRENT").write_text("v9"), "index", "no index version 'v9'", "chatbot index rollback 20", id="CURRENT names nothing"),
        pytest.param(cut_the_version_in_use, "index", "vectors.f16 is missing", "chatbot index build", id="the version in use is damaged"),
        pytest.param(flip_an_old_version, "index", "vectors.f16 has other bytes", "rm -r ", id="an old version is damaged"),
        pytest.param(lambda w: (w.index_dir / "versions" / ".building-x").mkdir(), "index", "1 leftover of a build", "chatbot index prune --keep 1", id="a dead build's leftover"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found_with_what_mends_it(
    healthy: World, harm: Callable[[World], object], area: str, told: str, mend: str
) -> None:
    harm(healthy)
    found = [finding for finding in wrong(healthy) if told in finding.found]
    assert [(finding.area, mend in str(finding.mend)) for finding in found] == [(area, True)]


def test_what_cannot_be_looked_into_hides_nothing_else(healthy: World) -> None:
    """Versions and sources that cannot be read are told with what mends them, beside the rest that was looked at."""
    versions, only = healthy.index_dir / "versions", healthy.library / "only.txt"
    versions.rename(healthy.base / "former-versions")
    healthy.library.rename(healthy.base / "former-library")
    healthy.library.mkdir()
    for path in (versions, only):
        path.symlink_to(path)  # a loop, which nobody can read, whoever runs this
    assert [(finding.area, finding.mend) for finding in wrong(healthy)] == [
        ("sources", "mend index.sources in config.yaml, or what is named here"),
        ("index", "chown, chmod or mount that folder, or choose another index.dir"),
    ]
    assert [finding.area for finding in examine(healthy.settings, healthy.base)][:3] == ["environment"] * 2 + ["model"]


def test_one_of_a_thing_is_told_as_one(healthy: World) -> None:
    (one := healthy.base / "one").mkdir()
    (one / "heron.txt").write_text("A heron stood on granite.\n")
    (one / "picture.png").touch()
    settings = healthy.settings.model_copy(update={"sources": (SourceSettings(path="one"),)})
    told = [finding.found for finding in examine(settings, healthy.base)]
    assert "1 document can be read, 1 file of other types skipped" in told


def test_an_index_of_other_sources_is_told_with_those_that_it_was_compared_with(healthy: World) -> None:
    """A version does not say which `--source` it was built with."""
    settings = healthy.settings.model_copy(update={"sources": (SourceSettings(path="library/rocks"),)})
    [finding] = wrong(type(healthy)(healthy.base, settings))
    assert finding.found == (
        "2 documents differ between it and index.sources (library/rocks): 0 added there, 0 changed, 2 missing"
    )
    assert finding.mend == "chatbot index build, with its --source where it was built with one"


def test_an_index_of_other_settings_is_to_be_built_again(healthy: World) -> None:
    settings = healthy.settings.model_copy(update={"language": "german", "model": "other"})
    [finding] = wrong(type(healthy)(healthy.base, settings))
    assert "made with words, torch, english, the settings say other, torch, german" in finding.found
    assert finding.mend == "chatbot index build"


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"sources": (SourceSettings(path="library", url="https://a.example/{path}"),)}, id="an address"),
        pytest.param({"sources": (SourceSettings(path="library"), SourceSettings(path="library/ada.txt", title="A Keeper"))}, id="a title"),
        pytest.param({"shortest_words": 20}, id="short sentences"),
        pytest.param({"longest_chars": 100}, id="long sentences"),
    ],
)  # fmt: skip
def test_documents_that_a_build_would_read_otherwise_are_told_and_after_it_no_more(
    healthy: World, changed: dict[str, object]
) -> None:
    long = "A heron stood on the granite by the water, waiting for the tide, " * 3 + "and then it flew.\n"
    (healthy.library / "ada.txt").write_text(f"= Ada =\n\n{long}\nIt rained.\n")
    healthy.build()
    other = type(healthy)(healthy.base, healthy.settings.model_copy(update=changed))
    [finding] = wrong(other)
    assert "the same as then, would be read otherwise" in finding.found
    assert str(finding.mend).startswith("chatbot index build")
    other.build()
    assert wrong(other) == []


@pytest.mark.parametrize("in_use", ["the newest", "the oldest"])
def test_what_a_damaged_version_in_use_can_go_back_to_outlives_a_prune_and_mends_it(
    healthy: World, in_use: str
) -> None:
    for _ in range(2):
        healthy.build()
    store = VersionStore(healthy.index_dir)
    versions = store.versions()
    damaged = store.rollback(versions[0]) if in_use == "the oldest" else versions[-1]
    (healthy.in_use / MANIFEST).unlink()
    sound = [version for version in versions if version != damaged]
    assert store.prune(1).removed == sound[:-1]
    [finding] = wrong(healthy)
    assert finding.mend == f"`chatbot index rollback {sound[-1]}`, then `chatbot index build`"
    assert store.rollback(sound[-1]) == sound[-1]


def test_where_no_other_version_is_sound_a_build_mends_it(healthy: World) -> None:
    (healthy.in_use / MANIFEST).unlink()
    [finding] = wrong(healthy)
    assert finding.mend == "chatbot index build"
    healthy.build()
    [finding] = wrong(healthy)
    assert str(finding.mend).startswith("rm -r ")


@pytest.mark.parametrize("content", ["", '{"slope": ', "[]"])
def test_a_calibration_that_cannot_be_read_is_told(healthy: World, content: str) -> None:
    (healthy.index_dir / "calibration.json").write_text(content)
    [finding] = wrong(healthy)
    assert finding.found == "calibration.json cannot be read, so it is left aside"
    (healthy.index_dir / "calibration.json").write_text("{}")
    assert wrong(healthy) == []


def test_an_index_of_another_projection_is_to_be_built_again(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an update that brings other ranking models."""
    monkeypatch.setattr("index.doctor.projection_fingerprint", lambda source: f"for {source}")
    assert wrong(healthy) == [
        Finding(
            "index",
            "made for other ranking models than this program has: answers are much worse",
            "chatbot index build",
        )
    ]


def test_an_index_with_another_reader_is_to_be_built_again(
    healthy: World, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "reader", Reader("of before", lambda *_: 0.0))
    monkeypatch.setattr("index.doctor.read_reader", lambda model: {"head": np.zeros(1)})
    [finding] = wrong(healthy)
    assert finding.found == "made with another reader than this program has: answers are a little worse"
    monkeypatch.setattr("index.doctor.reader_fingerprint", lambda weights: "of before")
    assert wrong(healthy) == []


def test_versions_of_another_format_are_built_anew_and_kept_as_the_way_back(healthy: World) -> None:
    """All versions from before an update are of that format, so there is none to roll back to."""
    older = healthy.in_use
    manifest = older / MANIFEST
    manifest.chmod(0o644)
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"format": FORMAT - 1}))
    [finding] = wrong(healthy)
    assert f"{older.name} has format {FORMAT - 1} and this program reads {FORMAT}" in finding.found
    assert finding.mend == "chatbot index build"
    healthy.build()
    found = list(examine(healthy.settings, healthy.base))
    assert Finding("index", f"{older.name} has the format of another release, and is a way back to it") in found
    assert [finding for finding in found if finding.mend is not None] == []


def test_where_nothing_was_built_a_build_is_named(new_world: World) -> None:
    assert [(finding.area, finding.mend) for finding in wrong(new_world)] == [("index", "chatbot index build")]


def test_a_folder_that_nobody_can_look_for_is_told(new_world: World) -> None:
    settings = new_world.settings.model_copy(
        update={"dir": "x" * 300}
    )  # as one below a folder that this user may not enter
    *_, last = examine(settings, new_world.base)
    assert (last.area, "cannot be read (File name too long)" in last.found) == ("index", True)


def test_a_build_at_work_is_no_fault(healthy: World) -> None:
    store = VersionStore(healthy.index_dir)
    with store.lock(), store.staging():
        assert wrong(healthy) == []


def test_a_library_that_is_missing_is_named(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    there = metadata.requires("cited-chatbot") or []
    monkeypatch.setattr(
        "index.doctor.metadata.requires", lambda _: [*there, "unicorn-horn>=3", 'tests; extra == "test"']
    )
    [finding] = wrong(healthy)
    assert (finding.area, finding.found, finding.mend) == (
        "environment",
        "unicorn-horn not installed",
        "pip install unicorn-horn",
    )


def test_a_disk_without_room_for_the_next_version_is_told(healthy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.doctor.shutil.disk_usage", lambda _: SimpleNamespace(free=0))
    [finding] = wrong(healthy)
    assert finding.found.startswith("0 MB free on the disk") and finding.mend == "chatbot index prune --keep 2"


@pytest.mark.parametrize(
    ("encoder", "is_exported", "is_enough"),
    [
        pytest.param("int8", False, False, id="for the export of the model"),
        pytest.param("int8", True, True, id="the model is exported already"),
        pytest.param("torch", False, True, id="nothing is exported"),
    ],
)
def test_a_disk_without_room_for_a_first_build_is_told(
    own_world: World, monkeypatch: pytest.MonkeyPatch, encoder: str, is_exported: bool, is_enough: bool
) -> None:
    settings = own_world.settings.model_copy(update={"encoder": encoder, "dir": "fresh"})
    (own_world.base / "fresh" / "models" / ("made" if is_exported else ".building-one")).mkdir(parents=True)
    monkeypatch.setattr("index.doctor.shutil.disk_usage", lambda _: SimpleNamespace(free=150 << 20))
    told = [found.found for found in examine(settings, own_world.base) if found.found.startswith("150 MB free")]
    assert told == [
        f"150 MB free on the disk of {own_world.base / 'fresh'}"
        if is_enough
        else "150 MB free on the disk, the next version needs 180"
    ]
