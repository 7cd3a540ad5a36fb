"""`chatbot eval` and `chatbot calibrate`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chatbot.commands.configuration import Configuration, configured
from chatbot.commands.opening import naming_documents, open_answerer, without_suggestions
from index import local_folder

if TYPE_CHECKING:
    from chatbot.answer import Answerer
    from chatbot.evaluate import Outcome
    from chatbot.evaluation.histories import HistoryEffect
    from chatbot.question_set import Dialogue, GoldQuestion

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_SHOWN = 5  # lines of a set that are named


@click.command("eval")
@click.argument("questions", type=_FILE)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the figures and each question's outcome as JSON: a baseline."
)
@click.option(
    "--baseline", type=_FILE, help="Compare with what --json printed earlier; exit 1 where it is significantly worse."
)
@click.option(
    "--history",
    is_flag=True,
    help="Ask three times over: say too what the turns before a question do to it, rescued or made worse.",
)
@click.option("--all-wrong", is_flag=True, help="Show all questions that went wrong, in place of some ten.")
@click.option(
    "--plot",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Draw the risk-coverage curve and the reliability diagram there.",
)
@configured
def evaluate(
    configuration: Configuration,
    questions: Path,
    as_json: bool,
    baseline: Path | None,
    history: bool,
    all_wrong: bool,
    plot: Path | None,
) -> None:
    """Measure retrieval and answering on a question set (JSON lines), with 95 % intervals."""
    from chatbot.commands.quality import print_comparison, print_figures, print_histories, print_wrong
    from chatbot.evaluation.baseline import compare, quality_json, read_baseline
    from chatbot.evaluation.missing_gold import missing_gold
    from chatbot.question_set import read_dialogues

    dialogues = read_dialogues(questions)
    earlier = read_baseline(baseline) if baseline else None
    if plot:
        from chatbot.evaluation.plot import draw  # matplotlib, an extra
    answerer = open_answerer(without_suggestions(configuration))
    with naming_documents(answerer):
        missing = missing_gold(dialogues, answerer.passage_index, answerer.id_of)
    _tell_missing(missing, "what answers there now counts as wrong until that is mended")
    outcomes = _outcomes(answerer, dialogues)
    effect = _effect_of_histories(answerer, dialogues) if history else None
    comparison = compare(outcomes, earlier) if earlier is not None else None
    if as_json:
        click.echo(quality_json(outcomes, comparison, effect, missing))
    else:
        print_figures(outcomes)
        if effect:
            print_histories(effect)
        if comparison:
            print_comparison(comparison)
        print_wrong(outcomes, all_wrong)
    if plot:
        draw(outcomes, plot)
    if comparison and comparison.worse:
        raise click.ClickException(f"significantly worse than the baseline: {', '.join(comparison.worse)}.")


@click.command()
@click.argument("questions", required=False, type=_FILE)
@click.option("--force", is_flag=True, help="Use the calibration even where it is not better.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@configured
def calibrate(configuration: Configuration, questions: Path | None, force: bool, as_json: bool) -> None:
    """Calibrate the confidence on QUESTIONS of yours, and say whether that is better.

    Without them, see whether questions that have nothing to do with the documents are kept out. What
    is better is written beside the index, and used from the next start or index version on.
    """
    from chatbot.answer import Answerer
    from chatbot.commands.quality import print_calibration
    from chatbot.evaluation.calibrate import bound_scope, calibrate, out_of_scope_questions, settle, unchanged
    from chatbot.evaluation.missing_gold import lines_of, missing_gold, without
    from chatbot.question_set import read_dialogues
    from chatbot.weighing.calibration import read_calibration, write_calibration

    dialogues = read_dialogues(questions) if questions else []
    configuration = without_suggestions(configuration)
    in_use = open_answerer(configuration)
    shipped = Answerer(in_use.passage_index, in_use.encoder, configuration.chat)
    settled = settle(shipped.passage_index, shipped.encoder, configuration.chat)
    with naming_documents(shipped):
        missing = missing_gold(dialogues, shipped.passage_index, shipped.id_of)
    _tell_missing(missing, "nothing is fitted to them")
    judged = without(dialogues, missing)
    trial = calibrate(_outcomes(shipped, judged), settled, str(questions)) if questions else None
    used = read_calibration(local_folder(configuration.place))
    if used is None or used.origin != settled.origin:
        used = unchanged(settled, "the models of the package")
    calibration = trial.calibration if trial else used
    scope = bound_scope(_outcomes(shipped, out_of_scope_questions()), calibration, settled)
    written = None
    if force or (trial.is_better if trial else scope.calibration != used):
        written = write_calibration(scope.calibration, local_folder(configuration.place))
    if as_json:
        found = {
            "calibration": scope.calibration.model_dump(mode="json"),
            "written": written is not None,
            "left_out": lines_of(missing),
            "cross_validated": trial and dataclasses.asdict(trial.comparison),
            "out_of_scope": {"questions": scope.questions, "answered": scope.answered},
        }
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        print_calibration(trial, scope, written)


def _tell_missing(missing: Sequence[GoldQuestion], consequence: str) -> None:
    from chatbot.evaluation.missing_gold import lines_of

    lines = list(map(str, lines_of(missing)))
    if len(lines) > _SHOWN:
        lines[_SHOWN:] = [f"{len(lines) - _SHOWN} more"]
    if lines:
        named = f"lines {', '.join(lines[:-1])} and {lines[-1]}" if lines[1:] else f"line {lines[0]}"
        asked = f"{len(missing)} questions have" if missing[1:] else "1 question has"
        click.echo(f"{asked} gold that is in no passage of the index ({named}): {consequence}.", err=True)


def _outcomes(answerer: Answerer, dialogues: Sequence[Dialogue]) -> list[Outcome]:
    from chatbot.commands.console import progress_bar
    from chatbot.evaluate import RANKS, evaluate

    answerer.reply("a question that loads whatever loads late")
    with progress_bar("questions", len(dialogues)) as advance, naming_documents(answerer):
        return evaluate(
            dialogues, lambda asked, document, history: answerer.reply(asked, document, RANKS, history), advance
        )


def _effect_of_histories(answerer: Answerer, dialogues: Sequence[Dialogue]) -> HistoryEffect:
    from chatbot.commands.console import progress_bar
    from chatbot.evaluate import RANKS
    from chatbot.evaluation.histories import effect_of_histories

    with progress_bar("histories", 3 * len(dialogues)) as advance:
        return effect_of_histories(
            dialogues, lambda asked, document, history: answerer.reply(asked, document, RANKS, history), advance
        )
