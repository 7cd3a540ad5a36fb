"""A damaged version is refused when it is opened, or found by `verify`; it never answers as if it were sound."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import IndexDamaged, IndexMismatch, SearchIndexError, open_index
from index.manifest import ENCODER_FILES, FILES, FORMAT, MANIFEST, damages, read_manifest, sha256_of

if TYPE_CHECKING:
    from conftest import World

Damage = Callable[[Path, Path], None]  # (file, the same file of another version)


def cut(file: Path, other: Path) -> None:
    file.write_bytes(file.read_bytes()[:-8])


def lengthened(file: Path, other: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


def emptied(file: Path, other: Path) -> None:
    file.write_bytes(b"")


def removed(file: Path, other: Path) -> None:
    file.unlink()


def replaced_by_a_folder(file: Path, other: Path) -> None:
    file.unlink()
    file.mkdir()


def swapped(file: Path, other: Path) -> None:
    shutil.copy(other, file)


def zeroed(file: Path, other: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def flipped(where: str) -> Damage:
    def flip(file: Path, other: Path) -> None:
        content = bytearray(file.read_bytes())
        at = {"first": 0, "early": min(90, len(content) // 4), "middle": len(content) // 2, "last": -1}[where]
        content[at] ^= 0xFF
        file.write_bytes(content)

    flip.__name__ = f"{where} byte flipped"
    return flip


DAMAGES: list[Damage] = [
    cut,
    lengthened,
    emptied,
    removed,
    replaced_by_a_folder,
    swapped,
    zeroed,
    *map(flipped, ("first", "early", "middle", "last")),
]


@pytest.fixture(scope="module")
def two_versions(world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two versions of different articles and different encoders; the one in use is the second."""
    base = tmp_path_factory.mktemp("two-versions")
    shutil.copytree(world.library, base / "library")
    article = base / "library" / "ada-quill.txt"
    for name in ("Sam Quill", "Tom Reed"):
        article.write_text(article.read_text().replace("Sam Quill", name))
        encoder = base / name
        encoder.mkdir()
        for file in ENCODER_FILES:
            (encoder / file).write_text(f"{file} of the encoder for {name}" * 9)
        built = type(world)(base, world.settings, encoder_files=tuple(encoder / file for file in ENCODER_FILES))
        built.build()
    return built


@pytest.fixture
def damaged_world(two_versions: World, tmp_path: Path) -> World:
    """A copy of the two versions, to damage."""
    shutil.copytree(two_versions.base, tmp_path, dirs_exist_ok=True)
    for file in tmp_path.glob("var/index/versions/*/*"):
        file.chmod(0o644)
    return type(two_versions)(tmp_path, two_versions.settings)


def complaints(world: World) -> Iterator[str]:
    """What opening says, and what `verify` says."""
    try:
        open_index(world.index_dir).close()
    except (IndexDamaged, IndexMismatch) as error:
        yield str(error)
    try:
        for damage in damages(world.in_use, read_manifest(world.in_use)):
            yield f"index version {world.in_use.name}: {damage.file} {damage.problem}"
    except (IndexDamaged, IndexMismatch) as error:
        yield str(error)


def other_version(world: World) -> Path:
    [other] = [folder for folder in (world.index_dir / "versions").iterdir() if folder != world.in_use]
    return other


def test_sound_versions_raise_no_complaint(damaged_world: World) -> None:
    assert list(complaints(damaged_world)) == []
    assert damages(other_version(damaged_world), read_manifest(other_version(damaged_world))) == []


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.replace("_", " "))
@pytest.mark.parametrize("name", [*FILES, *ENCODER_FILES, MANIFEST])
def test_damage_is_refused_or_found_and_named(damaged_world: World, name: str, damage: Damage) -> None:
    damage(damaged_world.in_use / name, other_version(damaged_world) / name)
    said = list(complaints(damaged_world))
    assert [words for words in said if damaged_world.in_use.name in words and name in words] != []


@pytest.mark.parametrize("damage", [cut, lengthened, emptied, removed, replaced_by_a_folder], ids=lambda d: d.__name__)
@pytest.mark.parametrize("name", [*FILES, *ENCODER_FILES, MANIFEST])
def test_a_file_that_lost_its_size_is_refused_already_when_opened(
    damaged_world: World, name: str, damage: Damage
) -> None:
    damage(damaged_world.in_use / name, other_version(damaged_world) / name)
    with pytest.raises(IndexDamaged, match=rf"{damaged_world.in_use.name}.*chatbot index build"):
        open_index(damaged_world.index_dir)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("where", ["first", "early", "middle", "last"])
