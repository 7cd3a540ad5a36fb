"""A follow-up as a question that stands alone: pronouns filled in, and what was left out taken from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.conversation.antecedent import PERSONAL, antecedent
from chatbot.conversation.counterpart import ONE, ORDER, counterpart, owning_once
from chatbot.conversation.follow_up import FollowUp
from chatbot.conversation.owner import is_possessive
from chatbot.conversation.people import names
from chatbot.conversation.phrases import (
    AUXILIARIES,
    AUXILIARY,
    COMES_ABOUT,
    DETERMINERS,
    ORDERS,
    PARTICIPLE,
    PREPOSITIONS,
    anatomy,
    is_plural,
    noun_phrases,
)
from chatbot.conversation.told import Told

_WHAT_WAS_TOLD = frozenset(("that", "this"))
_MAY_FOLLOW_IT = ("", "happen", "happened", "come about")
_SAYS_NO_MORE = AUXILIARIES | {"exactly", "all"}
_BEFORE_AND_AFTER = frozenset(("before", "after"))
_TAKES_NO_OWNER = DETERMINERS | PREPOSITIONS
_CONDITION = re.compile(r" if .*")
_OF_ONE = re.compile(r" ones?\b")
_BEFORE_OR_AFTER = re.compile(r"\b(?:before|after)\b", re.IGNORECASE)
_WHY_DOES = re.compile(rf"why {AUXILIARY} ", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:i|you|we|he|she|it|they|there)\b", re.IGNORECASE)
_ASKS_OF_SOMEBODY = re.compile(rf"(?P<verb>{AUXILIARY}) (?:i|you|u|we|they) ", re.IGNORECASE)
_THIRD = {"do": "does", "are": "is", "have": "has"}
_BECAME = re.compile(r"\bdid (.+?) become\b")
_LASTING = frozenset(("until when", "till when", "how long", "for how long"))
_MOST_FILLED = 16  # pronouns of one question, each a search through the last turns; people write three at most


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question that stands alone, what was taken into it from earlier turns, and whom "he" and "she" are of that."""

    text: str
    taken: tuple[str, ...]
    persons: tuple[str, ...] = ()


def rewrite(asked: FollowUp, told: Sequence[Told], place: tuple[int, int] | None = None) -> Rewrite:
    """The follow-up after these turns, oldest first; unchanged where nothing is found for what it leaves out.

    `place` is the span of the last question that it is put in the place of, where that is known.
    """
    before = told[-1].question
    if place:
        return _after(before, _put(before, asked.words.rstrip("?.! "), place))
    if before and _first_word(before) not in ORDERS and (asks := _asks_of_all(asked)):
        return _after(before, _ask(before, asks))
    filled, taken, persons = _fill(asked, told)
    if not before or asked.kind == "whole":
        return Rewrite(filled, taken, persons)
    if asked.kind in ("asking", "further"):
        return _after(before, _ask(before, filled.rstrip("?.! ")), taken)
    return _after(before, _replace(before, filled.rstrip("?.! ")), taken)


def _asks_of_all(asked: FollowUp) -> str | None:
    """The question word of what asks of all that was told: "when was that?", and not "what did she do before that?"."""
    asks = anatomy(asked.words).asked if asked.pronouns else None
    if asks is None:
        return None
    start, end = asked.pronouns[-1]
    is_all = asked.words[start:end].lower() in _WHAT_WAS_TOLD and asked.words[end:].strip("?.! ") in _MAY_FOLLOW_IT
    says_no_more = _SAYS_NO_MORE.issuperset(asked.words[asks[1] : start].lower().split())
    return asked.words[slice(*asks)] if is_all and says_no_more else None


