"""The steps of a numbered list by their order: what is done first and last, what comes before and after something, and all of them for
what their heading names: "what do I do first", "what comes after adding the eggs", "what do I do for a nosebleed".

Such questions share no word with the step that answers, and all words with the one beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.knowing.definition import forms
from chatbot.knowing.sure import LIKELY, NOTHING, Known, Sure
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from index import BlockKind, Passage

FEWEST = 2  # steps of a list
REMEMBERED = 1024  # texts taken apart
_MARK_CHARS = 12  # before an item, among which its number stands
_MARK = re.compile(r"(?:\A|[\r\n])[ \t>]*(\d{1,2})[.)][ \t]+\Z")
_OWN_MARK = re.compile(r"(\d{1,2})[.)]\s")
_CALLED = re.compile(r"\W*step\s+(\d{1,2})\b", re.IGNORECASE)
_STEP = re.compile(r"(?:the )?step (\d{1,2})")
_WORD = re.compile(r"[^\W\d_]+")
_DOUBLED = re.compile(r"(.)\1\Z")

_WHO = "(?:i|you|we|one)"
_HAVE = f"(?:do|should|must|shall|can) {_WHO}(?: have to| need to)?"
_IS = "(?:['’]?s| is| comes| would be)"
_OF = r"(?: (?:for|when|in|of|to|with|if|before|on)(?P<of> .+?))?"
_END = forms(
    rf"what {_HAVE} do (?:at )?(?:the )?(?P<end>very first|first|last)(?: of all)?{_OF}",
    rf"(?:what{_IS} )?(?:the )?(?:very )?(?P<end>first|last|final) (?:step|thing)(?: (?:{_WHO} )?(?:{_HAVE}|to|have to|should|must) ?(?:do)?)?{_OF}",
    rf"(?:how|where) {_HAVE} (?P<end>start|begin){_OF}",
    rf"what comes (?P<end>first|last){_OF}",
)
_BESIDE = forms(
    r"what(?:['’]?s| is| comes| happens| follows)?(?: next| the next step| the step)? (?P<side>after|before)(?P<of> .+?)",
    rf"what {_HAVE} do(?: next)? (?P<side>after|before)(?P<of> .+?)",
    r"(?:what(?:['’]?s| is) )?(?:the )?(?:next )?step (?P<side>after|before)(?P<of> .+?)",
)
_ALL = forms(
    rf"what (?:to|{_HAVE}) do (?:for|if|when|in case of|with|about|in)(?P<of> .+?)",
    rf"how (?:to|{_HAVE}) (?:treat|handle|manage|deal with|help with)(?P<of> .+?)",
)
# Of what a heading names these say nothing more.
_LIGHT = frozenset(
    "someone somebody person child baby get gets got getting happen happens start starting step steps thing over up down off".split()
)

Step = Sequence[tuple[int, Passage]]  # the passages of an item with their rows
Steps = Sequence[Step]


@dataclass(frozen=True, slots=True)
class AskedStep:
    """Which steps a question wants: the `first` or `last`, the one `after` or `before`, or `all`; `of` is what of, empty where that is
    not said.
    """

    which: str
    of: str


def asks_for_step(question: str) -> AskedStep | None:
    """Which step is asked for; None where none is."""
    for form in _END:
        if asked := form.fullmatch(question):
            is_last = asked["end"].lower() in ("last", "final")
            return AskedStep("last" if is_last else "first", asked["of"] or "")
    for which, several in (("", _BESIDE), ("all", _ALL)):
        for form in several:
            if asked := form.fullmatch(question):
                return AskedStep(which or asked["side"].lower(), asked["of"])
    return None


def numbered_lists(passages: Iterable[tuple[int, Passage]], text: str) -> Sequence[Steps]:
    """The lists of a document whose items are numbered from 1 on; `text` is the document's, where their marks stand before them."""
    lists: list[list[list[tuple[int, Passage]]]] = []
    before: Passage | None = None
    is_open = False
    for row, passage in passages:
        number = _number(passage, text)
        is_here = is_open and before is not None and passage.section == before.section
        if number == 1:
            lists.append([[(row, passage)]])
            is_open = True
        elif number and is_here and number == len(lists[-1]) + 1:
            lists[-1].append([(row, passage)])
        elif not number and is_here and before is not None and _goes_on(before, passage, text):
            lists[-1][-1].append((row, passage))
        else:
            is_open = False
        before = passage
    return [steps for steps in lists if len(steps) >= FEWEST]