def test_a_flipped_byte_that_opens_breaks_by_name_or_not_at_all(damaged_world: World, name: str, where: str) -> None:
    """Opening does not read every byte. What was opened answers, or refuses with an error of the index."""
    flipped(where)(damaged_world.in_use / name, other_version(damaged_world) / name)
    vector = damaged_world.encoder.encode_question("Who was Ada Quill?").vector
    try:
        passage_index = open_index(damaged_world.index_dir)
        rows = [*passage_index.dense(vector, 20).rows, *passage_index.lexical(["ada", "heron"], 20).rows]
        passage_index.passages([int(row) for row in rows])
        for document in passage_index.documents:
            passage_index.content(document)
    except SearchIndexError as error:
        assert "chatbot index" in str(error)


def rewrite(change: Callable[[dict], object], sign: bool) -> Callable[[World], None]:
    """Change the manifest; `sign` gives it the checksum of its new content."""

    def apply(world: World) -> None:
        file = world.in_use / MANIFEST
        content = json.loads(file.read_text(encoding="utf-8"))
        change(content)
        if sign:
            rest = {key: value for key, value in content.items() if key != "checksum"}
            content["checksum"] = sha256_of(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())
        file.write_text(json.dumps(content), encoding="utf-8")

    return apply


def other_manifest(world: World) -> None:
    shutil.copy(other_version(world) / MANIFEST, world.in_use / MANIFEST)


def other_content(world: World) -> None:
    for file in other_version(world).iterdir():
        shutil.copy(file, world.in_use)


def write_manifest(content: bytes) -> Callable[[World], None]:
    return lambda world: (world.in_use / MANIFEST).write_bytes(content) and None


@pytest.mark.parametrize(
    ("damage", "error", "told"),
    [
        pytest.param(rewrite(lambda m: m["counts"].update(passages=21), sign=False), IndexDamaged, "was altered", id="another count"),
        pytest.param(rewrite(lambda m: m["model"].update(name="other"), sign=False), IndexDamaged, "was altered", id="another model"),
        pytest.param(rewrite(lambda m: m["files"].pop("vectors.faiss"), sign=True), IndexDamaged, "belongs to another", id="a file left out"),
        pytest.param(rewrite(lambda m: m["files"].update({"../x": m["files"]["vectors.faiss"]}), sign=True), IndexDamaged, "belongs to another", id="a file of another folder"),
        pytest.param(rewrite(lambda m: m["counts"].update(passages=21), sign=True), IndexMismatch, "20 vectors and 3 documents, its manifest says 21 and 3", id="another count, signed"),
        pytest.param(rewrite(lambda m: m["counts"].update(documents=2), sign=True), IndexMismatch, "its manifest says 20 and 2", id="another count of documents, signed"),
        pytest.param(rewrite(lambda m: m["model"].update(dimension=384), sign=True), IndexMismatch, "384", id="another dimension, signed"),
        pytest.param(rewrite(lambda m: m.update(language="klingon"), sign=True), IndexMismatch, "klingon", id="an unknown language, signed"),
        pytest.param(rewrite(lambda m: m.update(format=FORMAT + 1, news=True), sign=False), IndexMismatch, f"format {FORMAT + 1} and this program reads up to {FORMAT}", id="a newer format"),
        pytest.param(rewrite(lambda m: m.update(format=0), sign=True), IndexMismatch, f"format 0 and this program reads {FORMAT}; build again", id="an older format"),
        pytest.param(rewrite(lambda m: m.pop("model"), sign=True), IndexDamaged, "does not have the expected fields", id="a field left out"),
        pytest.param(rewrite(lambda m: m.update(more=1), sign=True), IndexDamaged, "does not have the expected fields", id="a field too many"),
        pytest.param(other_manifest, IndexDamaged, "belongs to another version", id="another version's manifest"),
        pytest.param(other_content, IndexDamaged, "belongs to another version", id="another version's content"),
        pytest.param(write_manifest(b"[]"), IndexDamaged, "does not have the expected fields", id="a list"),
        pytest.param(write_manifest(b"\xff\xfe"), IndexDamaged, "not valid JSON", id="no text"),
    ],
)  # fmt: skip
def test_a_manifest_that_does_not_fit_is_refused(
    damaged_world: World, damage: Callable[[World], None], error: type[Exception], told: str
) -> None:
    damage(damaged_world)
    with pytest.raises(error, match=damaged_world.in_use.name) as refused:
        open_index(damaged_world.index_dir)
    assert told in str(refused.value)


def test_a_file_that_does_not_belong_there_is_found(damaged_world: World) -> None:
    (damaged_world.in_use / "stranger").touch()
    assert [words.split(": ")[1] for words in complaints(damaged_world)] == ["stranger does not belong to this version"]


def test_the_other_version_still_opens(damaged_world: World) -> None:
    emptied(damaged_world.in_use / MANIFEST, Path())
    sound = other_version(damaged_world).name
    assert open_index(damaged_world.index_dir, sound).version == sound
