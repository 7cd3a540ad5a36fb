"""Check the project's own question sets: `python benchmarks/questions/check.py`. Standard library only.

Every gold is a verbatim part of one document, every answer is inside a gold, a kind fits its gold, a named document
exists and holds the gold, no question stands twice, and no document is asked about in both halves.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
HALVES = {
    "tuning": {"ilse-varnholt", "pennock-lighthouse-museum", "quillbox-4-user-manual", "skellby-staithe"},
    "report": {
        "banded-cloud-newt",
        "kestrel-nunatak-station",
        "merrin-and-cole-handbook",
        "pellow-creek-sailing-club-rules",
        "teodor-vasaru",
    },
}
ANSWERABLE = ("fact", "literal", "paraphrase", "coreference", "yes_no")
UNANSWERABLE = ("near_miss_fact", "near_miss_entity", "near_miss_type", "out_of_scope")
MIN_QUESTIONS, MIN_UNANSWERABLE, MIN_DOCUMENTS = 150, 60, 6  # what the project asks for, over both halves


def document_id(text: str) -> str:
    """The slug of the title, which is the first line's."""
    title = unicodedata.normalize("NFKD", text.split("\n", 1)[0]).casefold()
    return re.sub(r"[^a-z0-9]+", "-", title).strip("-")


def read_documents() -> dict[str, str]:
    texts = [path.read_bytes().decode("utf-8") for path in sorted((HERE / "documents").iterdir())]
    return {document_id(text): text for text in texts}


def problems_of(row: dict, half: str, documents: dict[str, str]) -> list[str]:
    """What is wrong with one question of a half."""
    gold, answers, kind = row.get("gold"), row.get("answers"), row.get("kind")
    if not row.get("question", "").strip() or not isinstance(gold, list) or not isinstance(answers, list):
        return ["question, gold or answers is missing"]
    found = []
    if set(row) - {"question", "gold", "answers", "document", "kind"}:
        found.append("unknown keys")
    if kind not in (ANSWERABLE if gold else UNANSWERABLE):
        found.append(f"kind {kind!r} does not fit its gold")
    if bool(gold) != bool(answers):
        found.append("gold without answers, or answers without gold")
    named = row.get("document")
    if named is not None and named not in HALVES[half]:
        found.append(f"no document {named!r} in this half")
    for snippet in gold:
        holders = [name for name, text in documents.items() if snippet and snippet in text]
        if len(holders) != 1 or documents[holders[0]].count(snippet) != 1:
            found.append(f"gold is not verbatim in exactly one place: {snippet!r}")
        elif holders[0] not in HALVES[half] or named not in (None, holders[0]):
            found.append(f"gold is in another document, {holders[0]}: {snippet!r}")
    found += [f"answer is in no gold: {answer!r}" for answer in answers if not any(answer in s for s in gold)]
    found += [f"gold holds no answer: {s!r}" for s in gold if not any(answer in s for answer in answers)]
    return found


def main() -> int:
    documents = read_documents()
    problems = []
    if set(documents) != HALVES["tuning"] | HALVES["report"] or HALVES["tuning"] & HALVES["report"]:
        problems.append(f"the halves do not name the documents that there are: {sorted(documents)}")
    problems += [
        f"{name}: {n} words, not 600 to 1200"
        for name, text in documents.items()
        if not 600 <= (n := len(text.split())) <= 1200
    ]
    seen: dict[str, str] = {}
    kinds = {half: Counter() for half in HALVES}
    unanswerable = Counter()
    for half in HALVES:
        lines = (HERE / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            row, place = json.loads(line), f"{half}.jsonl:{number}"
            problems += [f"{place}: {problem}" for problem in problems_of(row, half, documents)]
            key = " ".join(re.findall(r"\w+", row["question"].casefold())) + f" @{row.get('document', '')}"
            if key in seen:
                problems.append(f"{place}: asked before at {seen[key]}: {row['question']!r}")
            seen[key] = place
            kinds[half][row["kind"]] += 1
            unanswerable[half] += not row["gold"]

    print(f"{'':18}{'tuning':>8}{'report':>8}")
    for kind in ANSWERABLE + UNANSWERABLE:
        print(f"{kind:18}{kinds['tuning'][kind]:8}{kinds['report'][kind]:8}")
    print(f"{'unanswerable':18}{unanswerable['tuning']:8}{unanswerable['report']:8}")
    print(f"{'questions':18}{kinds['tuning'].total():8}{kinds['report'].total():8}")
    totals = sum(counter.total() for counter in kinds.values()), unanswerable.total(), len(documents)
    if any(n < least for n, least in zip(totals, (MIN_QUESTIONS, MIN_UNANSWERABLE, MIN_DOCUMENTS), strict=True)):
        problems.append(f"too few questions, unanswerable ones or documents: {totals}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
