"""Questions that a document may answer, each with the passage that should: made by patterns while building.

They are only candidates. Whether the whole pipeline answers one with its own passage is for the
answering side to find out before it suggests it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from index.passage import BlockKind, Passage
from index.table_questions import cells, row_questions

MOST = 16  # candidates of one document, from its whole length; trying them takes a tenth of a second

_OF_PEOPLE = {
    "birth place": "Where was {title} born?",
    "birth date": "When was {title} born?",
    "death place": "Where did {title} die?",
    "death date": "When did {title} die?",
    "spouse": "Who was {title} married to?",
    "alma mater": "Where did {title} study?",
    "party": "Which party does {title} belong to?",
    "residence": "Where does {title} live?",
    "awards": "Which awards did {title} receive?",
}
_OF_OFFICES = {
    "successor": "Who succeeded {title} as {group}?",
    "predecessor": "Who preceded {title} as {group}?",
    "term start": "When did {title} become {group}?",
}
_MARKS = " \n*_\"'”’)"  # that may stand behind a question's own
_SEVERAL = re.compile(
    r"(?!(?:About|After|Before|Between|Find|Finding|For|From|Getting|How|In|Our|The|To|What|When|Where|Who|Why|With|Your)\b)"
    r"[A-Z][a-z]+(?: (?!(?:by|in|it|to|us|you)\b)[a-z]+){0,3}(?<!s)s"
)
_HOW_TO = re.compile(r"How to (?P<done>[a-z]+(?: [\w'’-]+){0,5})")
_ONE = frozenset(
    [
        "area",
        "capital",
        "climate",
        "coat of arms",
        "cuisine",
        "currency",
        "economy",
        "etymology",
        "flag",
        "geography",
        "government",
        "history",
        "location",
        "mission",
        "population",
        "purpose",
        "structure",
    ]
)
# Keys that say when something was done, and those that say who does something.
_DONE_NAME = re.compile(
    r"built|founded|opened|closed|completed|established|demolished|discovered|launched|dissolved|created"
)
_ROLES = re.compile(
    r"(?:\w+ )?(?:architect|author|builder|captain|chair|chairman|composer|designer|developer|director|editor|engineer|founder|head|leader|mayor|operator|owner|president|producer|publisher)"
)
# Keys whose value is no office, but what somebody is elected for.
_SEAT = re.compile(r"constituency|district|riding|seat|state|ward")
_VERB = re.compile(r".*\b(?:\w+ed|began|begun|built|made|held|died|born|won|known)")
_PLAIN_NAME = re.compile(r"[a-z]+(?: [a-z]+){0,2}(?<! by)(?<! of)")
_SEVERAL_NAME = re.compile(r".*[^isu]s")
# As a title begins.
_NO_THING = re.compile(r"(?:About|Contact|Welcome|Our|My|Your|How|What|When|Where|Which|Who|Why)\b")
_SUBJECT = r"(?P<subject>(?:(?:the|an?) )?(?:[\w'’-]+ ){0,4}[\w'’-]+)"
_DONE = re.compile(
    rf"(?!\w+ were\b){_SUBJECT} (?P<be>was|were) (?P<first>first )?(?P<done>\w+(?:ed|en)|built|made|held|founded|sold|found|won|begun|written) .*\b(?:1\d{{3}}|20\d\d)\b"
)
_DIED = re.compile(r"(?P<subject>[^\W\d_]\w+(?: [^\W\d_]\w+){1,2}) died (?:in|on) .*\d")
_MEASURE = re.compile(rf"{_SUBJECT} is [\d.,]+ \w+ (?P<how>high|long|wide|deep|tall)\b")
_COSTS = re.compile(rf"{_SUBJECT} costs .*\d")
_LONG = re.compile(rf"{_SUBJECT} (?P<verb>last|take)(?P<one>s?) .*\b\d+ (?:minute|hour|day|week|month|year)")
_WEIGHS = re.compile(rf"{_SUBJECT} weigh(?P<one>s?) .*\d")
_HAS = re.compile(
    rf"{_SUBJECT} (?P<has>has|have) (?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten) (?P<what>[a-z]+s)\b"
)
_FLAWED = re.compile(
    r"\b(?:i|we|you|he|she|it|they|them|his|her|its|their|there|this|that|these|those|each|one|who|which|and|or|but|in|on|at"
    r"|(?-i:can|could|did|do|does|may|might|must|never|not|should|shall|will|would))\b|\b(?:first|second|last|latter|former|others?|same|both|all|some|many|most|few)$",
    re.I,
)
_CLAUSE = re.compile(r"\A(?:§ ?)?(?:\d{1,3}(?:\.\d{1,3})*[.):]|\d{1,3}(?:\.\d{1,3})+|\(\d{1,3}\)) +(?=[^\W\d_a-z])")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER_OR_WORD = re.compile(r"[^\W_]+")
_BEHIND = re.compile(r"(?:(?<=\w )|(?<=\w, ))[^\W\d_]+")  # a word behind another one, where only a name has a capital
_ARTICLES = frozenset(("a", "an", "the"))
_ASKED = re.compile(
    r"(?:Who|Whom|Whose|What|Which|When|Where|Why|How|Is|Are|Was|Were|Do|Does|Did|Can|May|Must|Should|Will|Have|Has) [^\s.?!:;]+ [^.?!:;]{2,100}\?"
)
_POINTS_BACK = re.compile(r"\b(?:he|she|it|they|him|them|his|her|its|their|this|that|these|those|so|one)\b", re.I)


def questions(title: str, pronoun: str, passages: Sequence[Passage]) -> list[tuple[int, str]]:
    """Ordinals of passages, each with a question that it should answer; at most MOST, spread over the document, none of code."""
    found: dict[str, int] = {}
    section: tuple[str, ...] = ()
    asked = ""  # what the passage before asks
    seats = {_value(passage) for passage in passages if _SEAT.match(passage.fact_key)}
    written = _written(title, passages)
    for passage in passages:
        if passage.kind is BlockKind.CODE:
            continue
        begins = passage.section != section and passage.section
        if passage.kind is BlockKind.FACT:
            made = _of_fact(title, pronoun, passage) if passage.fact_group not in seats else ()
        else:
            made = chain(
                _of_heading(title, pronoun, passage.section[-1]) if begins else (),
                [asked] if asked and not begins else (),
                _of_text(passage, written),
                row_questions(cells(passage.fact_group), cells(passage.text)) if passage.kind is BlockKind.ROW else (),
            )
        for question in made:
            found.setdefault(question, passage.ordinal)
        section = passage.section
        asked = _asked(passage) if passage.text.rstrip(_MARKS).endswith("?") else ""
    every = [(ordinal, question) for question, ordinal in found.items()]
    step = max(1.0, len(every) / MOST)
    return [every[int(place * step)] for place in range(min(MOST, len(every)))]


def _value(fact: Passage) -> str:
    return fact.text[fact.answer_start :]


def _of_fact(title: str, pronoun: str, passage: Passage) -> Iterator[str]:
    name = passage.fact_key
    if not title or _NO_THING.match(title):
        return
    if passage.fact_group:
        if pronoun in ("she", "he") and name in _OF_OFFICES:
            yield _OF_OFFICES[name].format(title=title, group=passage.fact_group)
    elif pronoun in ("she", "he"):
        if name in _OF_PEOPLE:
            yield _OF_PEOPLE[name].format(title=title)
    elif pronoun and _DONE_NAME.fullmatch(name):
        yield f"When {'were' if pronoun == 'they' else 'was'} {title} {name}?"
    elif pronoun and _PLAIN_NAME.fullmatch(name) and not _VERB.fullmatch(name):
        is_several = _SEVERAL_NAME.fullmatch(name.partition(" of ")[0])
        asked = "Who is" if _ROLES.fullmatch(name) else "What are" if is_several else "What is"
        yield f"{asked} the {name} of {title}?"


def _of_heading(title: str, pronoun: str, heading: str) -> Iterator[str]:
    """Of what its first passage tells: "Provinces and territories", "Climate", "How do I cancel?"; the headings of a life are no answers."""
    if heading.endswith("?") and " " in heading:
        yield heading
    if how := _HOW_TO.fullmatch(heading):
        yield f"How do I {how['done']}?"
    if not title or pronoun not in ("it", "they") or _NO_THING.match(title):
        return
    name = heading[:1].lower() + heading[1:]
    if _SEVERAL.fullmatch(heading):
        yield f"What are the {name} of {title}?"
    elif name in _ONE:
        yield f"What is the {name} of {title}?"


@dataclass(frozen=True, slots=True)
class _Written:
    """Words in lower case: the `names`, which have a capital behind another word or in the title, and the `common` ones, which never
    do: the articles, and what stands in lower case somewhere.
    """

    names: Collection[str]
    common: Collection[str]

    def tells(self, subject: str) -> bool:
        """Whether it can be told if the first word of a sentence, which this subject begins with, is a name; not where it stands
        nowhere else: "When was Oil found?" would be no English.
        """
        first, *others = _NUMBER_OR_WORD.findall(subject)
        is_named = bool(others) and not others[0].islower()  # "Ada Quill", "Boat 7"
        return is_named or first.lower() in self.names or first.lower() in self.common


def _written(title: str, passages: Sequence[Passage]) -> _Written:
    texts = [passage.text for passage in passages if passage.kind is not BlockKind.CODE]
    lower = {word for text in texts for word in _WORD.findall(text) if word.islower()}
    names = {word.lower() for text in texts for word in _BEHIND.findall(text) if not word.islower()}
    titled = {word.lower() for word in _WORD.findall(title) if not word.islower()}
    return _Written(names | (titled - lower), (lower - names) | _ARTICLES)


def _of_text(passage: Passage, written: _Written) -> Iterator[str]:
    """What it asks before it answers ("Do you deliver? Yes, …"), or what a sentence of its pattern answers, without its number."""
    if not passage.text.rstrip(_MARKS).endswith("?") and (asked := _asked(passage)):
        yield asked
    text = _within(_CLAUSE.sub("", passage.text), written.common)
    for pattern, make in _PATTERNS:
        match = pattern.match(text)
        if match and not _FLAWED.search(match["subject"]) and written.tells(match["subject"]):
            yield make(match)


def _asked(passage: Passage) -> str:
    """The question that a passage begins with, where it says what it is about; else empty."""
    found = _ASKED.match(passage.readable[passage.own_start :])
    return found[0] if found and not _POINTS_BACK.search(found[0]) else ""


def _within(text: str, common: Collection[str]) -> str:
    """As it is written inside a sentence: without the capital that it begins with, where that is no name's."""
    first = _WORD.match(text)
    return text[:1].lower() + text[1:] if first and first[0].istitle() and first[0].lower() in common else text


def _do(match: re.Match[str]) -> str:
    return "does" if match["one"] else "do"


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_DONE, lambda m: f"When {m['be']} {m['subject']} {m['first'] or ''}{m['done']}?"),
    (_DIED, lambda m: f"When did {m['subject']} die?"),
    (_MEASURE, lambda m: f"How {m['how']} is {m['subject']}?"),
    (_LONG, lambda m: f"How long {_do(m)} {m['subject']} {m['verb']}?"),
    (_WEIGHS, lambda m: f"How much {_do(m)} {m['subject']} weigh?"),
    (_COSTS, lambda m: f"How much does {m['subject']} cost?"),
    (_HAS, lambda m: f"How many {m['what']} {'does' if m['has'] == 'has' else 'do'} {m['subject']} have?"),
)
