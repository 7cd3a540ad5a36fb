"""SQuAD's articles as documents, and all questions about them: encyclopaedia prose as it is written, whole articles of it.

An article is left out where most of its questions are among the pairs', which the encoder was tuned on, or where one of its
sentences stands in a document that something is measured with.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from training.corpus import Row, rows_of

from index.sentences import sentence_splitter

SQUAD = Path("squad", "train-v1.1.json")
MEASURED = "xquad-dev", "selqa-dev"
GROUP = 25  # articles that are asked of together
TELLING = 40  # letters and digits of a sentence that no two articles have by chance
ENCODED = slice(0, None, 2)  # the groups that the encoder is tuned on
OBSERVED = slice(1, None, 2)  # those that it never sees

_split = sentence_splitter("english")


def article_groups(data: Path) -> list[list[Row]]:
    """The articles of DATA/squad/train-v1.1.json in groups, in an order that nothing but their titles decides."""
    pairs = {bare(row["question"]) for row in rows_of(data / "squad-pairs" / "pairs.jsonl")}
    measured = "|".join(bare(_text(file)) for name in MEASURED for file in (data / name / "documents").iterdir())
    articles = [
        article
        for article in json.loads(_text(data / SQUAD))["data"]
        if not _is_among(pairs, article) and not _is_measured(measured, article)
    ]
    articles.sort(key=lambda article: (zlib.crc32(article["title"].encode()), article["title"]))
    return [articles[begin : begin + GROUP] for begin in range(0, len(articles), GROUP)]


def write_articles(articles: Iterable[Row], into: Path) -> tuple[Path, Path]:
    """Write these as documents, and their questions, each with its sentence and the document that it is `about`, UTF-8; the
    folder and the file.
    """
    documents, file = into / "documents", into / "questions.jsonl"
    documents.mkdir()
    lines: list[str] = []
    for article in articles:
        title = unquote(article["title"]).replace("_", " ")
        unaccented = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
        name = "-".join(re.findall(r"[a-z0-9]+", unaccented.lower()))
        paragraphs = [paragraph["context"] for paragraph in article["paragraphs"]]
        (documents / f"{name}.txt").write_text("\n\n".join((f"= {title} =", *paragraphs)) + "\n", encoding="utf-8")
        lines += (json.dumps(row, ensure_ascii=False) for row in _questions(article, name))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return documents, file


def squad_answers(data: Path) -> dict[str, list[str]]:
    """The answering words of all questions of DATA/squad/train-v1.1.json, by the letters and digits of the question."""
    found: dict[str, list[str]] = {}
    for article in json.loads(_text(data / SQUAD))["data"]:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                found.setdefault(bare(asked["question"]), []).extend(answer["text"] for answer in asked["answers"])
    return found


def _questions(article: Row, about: str) -> Iterator[Row]:
    for paragraph in article["paragraphs"]:
        text = paragraph["context"]
        sentences = _split(text)
        for asked in paragraph["qas"]:
            at = asked["answers"][0]["answer_start"]
            gold = [text[start:end] for start, end in sentences if start <= at < end]
            if gold and (question := asked["question"].strip()):
                yield {"question": question, "gold": gold, "about": about}


def _is_among(pairs: set[str], article: Row) -> bool:
    asked = [bare(asked["question"]) in pairs for paragraph in article["paragraphs"] for asked in paragraph["qas"]]
    return sum(asked) > len(asked) / 2


def _is_measured(measured: str, article: Row) -> bool:
    sentences = (
        bare(text[start:end])
        for text in (paragraph["context"] for paragraph in article["paragraphs"])
        for start, end in _split(text)
    )
    return any(len(sentence) > TELLING and sentence in measured for sentence in sentences)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def bare(text: str) -> str:
    """Its letters and digits alone, since the pairs are without capitals and with other spaces."""
    return re.sub(r"[^a-z0-9]", "", text.lower())
