"""Figures kept in a file, and whether new ones are worse.

The file is what `chatbot eval --json` prints: the figures, and the outcome of each question. Only
questions that both runs were asked are compared, each with itself: a paired bootstrap. One whose gold was mended
in between is the same question still, where nothing else of the set asks just that.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from chatbot.errors import BaselineError
from chatbot.evaluate import Outcome
from chatbot.evaluation.figures import FIGURES, Columns, Estimate, Floats, draws, estimate, figures
from chatbot.evaluation.histories import HistoryEffect
from chatbot.evaluation.missing_gold import lines_of
from chatbot.question_set import GoldQuestion

# A significant change of these fails the gate: 1 where more is better, -1 where less is.
GATE = {"hit_at_1": 1, "correct": 1, "auroc": 1, "false_answers": -1}

_DIGITS = 4
_OUTCOMES = TypeAdapter(list[Outcome])


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and now, over the questions of both; `change` is now - before with its 95 % interval."""

    before: float
    now: float
    change: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """`worse` names the figures of the gate that fell significantly; the questions are those that were served before or are now."""

    questions: int
    changes: Mapping[str, Change]
    worse: tuple[str, ...]
    newly_correct: tuple[str, ...]
    newly_wrong: tuple[str, ...]


def quality_json(
    outcomes: Sequence[Outcome],
    comparison: Comparison | None = None,
    effect: HistoryEffect | None = None,
    missing: Sequence[GoldQuestion] = (),
) -> str:
    """Figures as JSON, one line for each outcome, so that two files can be told apart line by line.

    Milliseconds stand in the figures alone: no two runs have the same. `missing` are the questions all of whose gold is in no passage.
    """
    kinds = sorted({outcome.kind for outcome in outcomes})
    content = _figures_json(outcomes)
    content["by_kind"] = {kind: _figures_json([o for o in outcomes if o.kind == kind]) for kind in kinds}
    content["gold_in_no_passage"] = lines_of(missing)
    if comparison is not None:
        content["compared"] = TypeAdapter(Comparison).dump_python(comparison, mode="json")
    if effect is not None:
        content["history"] = asdict(effect)
    rows = _OUTCOMES.dump_python(list(outcomes), mode="json")
    lines = (json.dumps({k: v for k, v in row.items() if k != "milliseconds"}, ensure_ascii=False) for row in rows)
    head = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items())
    return "{" + ",\n ".join(head) + ',\n "outcomes": [\n  ' + ",\n  ".join(lines) + "]}"


def read_baseline(file: Path) -> list[Outcome]:
    """The outcomes in such a file; BaselineError where it is none."""
    try:
        return _OUTCOMES.validate_python(json.loads(file.read_text(encoding="utf-8"))["outcomes"])
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise BaselineError(
            f"{file} is no baseline ({type(error).__name__}); save what `chatbot eval QUESTIONS.jsonl --json` prints."
        ) from error


def compare(outcomes: Sequence[Outcome], baseline: Sequence[Outcome]) -> Comparison:
    """What changed on the questions of both; BaselineError where there are none."""
    pairs = _pairs(outcomes, baseline)
    if not pairs:
        raise BaselineError("the baseline has none of these questions; save one with `chatbot eval --json`.")
    now = [after for after, _ in pairs]
    before = [was for _, was in pairs]
    changes = _changes(Columns.of(now), Columns.of(before))
    worse = tuple(
        name
        for name, better in GATE.items()
        if name in changes and max(better * changes[name].change.low, better * changes[name].change.high) < 0
    )
    return Comparison(
        len(pairs),
        changes,
        worse,
        tuple(after.question for after, was in pairs if after.is_correct and not was.is_correct),
        tuple(after.question for after, was in pairs if was.is_correct and not after.is_correct),
    )


def _pairs(outcomes: Sequence[Outcome], baseline: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """Each outcome with its earlier one: of the same question and gold, or of the same question, where each run asked it once."""
    same = {outcome.id: outcome for outcome in baseline}
    once_now, once_then = _asked_once(outcomes), _asked_once(baseline)
    pairs = []
    for outcome in outcomes:
        was = same.get(outcome.id)
        if was is None and outcome.asked in once_now and outcome.asked in once_then:
            was = once_then[outcome.asked]
            was = was if was.answerable == outcome.answerable else None  # else it is the documents that changed
        if was is not None:
            pairs.append((outcome, replace(was, dialogue=outcome.dialogue)))
    return pairs


def _asked_once(outcomes: Sequence[Outcome]) -> dict[str | None, Outcome]:
    times = Counter(outcome.asked for outcome in outcomes)
    return {o.asked: o for o in outcomes if o.asked is not None and times[o.asked] == 1}


def _changes(now: Columns, before: Columns) -> dict[str, Change]:
    whole = np.ones((1, len(now.confidence)))
    found = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        values = {name: (figure(before, whole)[0], figure(now, whole)[0]) for name, figure in FIGURES.items()}
        known = [name for name, pair in values.items() if not np.isnan(pair).any()]
        drawn: dict[str, list[Floats]] = {name: [] for name in known}
        # The same dialogues are drawn for both: draws depend on the dialogues alone.
        for after, was in zip(draws(now.dialogue), draws(before.dialogue), strict=True):
            for name in known:
                drawn[name].append(FIGURES[name](now, after) - FIGURES[name](before, was))
    for name in known:
        old, new = map(float, values[name])
        found[name] = Change(old, new, estimate(name, new - old, np.concatenate(drawn[name])))
    return found


def _figures_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    found = figures(outcomes)
    return {
        "questions": len(outcomes),
        **{name: round(found[name].value, _DIGITS) if name in found else None for name in FIGURES},
        "intervals": {name: [round(e.low, _DIGITS), round(e.high, _DIGITS)] for name, e in found.items()},
    }
