"""Another document that a follow-up names by what it is: "and at the hut?", where just one title has the words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chatbot.conversation.follow_up import FollowUp
from chatbot.conversation.title_words import SAYS_NOTHING, WORD, TitleWords

_ARTICLE = re.compile(r"\b(?:the|our|your) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Switch:
    """A phrase that is asked behind a question, the document that it means, and the span of what names the `other` one in that
    question.
    """

    asked: FollowUp
    document: str
    other: str
    place: tuple[int, int]


def switch(asked: FollowUp, before: str, home: str | None, titles: TitleWords) -> Switch | None:
    """What a phrase behind that question means, where `home` is talked of; None where it says more than words of one title,
    or that question names no other document.
    """
    document = titles.only(asked.words)
    if not document or document == home:
        return None
    named = [home] if home else []
    named += [other for other in titles.named(before) if other not in (document, home)]
    places = [(place, other) for other in named if (place := _place(before, other, titles))]
    of_home = [(place, other) for place, other in places if other == home]
    place, other = max(of_home or places, default=(None, ""))
    return Switch(asked, document, other, place) if place else None


def _place(question: str, document: str, titles: TitleWords) -> tuple[int, int] | None:
    """The span in a question of the most words in a row of a document's title that no other title has, with their article."""
    tokens = list(WORD.finditer(question))
    title = titles.of(document)
    best: tuple[int, int] | None = None
    most = at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end][0].casefold() in title:
            end += 1
        first, last = at, end
        while first < last and tokens[first][0].casefold() in SAYS_NOTHING:
            first += 1
        while last > first and tokens[last - 1][0].casefold() in SAYS_NOTHING:
            last -= 1
        if last - first > most and titles.only(question[tokens[first].start() : tokens[last - 1].end()]) == document:
            start = tokens[first].start()
            article = _ARTICLE.search(question[:start])
            best, most = (article.start() if article else start, tokens[last - 1].end()), last - first
        at = max(end, at + 1)
    return best
