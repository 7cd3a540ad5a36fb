"""The commands for index versions: listed, verified, compared, removed, gone back to, and carried elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import INDEX, Command, current, failed, versions
from conftest import WordEncoder, prepare

from index.commands.terminal import print_versions
from index.versions import VersionStore


def test_the_versions_are_listed_with_the_current_one_marked(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    done = chatbot("index", "list")
    lines = done.stdout.splitlines()
    assert (done.exit_code, done.stderr, len(lines)) == (0, "", 3)
    assert [line.split() for line in lines[1:]] == [[first, "3", "20", "words"], ["*", second, "4", "21", "words"]]
    listed = json.loads(chatbot("index", "list", "--json").stdout)
    assert [{**row, "created": ""} for row in listed] == [
        {"version": first, "current": False, "documents": 3, "passages": 20, "model": "words", "created": ""},
        {"version": second, "current": True, "documents": 4, "passages": 21, "model": "words", "created": ""},
    ]


@pytest.mark.parametrize("columns", [72, 60, 40, 34])
def test_a_version_is_listed_whole_on_a_narrow_terminal(
    terminal: Callable[[int], None], capsys: pytest.CaptureFixture[str], columns: int
) -> None:
    version = "20261130T011235Z-20ffad"
    counts = {"documents": 1234, "passages": 56789, "model": "sentence-transformers/all-MiniLM-L6-v2"}
    terminal(columns)
    print_versions([{"version": version, "current": True, **counts}])
    shown = capsys.readouterr().out.splitlines()[1]
    assert (shown.split()[:2], len(shown) <= columns) == (["*", version], True)


def test_a_model_is_listed_as_it_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    print_versions([{"version": "v1", "current": True, "documents": 1, "passages": 2, "model": "own[/x]:x:"}])
    assert capsys.readouterr().out.splitlines()[1].split() == ["*", "v1", "1", "2", "own[/x]:x:"]


def test_a_list_shows_a_damaged_version_beside_the_sound_ones(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    manifest = folder / INDEX / "versions" / first / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{}")
    damaged, sound = json.loads(chatbot("index", "list", "--json").stdout)
    assert (damaged["version"], damaged.keys()) == (first, {"version", "current", "problem"})
    assert (sound["version"], sound["current"]) == (second, True)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(None, "CURRENT is missing", id="missing"),
        pytest.param("", "there is no index version ''", id="empty"),
        pytest.param("20261124T060000Z-3f9a1c\n", "'20261124T060000Z-3f9a1c'", id="of a version that is gone"),
    ],
)
def test_where_none_is_in_use_the_versions_are_listed_all_the_same(
    chatbot: Command, folder: Path, content: str | None, told: str
) -> None:
    first, second = versions(folder)
    (folder / INDEX / "CURRENT").unlink()
    if content is not None:
        (folder / INDEX / "CURRENT").write_text(content)
    done = chatbot("index", "list")
    assert [line.split() for line in done.stdout.splitlines()[1:]] == [
        [first, "3", "20", "words"],
        [second, "4", "21", "words"],
    ]
    assert (done.exit_code, told in done.stderr, f"there are: {first}, {second}. " in done.stderr) == (1, True, True)
    listed = chatbot("index", "list", "--json")
    assert ([row["current"] for row in json.loads(listed.stdout)], listed.exit_code) == ([False, False], 1)
    assert (chatbot("index", "rollback", first).exit_code, current(folder)) == (0, first)


def test_without_an_index_the_list_for_a_script_is_empty(chatbot: Command) -> None:
    done = chatbot("index", "list", "--json", "--index-dir", "none")
    assert (done.exit_code, json.loads(done.stdout)) == (1, [])
    assert "build one with `chatbot index build`" in done.stderr


def test_back_to_an_earlier_version_and_forward_again(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    done = chatbot("index", "rollback")
    assert (done.exit_code, done.stderr, current(folder)) == (0, "", first)
    assert first in done.stdout
    assert "The next build publishes the documents as they are then" in done.stdout
    named = chatbot("index", "rollback", second, "--json")
    assert (json.loads(named.stdout), current(folder)) == ({"version": second}, second)
    assert "The next build" not in chatbot("index", "rollback", second).stdout


def test_old_versions_are_removed(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    done = chatbot("index", "prune", "--keep", "1", "--json")
    assert (json.loads(done.stdout), versions(folder)) == ({"removed": [first], "in_use": []}, [second])
    assert chatbot("index", "prune", "--keep", "1").stdout == "Removed 0 versions.\n"


def test_a_sound_version_is_told_sound_and_a_damaged_one_by_its_file(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    assert chatbot("index", "verify").stdout == f"{second} is sound.\n"
    damaged = folder / INDEX / "versions" / first / "posting_rows.npy"
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    assert failed(chatbot("index", "verify", first)).startswith(
        f"index version {first}: posting_rows.npy has other bytes"
    )
    done = chatbot("index", "verify", first, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        1,
        {
            "version": first,
            "sound": False,
            "damages": [{"file": "posting_rows.npy", "problem": "has other bytes than were written"}],
        },
    )


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "is missing or cannot be read", id="missing"),
        pytest.param("{", "is not valid JSON", id="cut"),
        pytest.param("{}", "does not have the expected fields", id="emptied"),
    ],
)
def test_a_damaged_manifest_is_told_in_the_same_form(
    chatbot: Command, folder: Path, content: str | None, problem: str
) -> None:
    first, _ = versions(folder)
    manifest = folder / INDEX / "versions" / first / "manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_text(content)
    done = chatbot("index", "verify", first, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (
        1,
        {"version": first, "sound": False, "damages": [{"file": "manifest.json", "problem": problem}]},
    )
    assert f"index version {first}: manifest.json {problem}. Build a new one" in done.stderr


def test_a_version_that_is_being_read_is_left_and_named(chatbot: Command, folder: Path) -> None:
    first, _ = versions(folder)
    pin = VersionStore(folder / INDEX).pin(first)
    assert chatbot("index", "prune", "--keep", "1").stdout == (
        f"Removed 0 versions.\nLeft, because a running process reads them: {first}.\n"
    )
    pin.release()


def test_a_rollback_to_a_damaged_version_is_one_sentence(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    (folder / INDEX / "versions" / first / "vectors.f16").unlink()
    assert f"index version {first}: vectors.f16 is missing" in failed(chatbot("index", "rollback", first))
    assert current(folder) == second


def test_a_version_is_carried_to_another_folder(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    done = chatbot("index", "export", second, "index.tar.zst")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Wrote {second} to index.tar.zst (")
    assert chatbot("index", "import", "index.tar.zst", "--index-dir", "other").stdout == f"Published {second}.\n"
    held = chatbot("index", "export", first, "index.tar.zst", "--json")
    assert json.loads(held.stdout)["bytes"] == (folder / "index.tar.zst").stat().st_size
    done = chatbot("index", "import", "index.tar.zst", "--hold", "--json", "--index-dir", "other")
    assert json.loads(done.stdout) == {"version": first}
    assert chatbot("index", "verify", "--index-dir", "other").stdout == f"{second} is sound.\n"
    assert "which is here already" in failed(chatbot("index", "import", "index.tar.zst"))


def test_the_first_version_is_in_use_even_where_it_is_held(
    chatbot: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = versions(folder)
    chatbot("index", "export", first, "first.tar.zst")
    chatbot("index", "export", second, "second.tar.zst")
    hold = ("--hold", "--index-dir", "other")
    assert chatbot("index", "import", "first.tar.zst", *hold).stdout == f"Published {first}.\n"
    assert chatbot("index", "import", "second.tar.zst", *hold).stdout == f"Kept {second}.\n"
    monkeypatch.setattr("index.embed.prepare_encoder", prepare(WordEncoder(), ()))
    assert "Published 2" in chatbot("index", "build", "--hold", "--index-dir", "new").stdout
    assert " beside the one in use (" in chatbot("index", "build", "--hold", "--index-dir", "new").stdout


def test_what_differs_between_two_versions_is_shown(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    assert chatbot("index", "diff", first, second).stdout.splitlines() == [
        "+ news:1 A storm broke the North Light.",
        "1 passage added, 0 removed, 0 moved, 20 unchanged.",
    ]
    assert json.loads(chatbot("index", "diff", second, first, "--json").stdout) == {
        "added": [],
        "removed": [{"id": "news:1", "text": "A storm broke the North Light."}],
        "moved": [],
        "unchanged": 20,
    }


def test_an_unknown_version_is_one_sentence_with_the_known_ones(chatbot: Command, folder: Path) -> None:
    assert ", ".join(versions(folder)) in failed(chatbot("index", "rollback", "v9"))


def test_an_index_is_pushed_and_pulled_through_a_folder(folder: Path, chatbot: Command) -> None:
    first, second = versions(folder)
    done = chatbot("index", "push", "store")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"Pushed {second} to {folder / 'store'}: sent 8 of 8 files (0.")
    pull = ("index", "pull", "store", "--index-dir", "follower")
    assert chatbot(*pull).stdout.startswith(f"Pulled {second}: fetched 8 of 8 files (0.")
    assert chatbot(*pull).stdout == f"{second} is in use already.\n"
    chatbot("index", "rollback", first)
    pushed = json.loads(chatbot("index", "push", "store", "--keep", "1", "--json").stdout)
    assert (pushed["version"], pushed["before"], pushed["swept"]) == (first, second, {"versions": [], "files": 0})
    pulled = json.loads(chatbot(*pull, "--keep", "1", "--json").stdout)
    assert (pulled["version"], pulled["switched"]) == (first, True)
    chatbot("index", "rollback", second)
    assert f"Pushed {second} in place of {first}" in (again := chatbot("index", "push", "store", "--keep", "1").stdout)
    assert f"Removed 1 version: {first}, and 0 files" in again
    assert chatbot(*pull, "--keep", "1").stdout == f"{second} was here already and is in use now.\n"
    assert VersionStore(folder / "follower").versions() == [second]


def test_a_store_that_is_not_to_be_had_is_one_sentence(folder: Path, chatbot: Command) -> None:
    assert "there is no index at" in failed(chatbot("index", "pull", "nowhere", "--index-dir", "follower"))
    assert "holds a user, a key" in failed(chatbot("index", "pull", "https://me:secret@host/index"))
    assert "can only be read" in failed(chatbot("index", "push", "http://127.0.0.1:9/index"))
