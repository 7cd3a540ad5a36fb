"""`chatbot eval` and `chatbot calibrate`, over the small world's answerer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from command_line import INDEX, Command, failed

from chatbot.answer import Answerer
from chatbot.outcome import Answered, Reply


@dataclass(frozen=True)
class Backwards:
    """An answerer that shows its passages in the wrong order."""

    answerer: Answerer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.answerer, name)

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
    assert ["all", "(19)", "hit_at_1", "1.000", "[0.824,", "1.000]"] in rows
    assert ["none", "(1)", "false_answers", "0.000", "[0.000,", "0.793]"] in rows


@pytest.mark.parametrize("command", ["eval", "calibrate"])
def test_a_document_that_is_not_there_is_told_with_those_that_are(
    chatbot: Command, questions: Path, command: str
) -> None:
    questions.write_text(json.dumps({"question": "Who?", "gold": [], "document": "unicorn"}))
    told = "There is no document 'unicorn' here; there are: ada-quill, grey-heron, granite."
    assert failed(chatbot(command, str(questions))) == told


def ask_badly(questions: Path, answered: int, refused: int, unanswerable: int) -> None:
    """A set on which so many questions go wrong, by each kind of fault, and one right."""
    right = {"question": "Sam Quill died in 1931.", "gold": ["Sam Quill died in 1931."]}
    rows = [right | {"gold": ["Ivo Lane"]}] * answered
    rows += [{"question": "Quantum chromodynamics lattice", "gold": ["Ivo Lane"]}] * refused
    rows += [right | {"gold": []}] * unanswerable
    questions.write_text("\n".join(map(json.dumps, [right, *rows])))


def test_what_went_wrong_is_told_by_kind_of_fault_with_what_came_first(chatbot: Command, questions: Path) -> None:
    ask_badly(questions, answered=1, refused=1, unanswerable=1)
    _, *told = chatbot("eval", str(questions)).stdout.rpartition("answered though")
    assert "".join(told).splitlines() == [
        "answered though nothing answers (1):",
        "  Sam Quill died in 1931.",
        "    Sam Quill died in 1931.",
        "",
        "answered wrongly (1):",
        "  Sam Quill died in 1931.",
        "    Sam Quill died in 1931. (number 7 is right)",
        "",
        "not answered (1):",
        "  Quantum chromodynamics lattice",
        "    Ada was born in Gull Bay on 3 March 1872. (number 7 is right)",
    ]


@pytest.mark.parametrize(
    ("counts", "shown", "more"),
    [
        pytest.param((12, 0, 0), 10, ["and 2 more (--all-wrong)"], id="ten of one kind"),
        pytest.param((12, 2, 0), 5 + 2, ["and 7 more (--all-wrong)"], id="five of each of two"),
        pytest.param((4, 5, 3), 9, ["and 1 more (--all-wrong)", "and 2 more (--all-wrong)"], id="three of three"),
    ],
)
def test_some_ten_of_them_are_shown_or_all(
    chatbot: Command, questions: Path, counts: tuple[int, int, int], shown: int, more: list[str]
) -> None:
    ask_badly(questions, *counts)

    def lines(*options: str) -> tuple[int, list[str]]:
        told = chatbot("eval", str(questions), *options).stdout.split("\n\n", 1)[-1].splitlines()
        asked = [line for line in told if line in ("  Sam Quill died in 1931.", "  Quantum chromodynamics lattice")]
        return len(asked), [line.strip() for line in told if "more" in line]

    assert lines() == (shown, more)
    assert lines("--all-wrong") == (sum(counts), [])


def test_a_right_passage_that_was_not_sure_enough_is_told(chatbot: Command, questions: Path) -> None:
    row = {"question": "Quantum chromodynamics lattice", "gold": ["Ada was born in Gull Bay on 3 March 1872."]}
    questions.write_text(json.dumps(row))
    told = (
        "not answered (1):\n  Quantum chromodynamics lattice\n    Ada was born in Gull Bay on 3 March 1872. (right)\n"
    )
    assert chatbot("eval", str(questions)).stdout.endswith(told)


def test_a_right_passage_behind_the_first_is_told(
    chatbot: Command, questions: Path, answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.commands.measure.open_answerer", lambda _: Backwards(answerer))
    told = chatbot("eval", str(questions)).stdout
    assert re.search(r"\n\nanswered wrongly \(\d+\):\n  .*\n    .* \(number \d+ is right\)\n", told)


def test_in_a_pipe_no_line_of_the_figures_is_broken(chatbot: Command, questions: Path) -> None:
    kind = "asked on the telephone " * 9
    questions.write_text(questions.read_text().replace('"kind": "none"', json.dumps({"kind": kind})[1:-1]))
    assert f" {kind} (1)  false_answers" in chatbot("eval", str(questions), COLUMNS="60").stdout


def test_questions_without_a_kind_are_told_from_all(chatbot: Command, questions: Path) -> None:
    first, *rest = questions.read_text().splitlines()
    bare = {key: value for key, value in json.loads(first).items() if key != "kind"}
    questions.write_text("\n".join([json.dumps(bare), *rest]))
    groups = [line.split()[:2] for line in chatbot("eval", str(questions)).stdout.splitlines() if "hit_at_1" in line]
    assert (groups.count(["all", "(19)"]), groups.count(["other", "(1)"])) == (1, 1)


@pytest.mark.parametrize("kind", ["[faq]", "[/x]", ":x:"])
def test_a_kind_is_shown_as_it_is_written(chatbot: Command, questions: Path, kind: str) -> None:
    questions.write_text(questions.read_text().replace('"kind": "none"', json.dumps({"kind": kind})[1:-1]))
    done = chatbot("eval", str(questions))
    assert (done.exit_code, f" {kind} (1) " in done.stdout) == (0, True)


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


@pytest.fixture
def stale(questions: Path) -> Path:
    """The set with the gold of its first two and last answerable questions as no document has it any more."""
    rows = [json.loads(line) for line in questions.read_text().splitlines()]
    for row in (*rows[:2], rows[-2]):
        row["gold"] = [row["gold"][0].replace(" ", " formerly ", 1)]
    questions.with_name("stale.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return questions.with_name("stale.jsonl")


def test_gold_that_is_in_no_passage_is_told_by_its_lines_and_the_rest_is_measured(
    chatbot: Command, stale: Path
) -> None:
    told = "3 questions have gold that is in no passage of the index (lines 1, 2 and 18): "
    done = chatbot("eval", "stale.jsonl")
    assert (done.exit_code, done.stderr.startswith(told), "hit_at_1" in done.stdout) == (0, True, True)
    found = json.loads(chatbot("eval", "stale.jsonl", "--json").stdout)
    assert (found["gold_in_no_passage"], found["questions"]) == ([1, 2, 18], 19)


def test_many_lines_are_not_all_named(chatbot: Command, questions: Path) -> None:
    rows = [
        json.loads(line) | {"gold": ["No sentence of any document."]} for line in questions.read_text().splitlines()
    ]
    questions.write_text("\n".join(map(json.dumps, rows)))
    told = "19 questions have gold that is in no passage of the index (lines 1, 2, 3, 4, 5 and 14 more): "
    assert chatbot("eval", str(questions)).stderr.startswith(told)


def test_a_mended_gold_is_the_same_question_to_the_baseline(chatbot: Command, questions: Path, stale: Path) -> None:
    (stale.parent / "baseline.json").write_text(chatbot("eval", "stale.jsonl", "--json").stdout)
    done = chatbot("eval", str(questions), "--baseline", "baseline.json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Compared with the baseline on 19 questions:" in done.stdout
    assert done.stdout.count("newly correct: ") == 3


def test_nothing_is_fitted_to_questions_whose_gold_is_in_no_passage(
    chatbot: Command, doubtful: Path, questions: Path, stale: Path
) -> None:
    (stale.parent / "more.jsonl").write_text(f"{doubtful.read_text()}\n{stale.read_text()}")
    done = chatbot("calibrate", "more.jsonl", "--json")
    found = json.loads(done.stdout)
    assert (found["left_out"], found["cross_validated"]["questions"]) == ([58, 59, 75], 57 + 16)
    assert done.stderr.startswith("3 questions have gold that is in no passage of the index (lines 58, 59 and 75): ")


def test_too_few_questions_are_left_to_fit_where_all_gold_is_gone(chatbot: Command, doubtful: Path) -> None:
    rows = [json.loads(line) | {"gold": ["No sentence of any document."]} for line in doubtful.read_text().splitlines()]
    doubtful.write_text("\n".join(map(json.dumps, rows)))
    done = chatbot("calibrate", "doubtful.jsonl")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "\nError: 0 questions found a passage" in done.stderr


def test_pictures_are_drawn_where_they_are_asked_for(chatbot: Command, questions: Path) -> None:
    assert chatbot("eval", str(questions), "--plot", "plots").exit_code == 0
    assert len(list(questions.with_name("plots").iterdir())) == 2


def test_the_figures_are_told_where_no_picture_can_be_drawn(chatbot: Command, questions: Path) -> None:
    done = chatbot("eval", str(questions), "--plot", f"{questions.name}/plots")
    assert (done.exit_code, "hit_at_1 " in done.stdout, "p50_ms" in done.stdout) == (1, True, True)
    assert "set.jsonl/plots cannot be written: " in done.stderr


def test_what_is_no_baseline_is_one_sentence(chatbot: Command, questions: Path) -> None:
    said = failed(chatbot("eval", str(questions), "--baseline", str(questions)))
    assert "set.jsonl is no baseline" in said


@pytest.fixture
def doubtful(questions: Path) -> Path:
    """The set with every question asked twice more, for what another one asks: the shipped confidence is too high."""
    rows = [json.loads(line) for line in questions.read_text().splitlines()]
    wrong = [row | {"gold": other["gold"]} for row, other in zip(rows, rows[1:] + rows[:1], strict=True)]
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


def test_one_question_to_calibrate_on_is_told_as_one(chatbot: Command, questions: Path) -> None:
    questions.write_text(questions.read_text().splitlines()[0])
    assert failed(chatbot("calibrate", str(questions))).startswith("1 question found a passage, a right one 1 time; ")
