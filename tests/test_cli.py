"""The command line: results on stdout, messages on stderr, and an exit code that says how it went."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from chatbot.answer import Answerer
from chatbot.cli import main
from chatbot.outcome import Answered, Reply
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World

INDEX = "var/index"
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Command = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture
def chatbot(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `chatbot …` in the small world's folder, within this process."""
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("CHATBOT_")]:
        monkeypatch.delenv(name)

    def run_in_process(*arguments: str, **extra: str) -> Outcome:
        monkeypatch.setattr("sys.argv", ["chatbot", *arguments])
        done = CliRunner().invoke(main, arguments, prog_name="chatbot", env=extra)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        return Outcome(done.exit_code, done.stdout, done.stderr)

    return run_in_process


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


def failed(done: Outcome) -> str:
    """The one sentence of a command that could not do its work."""
    assert (done.exit_code, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("", ["Usage: chatbot ", "serve", "ask", "eval", "index", "--version"]),
        ("serve", ["--host", "--port", "--workers", "--threads", "--config", "--index-dir"]),
        ("ask", ["QUESTION", "--json", "--config", "--index-dir"]),
        ("eval", ["QUESTIONS", "--json", "--baseline", "--history", "--plot", "--config", "--index-dir"]),
        ("openapi", ["--config", "--index-dir"]),
        ("calibrate", ["[QUESTIONS]", "--force", "--json", "--config", "--index-dir"]),
        ("index", ["Usage: chatbot index ", "build", "list", "verify", "rollback", "prune"]),
        (
            "index build",
            [
                "--source",
                "--full",
                "--strict",
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


def test_a_list_shows_a_damaged_version_beside_the_sound_ones(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    manifest = folder / INDEX / "versions" / first / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text("{}")
    damaged, sound = json.loads(chatbot("index", "list", "--json").stdout)
    assert (damaged["version"], damaged.keys()) == (first, {"version", "current", "problem"})
    assert (sound["version"], sound["current"]) == (second, True)


def test_back_to_an_earlier_version_and_forward_again(chatbot: Command, folder: Path) -> None:
    first, second = versions(folder)
    done = chatbot("index", "rollback")
    assert (done.exit_code, done.stderr, current(folder)) == (0, "", first)
    assert first in done.stdout
    named = chatbot("index", "rollback", second, "--json")
    assert (json.loads(named.stdout), current(folder)) == ({"version": second}, second)


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
        "index build --unicorn",
    ],
)
def test_wrong_use_is_exit_2(chatbot: Command, command: str) -> None:
    done = chatbot(*command.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Usage: chatbot ") and "\nError: " in done.stderr


@pytest.mark.parametrize("command", ["index list", "ask Who?", "serve"])
def test_a_wrong_configuration_is_told_with_its_line(chatbot: Command, folder: Path, command: str) -> None:
    with (folder / "config.yaml").open("a") as file:
        file.write("  sorces: []\n")
    done = chatbot(*command.split())
    assert done.exit_code == 2
    assert "config.yaml, line 4: " in done.stderr and "index.sorces" in done.stderr


@pytest.mark.parametrize("command", ["ask Who?", "eval set.jsonl", "index list", "index verify", "index rollback"])
def test_without_an_index_the_command_that_makes_one_is_named(chatbot: Command, folder: Path, command: str) -> None:
    (folder / "set.jsonl").write_text('{"question": "Who?", "gold": []}\n')
    assert "build one with `chatbot index build`" in failed(chatbot(*command.split(), "--index-dir", "none"))


@pytest.mark.parametrize("command", ["ask Who?", "index list", "index verify", "index prune --keep 1", "index build"])
def test_a_file_in_place_of_the_index_folder_is_one_sentence(chatbot: Command, folder: Path, command: str) -> None:
    (folder / "file").write_text("no folder")
    assert str(folder / "file") in failed(chatbot(*command.split(), "--index-dir", "file"))


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


def test_an_unknown_version_is_one_sentence_with_the_known_ones(chatbot: Command, folder: Path) -> None:
    assert ", ".join(versions(folder)) in failed(chatbot("index", "rollback", "v9"))


# Evaluation, over the small world's answerer


@dataclass(frozen=True)
class Backwards:
    """An answerer that shows its passages in the wrong order."""

    answerer: Answerer

    def reply(self, *asked: Any) -> Reply:
        reply = self.answerer.reply(*asked)
        if not isinstance(reply.outcome, Answered):
            return reply
        return replace(reply, outcome=Answered(reply.outcome.passages[::-1]))


@pytest.fixture
def questions(folder: Path, answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A set on the small world that its answerer gets right: every sentence is asked for by its own words."""
    passages = answerer.passage_index.passages(range(answerer.passage_index.count))
    rows = [{"question": p.text, "gold": [p.text], "kind": p.kind} for p in passages if len(p.text.split()) > 4]
    rows.append({"question": "Quantum chromodynamics lattice", "gold": [], "kind": "none"})
    (folder / "set.jsonl").write_text("\n".join(map(json.dumps, rows)))
    monkeypatch.setattr("chatbot.commands.measure.open_answerer", lambda _: answerer)
    return folder / "set.jsonl"


def test_figures_are_printed_with_their_intervals_and_by_kind(chatbot: Command, questions: Path) -> None:
    done = chatbot("eval", str(questions))
    assert (done.exit_code, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["all", "(19)", "hit_at_1", "1.000", "[1.000,", "1.000]"] in rows
    assert ["none", "(1)", "false_answers", "0.000", "[0.000,", "0.000]"] in rows


def test_the_same_again_is_no_worse_than_the_baseline(chatbot: Command, questions: Path) -> None:
    questions.with_name("baseline.json").write_text(chatbot("eval", str(questions), "--json").stdout)
    done = chatbot("eval", str(questions), "--baseline", "baseline.json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("Compared with the baseline on 19 questions:\nnothing changed\n")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_significant_fall_is_exit_1_and_named(
    chatbot: Command, questions: Path, answerer: Answerer, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    questions.with_name("baseline.json").write_text(chatbot("eval", str(questions), "--json").stdout)
    monkeypatch.setattr("chatbot.commands.measure.open_answerer", lambda _: Backwards(answerer))
    done = chatbot("eval", str(questions), "--baseline", "baseline.json", *(["--json"] if as_json else []))
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: significantly worse than the baseline: hit_at_1, correct")
    if as_json:
        assert json.loads(done.stdout)["compared"]["worse"][:2] == ["hit_at_1", "correct"]
    else:
        assert "newly wrong: Sam Quill died in 1931." in done.stdout


def test_pictures_are_drawn_where_they_are_asked_for(chatbot: Command, questions: Path) -> None:
    assert chatbot("eval", str(questions), "--plot", "plots").exit_code == 0
    assert len(list(questions.with_name("plots").iterdir())) == 2


def test_what_is_no_baseline_is_one_sentence(chatbot: Command, questions: Path) -> None:
    said = failed(chatbot("eval", str(questions), "--baseline", str(questions)))
    assert "set.jsonl is no baseline" in said


# Calibration, over the same answerer


@pytest.fixture
def doubtful(questions: Path) -> Path:
    """The set with every question asked twice more, of which the answers are wrong: the shipped confidence is too high."""
    rows = [json.loads(line) for line in questions.read_text().splitlines()]
    wrong = [row | {"gold": ["something else"]} for row in rows]
    questions.with_name("doubtful.jsonl").write_text("\n".join(map(json.dumps, rows + wrong + wrong)))
    return questions.with_name("doubtful.jsonl")


def test_a_calibration_that_is_better_is_written_beside_the_index(
    chatbot: Command, folder: Path, doubtful: Path
) -> None:
    file = folder / INDEX / "calibration.json"
    done = chatbot("calibrate", "doubtful.jsonl")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Cross-validated on 57 questions" in done.stdout
    assert "The log loss is significantly lower." in done.stdout
    assert f"Written to {file}" in done.stdout
    assert json.loads(file.read_text())["made_from"] == "doubtful.jsonl"


def test_one_that_is_not_better_is_written_by_force_alone(chatbot: Command, folder: Path, doubtful: Path) -> None:
    file = folder / INDEX / "calibration.json"
    rows = doubtful.read_text().splitlines()
    third = len(rows) // 3
    (folder / "right.jsonl").write_text("\n".join(rows[:third] * 3 + rows[third : third + 1]))
    found = json.loads(chatbot("calibrate", "right.jsonl", "--json").stdout)
    assert (found["written"], file.exists()) == (False, False)
    assert found["cross_validated"]["changes"]["log_loss"]["change"]["high"] >= 0
    forced = json.loads(chatbot("calibrate", "right.jsonl", "--json", "--force").stdout)
    assert (forced["written"], json.loads(file.read_text())) == (True, forced["calibration"])


def test_without_questions_only_the_scope_is_looked_at(chatbot: Command, folder: Path, questions: Path) -> None:
    done = chatbot("calibrate")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Of 120 everyday questions off the subject of most documents, answered: ")
    found = json.loads(chatbot("calibrate", "--json", "--force").stdout)
    assert found["cross_validated"] is None
    calibration = json.loads((folder / INDEX / "calibration.json").read_text())
    assert (calibration["slope"], calibration["intercept"]) == (1, 0)


def test_the_scope_is_looked_at_under_the_calibration_in_use(chatbot: Command, folder: Path, doubtful: Path) -> None:
    chatbot("calibrate", "doubtful.jsonl")
    file = folder / INDEX / "calibration.json"
    before = json.loads(file.read_text())
    assert before["slope"] != 1
    chatbot("calibrate", "--force")
    assert json.loads(file.read_text()) == before


def test_too_few_questions_to_calibrate_on_are_one_sentence(chatbot: Command, questions: Path) -> None:
    assert "at least 30 are needed" in failed(chatbot("calibrate", str(questions)))


# As processes of their own, with the real model


def failed_process(done: subprocess.CompletedProcess[str]) -> str:
    return failed(Outcome(done.returncode, done.stdout, done.stderr))


@pytest.mark.slow
def test_a_process_is_the_same_and_so_is_python_m_index(run: Run, folder: Path) -> None:
    one, other = (run(*name.split(), "list", "--json", cwd=folder) for name in ("chatbot index", "index"))
    assert (one.stdout, one.stderr, one.returncode) == (other.stdout, other.stderr, 0)
    assert [row["version"] for row in json.loads(one.stdout)] == versions(folder)
    usage, failure = run("chatbot", "unicorn", cwd=folder), run("index", "verify", "v9", cwd=folder)
    assert (usage.returncode, "Traceback" in usage.stderr) == (2, False)
    assert "there is no index version 'v9'" in failed_process(failure)


@pytest.mark.slow
def test_a_model_that_cannot_be_loaded_is_one_sentence(run: Run, folder: Path) -> None:
    before = versions(folder)
    assert "index.model: 'words' cannot be loaded" in failed_process(run("chatbot", "index", "build", cwd=folder))
    assert versions(folder) == before


@pytest.mark.slow
def test_a_build_in_a_pipe_says_what_it_did_and_nothing_else(run: Run, seed_project: Path, copy_of: Callable[[Path], Path]) -> None:  # fmt: skip
    project = copy_of(seed_project)
    (project / "more").mkdir()
    (project / "more" / "heron.txt").write_text("The grey heron eats fish.\n")
    (project / "more" / "empty.txt").touch()
    done = run("chatbot", "index", "build", "--source", "seeds", "--source", "more", cwd=project)
    assert done.returncode == 0
    assert done.stdout.splitlines()[:3] == [
        "Read 2 documents: 75 passages, 26 of them infobox facts.",
        "Embedded 1 passage, reused 74.",
        "Documents: 1 added, 0 changed, 0 removed, 1 as they were.",
    ]
    assert done.stderr == "left out: more/empty.txt is empty\n"


@pytest.mark.slow
def test_a_watching_build_follows_its_sources(
    seed_project: Path,
    copy_of: Callable[[Path], Path],
    environment: dict[str, str],
    run: Run,
    until: Callable[..., None],
    tmp_path: Path,
) -> None:
    project = copy_of(seed_project)
    (project / "config.yaml").write_text("index:\n  sources: [seeds]\n")
    assert run("index", "build", cwd=project).returncode == 0
    out, err = tmp_path / "out", tmp_path / "err"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        watching = subprocess.Popen(
            [sys.executable, "-m", "index", "build", "--watch", "--keep", "2", "--json"],
            cwd=project, env=environment, stdout=stdout, stderr=stderr,
        )  # fmt: skip

    def builds() -> list[bool]:
        return [json.loads(line)["published"] for line in out.read_text().splitlines()]

    try:
        until(lambda: builds() == [False], "a first look that finds nothing new", seconds=60)
        for number in (1, 2):
            (project / "seeds" / "news.txt").write_text(f"Ship number {number} came into the harbour.\n")
            until(lambda: builds() == [False] + [True] * number, "the next version", seconds=60)  # noqa: B023
        until(lambda: len(versions(project)) == 2, "the oldest version's removal, which follows the report", seconds=60)
        for file in list((project / "seeds").iterdir()):
            file.unlink()
        until(lambda: "nothing to index in seeds" in err.read_text(), "a message that nothing is left", seconds=60)
        assert watching.poll() is None
        (project / "seeds" / "news.txt").write_text("Ship number 4 came into the harbour.\n")
        until(lambda: builds() == [False, True, True, True], "the version after the fault", seconds=60)
    finally:
        watching.send_signal(signal.SIGINT)
        assert watching.wait(timeout=30) == 1
    assert "Traceback" not in err.read_text()


@pytest.mark.slow
def test_a_question_is_answered_in_the_terminal(run: Run, seed_project: Path) -> None:
    done = run("chatbot", "ask", "When did Scott Leiper die?", "--top-k", "1", cwd=seed_project, COLUMNS="200")
    assert (done.returncode, done.stderr) == (0, "")
    assert "[1] Scott Leiper died in 2016." in done.stdout
    assert "Mu Sochua › Personal life (seeds/000_646879967ad89437.txt:" in done.stdout
    assert "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Scott%20Leiper%20died%20in%202016." in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.slow
def test_a_script_gets_the_reply_of_the_api(run: Run, seed_project: Path) -> None:
    done = run("chatbot", "ask", "When did Scott Leiper die?", "--json", "--document", "mu-sochua", cwd=seed_project)
    reply = json.loads(done.stdout)
    assert (done.returncode, done.stderr, reply["status"]) == (0, "", "answered")
    assert (reply["message"], len(reply["passages"])) == ("Scott Leiper died in 2016.", 5)
    assert reply.keys() == {
        *("id", "status", "reason", "message", "confidence", "confidence_label"),
        *("question", "passages", "related", "suggestions", "choices", "index"),
    }


@pytest.mark.slow
def test_an_unknown_document_is_one_sentence(run: Run, seed_project: Path) -> None:
    said = failed_process(run("chatbot", "ask", "Who?", "--document", "unicorn", cwd=seed_project))
    assert "There is no document 'unicorn'" in said


@pytest.mark.slow
def test_quality_is_measured_on_a_question_set(run: Run, seed_project: Path, tmp_path: Path) -> None:
    rows = [
        {"question": "When did Scott Leiper die?", "gold": ["Scott Leiper died in 2016."], "kind": "when"},
        {"question": "Who painted the Mona Lisa?", "gold": [], "kind": "none"},
    ]
    (tmp_path / "set.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = run("chatbot", "eval", str(tmp_path / "set.jsonl"), "--json", cwd=seed_project)
    figures: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert figures["p95_ms"] >= figures["p50_ms"] > 0
    assert [figures[name] for name in ("questions", "hit_at_1", "correct", "false_answers", "auroc")] == [2, 1, 1, 0, 1]
    assert [row["status"] for row in figures["outcomes"]] == ["answered", "no_answer"]


@pytest.mark.slow
def test_a_wrong_question_set_is_one_sentence(run: Run, seed_project: Path, tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('{"question": "Who?"}\n')
    assert "set.jsonl, line 1: expected" in failed_process(
        run("chatbot", "eval", str(tmp_path / "set.jsonl"), cwd=seed_project)
    )


def test_the_numerical_libraries_are_not_loaded_before_their_threads_are_limited() -> None:
    """They read the limits once; with a pool of threads each, a busy server answers a third of the requests."""
    code = "import chatbot.cli, os, sys; print(sorted({'numpy', 'faiss', 'onnxruntime'} & set(sys.modules)), os.environ['OMP_NUM_THREADS'], os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "[] 1 1\n"


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
