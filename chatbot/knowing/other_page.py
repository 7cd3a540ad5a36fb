"""What is told on another page than the one that a question names, where several have one form: of each product its price."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from chatbot.conversation.title_words import WORD, TitleWords, tells
from chatbot.ranking.same_place import heading, label
from index import Passage


def of_other_pages(
    question: str,
    found: Collection[tuple[int, Passage]],
    titles: TitleWords,
    is_word: Callable[[str], bool],
) -> frozenset[int]:
    """The rows of those of the passages found which stand below a heading, or are a fact of a name, that several pages have, on a
    page that another one is named beside: its title has of the question's words only some of the other's, and nothing
    of the rest stands in the passage. `is_word` tells common words.
    """
    named = titles.named(question)
    asked = WORD.findall(question)
    telling = [words for words in set(named.values()) if tells(words, asked, is_word)]
    if not telling or all(passage.document in named for _, passage in found):
        return frozenset()
    said = {word.casefold() for word in asked}
    places = {row: {heading(passage), label(passage)} - {""} for row, passage in found}
    pages: dict[str, set[str]] = {}
    for row, passage in found:
        for place in places[row]:
            pages.setdefault(place, set()).add(passage.document)
    shared = {place for place, documents in pages.items() if len(documents) > 1}
    return frozenset(
        row
        for row, passage in found
        if passage.document not in named
        and not shared.isdisjoint(places[row])
        and _is_beside(passage, telling, titles.of(passage.document) & said)
    )


def _is_beside(passage: Passage, telling: Sequence[frozenset[str]], own: frozenset[str]) -> bool:
    """Whether a page with these of the words asked for as its `own` has only some of another's, and the passage none of the rest."""
    text = passage.searchable.casefold()
    rests = (words - own for words in telling if own < words)
    # Most have none as a part of a word either.
    return any(not any(word in text for word in rest) or rest.isdisjoint(WORD.findall(text)) for rest in rests)