def _fill(asked: FollowUp, told: Sequence[Told]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    text, taken, end = "", [], 0
    found: dict[str, str] = {}
    for start, stop in asked.pronouns[:_MOST_FILLED]:
        pronoun = asked.words[start:stop]
        said = asked.words[end:start]
        last = said.rstrip().rsplit(" ", 1)[-1].lower()
        is_time = pronoun.lower() in _WHAT_WAS_TOLD and last in _BEFORE_AND_AFTER
        if is_time and (asked.kind == "fragment" or len(asked.pronouns) > 1):
            continue  # "what did he do before that": than what was told of him, not than a thing of it
        key = PERSONAL.get(pronoun.lower(), pronoun.lower())
        meant = found.get(key) or antecedent(pronoun, told, list(found.values()), asked.words)
        if meant is None:
            continue
        found[key] = meant
        owner = is_possessive(pronoun, asked.words[stop:])
        if meant.startswith("in ") and last in PREPOSITIONS:
            meant = meant.removeprefix("in ")  # "during that year"
        if said.endswith("many of ") and _first_word(meant) not in DETERMINERS:
            meant = f"the {meant}"  # "how many of them"
        text += said + (_owner(meant) if owner else meant)
        end = stop
        if meant not in taken:
            taken.append(meant)
    return text + asked.words[end:], tuple(taken), tuple(name for key, name in found.items() if key in ("he", "she"))


def _owner(name: str) -> str:
    return f"{name}’" if name.endswith("s") and " " in name else f"{name}'s"


def _after(before: str, text: str, taken: tuple[str, ...] = ()) -> Rewrite:
    """With what of the earlier question is still in it as its taken terms: its names, else its noun phrases."""
    kept = [name.text for name in names(before) if name.start or " " in name.text]
    said = [p.text for p in anatomy(before).phrases]
    kept = [name for name in kept if name in text] or [phrase for phrase in said if phrase in text]
    kept = kept or [
        word for phrase in said for word in phrase.split() if word in text.split() and word not in DETERMINERS
    ]
    return Rewrite(text, tuple(dict.fromkeys((*taken, *kept))))


def _ask(before: str, asks: str) -> str:
    """The earlier question with another question word: "And where?" after "When was she born?"."""
    if asks.lower() in _LASTING:
        before = _BECAME.sub(r"was \1", before)  # "Until when?" behind "When did she become chair?"
    parts = anatomy(before)
    whole = before.rstrip("?.! ")
    asking = f"{asks[0].upper()}{asks[1:]}"
    besides = f"{whole}, and {asks[0].lower()}{asks[1:]}?"
    if asks.lower() == "why not":
        return _denied(_ask(before, asks[: -len(" not")])) or besides
    if asks.split()[-1].lower() in COMES_ABOUT or asks.lower().startswith("why so "):
        return besides  # "what happened?", "why so late?"
    if parts.asked is None and asks.lower() == "who" and (whom := _ASKS_OF_SOMEBODY.match(whole)):
        verb = whom["verb"].lower()
        return f"{asking} {_THIRD.get(verb, verb)} {whole[whom.end() :]}?"
    if parts.asked is None:
        is_besides = asks.endswith("not") or _first_word(before) in ORDERS
        return besides if is_besides else f"{asking} {before[0].lower()}{before[1:]}"
    start, end = parts.asked
    noun = before[start:end].split(" ", 1)
    tail = whole[end:]
    verb = tail.split()[0] if tail.strip() else ""
    if verb.lower() not in AUXILIARIES:  # what is asked for is who does it: "Who opened the dam?"
        object_ = next((phrase for phrase in parts.phrases if whole[end : phrase.start].strip() == verb), None)
        if len(noun) > 1 or not object_ or not PARTICIPLE.fullmatch(verb):
            return besides
        be = "were" if is_plural(object_.text.lower()) else "was"
        return f"{asking} {be} {object_.text} {verb}{whole[object_.end :]}?"
    if (
        noun[0].lower() in ("which", "what")
        and len(noun) > 1
        and noun[1].lower() not in ("one", "ones")
        and asks.split()[-1].lower() in ("why", "when", "where", "how", "not")
    ):
        tail += f" the {noun[1]}"
    return f"{asking}{tail}?"


def _denied(question: str) -> str | None:
    """With a "not" behind the subject: "Why are dogs not allowed?"; None where no auxiliary goes before that."""
    opening = _WHY_DOES.match(question)
    if opening is None:
        return None
    pronoun = _PRONOUN.match(question, opening.end())
    end = pronoun.end() if pronoun else 0
    for phrase in anatomy(question).phrases:
        if phrase.start == opening.end() or (end and question[end : phrase.start] == " of "):
            end = phrase.end
    return f"{question[:end]} not{question[end:]}" if end else None


def _put(before: str, fragment: str, place: tuple[int, int]) -> str:
    """The earlier question with what a fragment names at this place."""
    first, _, rest = fragment.partition(" ")
    if first.lower() in PREPOSITIONS:
        fragment = rest
    elif first.lower() in DETERMINERS:
        fragment = f"{first.lower()} {rest}"
    rest = before[place[1] :].rstrip("?.! ")
    return f"{before[: place[0]]}{owning_once(fragment, rest)}{rest}?"


def _replace(before: str, fragment: str) -> str:
    """The earlier question with a phrase in the place of its counterpart: "And for the Egret?"."""
    whole = before.rstrip("?.! ")
    if fragment.lower().startswith("if "):  # another condition, of what was asked for or of nothing
        return f"{_CONDITION.sub('', whole)} {fragment}?" if anatomy(before).is_whole else f"{fragment}?"
    if fragment.lower() in _BEFORE_AND_AFTER:
        for word in reversed(list(_BEFORE_OR_AFTER.finditer(whole))):
            return f"{whole[: word.start()]}{fragment.lower()}{whole[word.end() :]}?"
    phrases = noun_phrases(fragment)
    is_purpose = bool(phrases) and not phrases[0].preposition and _first_word(fragment) in PREPOSITIONS
    old = counterpart(before, fragment, phrases[0]) if phrases and not is_purpose else None  # "to change the rules"
    if old is None:
        return f"{whole} {fragment}?"
    start, end, text = old
    *first, last = whole[start:end].split(" ")
    said = ONE.sub("", text)
    if of_one := _OF_ONE.match(whole, end):
        end = of_one.end()  # "a dry one" of "a wet one"
    elif said != text and said.endswith(phrases[0].text) and first and last.islower() and not ORDER.fullmatch(last):
        text = f"{said} {last}"  # "a dry one" of "a cut"
    is_owned = text.islower() and _first_word(text) not in _TAKES_NO_OWNER
    if is_owned and _first_word(whole[start:end]) in ("your", "his", "her", "their"):
        text = f"{whole[start:end].split(' ', 1)[0]} {text}"  # "and email?" of "What's your phone number?"
    return f"{whole[:start]}{text}{whole[end:]}?"


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0].lower()
