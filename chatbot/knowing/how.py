"""How something is done, where a section is headed by it and begins with code: "How do I install it?" below "Installation".

The question shares no word with the commands, and often none that is written alike with the heading. In the READMEs of Python
packages 56 sections about installing, using, testing or starting begin with code; 54 of these do it, one prepares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import Stemmer

from chatbot.knowing.definition import forms
from chatbot.knowing.heading import without_number, words_of
from chatbot.knowing.sure import Sure
from chatbot.ranking.english_words import FUNCTION_WORDS
from chatbot.ranking.hand_on import leads_to
from index import BlockKind, Passage

_WHO = "(?:i|you|u|we|one|someone|somebody|people)"
_ASKED = forms(
    rf"how (?:do|can|could|should|would|must|shall) {_WHO} (?P<done>.+?)",
    r"how to (?P<done>.+?)",
    r"how (?:is|are) (?P<done>.+?)",
    r"(?:(?:what|which)(?: is|['’]?s| are) |(?:show|give) me )?(?:the )?commands? (?:to|for) (?P<done>.+?)",
)
# What says next to nothing of what is done, or of what it is done to.
_LIGHT = frozenset(("creat", "do", "execut", "get", "make", "perform", "quick", "run"))
_THING = frozenset(("app", "application", "library", "module", "package", "program", "project", "software", "tool"))
_ALIKE = {"usag": "use", "setup": "set"}
# Words that turn what is done: with one of them, all words count, and their order.
_TURNING = frozenset(("without", "not", "no", "never", "from", "into", "to", "before", "after", "in", "out", "off"))

Done = frozenset[str]  # stems


def asks_how(question: str) -> str | None:
    """What somebody wants to do: "install it" of "How do I install it?"; None where something else is asked."""
    return next((asked["done"] for form in _ASKED if (asked := form.fullmatch(question))), None)


def done(words: str, title: str) -> Done:
    """The stems of what is done, without the name of what it is done to; those of light words where there is no other.

    "convert json to csv" is no "convert csv to json": all of its stems in their order are one.
    """
    said = words_of(words)
    if not _TURNING.isdisjoint(said):
        return frozenset((" ".join(map(_stem, said)),))
    stems = {word: _stem(word) for word in said if word not in FUNCTION_WORDS}
    things = _THING.union(words_of(title))
    heavy = [stem for word, stem in stems.items() if word not in things and stem not in _LIGHT]
    return frozenset(heavy or stems.values())


def commands(passages: Iterable[tuple[int, Passage]], title: str) -> Mapping[Done, Sure]:
    """The code that a section begins with, at once or behind a sentence that leads to it by a colon, by what its heading says is done."""
    found: dict[Done, Sure] = {}
    before: Passage | None = None
    is_second = False
    for row, passage in passages:
        if before is None or passage.section != before.section:
            starts, is_second = passage.kind is BlockKind.CODE, True
        else:
            starts, is_second = is_second and leads_to(before, passage), False
        if starts and passage.section:
            found.setdefault(done(without_number(passage.section[-1]), title), Sure(row, passage))
        before = passage
    return {words: sure for words, sure in found.items() if words}


_stemmer = Stemmer.Stemmer("english")


def _stem(word: str) -> str:
    stem: str = _stemmer.stemWord(word)
    return _ALIKE.get(stem, stem)
