"""Commands as processes of their own, with the real model."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from command_line import Outcome, failed, versions

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def failed_process(done: subprocess.CompletedProcess[str]) -> str:
    return failed(Outcome(done.returncode, done.stdout, done.stderr))


@pytest.mark.slow
def test_a_process_is_the_same_and_so_is_python_m_index(run: Run, folder: Path) -> None:
    one, other = (run(*name.split(), "list", "--json", cwd=folder) for name in ("chatbot index", "index"))
    assert (one.stdout, one.stderr, one.returncode) == (other.stdout, other.stderr, 0)
    assert [row["version"] for row in json.loads(one.stdout)] == versions(folder)
    usage, failure = run("chatbot", "unicorn", cwd=folder), run("index", "verify", "v9", cwd=folder)
    assert (usage.returncode, "Traceback" in usage.stderr) == (2, False)
    names = [run(*name.split(), "unicorn", cwd=folder).stderr.partition(" [")[0] for name in ("chatbot index", "index")]
    assert names == ["Usage: chatbot index", "Usage: python -m index"]
    assert "there is no index version 'v9'" in failed_process(failure)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["index", "chatbot index"])
def test_a_folder_that_is_called_as_the_package_does_not_hide_it(run: Run, folder: Path, command: str) -> None:
    there = versions(folder)
    (folder / "var" / "index").rename(folder / "index")
    listed = run(*command.split(), "list", "--json", "--index-dir", "index", cwd=folder)
    assert (listed.stderr, listed.returncode) == ("", 0)
    assert [row["version"] for row in json.loads(listed.stdout)] == there


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
        *("id", "status", "reason", "message", "notice", "answers", "confidence", "confidence_label"),
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
    (tmp_path / "set.jsonl").write_text('{"gold": []}\n')
    assert "set.jsonl, line 1: expected" in failed_process(
        run("chatbot", "eval", str(tmp_path / "set.jsonl"), cwd=seed_project)
    )


@pytest.mark.slow
# `openapi` prints more than a buffer holds.
@pytest.mark.parametrize("command", ["chatbot --help", "chatbot openapi", "chatbot index list", "index list --json"])
def test_an_output_without_room_is_one_sentence(folder: Path, environment: dict[str, str], command: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", *command.split()],
            cwd=folder, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
    said = "Error: the output cannot be written: No space left on device.\n"
    assert (done.returncode, done.stderr) == (1, said)


@pytest.mark.slow
def test_an_output_that_nobody_reads_to_its_end_is_no_error(folder: Path, environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "chatbot", "openapi"],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
