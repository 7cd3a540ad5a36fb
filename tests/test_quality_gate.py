"""The project's own tuning questions, with the real model, are answered no worse than the baseline says."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import chatbot.cli
from chatbot.answer import Answerer
from chatbot.live import LiveAnswerer
from chatbot.outcome import Answered, NotAnswered, Reply
from chatbot.question_set import read_dialogues
from chatbot.settings import ChatSettings
from index import load_encoder

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
QUESTIONS = str(BENCHMARKS / "questions" / "tuning.jsonl")
BASELINE = BENCHMARKS / "baseline.json"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory, run: Run, export_of: Callable[[Path], Path]) -> Path:
    folder = tmp_path_factory.mktemp("own-documents")
    export_of(folder)
    sources = str(BENCHMARKS / "questions" / "documents")
    built = run("chatbot", "index", "build", "--source", sources, "--index-dir", str(folder), cwd=folder)
    assert built.returncode == 0, built.stderr
    return folder


def test_the_tuning_questions_are_answered_no_worse_than_before(index_dir: Path, run: Run) -> None:
    given = ("--index-dir", str(index_dir), "--baseline", str(BASELINE))
    done = run("chatbot", "eval", QUESTIONS, *given, cwd=index_dir)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def test_the_baseline_is_of_all_the_tuning_questions() -> None:
    asked = [question.question for [question] in read_dialogues(Path(QUESTIONS))]
    assert [outcome["question"] for outcome in json.loads(BASELINE.read_text(encoding="utf-8"))["outcomes"]] == asked


@dataclass(frozen=True)
class Shuffling:
    """An answerer whose ranking is chance."""

    answerer: Answerer
    chance: random.Random

    def __getattr__(self, name: str) -> Any:
        return getattr(self.answerer, name)

    def reply(self, *asked: Any) -> Reply:
        reply = self.answerer.reply(*asked)
        match reply.outcome:
            case Answered(passages):
                return replace(reply, outcome=Answered(tuple(self.chance.sample(passages, len(passages)))))
            case NotAnswered(reason, related):
                return replace(reply, outcome=NotAnswered(reason, tuple(self.chance.sample(related, len(related)))))
            case _:
                return reply


def test_a_shuffled_ranking_does_not_pass(index_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    live = LiveAnswerer(index_dir, ChatSettings(), load_encoder)
    live.load()
    monkeypatch.setattr("chatbot.commands.measure.open_answerer", lambda _: Shuffling(live.current(), random.Random(0)))
    done = CliRunner().invoke(
        chatbot.cli.main, ["eval", QUESTIONS, "--index-dir", str(index_dir), "--baseline", str(BASELINE)]
    )
    assert done.exit_code == 1
    assert "significantly worse than the baseline: hit_at_1, correct" in done.stderr


def test_a_question_that_fits_two_lives_is_said_to(index_dir: Path) -> None:
    live = LiveAnswerer(index_dir, ChatSettings(), load_encoder)
    live.load()
    birth = live.current().reply("What is the place of birth?").outcome
    assert isinstance(birth, Answered)
    assert birth.senses == 2
    assert {passage.citation.document for passage in birth.passages[:2]} == {"ilse-varnholt", "teodor-vasaru"}
    born = live.current().reply("When was she born?").outcome
    assert isinstance(born, Answered)
    assert (born.senses, born.passages[0].citation.document) == (1, "ilse-varnholt")
