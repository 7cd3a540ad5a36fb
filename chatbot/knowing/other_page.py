"""What is told on another page than the one that a question names, where several have one form: of each product its price."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from chatbot.conversation.title_words import SAYS_NOTHING, WORD, TitleWords
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
    if not named or all(passage.document in named for _, passage in found):
        return frozenset()
    pages: dict[str, set[str]] = {}
    for _, passage in found:
        for place in _places(passage):
            pages.setdefault(place, set()).add(passage.document)
    asked = WORD.findall(question)
    said = frozenset(word.casefold() for word in asked)

    def is_beside(passage: Passage) -> bool:
        own = titles.of(passage.document) & said
        others = [
            words - own for words in set(named.values()) if own < words and _tells(words - own, words, asked, is_word)
        ]
        text = set(WORD.findall(passage.searchable.casefold())) if others else set()
        return any(not words & text for words in others)

    return frozenset(
        row
        for row, passage in found
        if passage.document not in named
        and any(len(pages[place]) > 1 for place in _places(passage))
        and is_beside(passage)
    )


def _tells(rest: frozenset[str], words: frozenset[str], asked: Sequence[str], is_word: Callable[[str], bool]) -> bool:
    """Whether the `rest` of a title's `words` that are asked for name its page: several do, and one that is no common word or has a
    capital, unless it is of another name: "Oru Point" is not "Tern Point".
    """
    if len(rest) > 1:
        return True
    [word] = rest
    names = [not said.islower() and said.casefold() not in SAYS_NOTHING for said in asked]  # numbers too
    for at, said in enumerate(asked):
        if said.casefold() == word and ((at and names[at]) or not is_word(word)):
            beside = [near for near in (at - 1, at + 1) if 0 < near < len(asked) and names[near]]
            return all(asked[near].casefold() in words for near in beside)
    return False


def _places(passage: Passage) -> set[str]:
    """The heading that it stands below, and what a fact or a row is called."""
    return {heading(passage), label(passage)} - {""}
