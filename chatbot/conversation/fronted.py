"""What is named first and asked about behind a comma: "and the filter, how do I clean it?" is "how do I clean the filter?"."""

from __future__ import annotations

import re
from itertools import pairwise

from chatbot.conversation.owner import is_possessive
from chatbot.conversation.people import names, role_gender
from chatbot.conversation.phrases import AUXILIARY, BEFORE_IS, DETERMINERS, is_plural, noun_phrases
from chatbot.conversation.times import is_time
from chatbot.small_talk import is_small_talk

_POINTING = frozenset(("this", "that", "these", "those"))
_OPENS_PHRASE = DETERMINERS - _POINTING - {"some", "any", "each", "every"}
_KNOWN = frozenset(("the", "his", "her", "its", "their"))  # and not "my bike shows E11, what is that?"
_LONGEST = 6  # words of what is named
_NAMED = re.compile(r"(?P<named>[^,?!.;:]+), (?P<asks>\S.*)")
_ASKS = re.compile(
    rf"(?:(?:{BEFORE_IS}|whom|whose)\b|{AUXILIARY}\b|(?:in|at|on|for|from|to|by|of|with) (?:what|which|whom)\b)",
    re.IGNORECASE,
)
# Without a comma only before what asks of it: "puppy classes when are they", "the lift where is it".
_UNMARKED = re.compile(
    rf"(?P<named>[^,?!.;:]+?) (?P<asks>(?:when|where|what|who|how(?: \w+)?) {AUXILIARY} (?:it|they|he|she|that|those)\b.*"
    r"|(?:when|where|how much)[ .?!]*)",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"(?:i|we|you|he|she|it|they|and|so|but|know|find|say|said|ask|see|check|remember|guess|wonder|explain|tell|show|give|what|who|when|where|why|how|which)\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:when|where|how much)[ .?!]*", re.IGNORECASE)
# "the second one" is of a thing that only the turn before names.
_OF_OTHERS = re.compile(
    r"(?:.* )?(?:ones?|first|second|third|fourth|fifth|last|other|others|latter|former|rest|same|next|later|earlier|ago|before|after)",
    re.IGNORECASE,
)
_ENDS = r"(?!['’\w-])"
_ONE = re.compile(
    rf"\b(?:its?|(?:that|this)(?=[ .?!]*$| (?:back|off|out|up|away)\b)|(?:(?<=is )|(?<=was )|(?<=did )|(?<=does )|(?<=can )|(?<=will ))that){_ENDS}",
    re.IGNORECASE,
)
_SEVERAL = re.compile(rf"\b(?:they|them|theirs?|those){_ENDS}", re.IGNORECASE)
_PERSON = re.compile(rf"\b(?:he|him|his|she|hers?){_ENDS}", re.IGNORECASE)
_THAT_ONE = re.compile(rf"\b(?:that|this) one{_ENDS}", re.IGNORECASE)


def with_fronted(question: str, lead: str) -> str:
    """With what is named first in the place of the pronoun that stands for it; as it is where nothing is, or only by "the other one".

    `lead` is what went before it: without any, only "the filter" and "her sister" are so named, and behind "what about" any noun is.
    Where several pronouns may stand for it, the first does.
    """
    found = _NAMED.fullmatch(question.strip())
    unmarked = None if found else _UNMARKED.fullmatch(question.strip())
    if unmarked and _is_said_first(unmarked["named"]):
        found = unmarked
    if found is None or not _ASKS.match(found["asks"]):
        return question
    if found is not unmarked and not _is_phrase(found["named"], lead.strip().lower()):
        return question
    named, asks = found["named"].strip(), found["asks"]
    if named.split()[0].lower() in DETERMINERS:
        named = named[0].lower() + named[1:]
    if _BARE.fullmatch(asks):
        return f"{asks.rstrip(' ?.!')} {'are' if is_plural(named.lower()) else 'is'} {named}?"
    pronoun = _meant(named, asks)
    if pronoun is None:
        return question
    start, end = pronoun
    owns = is_possessive(asks[start:end], asks[end:])
    return asks[:start] + (_owner(named) if owns else named) + asks[end:]


def _is_phrase(named: str, lead: str) -> bool:
    """Whether it is one noun phrase, with what it is of, and neither a time nor a remark."""
    words = named.split()
    phrases = noun_phrases(named)
    if not phrases or len(words) > _LONGEST or phrases[0].start > 0 or phrases[-1].end < len(named.rstrip()):
        return False
    if any(is_time(phrase.text) for phrase in phrases) or _OF_OTHERS.fullmatch(named.strip()) or is_small_talk(named):
        return False
    is_together = all(
        named[before.end : after.start].strip() == after.preposition != "" for before, after in pairwise(phrases)
    )
    if not lead:
        return is_together and words[0].lower() in _KNOWN
    behind_a_word = f"x {named}"  # where only a name has a capital
    is_thing = words[0].lower() in _OPENS_PHRASE or any(name.start == len("x ") for name in names(behind_a_word))
    return is_together and (is_thing or "about" in lead or is_plural(named.lower()))


def _is_said_first(named: str) -> bool:
    """Whether it is a phrase that needs no comma behind it: "puppy classes", "the lift", "birthday party", and not "due"."""
    first, *others = named.lower().split()
    is_thing = bool(others) or is_plural(first)
    return is_thing and _SAYS.match(named) is None and _is_phrase(named, "about")


def _meant(named: str, asks: str) -> tuple[int, int] | None:
    """The span of the pronoun that stands for what is named."""
    last = named.split()[-1]
    is_several = last.islower() and is_plural(last.lower())
    is_person = role_gender(last) != "" or any(name.gender for name in names(f"x {named}"))
    if that_one := _THAT_ONE.search(asks):
        return that_one.span()
    found = None if is_person else (_SEVERAL if is_several else _ONE).search(asks)
    if found is None and not is_several:
        found = _PERSON.search(asks) or (_ONE.search(asks) if is_person else None)
        if found and not is_person and re.match(rf"(?:{_same(found[0])})\b", named, re.IGNORECASE):
            return None  # "her own land, how much did she get"
        if found is None and not last.islower():
            found = _SEVERAL.search(asks)  # "Gull Ferries, where do they go?"
    return found.span() if found else None


def _same(pronoun: str) -> str:
    return "his|he|him" if pronoun.lower() in ("he", "him", "his") else "her|she|hers"


def _owner(named: str) -> str:
    return f"{named}'" if named.endswith("s") and is_plural(named.lower()) else f"{named}'s"
