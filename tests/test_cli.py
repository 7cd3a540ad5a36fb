"""The command line: results on stdout, messages on stderr, and an exit code that says how it went."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World

pytestmark = pytest.mark.slow

INDEX = "var/index"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(own_world: World) -> Path:
    """The small world with its configuration and two versions, the second in use; its model cannot be loaded."""
    (own_world.base / "config.yaml").write_text("index:\n  sources: [library]\n  model: words\n")
    (own_world.library / "news.txt").write_text("A storm broke the North Light.\n")
    own_world.build()
    return own_world.base


def versions(folder: Path) -> list[str]:
    return VersionStore(folder / INDEX).versions()


def current(folder: Path) -> str:
    return VersionStore(folder / INDEX).current()


def failed(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that could not do its work."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("chatbot", ["serve", "ask", "eval", "index", "--version"]),
        ("chatbot serve", ["--host", "--port", "--workers", "--threads", "--config", "--index-dir"]),
        ("chatbot ask", ["QUESTION", "--json", "--config", "--index-dir"]),
        ("chatbot eval", ["QUESTIONS", "--json", "--config", "--index-dir"]),
        ("chatbot index", ["build", "list", "verify", "rollback", "prune"]),
        ("chatbot index build", ["--source", "--full", "--strict", "--json", "--config", "--index-dir"]),
        ("chatbot index list", ["--json", "--config", "--index-dir"]),
        ("chatbot index verify", ["[VERSION]", "--json", "--config", "--index-dir"]),
        ("chatbot index rollback", ["[VERSION]", "--json", "--config", "--index-dir"]),
        ("chatbot index prune", ["--keep", "--json", "--config", "--index-dir"]),
        ("index", ["build", "list", "verify", "rollback", "prune"]),
        ("index build", ["--source", "--full", "--strict", "--json", "--config", "--index-dir"]),
    ],
)
def test_every_command_explains_itself(run: Run, tmp_path: Path, command: str, options: list[str]) -> None:
    done = run(*command.split(), "--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert [option for option in options if option not in done.stdout] == []


def test_the_versions_are_listed_with_the_current_one_marked(run: Run, folder: Path) -> None:
    first, second = versions(folder)
    done = run("chatbot", "index", "list", cwd=folder)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(lines)) == (0, "", 3)
    assert [line.split() for line in lines[1:]] == [[first, "3", "20", "words"], ["*", second, "4", "21", "words"]]
    listed = json.loads(run("chatbot", "index", "list", "--json", cwd=folder).stdout)
    assert [{**row, "created": ""} for row in listed] == [
        {"version": first, "current": False, "documents": 3, "passages": 20, "model": "words", "created": ""},
        {"version": second, "current": True, "documents": 4, "passages": 21, "model": "words", "created": ""},
    ]


def test_python_m_index_is_the_same(run: Run, folder: Path) -> None:
    for command in (["list", "--json"], ["verify"]):
        one, other = run("chatbot", "index", *command, cwd=folder), run("index", *command, cwd=folder)
        assert (one.stdout, one.stderr, one.returncode) == (other.stdout, other.stderr, 0)


def test_back_to_an_earlier_version_and_forward_again(run: Run, folder: Path) -> None:
    first, second = versions(folder)
    done = run("chatbot", "index", "rollback", cwd=folder)
    assert (done.returncode, done.stderr, current(folder)) == (0, "", first)
    assert first in done.stdout
    named = run("chatbot", "index", "rollback", second, "--json", cwd=folder)
    assert (json.loads(named.stdout), current(folder)) == ({"version": second}, second)


def test_old_versions_are_removed(run: Run, folder: Path) -> None:
    first, second = versions(folder)
    done = run("chatbot", "index", "prune", "--keep", "1", "--json", cwd=folder)
    assert (json.loads(done.stdout), versions(folder)) == ({"removed": [first]}, [second])


def test_a_sound_version_is_told_sound_and_a_damaged_one_by_its_file(run: Run, folder: Path) -> None:
    first, second = versions(folder)
    assert run("chatbot", "index", "verify", cwd=folder).stdout == f"{second} is sound.\n"
    damaged = folder / INDEX / "versions" / first / "posting_rows.npy"
    damaged.chmod(0o644)
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"!")
    done = run("chatbot", "index", "verify", first, "--json", cwd=folder)
    assert done.returncode == 1
    assert json.loads(done.stdout) == {
        "version": first,
        "sound": False,
        "damages": [{"file": "posting_rows.npy", "problem": "has other bytes than were written"}],
    }
    assert failed(run("chatbot", "index", "verify", first, cwd=folder)).startswith(
        f"index version {first}: posting_rows.npy has other bytes"
    )


@pytest.mark.parametrize(
    ("flag", "variable", "place"),
    [
        pytest.param([], {}, "var/index", id="the default"),
        pytest.param([], {"CHATBOT_INDEX__DIR": "by-variable"}, "by-variable", id="the environment's over the default"),
        pytest.param(["--index-dir", "by-flag"], {"CHATBOT_INDEX__DIR": "by-variable"}, "by-flag", id="the flag's over both"),
    ],
)  # fmt: skip
def test_the_index_folder_is_the_nearest_one(
    run: Run, folder: Path, flag: list[str], variable: dict[str, str], place: str
) -> None:
    (folder / INDEX).rename(folder / "moved")
    (folder / "moved").rename(folder / place)
    assert run("chatbot", "index", "verify", *flag, cwd=folder, **variable).returncode == 0


def test_a_configuration_elsewhere_carries_its_own_paths(run: Run, folder: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    config = str(folder / "config.yaml")
    assert run("chatbot", "index", "verify", "--config", config, cwd=nowhere).returncode == 0
    assert run("chatbot", "index", "verify", cwd=nowhere, CHATBOT_CONFIG=config).returncode == 0


@pytest.mark.parametrize(
    "command",
    [
        "chatbot unicorn",
        "chatbot serve --unicorn",
        "chatbot serve --port many",
        "chatbot serve --port 70000",
        "chatbot serve --workers 0",
        "chatbot ask",
        "chatbot ask Who? --top-k 0",
        "chatbot eval",
        "chatbot eval none.jsonl",
        "chatbot index unicorn",
        "chatbot index prune",
        "chatbot index prune --keep 0",
        "chatbot index list --config none.yaml",
        "chatbot index build --unicorn",
        "index unicorn",
    ],
)
def test_wrong_use_is_exit_2(run: Run, folder: Path, command: str) -> None:
    done = run(*command.split(), cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: ") and "\nError: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["chatbot index list", "chatbot ask Who?", "chatbot serve"])
def test_a_wrong_configuration_is_told_with_its_line(run: Run, folder: Path, command: str) -> None:
    with (folder / "config.yaml").open("a") as file:
        file.write("server:\n  prot: 8080\n" if "index" not in command else "  sorces: []\n")
    done = run(*command.split(), cwd=folder)
    line = 5 if "index" not in command else 4
    assert (done.returncode, f"config.yaml, line {line}: unknown setting" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", ["ask Who?", "eval set.jsonl", "index list", "index verify", "index rollback"])
def test_without_an_index_the_command_that_makes_one_is_named(run: Run, folder: Path, command: str) -> None:
    (folder / "set.jsonl").write_text('{"question": "Who?", "gold": []}\n')
    done = run("chatbot", *command.split(), "--index-dir", "none", cwd=folder)
    assert "build one with `chatbot index build`" in failed(done)


@pytest.mark.parametrize("command", ["ask Who?", "index list", "index verify", "index prune --keep 1", "index build"])
def test_a_file_in_place_of_the_index_folder_is_one_sentence(run: Run, folder: Path, command: str) -> None:
    (folder / "file").write_text("no folder")
    assert "file" in failed(run("chatbot", *command.split(), "--index-dir", "file", cwd=folder))


def test_a_damaged_index_is_one_sentence(run: Run, folder: Path) -> None:
    (folder / INDEX / "versions" / current(folder) / "vectors.faiss").unlink()
    said = failed(run("chatbot", "ask", "Who?", cwd=folder))
    assert f"index version {current(folder)}: vectors.faiss is missing" in said
    assert "chatbot index build" in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["--source", "none"], "none does not exist", id="no such source"),
        pytest.param(["--source", "pictures"], "no file of a known type", id="no known type"),
        pytest.param(["--source", "broken", "--strict"], "empty.txt is empty; the build is strict", id="strict"),
        pytest.param([], "index.model: 'words' cannot be loaded", id="no such model"),
    ],
)
def test_a_build_that_fails_is_one_sentence(run: Run, folder: Path, arguments: list[str], told: str) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "photo.png").touch()
    (folder / "broken").mkdir()
    (folder / "broken" / "empty.txt").touch()
    (folder / "broken" / "full.txt").write_text("One is here.\n")
    before = versions(folder)
    assert told in failed(run("chatbot", "index", "build", *arguments, cwd=folder))
    assert (versions(folder), current(folder)) == (before, before[-1])


def test_a_build_beside_another_one_is_one_sentence(run: Run, folder: Path) -> None:
    with VersionStore(folder / INDEX).lock():
        for command in ("build", "rollback"):
            assert "another build is at work" in failed(run("chatbot", "index", command, cwd=folder))


def test_an_unknown_version_is_one_sentence_with_the_known_ones(run: Run, folder: Path) -> None:
    assert ", ".join(versions(folder)) in failed(run("chatbot", "index", "rollback", "v9", cwd=folder))


# With the real model


def test_a_build_in_a_pipe_says_what_it_did_and_nothing_else(run: Run, seed_project: Path, copy_of: Callable[[Path], Path]) -> None:  # fmt: skip
    project = copy_of(seed_project)
    (project / "more").mkdir()
    (project / "more" / "heron.txt").write_text("The grey heron eats fish.\n")
    (project / "more" / "empty.txt").touch()
    done = run("chatbot", "index", "build", "--source", "seeds", "--source", "more", cwd=project)
    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        "Read 2 documents: 75 passages, 26 of them infobox facts.",
        "Embedded 1 passages, reused 74.",
    ]
    assert done.stderr == "left out: more/empty.txt is empty\n"


def test_a_question_is_answered_in_the_terminal(run: Run, seed_project: Path) -> None:
    done = run("chatbot", "ask", "When did Scott Leiper die?", "--top-k", "1", cwd=seed_project, COLUMNS="200")
    assert (done.returncode, done.stderr) == (0, "")
    assert "[1] Scott Leiper died in 2016." in done.stdout
    assert "Mu Sochua › Personal life (seeds/000_646879967ad89437.txt:" in done.stdout
    assert "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Scott%20Leiper%20died%20in%202016." in done.stdout
    assert "\x1b" not in done.stdout


def test_a_script_gets_the_reply_of_the_api(run: Run, seed_project: Path) -> None:
    done = run("chatbot", "ask", "When did Scott Leiper die?", "--json", "--document", "mu-sochua", cwd=seed_project)
    reply = json.loads(done.stdout)
    assert (done.returncode, done.stderr, reply["status"]) == (0, "", "answered")
    assert (reply["message"], len(reply["passages"])) == ("Scott Leiper died in 2016.", 5)
    assert reply.keys() == {
        *("id", "status", "reason", "message", "confidence", "confidence_label"),
        *("question", "passages", "related", "suggestions", "index"),
    }


def test_an_unknown_document_is_one_sentence(run: Run, seed_project: Path) -> None:
    said = failed(run("chatbot", "ask", "Who?", "--document", "unicorn", cwd=seed_project))
    assert "There is no document 'unicorn'" in said


def test_quality_is_measured_on_a_question_set(run: Run, seed_project: Path, tmp_path: Path) -> None:
    rows = [
        {"question": "When did Scott Leiper die?", "gold": ["Scott Leiper died in 2016."], "kind": "when"},
        {"question": "Who painted the Mona Lisa?", "gold": [], "kind": "none"},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = run("chatbot", "eval", str(tmp_path / "set.jsonl"), "--json", cwd=seed_project)
    figures: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert figures.pop("p95_ms") >= figures.pop("p50_ms") > 0
    assert figures == {
        **dict.fromkeys(("hit_at_1", "hit_at_3", "hit_at_5", "mrr_at_10", "answered", "correct"), 1.0),
        "questions": 2,
        "false_answers": 0.0,
        "correct_by_kind": {"none": 1.0, "when": 1.0},
    }


def test_a_wrong_question_set_is_one_sentence(run: Run, seed_project: Path, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('{"question": "Who?"}\n')
    assert "set.jsonl, line 1: expected" in failed(
        run("chatbot", "eval", str(tmp_path / "set.jsonl"), cwd=seed_project)
    )