def told_of_steps(asked: AskedStep, lists: Sequence[Steps], ranked: Sequence[int], title: str) -> Known:
    """What tells the steps that are asked for of these lists of a document with this title; nothing where it is not clear which is
    meant. `ranked` are the rows that were found, best first.
    """
    if asked.which in ("after", "before"):
        return _beside(asked, lists, ranked)
    wanted = _stems(asked.of)
    if asked.which == "all":
        meant = [steps for steps in lists if wanted and wanted <= _stems(" ".join(steps[0][0][1].section[-1:]))]
    else:
        meant = [steps for steps in lists if wanted <= _stems(" ".join((title, *steps[0][0][1].section)))]
    if len(meant) != 1:
        return NOTHING
    [steps] = meant
    if asked.which == "all":
        return _told([entry for step in steps for entry in step], steps, ranked)
    return _told(steps[-1 if asked.which == "last" else 0], steps, ranked)


def _beside(asked: AskedStep, lists: Sequence[Steps], ranked: Sequence[int]) -> Known:
    """The step beside the one that is named, of the list that it is in; where that is the end of it, the named one answers nothing."""
    named = _named(asked.of.strip(), lists, ranked)
    if named is None:
        return NOTHING
    steps, place = named
    at = place + (1 if asked.which == "after" else -1)
    if not 0 <= at < len(steps):
        return Known((), frozenset(row for row, _ in steps[place]))
    return _told(steps[at], steps, ranked)


def _named(of: str, lists: Sequence[Steps], ranked: Sequence[int]) -> tuple[Steps, int] | None:
    """The step that has all of these words, or all but the verb before them; of several the one that is ranked first."""
    if numbered := _STEP.fullmatch(of.lower()):
        [steps] = lists if len(lists) == 1 else [()]
        at = int(numbered[1]) - 1
        return (steps, at) if 0 <= at < len(steps) else None
    verb = re.match(r"\w+ing ", of, re.IGNORECASE)
    for words in (of, of[verb.end() :] if verb else ""):
        wanted = _stems(words)
        having = [
            (steps, place)
            for steps in lists
            for place, step in enumerate(steps)
            if wanted and wanted <= _stems(" ".join(passage.text for _, passage in step))
        ]
        if len(having) == 1:
            return having[0]
        places = {row: one for one in reversed(having) for row, _ in one[0][one[1]]}
        if first := next((places[row] for row in ranked if row in places), None):
            return first
    return None


def _told(told: Step, steps: Steps, ranked: Sequence[int]) -> Known:
    """These passages, before all others where what ranking is surest of is of their list."""
    row, passage = told[0]
    is_of_it = any(row == ranked[0] for step in steps for row, _ in step) if ranked else True
    rows = tuple(row for row, _ in told)
    return Known((Sure(row, passage, confidence=LIKELY, goes_first=is_of_it, told=rows),))


def _number(passage: Passage, text: str) -> int:
    """The number of the step that a passage begins; 0 where it begins none."""
    marked = _CALLED.match(passage.text) if passage.kind in (BlockKind.ITEM, BlockKind.PARAGRAPH) else None
    if passage.kind is BlockKind.ITEM and marked is None:
        marked = _MARK.search(text, max(0, passage.start - _MARK_CHARS), passage.start) or _OWN_MARK.match(passage.text)
    return int(marked[1]) if marked else 0


def _goes_on(before: Passage, passage: Passage, text: str) -> bool:
    """Whether it is a further sentence of the same item or paragraph."""
    return passage.kind is before.kind and not text[before.end : passage.start].strip(" \t*_")


@lru_cache(maxsize=REMEMBERED)
def _stems(text: str) -> frozenset[str]:
    """The stems of its words that say something, "adding" as "add"."""
    words = (word for word in _WORD.findall(text.lower()) if word not in FUNCTION_WORDS and word not in _LIGHT)
    return frozenset(_DOUBLED.sub(r"\1", stem(word)) for word in words)
