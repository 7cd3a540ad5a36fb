"""SQuAD's articles as the documents that the ranking is trained on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import training.articles
from training.articles import article_groups, write_articles
from training.corpus import index_of
from training.first_passages import whole_and_cut
from training.holes import half

BRIDGE = "The bridge is of steel. It was built in 1904 by Ada Quill, who lived nearby."


def article(title: str, context: str, *asked: tuple[str, str]) -> dict[str, Any]:
    """As SQuAD has one."""
    qas = [
        {"question": question, "answers": [{"text": answer, "answer_start": context.index(answer)}]}
        for question, answer in asked
    ]
    return {"title": title, "paragraphs": [{"context": context, "qas": qas}]}


def test_articles_become_documents_but_for_those_that_are_known_or_measured_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge = article("Sch%C3%B6n_Bridge_(1904)", BRIDGE, (" Who built the bridge?", "Ada Quill"), ("Of what?", "steel"))
    others = [article(f"Mill_{place}", f"Mill {place} has a wheel.", ("What?", "wheel")) for place in range(3)]
    known = article("Gull", "The gull is white.", ("What is white?", "gull"), ("Which colour?", "white"))
    measured_sentence = "The northern lighthouse was painted with red and white bands."
    measured = article("Lighthouse", f"It is old. {measured_sentence}", ("Which bands?", "red"))
    for folder in ("squad", "squad-pairs", "xquad-dev/documents", "selqa-dev/documents"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "squad" / "train-v1.1.json").write_text(
        json.dumps({"data": [bridge, *others, known, measured]}), encoding="utf-8"
    )
    pairs = [{"question": "what is white ?", "sentence": ""}, {"question": "which colour ?", "sentence": ""}]
    pairs += [{"question": "of what ?", "sentence": ""}]  # half of the bridge's, which are too few
    (tmp_path / "squad-pairs" / "pairs.jsonl").write_text("\n".join(map(json.dumps, pairs)), encoding="utf-8")
    lights = tmp_path / "selqa-dev" / "documents" / "lights.txt"
    lights.write_text(f"Of lights. {measured_sentence.upper()}", encoding="utf-8")

    monkeypatch.setattr(training.articles, "GROUP", 3)
    groups = article_groups(tmp_path)
    assert [len(group) for group in groups] == [3, 1]
    titles = {one["title"] for group in groups for one in group}
    assert titles == {"Sch%C3%B6n_Bridge_(1904)", "Mill_0", "Mill_1", "Mill_2"}

    into = tmp_path / "into"
    into.mkdir()
    documents, questions = write_articles([bridge], into)
    [document] = documents.iterdir()
    assert document.name == "schon-bridge-1904.txt"
    assert document.read_text(encoding="utf-8") == f"= Schön Bridge (1904) =\n\n{BRIDGE}\n"
    assert [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()] == [
        {
            "question": "Who built the bridge?",
            "gold": ["It was built in 1904 by Ada Quill, who lived nearby."],
            "about": "schon-bridge-1904",
        },
        {"question": "Of what?", "gold": ["The bridge is of steel."], "about": "schon-bridge-1904"},
    ]


@pytest.mark.slow
def test_half_of_the_questions_are_asked_where_half_of_the_answers_is_cut_out(
    export_of: Callable[[Path], Path],
) -> None:
    words = ["amber", "birch", "cedar", "daisy", "elder", "ferns", "grass", "hazel", "irons", "jewel", "kayak", "lemon"]
    context = " ".join(f"The {word} mill stands by the river." for word in words)
    mills = article("Mills", context, *((f"Where is the {word} mill?", f"The {word} mill") for word in words))
    asked = []
    told = []
    for documents, rows, folder in whole_and_cut([mills]):
        if not asked:
            export_of(folder)
        with index_of(documents, folder) as passage_index:
            told.append({passage.text for passage in passage_index.passages(range(passage_index.count))})
        asked.append(rows)
    sentences = {row["gold"][0] for rows in asked for row in rows}
    assert told[0] - told[1] == {sentence for sentence in sentences if half(sentence) == 0}
    assert told[0] >= sentences and told[1] & sentences
    assert sorted(row["question"] for rows in asked for row in rows) == sorted(f"Where is the {w} mill?" for w in words)
    assert all(half(row["question"]) == part for part, rows in enumerate(asked) for row in rows)
