"""The anatomy of an English question: what is asked for, the verb, and the noun phrases, by function words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from chatbot.conversation.verb import around_verb

ASKING = frozenset("who whom whose what which when where why how".split())
BEFORE_IS = "who|what|which|when|where|why|how"  # what a shortened "is" may stand behind: "what's", "whats"
AUXILIARIES = frozenset(
    """
    is are was were am be been do does did has have had can could may might must shall should will would isn't
    wasn't aren't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't mightn't mustn't shan't shouldn't
    won't wouldn't cannot
    """.split()
)
AUXILIARY = rf"(?:{'|'.join(sorted(AUXILIARIES))})"  # any of them, within a pattern
PREPOSITIONS = frozenset(
    """
    of in at on for from to by with about after before during under over into since until till between as near
    through without against within along among besides per behind above below beside beyond across around towards
    """.split()
)
DETERMINERS = frozenset("the a an this that these those my our your his her its their some any each every".split())
# What "that" and "this" are put before where the thing itself was called otherwise.
POINTED_AT = frozenset(
    """
    year month day time period decade century party post office place city town country person man woman company
    team group book film award event role job house school
    """.split()
)
_OTHERS = frozenset(
    "and or but if so because while not than then there also else too he she it they him them i we you us me u that one ones"
    " anywhere everywhere nowhere somewhere".split()
)
ORDERS = frozenset("tell give show list name describe explain".split())
INDEFINITE = frozenset(
    "nobody somebody anybody everybody someone anyone everyone nothing something anything everything".split()
)
_NOMINATIVE = frozenset(("i", "he", "she", "we", "they"))
_SUBJECTS = INDEFINITE | _NOMINATIVE | {"you", "u", "it"}
_CLOSED = ASKING | AUXILIARIES | PREPOSITIONS | _OTHERS | INDEFINITE
COMES_ABOUT = frozenset("happens happened became becomes".split())
_ADVERBS = frozenset("first last ever also once earlier later originally still now finally most often usually".split())
_BEFORE_VERBS = _ADVERBS | frozenset("both all only just really always never even already actually".split())
_PARTICLES = frozenset("back up off out down away again".split())
_BESIDE_VERBS = (_BEFORE_VERBS | _PARTICLES) - {"last"}  # "how long does the visit last"
# Behind a noun phrase, what "is" says of it.
_PREDICATES = frozenset("free due available possible safe ready legal expensive cheap ok okay fine suitable".split())
_BEFORE_SUBJECTS = ASKING | AUXILIARIES | frozenset("that if and or but so then because while".split())
_BEFORE_ADJECTIVES = frozenset(("so", "too"))  # "why so late"
_OBJECTS = DETERMINERS | frozenset("it them him me us you one ones".split())
_BEFORE_INFINITIVES = AUXILIARIES | frozenset(
    "need needs needed want wants wanted like able allowed supposed possible how".split()
)
BE = frozenset("is are was were am be been isn't wasn't aren't weren't".split())
_HAVE = frozenset(("has", "have", "had"))
_BEFORE_PARTICIPLES = BE | _HAVE
_MODALS = AUXILIARIES - _BEFORE_PARTICIPLES
PARTICIPLE = re.compile(
    r"\w+(?:ed|en)|born|built|made|held|won|lost|sold|found|known|shown|drawn|begun|sung|put|set|led|paid|kept|left|taught|named|bought|brought|cut|sent|spent|hurt|shot|caught|heard|told|worn|torn|struck|met|meant"
)
_NO_PARTICIPLES = frozenset("bed garden kitchen seed speed shed chicken oven hundred".split())
_VERBS_AT_ENDS = frozenset(
    "cost last take weigh mean work open close start begin end differ include cover contain".split()
)
_AFTER_BE = re.compile(rf"{PARTICIPLE.pattern}|\w+ing")
_PLURAL = re.compile(r"(?:(?<!s)s['’]?|\bmen|\bwomen|people|children|staff)$|s['’] ")
_TAKEN_APART = 64  # texts kept so: a question with many pronouns looks at its last turns for each of them
_TOKEN = re.compile(r"\w+(?:[-'’.&]\w+)*(?:['’](?!\w))?")
_SHORT_IS = re.compile(rf"(?P<asks>{BEFORE_IS})['’]?s", re.IGNORECASE)
_SHORT = re.compile(r"(?P<who>i|you|we|they|he|she|it|that|there)(?P<verb>['’](?:m|re|s|ve|ll))", re.IGNORECASE)
_LONG = {"m": "am", "re": "are", "s": "is", "ve": "have", "ll": "will"}


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase of a text, with its determiner; `preposition` is the word before it, empty where that is none."""

    text: str
    start: int
    end: int
    preposition: str = ""


