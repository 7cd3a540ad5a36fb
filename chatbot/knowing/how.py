"""How something is done, where a section is headed by it and begins with code: "How do I install it?" below "Installation".

The question shares no word with the commands, and often none that is written alike with the heading. In the READMEs of Python
packages 56 sections about installing, using, testing or starting begin with code; 54 of these do it, one prepares it. Code
further below does it where it and the line that leads to it say so again: "Install it with:" before `pip install`, but not
"To run the tests, you need:" before `pip install pytest`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chatbot.knowing.definition import forms
from chatbot.knowing.heading import without_number, words_of
from chatbot.knowing.sure import Sure
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.ranking.rules.hand_on import leads_to
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
    heavy = [one for word, one in stems.items() if word not in things and one not in _LIGHT]
    return frozenset(heavy or stems.values())


def commands(passages: Iterable[tuple[int, Passage]], title: str) -> Mapping[Done, Sure]:
    """The code that a section begins with, at once or behind a sentence that leads to it by a colon, by what its heading says is done;
    or its first code further below, where such a sentence and the code both say the same is done.
    """
    found: dict[Done, Sure] = {}
    before: Passage | None = None
    is_second = has_code = False
    for row, passage in passages:
        if before is None or passage.section != before.section:
            answers, is_second, has_code = passage.kind is BlockKind.CODE, True, False
        else:
            answers = not has_code and leads_to(before, passage) and (is_second or _say_it(before, passage, title))
            is_second = False
        has_code = has_code or passage.kind is BlockKind.CODE
        if answers and passage.section:
            found.setdefault(_done_below(passage, title), Sure(row, passage))
        before = passage
    return {words: sure for words, sure in found.items() if words}


def _done_below(passage: Passage, title: str) -> Done:
    """What the passage's heading says is done."""
    return done(without_number(passage.section[-1]), title) if passage.section else frozenset()


def _say_it(line: Passage, code: Passage, title: str) -> bool:
    """Whether both have the stems of what their heading says is done."""
    words = (frozenset(map(_stem, words_of(passage.text))) for passage in (line, code))
    return all(_done_below(code, title) <= stems for stems in words)


def _stem(word: str) -> str:
    return _ALIKE.get(stem(word), stem(word))
