"""The command line: results on stdout, messages on stderr, and an exit code that says how it went."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from command_line import INDEX, Command, current, failed, versions
from conftest import WordEncoder, World, prepare

from chatbot.answer import Answerer
from chatbot.errors import NotReady
from chatbot.settings import ChatSettings
from index import open_index
from index.doctor import Finding
from index.versions import VersionStore
from index.watch import settled_changes


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("", ["Usage: chatbot ", "serve", "ask", "eval", "index", "--version"]),
        ("serve", ["--host", "--port", "--workers", "--threads", "--config", "--index-dir"]),
        ("ask", ["QUESTION", "--json", "--config", "--index-dir"]),
        (
            "eval",
            ["QUESTIONS", "--json", "--baseline", "--history", "--all-wrong", "--plot", "--config", "--index-dir"],
        ),
        ("openapi", ["--config", "--index-dir"]),
        ("calibrate", ["[QUESTIONS]", "--force", "--json", "--config", "--index-dir"]),
        ("index", ["Usage: chatbot index ", "build", "list", "verify", "rollback", "prune"]),
        (
            "index build",
            [
                "--source",
                "--full",
                "--strict",
                "does not exist fails in any case",
                "--if-changed",
                "--hold",
                "--keep",
                "--watch",
                "--json",
                "--config",
                "--index-dir",
            ],
        ),
        ("report", ["--since", "--until", "--limit", "--json", "--html", "--config", "--index-dir"]),
        ("index list", ["--json", "--config", "--index-dir"]),
        ("index verify", ["[VERSION]", "--json", "--config", "--index-dir"]),
        ("index rollback", ["[VERSION]", "--json", "--config", "--index-dir"]),
        ("index export", ["VERSION", "FILE", "--json", "--config", "--index-dir"]),
        ("index import", ["FILE", "--hold", "--json", "--config", "--index-dir"]),
        ("index diff", ["BEFORE", "AFTER", "--json", "--config", "--index-dir"]),
        ("index doctor", ["--json", "--config", "--index-dir"]),
        ("index prune", ["--keep", "--json", "--config", "--index-dir"]),
    ],
)
def test_every_command_explains_itself(chatbot: Command, command: str, options: list[str]) -> None:
    done = chatbot(*command.split(), "--help")
    assert (done.exit_code, done.stderr) == (0, "")
    assert [option for option in options if option not in done.stdout] == []


@pytest.mark.parametrize(
    ("flag", "variable", "place"),
    [
        pytest.param([], {}, "var/index", id="the default"),
        pytest.param([], {"CHATBOT_INDEX__DIR": "by-variable"}, "by-variable", id="the environment's over the default"),
        pytest.param(["--index-dir", "by-flag"], {"CHATBOT_INDEX__DIR": "by-variable"}, "by-flag", id="the flag's over both"),
    ],
)  # fmt: skip
def test_the_index_folder_is_the_nearest_one(
    chatbot: Command, folder: Path, flag: list[str], variable: dict[str, str], place: str
) -> None:
    (folder / INDEX).rename(folder / "moved")
    (folder / "moved").rename(folder / place)
    assert chatbot("index", "verify", *flag, **variable).exit_code == 0


def test_a_configuration_elsewhere_carries_its_own_paths(
    chatbot: Command, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nowhere").mkdir()
    monkeypatch.chdir(tmp_path / "nowhere")
    config = str(folder / "config.yaml")
    assert chatbot("index", "verify", "--config", config).exit_code == 0
    assert chatbot("index", "verify", CHATBOT_CONFIG=config).exit_code == 0
    assert chatbot("index", "verify").exit_code == 1


@pytest.mark.parametrize(
    "command",
    [
        "unicorn",
        "serve --unicorn",
        "serve --port many",
        "serve --port 70000",
        "serve --workers 0",
        "ask",
        "ask Who? --top-k 0",
        "eval",
        "eval none.jsonl",
        "calibrate none.jsonl",
        "report --since yesterday",
        "report --since=",
        "report --until=",
        "report --since 1d --until 2d",
        "report --limit 0",
        "report --html .",
        "index unicorn",
        "index prune",
        "index prune --keep 0",
        "index export",
        "index import",
        "index diff one",
        "index build --keep 0",
        "index list --config none.yaml",
        "index list --config=",
        "index list --index-dir=",
        "index build --source=",
        "ask Who? --index-dir=",
        "index build --unicorn",
    ],
)
def test_wrong_use_is_exit_2(chatbot: Command, command: str) -> None:
    done = chatbot(*command.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: chatbot ") and "\nError: " in done.stderr


@pytest.mark.parametrize("seconds", ["-1", "nan"])
def test_a_restart_is_not_asked_for_with_a_time_that_nobody_can_wait(chatbot: Command, seconds: str) -> None:
    done = chatbot("restart", "--wait", seconds)
    assert done.exit_code == 2
    assert f"{seconds} is no number of seconds to wait" in done.stderr


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param(" ", "at least 1 character", id="blank"),
        pytest.param("x" * 2001, "at most 2000 characters", id="too long"),
        pytest.param("caf\udcff", "valid string", id="bytes that are no text"),
    ],
)
def test_a_question_is_as_long_as_over_http(chatbot: Command, question: str, told: str) -> None:
    done = chatbot("ask", question)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_an_unknown_document_is_told_with_those_that_there_are(
    chatbot: Command, world: World, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(_: object) -> Answerer:
        return Answerer(open_index(world.index_dir), encoder, ChatSettings())

    monkeypatch.setattr("chatbot.commands.ask.open_answerer", opened)
    told = "There is no document 'unicorn' here; there are: ada-quill, grey-heron, granite."
    assert failed(chatbot("ask", "Who?", "--document", "unicorn")) == told
    monkeypatch.setattr("chatbot.commands.opening._SHOWN", 1)
    assert failed(chatbot("ask", "Who?", "--document", "unicorn")).endswith("there are: ada-quill and 2 more.")


@pytest.mark.parametrize("command", ["ask", "chat"])
def test_a_question_that_fails_leaves_no_answerer_open(
    chatbot: Command, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    closed: list[str] = []

    class Failing:
        def reply(self, *_: object) -> None:
            raise NotReady("No index is loaded yet.")

        def close(self) -> None:
            closed.append(command)

    monkeypatch.setattr("chatbot.commands.ask.open_answerer", lambda _: Failing())
    monkeypatch.setattr("chatbot.commands.converse.converse", lambda _, ask: ask("Who?", ()))
    done = chatbot(command, *(["Who?"] if command == "ask" else []))
    assert (failed(done), closed) == ("No index is loaded yet.", [command])


def test_a_conversation_that_is_no_text_is_told(chatbot: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def read() -> str:
        return b"\xff".decode()

    monkeypatch.setattr("chatbot.commands.ask.open_answerer", lambda _: StringIO())  # which can be closed
    monkeypatch.setattr("builtins.input", read)
    done = chatbot("chat")
    assert (done.exit_code, done.stderr) == (1, "Error: the input is not utf-8.\n")


@pytest.mark.parametrize("command", ["index list", "ask Who?", "serve"])
def test_a_wrong_configuration_is_told_with_its_line(chatbot: Command, folder: Path, command: str) -> None:
    with (folder / "config.yaml").open("a") as file:
        file.write("  sorces: []\n")
    done = chatbot(*command.split())
    assert done.exit_code == 2
    assert "config.yaml, line 4: " in done.stderr and "index.sorces" in done.stderr


@pytest.mark.parametrize("config", ["--config other.yaml", "--config=other.yaml", "CHATBOT_CONFIG"])
@pytest.mark.parametrize("command", ["index list", "index build --hold", "index prune --keep 1", "ask Who?"])
def test_a_wrong_setting_of_the_half_that_answers_is_told_by_every_command(
    chatbot: Command, folder: Path, command: str, config: str
) -> None:
    (folder / "other.yaml").write_text("index:\n  sources: [library]\nserver:\n  prot: 1\n")
    before = versions(folder)
    by_variable = config == "CHATBOT_CONFIG"
    done = chatbot(
        *command.split(), *([] if by_variable else config.split()), CHATBOT_CONFIG="other.yaml" if by_variable else ""
    )
    assert (done.exit_code, done.stdout, versions(folder)) == (2, "", before)
    assert "other.yaml, line 4: server.prot: unknown setting" in done.stderr
    assert chatbot(*command.split()[:2], "--help", CHATBOT_CONFIG="other.yaml").exit_code == 0


def test_a_wrong_variable_of_the_half_that_answers_is_told_by_its_name(chatbot: Command) -> None:
    done = chatbot("index", "list", CHATBOT_CHAT__TOPK="3")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "environment variable CHATBOT_CHAT__TOPK: chat.topk: unknown setting" in done.stderr


@pytest.mark.parametrize("command", ["ask Who?", "eval set.jsonl", "index list", "index verify", "index rollback"])
def test_without_an_index_the_command_that_makes_one_is_named(chatbot: Command, folder: Path, command: str) -> None:
    (folder / "set.jsonl").write_text('{"question": "Who?", "gold": []}\n')
    assert "build one with `chatbot index build`" in failed(chatbot(*command.split(), "--index-dir", "none"))


def test_a_build_in_a_folder_without_settings_says_so_and_leaves_nothing(
    chatbot: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong"
    wrong.mkdir()
    monkeypatch.chdir(wrong)
    assert f"there is no config.yaml in {wrong}" in failed(chatbot("index", "build"))
    assert list(wrong.iterdir()) == []
    [row] = [row for row in json.loads(chatbot("index", "doctor", "--json").stdout) if row["area"] == "sources"]
    assert row["mend"] == "start where config.yaml is, or name it with --config"
    (wrong / "config.yaml").touch()
    assert "source seeds does not exist" in failed(chatbot("index", "build"))


@pytest.mark.parametrize("text", ["index: {dir: kept}\n", "index: {sources: [seeds]}\n"], ids=["no sources", "seeds"])
@pytest.mark.parametrize("by_variable", [True, False], ids=["CHATBOT_CONFIG", "--config"])
def test_who_names_a_settings_file_is_not_told_that_there_is_none(
    chatbot: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, by_variable: bool
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "my.yaml").write_text(text)
    monkeypatch.chdir(own)
    flag, variable = ([], "my.yaml") if by_variable else (["--config", "my.yaml"], "")
    built = chatbot("index", "build", *flag, CHATBOT_CONFIG=variable)
    assert "source seeds does not exist; mend index.sources" in failed(built)
    found = json.loads(chatbot("index", "doctor", "--json", *flag, CHATBOT_CONFIG=variable).stdout)
    [row] = [row for row in found if row["area"] == "sources"]
    assert row["mend"] == "mend index.sources in config.yaml"


@pytest.mark.parametrize("command", ["ask Who?", "index list", "index verify", "index prune --keep 1", "index build"])
def test_a_file_in_place_of_the_index_folder_is_one_sentence(chatbot: Command, folder: Path, command: str) -> None:
    (folder / "file").write_text("no folder")
    assert str(folder / "file") in failed(chatbot(*command.split(), "--index-dir", "file"))


@pytest.mark.parametrize("command", ["ask Who?", "index list", "index verify", "index prune --keep 1", "index build"])
def test_a_link_to_itself_in_place_of_the_index_folder_is_one_sentence(
    chatbot: Command, folder: Path, command: str
) -> None:
    (folder / "loop").symlink_to("loop")
    assert str(folder / "loop") in failed(chatbot(*command.split(), "--index-dir", "loop"))


@pytest.mark.parametrize("command", ["push", "pull"])
def test_a_link_to_itself_as_a_store_is_one_sentence(chatbot: Command, folder: Path, command: str) -> None:
    (folder / "loop").symlink_to("loop")
    assert str(folder / "loop") in failed(chatbot("index", command, "loop"))


def test_a_link_to_itself_as_a_source_is_one_sentence(chatbot: Command, folder: Path) -> None:
    (folder / "loop").symlink_to("loop")
    assert f"source {folder / 'loop'} cannot be read" in failed(chatbot("index", "build", "--source", "loop"))
    (folder / "config.yaml").write_text("index:\n  sources: [loop]\n  model: words\n")
    assert "source loop cannot be read" in failed(chatbot("index", "build"))
    other = failed(chatbot("index", "build", "--source", "library"))
    assert "'words' cannot be loaded" in other  # which comes after reading: the configured source is not asked for


def test_a_damaged_index_is_one_sentence(chatbot: Command, folder: Path) -> None:
    (folder / INDEX / "versions" / current(folder) / "vectors.faiss").unlink()
    said = failed(chatbot("ask", "Who?"))
    assert f"index version {current(folder)}: vectors.faiss is missing" in said
    assert "chatbot index build" in said


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["--source", "none"], "none does not exist", id="no such source"),
        pytest.param(["--source", "pictures"], "no file of a known type", id="no known type"),
        pytest.param(["--source", "broken", "--strict"], "empty.txt is empty; the build is strict", id="strict"),
    ],
)
def test_a_build_that_fails_is_one_sentence(chatbot: Command, folder: Path, arguments: list[str], told: str) -> None:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "photo.png").touch()
    (folder / "broken").mkdir()
    (folder / "broken" / "empty.txt").touch()
    (folder / "broken" / "full.txt").write_text("One is here.\n")
    before = versions(folder)
    assert told in failed(chatbot("index", "build", *arguments))
    assert (versions(folder), current(folder)) == (before, before[-1])


def test_a_build_beside_a_build_is_one_sentence(chatbot: Command, folder: Path) -> None:
    with VersionStore(folder / INDEX).lock():
        assert f"another build is at work in {folder / INDEX} (process {os.getpid()})" in failed(
            chatbot("index", "build")
        )


def test_a_watching_build_follows_its_settings(chatbot: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was built by hand with a new source is not taken out again, and a wrong file is told once."""
    config, other = folder / "config.yaml", folder / "more" / "ship.txt"
    plain = config.read_text()
    titled = "index: {sources: [{path: library, title: Handbook}]}\n"  # of a folder
    other.parent.mkdir()
    other.write_text("A ship came into the harbour.\n")

    def edits() -> Iterator[None]:
        for text in (plain.replace("[library]", "[library, more]"), "index: {sorces: []}\n", titled, None, plain):
            if text is None:
                config.unlink()
            else:
                config.write_text(text)
            yield from [None] * 3
        raise KeyboardInterrupt

    def settled(look: Callable[[], object], wait: object) -> Iterator[None]:
        going = edits()
        return settled_changes(look, lambda _: next(going))

    monkeypatch.setattr("index.watch.settled_changes", settled)
    monkeypatch.setattr("index.embed.prepare_encoder", prepare(WordEncoder(), ()))
    done = chatbot("index", "build", "--watch", "--json")
    assert [json.loads(line)["documents"] for line in done.stdout.splitlines()] == [4, 5, 4]
    errors = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert [error.partition(";")[0] for error in errors] == [
        "Error: config.yaml, line 1: index.sorces: unknown setting",
        "Error: index.sources: the title of the folder library would be that of each of its files",
        "Error: config.yaml: no such configuration file",
    ]


