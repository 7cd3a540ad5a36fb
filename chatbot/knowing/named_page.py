"""The one page that a question names by words of its title, and what it asks for beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import dropwhile

from chatbot.conversation.title_words import SAYS_NOTHING, WORD, TitleWords
from chatbot.knowing.heading import Words

_OWNED = re.compile(r"['’]s?$")


def page_called(name: str, titles: TitleWords) -> str | None:
    """The one page of whose title a name has words, and at most what it is behind them: "the Leeds branch", of "Leeds"."""
    named = titles.named(name)
    if len(named) != 1:
        return None
    [(page, own)] = named.items()
    *words, last = dropwhile(SAYS_NOTHING.__contains__, WORD.findall(name.casefold()))
    return page if own.issuperset(words) and (words or last in own) else None


def headings_beside(question: str, words: Words, titles: TitleWords) -> tuple[str, tuple[Words, ...]] | None:
    """The one page whose title a question names, and which of its `words` may be a heading there: "entry requirements" of "entry
    requirements for chemistry" where there is a page "BSc Chemistry", "opening hours shop" or "opening hours" of "opening hours of
    the Leeds shop". None where it names none or says no more.
    """
    named = titles.named(question)
    if len(named) != 1:
        return None
    [(page, own)] = named.items()
    is_own = [own.issuperset(WORD.findall(_OWNED.sub("", word))) for word in words]
    behind = [
        is_own[at - 1] and not is_own[at] if at else False for at in range(len(words))
    ]  # what the page is: "shop"
    may_be = (
        _heading(word for word, of_name in zip(words, is_own, strict=True) if not of_name),
        _heading(word for word, *named in zip(words, is_own, behind, strict=True) if not any(named)),
    )
    said = tuple(dict.fromkeys(filter(None, may_be)))
    return (page, said) if said else None


def _heading(words: Iterable[str]) -> Words:
    """The words without those at either end that say nothing."""
    heading = list(dropwhile(SAYS_NOTHING.__contains__, words))
    while heading and heading[-1] in SAYS_NOTHING:
        heading.pop()
    return tuple(heading)
