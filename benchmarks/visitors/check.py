"""Check the visitors' questions and dialogues: `python benchmarks/visitors/check.py`. Standard library only.

Every gold and every `near` is a verbatim part of the one document that the question is about, every answer is inside a gold,
a kind fits its gold, and no question about a document stands twice; those of the further part, of that about several things,
of that of long sentences, of everyday and of encyclopaedic documents have no answers. Of the kept part only the counts are shown. The plain questions of the fresh part are counted apart.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENCYCLOPAEDIC = ("encyclopaedic", "encyclopaedic_tuning")
WITHOUT_ANSWERS = ("further", "several", "long_sentences", "everyday", *ENCYCLOPAEDIC)
PARTS = ("training", *WITHOUT_ANSWERS, "kept", "fresh", "genres", "genres_tuning")
ANSWERABLE = ("fact", "literal", "paraphrase", "coreference", "yes_no")
NEAR_MISSES = ("near_miss_fact", "near_miss_entity", "near_miss_type")
UNANSWERABLE = (*NEAR_MISSES, "out_of_scope")
TURNS = ("opening", "pronoun", "ellipsis", "reference", "topic_change")


def problems_of(row: dict, documents: dict[str, str], has_answers: bool) -> list[str]:
    """What is wrong with one question."""
    about, gold, kind = (row.get(key) for key in ("about", "gold", "kind"))
    answers = row.get("answers", None if has_answers else gold)
    if about not in documents or not isinstance(gold, list) or not isinstance(answers, list):
        return ["about, gold or answers is missing"]
    found = []
    if set(row) - {"question", "about", "document", "gold", "answers", "kind", "near"}:
        found.append("unknown keys")
    if kind not in (ANSWERABLE if gold else UNANSWERABLE):
        found.append("its kind does not fit its gold")
    if bool(gold) != bool(answers) or (kind in NEAR_MISSES) > bool(row.get("near")):
        found.append("answers or near is missing")
    if row.get("document", about) != about:
        found.append("it is put to another document")
    snippets = [*gold, *([row["near"]] if row.get("near") else [])]
    found += ["a gold or near is not verbatim in one place" for s in snippets if documents[about].count(s) != 1]
    found += ["an answer is in no gold" for answer in answers if not any(answer in s for s in gold)]
    found += ["a gold holds no answer" for s in gold if not any(answer in s for answer in answers)]
    return found


def problems_of_dialogue(dialogue: dict, documents: dict[str, str]) -> list[str]:
    """What is wrong with one dialogue."""
    found = []
    for number, turn in enumerate(dialogue["turns"], 1):
        if turn["kind"] not in TURNS or (turn["kind"] == "opening") != (number == 1):
            found.append(f"turn {number}: its kind does not fit its place")
        if turn["kind"] == "opening" and turn.get("score", True):
            found.append("an opening is scored")
        for snippet in turn["gold"]:
            if sum(text.count(snippet) for text in documents.values()) != 1:
                found.append(f"turn {number}: a gold is not verbatim in one place")
    return found


def main() -> int:
    problems = []
    counts = {part: Counter() for part in PARTS}
    for part in PARTS:
        folder = HERE / part
        documents = {path.stem: path.read_bytes().decode("utf-8") for path in sorted((folder / "documents").iterdir())}
        counts[part]["documents"] = len(documents)
        seen: set[tuple[str, str]] = set()
        for name, apart in (("questions", ""), ("plain", "plain ")):
            file = folder / f"{name}.jsonl"
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines() if file.exists() else (), 1):
                row = json.loads(line)
                found = problems_of(row, documents, part not in WITHOUT_ANSWERS)
                key = (row.get("about", ""), " ".join(re.findall(r"\w+", row["question"].casefold())))
                found += ["it stands twice"] if key in seen else []
                seen.add(key)
                problems += [f"{part}/{file.name}:{number}: {problem}" for problem in found]
                kinds = () if apart else (row["kind"],)
                counts[part].update((f"{apart}questions", *kinds, *(() if row["gold"] else (f"{apart}unanswerable",))))
        dialogues = folder / "dialogues.jsonl"
        lines = dialogues.read_text(encoding="utf-8").splitlines() if dialogues.exists() else []
        for number, line in enumerate(lines, 1):
            dialogue = json.loads(line)
            problems += [f"{part}/dialogues.jsonl:{number}: {p}" for p in problems_of_dialogue(dialogue, documents)]
            counts[part]["dialogues"] += 1
            counts[part]["scored turns"] += sum(turn.get("score", True) for turn in dialogue["turns"])
    shown = ("documents", *ANSWERABLE, *UNANSWERABLE, "unanswerable", "questions", "dialogues", "scored turns")
    shown = (*shown, "plain questions", "plain unanswerable")
    print(f"{'':18}" + "".join(f"{part:>21}" for part in PARTS))
    for name in shown:
        print(f"{name:18}" + "".join(f"{counts[part][name]:21}" for part in PARTS))
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