@dataclass(frozen=True, slots=True)
class Anatomy:
    """`asked` is the span of the question word with what belongs to it ("how many people"), None where there is none.

    `is_whole` says whether there is a verb: "Why?" and "Which party?" have none.
    """

    asked: tuple[int, int] | None
    is_whole: bool
    phrases: tuple[NounPhrase, ...]


@lru_cache(maxsize=_TAKEN_APART)
def anatomy(question: str) -> Anatomy:
    """Take a question apart."""
    tokens = _tokens(question)
    words = [token[0].lower() for token in tokens]
    asks = next((place for place, word in enumerate(words) if word in ASKING), None)
    asks = None if words and words[0] in AUXILIARIES else asks  # "does it help members who cannot pay"
    auxiliary = next((place for place, word in enumerate(words) if word in AUXILIARIES and place > (asks or 0)), None)
    if asks is None:
        auxiliary = 0 if words and words[0] in AUXILIARIES else None
        first = 1 if words and words[0] in AUXILIARIES | ORDERS else 0
        return Anatomy(None, auxiliary is not None, _Phrases(question, tokens, auxiliary, auxiliary).read(first))
    is_case = words[asks : asks + 2] == ["what", "if"]
    auxiliary = None if is_case else auxiliary  # "what if I'm ill" has its subject before the verb
    end = _end_of_asked(words, asks, auxiliary)
    start = asks - 1 if asks and words[asks - 1] in PREPOSITIONS else asks
    rest = end
    if auxiliary == end:
        rest = end + 1
    elif end < len(words) and words[end] not in _CLOSED | DETERMINERS:
        rest = end + 1  # the verb: "who succeeded …"
        while rest < len(words) and words[rest - 1] in _ADVERBS and words[rest] not in _CLOSED | DETERMINERS:
            rest += 1  # "who first described …"
    is_whole = is_case or auxiliary is not None or rest > end or bool(_SUBJECTS.intersection(words[end:]))
    return Anatomy(
        (tokens[start][1], tokens[end - 1][2]),
        is_whole,
        _Phrases(question, tokens, auxiliary if auxiliary == end else None, auxiliary).read(rest),
    )


