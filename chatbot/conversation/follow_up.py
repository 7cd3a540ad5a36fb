"""What a question leaves out, so that it can only be understood from the turn before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.conversation.fronted import with_fronted
from chatbot.conversation.lead import without_lead
from chatbot.conversation.people import names
from chatbot.conversation.phrases import (
    ASKING,
    AUXILIARIES,
    AUXILIARY,
    BE,
    ORDERS,
    PARTICIPLE,
    POINTED_AT,
    PREPOSITIONS,
    NounPhrase,
    anatomy,
    is_plural,
)

Kind = Literal["whole", "asking", "further", "fragment"]

_SPEAKERS = frozenset(("i", "i'm", "i’m", "i'll", "i’ll", "we", "you"))
_PRONOUN = re.compile(
    r"\b(?:(?:he|him|his|she|hers?|it|its|they|them|their|theirs|there|then)\b"
    r"|(?:that|this|those|these|the same) (?!is\b|was\b|are\b|were\b)\w+|(?:that|this)(?=\s*(?:[?.!]|$)))",
    re.IGNORECASE,
)
_OF_SEVERAL = frozenset(("they", "them", "their", "theirs"))
_OF_PERSONS = frozenset(("he", "him", "his", "she", "her", "hers"))
_OF_WHAT = frozenset(("for", "per", "on", "at"))  # "how much for a week"
_FURTHER = re.compile(r"\b(?:why|else|not)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:the|our|your) ", re.IGNORECASE)
_MARKS = " ?!.,…"
_ASKS_BEHIND = re.compile(rf", {AUXILIARY} \w", re.IGNORECASE)
_LONGEST = 5  # words of a question that is nothing but "why" or "in 2013"
# "who does?", "when can I?", "why can't I?": all but that is in the turn before. "Where are you?" says all that it means.
_VERB_ALONE = re.compile(
    rf"(?:(?P<asks>who) (?P<verb>{'|'.join(sorted(AUXILIARIES - {'am', 'be', 'been'}))})"
    rf"|(?P<asks_>when|where|why|how) (?P<verb_>{'|'.join(sorted(AUXILIARIES - BE))})(?: (?:i|you|u|we|they|he|she|it))?)"
    r"(?P<no> not)?(?: then)?[ .?!]*",
    re.IGNORECASE,
)
# "the second one?", "the other?": of what is said by the turn before alone.
_OF_OTHERS = re.compile(r"the (?:other|(?:\S+ ){1,2}ones?|first|second|third|last|latter|former)[ .?!]*", re.IGNORECASE)
_EXPLETIVE = re.compile(
    r"\bit(?='s\b|s?\s+(?:true|possible|rains?|snows?|(?:called|known|said)(?=\s+\w))\b)"
    r"|\b(?:does|did|do|will|would|can) it (?:take|cost|mean)\b(?= \w+ing\b| (?:\w+ ){0,3}to\b| when\b)"
    r"|\bhow (?:cold|warm|hot|dark|wet|windy) (?:is|was|does|did|will|can) it(?= (?:(?:be|get) )?(?:in|at|on|there|inside|outside)\b)"
    r"|\b(?:is|was) it (?=(?:\w+ (?:to|that|for|when)|that|who|when)\b)|\b(?:do|did) they (?=call\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is left of a question without its "and": `kind` says whether it has a verb, is a bare "where", which asks of what was
    told just now, a bare "why" or "what else", which ask further, or a bare phrase.

    `pronouns` are the spans in `words` of what points back: he, its, there, that year.
    """

    words: str
    kind: Kind
    pronouns: tuple[tuple[int, int], ...]


def follow_up(question: str) -> FollowUp | None:
    """None where the question stands alone."""
    words = without_lead(question)
    if not words.strip(_MARKS):
        return None  # "and then?"
    has_lead = len(words) < len(question.strip())
    if (fronted := with_fronted(words, question.strip().removesuffix(words))) != words:
        return FollowUp(fronted, "whole", tuple(_pronouns(fronted)))
    if _OF_OTHERS.fullmatch(words):
        return FollowUp(words, "fragment", ())
    if alone := _VERB_ALONE.fullmatch(words):
        asks, verb = alone["asks"] or alone["asks_"], alone["verb"] or alone["verb_"]
        asks = f"{asks} not" if alone["no"] or verb.lower().endswith(("n't", "not")) else asks
        return FollowUp(asks, "further" if _FURTHER.search(asks) else "asking", ())
    parts = anatomy(words)
    pronouns = tuple(_pronouns(words))
    first = words.split()[0].lower().strip("?,.!")
    if parts.is_whole:
        return FollowUp(words, "whole", pronouns) if pronouns or has_lead else None
    if parts.asked is not None:
        says_no_more = parts.asked[0] == 0 and all(phrase.preposition in _OF_WHAT for phrase in parts.phrases)
        is_bare = len(words.split()) <= _LONGEST and (has_lead or says_no_more)
        return FollowUp(words, "further" if _FURTHER.search(words) else "asking", pronouns) if is_bare else None
    if has_lead and _ASKS_BEHIND.search(words):
        return FollowUp(words, "whole", pronouns)  # "and for dogs, is it free?"
    if first in _SPEAKERS and not any(words[slice(*span)].lower() in _OF_PERSONS for span in pronouns):
        return None  # "ok i will think about it", and not "i need her birth date"
    if first in ORDERS and pronouns:
        return FollowUp(words, "whole", pronouns)  # "tell me about her"
    if has_lead or ((first in PREPOSITIONS or pronouns) and len(words.split()) <= _LONGEST):
        return FollowUp(words, "fragment", pronouns)
    return None


