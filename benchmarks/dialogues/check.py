"""Check the project's own dialogues: `python benchmarks/dialogues/check.py`. Standard library only.

Of both halves: a dialogue begins with its only opening, a kind fits its turn, no dialogue stands twice. Of the tuning half
also: every gold is a verbatim part of one of its documents. Nothing of the report half is shown.
"""

import json
import runpy
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
QUESTIONS = runpy.run_path(str(HERE.parent / "questions" / "check.py"))
SCORED = ("pronoun", "ellipsis", "reference", "topic_change")


def problems_of(dialogue: dict) -> list[str]:
    """What is wrong with the form of a dialogue, without its words."""
    turns = dialogue.get("turns")
    if set(dialogue) != {"turns"} or not isinstance(turns, list) or len(turns) < 2:
        return ["not an object with two turns or more"]
    found = []
    for number, turn in enumerate(turns, 1):
        kind, gold, is_scored = turn.get("kind"), turn.get("gold"), turn.get("score", True)
        if set(turn) - {"question", "gold", "kind", "score"} or not str(turn.get("question", "")).strip():
            found.append(f"turn {number}: no question, or unknown keys")
        if not isinstance(gold, list) or not gold or not all(isinstance(snippet, str) and snippet for snippet in gold):
            found.append(f"turn {number}: no gold")
        if kind not in ("opening", *SCORED) or (kind == "opening") != (number == 1):
            found.append(f"turn {number}: kind {kind!r} does not fit its place")
        if is_scored and kind == "opening":
            found.append(f"turn {number}: an opening is scored")
    return found


def strays_of(dialogue: dict, documents: dict[str, str]) -> list[str]:
    """The snippets of gold that are not in exactly one place of these documents."""
    snippets = [snippet for turn in dialogue["turns"] for snippet in turn["gold"]]
    return [s for s in snippets if sum(text.count(s) for text in documents.values()) != 1]


def main() -> int:
    documents = QUESTIONS["read_documents"]()
    problems = []
    seen: dict[str, str] = {}
    kinds = {half: Counter() for half in QUESTIONS["HALVES"]}
    dialogues = Counter()
    for half, names in QUESTIONS["HALVES"].items():
        for number, line in enumerate((HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines(), 1):
            dialogue, place = json.loads(line), f"{half}.jsonl:{number}"
            wrong = problems_of(dialogue)
            if half == "tuning" and not wrong:
                strays = strays_of(dialogue, {name: documents[name] for name in names})
                wrong = [f"gold is not verbatim in exactly one place: {stray!r}" for stray in strays]
            problems += [f"{place}: {problem}" for problem in wrong]
            asked = json.dumps([turn.get("question") for turn in dialogue.get("turns", [])])
            if asked in seen:
                problems.append(f"{place}: stands at {seen[asked]} too")
            seen[asked] = place
            dialogues[half] += 1
            kinds[half].update(turn["kind"] for turn in dialogue["turns"] if not wrong and turn.get("score", True))

    print(f"{'':14}{'tuning':>8}{'report':>8}")
    for kind in SCORED:
        print(f"{kind:14}{kinds['tuning'][kind]:8}{kinds['report'][kind]:8}")
    print(f"{'scored turns':14}{kinds['tuning'].total():8}{kinds['report'].total():8}")
    print(f"{'dialogues':14}{dialogues['tuning']:8}{dialogues['report']:8}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
