"""The one page that a question names by words of its title, and what it asks for beside them."""

from __future__ import annotations

import re
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


def heading_beside(question: str, words: Words, titles: TitleWords) -> tuple[str, Words] | None:
    """The one page whose title a question names, and which of its `words` may be a heading there: "entry requirements" of "entry
    requirements for chemistry" where there is a page "BSc Chemistry". None where it names none or says no more.
    """
    named = titles.named(question)
    if len(named) != 1:
        return None
    [(page, own)] = named.items()
    heading = [word for word in words if not own.issuperset(WORD.findall(_OWNED.sub("", word)))]
    while heading and heading[-1] in SAYS_NOTHING:
        heading.pop()
    said = tuple(dropwhile(SAYS_NOTHING.__contains__, heading))
    return (page, said) if said else None
