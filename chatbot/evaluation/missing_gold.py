"""The questions of a set all of whose gold is in no passage of the index: what was verbatim when they were written, before the documents changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chatbot.evaluate import fold, is_part
from chatbot.question_set import Dialogue, GoldQuestion
from index import PassageIndex

READ_AT_ONCE = 10_000  # passages: some megabytes of text


def missing_gold(
    dialogues: Sequence[Dialogue], passage_index: PassageIndex, id_of: Callable[[str], str]
) -> list[GoldQuestion]:
    """The scored questions of which every gold snippet is in no passage, nor half of it one, in their document where they name it.

    One of several that is there can still be answered with, and judged by.
    `id_of` gives the id of a document by the name that a question has for it, and refuses what is none.
    """
    asked = [(q, q.document and id_of(q.document)) for dialogue in dialogues for q in dialogue if q.scored]
    sought: dict[str | None, set[str]] = {}
    for question, document in asked:
        sought.setdefault(document, set()).update(map(fold, question.gold))
    missing = {document: _missing(snippets, passage_index, document) for document, snippets in sought.items()}
    return [q for q, document in asked if q.gold and missing[document].issuperset(map(fold, q.gold))]


def without(dialogues: Sequence[Dialogue], missing: Sequence[GoldQuestion]) -> list[Dialogue]:
    """The dialogues with these questions left out of what is judged; they still lead up to the turns behind them."""
    left_out = set(missing)
    kept = [tuple(replace(q, scored=q.scored and q not in left_out) for q in dialogue) for dialogue in dialogues]
    return [dialogue for dialogue in kept if any(question.scored for question in dialogue)]


def lines_of(missing: Sequence[GoldQuestion]) -> list[int]:
    """The lines of the set that hold these questions, in order, each once."""
    return sorted({question.line for question in missing})


def _missing(snippets: set[str], passage_index: PassageIndex, document: str | None) -> set[str]:
    rows = range(passage_index.count) if document is None else passage_index.documents[document].rows
    for start in range(0, len(rows), READ_AT_ONCE):
        if not snippets:
            break
        texts = [fold(passage.text) for passage in passage_index.passages(rows[start : start + READ_AT_ONCE])]
        together = "\n".join(texts)  # searched at once; no folded text has a line break
        parts = _by_inner_word(texts)
        snippets = {s for s in snippets if s not in together and not _has_part(s, parts)}
    return snippets


def _by_inner_word(texts: Sequence[str]) -> dict[str, list[str]]:
    """Texts by the longest of their words but the first and last, which whatever holds the text has as a word too; by "" where there is none."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        found[max(text.split(" ")[1:-1], key=len, default="")].append(text)
    return found


def _has_part(snippet: str, parts: Mapping[str, Sequence[str]]) -> bool:
    words = {"", *snippet.split(" ")}
    return any(is_part(text, snippet) for word in words for text in parts.get(word, ()))
