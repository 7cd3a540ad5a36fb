"""How well `chatbot report` groups questions: pairs of a labelled set that it puts together, and should.

    chatbot index build --source seeds --source benchmarks/questions/documents --index-dir var/clusters
    python benchmarks/clusters.py var/clusters benchmarks/clusters/tuning.txt

A set is a text file: a paragraph for each need, a line for each wording, comments behind #. The index gives the encoder
and the documents' names; some sets ask about people, and this one has them. The nearness in use is marked.
"""

from __future__ import annotations

import argparse
from itertools import combinations
from pathlib import Path

import numpy as np

from chatbot.evaluation.calibrate import out_of_scope_questions
from chatbot.reporting import needs
from index import load_encoder, open_index


def main(index_dir: Path, labelled: Path) -> None:
    passage_index = open_index(index_dir)
    encoder = load_encoder(passage_index)
    everyday = [dialogue[0].question for dialogue in out_of_scope_questions()]
    lines = [line for line in labelled.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    paragraphs = [paragraph.splitlines() for paragraph in "\n".join(lines).strip().split("\n\n")]
    questions = [question for paragraph in paragraphs for question in paragraph]
    label = [number for number, paragraph in enumerate(paragraphs) for _ in paragraph]
    print(f"{len(questions)} questions of {len(paragraphs)} needs")
    print("| nearness | precision | recall | F1 | groups |\n| --- | --- | --- | --- | --- |")
    in_use = needs.NEARNESS
    for nearness in sorted({*np.arange(25, 66, 5) / 100, in_use}):
        needs.NEARNESS = float(nearness)
        grouper = needs.Needs(passage_index, encoder, everyday, questions)
        vectors = np.stack([grouper.embed(question) for question in questions])
        groups = grouper.group(vectors, [grouper.subject(question) for question in questions], [1] * len(questions))
        found = {pair for group in groups for pair in combinations(sorted(group), 2)}
        right = {(a, b) for a, b in combinations(range(len(questions)), 2) if label[a] == label[b]}
        precision, recall = len(found & right) / max(1, len(found)), len(found & right) / len(right)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        mark = "**" if nearness == in_use else ""
        print(f"| {mark}{nearness:.2f}{mark} | {precision:.2f} | {recall:.2f} | {f1:.2f} | {len(groups)} |")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="How well `chatbot report` groups questions.")
    arguments.add_argument(
        "index_dir", type=Path, help="of an index whose documents have the people that the set asks about"
    )
    arguments.add_argument("set", type=Path, help="a paragraph for each need, a line for each wording")
    options = arguments.parse_args()
    main(options.index_dir, options.set)
