"""Common words that the encoder has in pieces, so that questions with them are not mended: one a line.

    python benchmarks/training/common_words.py > chatbot/data/common_words.txt

They are those that stand in small letters in three or more of the visitors' training documents.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from chatbot.conversation.common_words import CommonWords
from index import load_encoder, open_index
from index.build import build
from index.embed import prepare_encoder
from index.settings import IndexSettings

VISITORS = Path(__file__).parents[1] / "visitors"
PARTS = [
    "training",
    "further",
    "several",
    "long_sentences",
    "everyday",
    "encyclopaedic",
]  # none of which is reported on
FEWEST = 3  # documents
_WORD = re.compile(r"(?<![\w’'-])[a-z]{4,}(?![\w’'-])")  # shorter ones are mended where letters are swapped alone


def words_of_many(documents: Iterable[str], common: CommonWords) -> Iterator[str]:
    """In alphabetical order."""
    held = Counter(word for text in documents for word in set(_WORD.findall(text)))
    yield from sorted(word for word, count in held.items() if count >= FEWEST and not common(word, False))


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "any.txt").write_text("The ferry sails at noon.", encoding="utf-8")
        build(IndexSettings(sources=("any.txt",), dir="index"), Path(folder), prepare_encoder)
        common = CommonWords(load_encoder(open_index(Path(folder, "index"))))
    texts = (file.read_text(encoding="utf-8") for part in PARTS for file in (VISITORS / part / "documents").iterdir())
    sys.stdout.writelines(f"{word}\n" for word in words_of_many(texts, common))


if __name__ == "__main__":
    main()