@pytest.mark.parametrize(("wrong", "told"), [(1, "1 thing is wrong;"), (2, "2 things are wrong;")])
def test_what_is_wrong_is_counted(chatbot: Command, monkeypatch: pytest.MonkeyPatch, wrong: int, told: str) -> None:
    findings = [Finding("index", "one is sound"), *[Finding("index", "another is not", "mend it")] * wrong]
    monkeypatch.setattr("index.doctor.examine", lambda *_, **__: findings)
    assert told in chatbot("index", "doctor").stderr


def test_what_is_wrong_is_listed_and_ends_with_1(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    (folder / INDEX / "versions" / first / "vectors.f16").unlink()
    done = chatbot("index", "doctor")
    assert done.exit_code == 1
    assert f"WRONG index: index version {first}: vectors.f16 is missing" in done.stdout
    assert f"ok    index: {second} is sound, and in use" in done.stdout
    assert "WRONG model: index.model: 'words' cannot be loaded" in done.stdout
    assert "things are wrong" in done.stderr
    assert {row["area"] for row in json.loads(chatbot("index", "doctor", "--json").stdout)} >= {"model", "index"}


def test_the_numerical_libraries_are_not_loaded_before_their_threads_are_limited() -> None:
    """They read the limits once; with a pool of threads each, a busy server answers a third of the requests."""
    code = "import chatbot.cli, os, sys; print(sorted({'numpy', 'faiss', 'onnxruntime'} & set(sys.modules)), os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[] 1 1\n"


def test_a_report_needs_neither_questions_nor_an_index_and_makes_no_file(chatbot: Command, folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    done = chatbot("report", "--index-dir", "none")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "server.store_questions is off." in done.stdout and "No question has been kept yet." in done.stdout
    report = json.loads(chatbot("report", "--json", "--since", "2026-01-01", "--until", "2026-01-02").stdout)
    assert (report["since"], report["until"]) == ("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z")
    assert (report["totals"]["asked"], report["clusters"]) == (None, [])
    assert sorted(folder.rglob("*")) == before


def test_a_report_of_a_damaged_file_is_one_sentence(chatbot: Command, folder: Path) -> None:
    (folder / "var" / "questions.sqlite").write_bytes(b"no database " * 1000)
    assert f"{folder / 'var' / 'questions.sqlite'} cannot be read" in failed(chatbot("report"))