@lru_cache(maxsize=_TAKEN_APART)
def noun_phrases(text: str) -> tuple[NounPhrase, ...]:
    """The noun phrases of a statement or a fragment."""
    return _Phrases(text, _tokens(text), None).read(0)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    """Words with their places; "what's", "whats" and "I'm" are two, of which the second means "is" or "am"."""
    found = []
    for match in _TOKEN.finditer(text):
        if short := _SHORT_IS.fullmatch(match[0]):
            end = match.start() + short.end("asks")
            found += [(short["asks"], match.start(), end), ("is", end, match.end())]
        elif short := _SHORT.fullmatch(match[0]):
            end = match.start() + short.end("who")
            found += [
                (short["who"], match.start(), end),
                (_LONG.get(short["verb"][1:].lower(), "is"), end, match.end()),  # "ſ" is an "s" but for its case
            ]
        else:
            found.append((match[0], match.start(), match.end()))
    return found


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase, in lower case, names several."""
    return _PLURAL.search(phrase) is not None


def _end_of_asked(words: list[str], asks: int, auxiliary: int | None) -> int:
    """Where what belongs to the question word ends: before the auxiliary, or after the noun that it asks about."""
    if words[asks] in ("who", "whom", "when", "where", "why"):
        return asks + 1
    if words[asks] == "what" and len(words) > asks + 2 and words[asks + 1] in COMES_ABOUT:
        return asks + 1  # "what happened to him"
    if auxiliary is not None:
        inner = words[asks + 1 : auxiliary]
        if not any(word in PREPOSITIONS - {"of"} for word in inner):
            return auxiliary
    room = 2 if words[asks] == "how" else 1
    end = asks + 1
    if words[end : end + 1] == ["else"]:
        return end + 1
    while end < len(words) and room and words[end] not in _CLOSED:
        end, room = end + 1, room - 1
    return end


class _Phrases:
    """The noun phrases of a text, gathered word by word: `run` are the places of the one that is being read.

    Behind an `auxiliary`, at its place, a verb is due, which is no part of a phrase: "did the bridge stand"; an `inverted` one
    has its subject behind it.
    """

    def __init__(
        self, text: str, tokens: list[tuple[str, int, int]], auxiliary: int | None, inverted: int | None = None
    ) -> None:
        self.text, self.tokens = text, tokens
        self.words = [token[0].lower() for token in tokens]
        self.found: list[NounPhrase] = []
        self.run: list[int] = []
        self.before = ""
        self.verb_is_due = auxiliary is not None
        self.inverted = inverted
        self.takes_verb = auxiliary is not None and self.words[auxiliary] not in BE
        self.auxiliary = self.words[auxiliary] if auxiliary is not None else ""

    def read(self, first: int) -> tuple[NounPhrase, ...]:
        """All from the token at this place on."""
        words, tokens = self.words, self.tokens
        for place in range(first, len(tokens)):
            lower = words[place]
            gap = self.text[tokens[place - 1][2] : tokens[place][1]] if place else ""
            is_last = place + 1 == len(tokens) or words[place + 1] in _CLOSED
            if lower == "a" and self.run and not gap.strip() and is_last:
                self.run.append(place)  # "group a"
            elif lower in _CLOSED or lower in DETERMINERS or (self.run and re.search(r"[,;:.!?()]", gap)):
                is_stranded = lower in PREPOSITIONS and place + 1 == len(tokens)  # "what did he die of"
                self._close("" if is_stranded else lower)
                if lower in AUXILIARIES:
                    self.verb_is_due = False  # "can I have a dog"
                self.before = lower if lower in PREPOSITIONS else ""
                if lower in DETERMINERS:
                    self.before = words[place - 1] if place and words[place - 1] in PREPOSITIONS else ""
                if lower in DETERMINERS or lower not in _CLOSED:
                    self.run = [place]
            else:
                if not self.run and place and words[place - 1] not in PREPOSITIONS:
                    self.before = ""
                self.run.append(place)
        self._close("")
        return tuple(self.found)

    def _close(self, next_word: str) -> None:
        """The run ends before this word."""
        around = self._around_verb(next_word)
        if around is None:
            self._find(self._without_verb(next_word), self.before)
        else:
            self.verb_is_due = False
            for places, before in zip(around, (self.before, ""), strict=True):
                self._find([self.run[place] for place in places], before)
        self.run = []

    def _find(self, places: Sequence[int], before: str) -> None:
        if not DETERMINERS.issuperset(self.words[place] for place in places):
            start, end = self.tokens[places[0]][1], self.tokens[places[-1]][2]
            self.found.append(NounPhrase(self.text[start:end], start, end, before))

    def _around_verb(self, next_word: str) -> tuple[range, range] | None:
        """The places in the run before and behind a verb that does not end it, where one is due."""
        is_due = (
            self.verb_is_due and self.auxiliary not in BE | _HAVE and next_word not in AUXILIARIES | {"of", "and", "or"}
        )
        before = self.run[0] - 1 if self.run else -1
        if not is_due or before < 0 or self.words[before] == "not" or _is_subject(self.words, before):
            return None
        words = [self.tokens[place][0] for place in self.run]
        has_article = self.words[self.run[0]] in DETERMINERS
        return around_verb(words, self.auxiliary, _BESIDE_VERBS, has_article, not next_word)

    def _without_verb(self, next_word: str) -> list[int]:
        """The places of the run that are of a phrase."""
        places, words = self.run, self.words
        while places and words[places[-1]] in _PARTICLES and words[places[-1] - 1] not in DETERMINERS:
            places = places[:-1]  # "was the strike called off"
        opens = places[0] if places else 0
        if opens and len(places) == 1 and self._is_no_noun(opens, next_word):
            return []
        if opens and words[opens - 1] in _MODALS and opens - 1 != self.inverted and words[opens] not in DETERMINERS:
            return _behind_verb(self.tokens, places)  # "members who cannot pay"
        if opens and words[opens - 1] in _BEFORE_PARTICIPLES and self._is_participle(places):
            return []  # "the bridge was built", "had earlier designed"
        if opens and _is_subject(words, opens - 1):
            self.verb_is_due = False
            return _behind_verb(self.tokens, places)  # "can I bring flowers"
        if opens > 1 and words[opens - 1] == "to" and words[opens - 2] in _BEFORE_INFINITIVES:
            self.verb_is_due = False
            return places[1:]  # "do I have to bring flowers"
        if self.verb_is_due and places and next_word not in ("of", "and", "or") and not self._ends_later(places[-1]):
            last = self.tokens[places[-1]][0]
            is_participle = PARTICIPLE.fullmatch(last) and last not in _NO_PARTICIPLES and not is_plural(last)
            is_verb = last.islower() and (self.takes_verb or is_participle or last in _PREDICATES)
            is_verb = is_verb and next_word not in AUXILIARIES  # "must the passphrase be", "did her father do"
            is_verb = is_verb and not DETERMINERS.issuperset(words[place] for place in places[:-1])
            self.verb_is_due = not is_verb and next_word == "for"  # "was the plan for the bridge given up"
            if is_verb:
                places = places[:-1]  # the verb: "did the bridge stand", "was the bridge built"
            while places and words[places[-1]] in _ADVERBS:
                places = places[:-1]
        return places

    def _ends_later(self, place: int) -> bool:
        """Whether the verb that is due stands behind what the thing at this place is in, on or with: "does a berth in the bay cost"."""
        words = [*self.words[place + 1 :], "of"]
        ends = zip(words, words[1:], words[2:], strict=False)
        return (
            self.takes_verb
            and words[0] in PREPOSITIONS
            and any(word in _VERBS_AT_ENDS and after in PREPOSITIONS and before != "to" for before, word, after in ends)
        )

    def _is_no_noun(self, place: int, next_word: str) -> bool:
        """Whether a word by itself is what something is like, "why so late", "if I'm ill", or what is to be done: "to mend it"."""
        before, is_small = self.words[place - 1], self.tokens[place][0].islower()
        is_like = place > 1 and before in _BEFORE_ADJECTIVES and next_word in AUXILIARIES | {""}
        is_said = before in BE and place - 1 != self.inverted and place > 1 and _is_subject(self.words, place - 2)
        is_like = is_like or is_said
        return is_small and (is_like or (before == "to" and next_word in _OBJECTS))

    def _is_participle(self, places: Sequence[int]) -> bool:
        *adverbs, word = (self.tokens[place][0] for place in places)
        is_verb = word.islower() and not is_plural(word) and PARTICIPLE.fullmatch(word) is not None
        return is_verb and all(adverb in _ADVERBS for adverb in adverbs)


def _is_subject(words: Sequence[str], place: int) -> bool:
    """Whether a pronoun is what its verb follows: "if I get", "does it run", and not the "it" of "get it back"."""
    if words[place] not in _SUBJECTS:
        return False
    return words[place] in _NOMINATIVE or place == 0 or words[place - 1] in _BEFORE_SUBJECTS


def _behind_verb(tokens: Sequence[tuple[str, int, int]], places: list[int]) -> list[int]:
    """What is left of the words behind such a pronoun, of which the first is the verb; of "is it free", all."""
    verb = next((at for at, place in enumerate(places) if tokens[place][0].lower() not in _BEFORE_VERBS), None)
    if verb is None:
        return []
    word = tokens[places[verb]][0]
    is_said_of_it = places[0] > 1 and tokens[places[0] - 2][0].lower() in BE and not _AFTER_BE.fullmatch(word)
    left = places if is_said_of_it or not word.islower() else places[verb + 1 :]
    while left and tokens[left[-1]][0].lower() in _ADVERBS:
        left = left[:-1]
    return left