def phrase_alone(question: str) -> FollowUp | None:
    """A phrase with its article and nothing else, which stands alone unless it names another document: "The library?"."""
    words = question.strip()
    parts = anatomy(words)
    is_phrase = not parts.is_whole and parts.asked is None and len(words.split()) <= _LONGEST
    return FollowUp(words, "fragment", ()) if is_phrase and _ARTICLE.match(words) else None


def _pronouns(words: str) -> list[tuple[int, int]]:
    own = [name.start + len(name.text) for name in names(words) if name.start > 0 or not _opens(name.text)]
    parts = anatomy(words)
    phrases = parts.phrases
    found = []
    expletives = [match.span() for match in _EXPLETIVE.finditer(words)]
    for match in _PRONOUN.finditer(words):
        lower = match[0].lower()
        before = words[: match.start()].lower().split()
        last = before[-1].strip(",") if before else ""
        if any(end <= match.start() for end in own) and lower.split()[0] not in ("there", "then"):
            continue  # "Where did Ada Quill sell her boat?" says itself whose
        if any(start <= match.start() < end for start, end in expletives):
            continue
        following = words[match.end() :].split()
        if lower == "there" and (last in AUXILIARIES or (following and following[0].lower() in AUXILIARIES)):
            continue  # "how many islands are there"
        if lower == "then" and following:
            continue
        if match[0][0].isupper() and match.start() > 0:
            continue  # a title: "It Will Rain"
        if _has_own(lower, match.start(), phrases) or (
            lower in ("their", "theirs") and _asks_for_owner(words, parts.asked, match.start())
        ):
            continue
        if lower.startswith("the same ") and lower.split()[-1] not in POINTED_AT:
            continue
        if lower.startswith(("that ", "this ")) and _is_alone(
            last, lower.split()[1], following, opens=len(before) == 1
        ):
            found.append((match.start(), match.start() + 4))
            continue
        if lower.startswith(("that ", "this ", "those ", "these ")):
            is_pointing = not before or last in PREPOSITIONS | AUXILIARIES or lower.split()[1] in POINTED_AT
            if not is_pointing or lower.split()[1] in AUXILIARIES | ASKING:
                continue
        found.append(match.span())
    return found


def _is_alone(before: str, word: str, following: Sequence[str], opens: bool) -> bool:
    """Whether the word behind "that" is the verb, or what it is: "how long did that take", "is that free"; `opens`: nothing stands before "is"."""
    ends = not following or following[0].lower().strip("?!.") in {"", *PREPOSITIONS}
    is_verb = before not in BE or opens or PARTICIPLE.fullmatch(word) is not None
    return before in AUXILIARIES and ends and is_verb


def _has_own(pronoun: str, start: int, phrases: Sequence[NounPhrase]) -> bool:
    """Whether a thing that is named before in the same question is meant: "the area before it was used"."""
    before = [phrase.text.lower() for phrase in phrases if phrase.end < start]
    if pronoun in ("it", "its"):
        return any(re.match(r"(?:the|an?) ", text) and not is_plural(text) for text in before)
    return pronoun in _OF_SEVERAL and any(map(is_plural, before))


def _asks_for_owner(words: str, asked: tuple[int, int] | None, start: int) -> bool:
    """Whether those that are asked for may be meant: "how many men fell to their death", and not "how many sails was their boat to have"."""
    if asked is None or asked[1] > start or " " not in words[slice(*asked)]:
        return False
    verb, *between = words[asked[1] : start].lower().split() or [""]
    return verb not in AUXILIARIES or (verb in BE and bool(between))


def _opens(name: str) -> bool:
    return name.split()[0].lower() in ASKING | AUXILIARIES
