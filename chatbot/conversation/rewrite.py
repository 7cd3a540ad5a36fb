"""A follow-up as a question that stands alone: pronouns filled in, and what was left out taken from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.conversation.antecedent import PERSONAL, antecedent
from chatbot.conversation.follow_up import FollowUp
from chatbot.conversation.owner import is_possessive
from chatbot.conversation.people import names
from chatbot.conversation.phrases import (
    AUXILIARIES,
    COMES_ABOUT,
    DETERMINERS,
    ORDERS,
    PARTICIPLE,
    PREPOSITIONS,
    NounPhrase,
    anatomy,
    is_plural,
    noun_phrases,
)
from chatbot.conversation.times import is_time
from chatbot.conversation.told import Told

_ORDER = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous|best|worst|least|most|\w{3,}est)\b",
    re.IGNORECASE,
)
_TIMES = frozenset(("before", "after", "until", "till", "since", "during", "in"))
_WHAT_WAS_TOLD = frozenset(("that", "this"))
_MAY_FOLLOW_IT = ("", "happen", "happened", "come about")
_SAYS_NO_MORE = AUXILIARIES | {"exactly", "all"}
_BEFORE_AND_AFTER = frozenset(("before", "after"))
_TAKES_NO_OWNER = DETERMINERS | PREPOSITIONS
_CONDITION = re.compile(r" if .*")
_ONE = re.compile(r" ones?$")
_OF_ONE = re.compile(r" ones?\b")
_OWNS = re.compile(r"['’]s?(?!\w)")
_OWNED = re.compile(r"['’]s?$")
_BEFORE_OR_AFTER = re.compile(r"\b(?:before|after)\b", re.IGNORECASE)
_PREFIXED = re.compile(r"(?:un|re|dis)(\w{4,})", re.IGNORECASE)
_DIGITS = re.compile(r"\b\w*\d\w*\b")
_WHY_DOES = re.compile(rf"why (?:{'|'.join(sorted(AUXILIARIES))}) ", re.IGNORECASE)
_PRONOUN = re.compile(r"(?:i|you|we|he|she|it|they|there)\b", re.IGNORECASE)
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
    parts = anatomy(before)
    whole = before.rstrip("?.! ")
    asking = f"{asks[0].upper()}{asks[1:]}"
    besides = f"{whole}, and {asks[0].lower()}{asks[1:]}?"
    if asks.lower() == "why not":
        return _denied(_ask(before, asks[: -len(" not")])) or besides
    if asks.split()[-1].lower() in COMES_ABOUT or asks.lower().startswith("why so "):
        return besides  # "what happened?", "why so late?"
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
    return f"{before[: place[0]]}{_owning_once(fragment, rest)}{rest}?"


def _owning_once(text: str, rest: str) -> str:
    """Without its "'s" where one follows: "Una Reed's" in the place of "Ada Quill" of "Ada Quill's mother"."""
    return _OWNED.sub("", text) if _OWNS.match(rest) else text


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
    old = _counterpart(before, fragment, phrases[0]) if phrases and not is_purpose else None  # "to change the rules"
    if old is None:
        return f"{whole} {fragment}?"
    start, end, text = old
    *first, last = whole[start:end].split(" ")
    said = _ONE.sub("", text)
    if of_one := _OF_ONE.match(whole, end):
        end = of_one.end()  # "a dry one" of "a wet one"
    elif said != text and said.endswith(phrases[0].text) and first and last.islower() and not _ORDER.fullmatch(last):
        text = f"{said} {last}"  # "a dry one" of "a cut"
    is_owned = text.islower() and _first_word(text) not in _TAKES_NO_OWNER
    if is_owned and _first_word(whole[start:end]) in ("your", "his", "her", "their"):
        text = f"{whole[start:end].split(' ', 1)[0]} {text}"  # "and email?" of "What's your phone number?"
    return f"{whole[:start]}{text}{whole[end:]}?"


def _counterpart(before: str, fragment: str, new: NounPhrase) -> tuple[int, int, str] | None:
    phrases = _alike(anatomy(before).phrases, new)
    bare = fragment.split(" ", 1)[1] if new.preposition and " " in fragment else fragment
    order = _ORDER.fullmatch(re.sub(r"^(?:the|his|her|its|their) |\S+'s ", "", _ONE.sub("", bare), flags=re.IGNORECASE))
    if order and (old := _ORDER.search(before)):
        return old.start(), old.end(), order[0]
    if order and not _ONE.search(bare):
        return None
    if new.preposition:
        return _with_preposition(phrases, new.preposition, fragment) or _of_digits(before, bare)
    if numbered := _numbered(before, bare):
        return numbered
    words = _words(bare)
    shared = [p for p in phrases if words & _words(p.text)]
    if not shared and (digits := _of_digits(before, bare)):
        return digits
    opposite = _PREFIXED.fullmatch(bare)
    if opposite and (verb := re.search(rf"\b{opposite[1]}\b", before, re.IGNORECASE)):
        return verb.start(), verb.end(), bare  # "uninstall" of "install"
    if shared and re.search(r"['’]s? ", bare) is None:
        return shared[0].start, shared[0].end, bare
    owned = [p for p in phrases if re.search(r"['’]s? ", p.text)]
    if re.search(r"['’]s? ", bare) and owned:
        return owned[0].start, owned[0].end, bare
    if named := _named(before, bare):
        return named
    for_phrases = [p for p in phrases if p.preposition in ("for", "on")]
    chosen = for_phrases[-1] if for_phrases else phrases[0] if phrases else None
    is_bare = chosen is not None and (chosen.text.islower() or not chosen.start) and chosen.text[:4].lower() != "the "
    if chosen and is_bare and bare.startswith("the "):
        beside = [p for p in phrases if before[chosen.end : p.start] == " of " and p.text.startswith("the ")]
        chosen = beside[0] if beside else chosen  # "the mini" of "weight of the large one"
    return (chosen.start, chosen.end, bare) if chosen else None


def _with_preposition(phrases: Sequence[NounPhrase], preposition: str, fragment: str) -> tuple[int, int, str] | None:
    """A phrase in the place of one behind the same preposition, or behind one of time where both are; of several the last."""
    for phrase in reversed(phrases):
        is_alike = phrase.preposition == preposition or {phrase.preposition, preposition} <= _TIMES
        if is_alike and bool(_DIGITS.search(phrase.text)) >= bool(_DIGITS.search(fragment)):
            return phrase.start - len(phrase.preposition) - 1, phrase.end, fragment
    return None


def _of_digits(before: str, bare: str) -> tuple[int, int, str] | None:
    """What has digits in the place of the first word that has some: "2013" of "2010"."""
    old = _DIGITS.search(before) if _DIGITS.search(bare) else None
    return (old.start(), old.end(), bare) if old else None


def _alike(phrases: Sequence[NounPhrase], new: NounPhrase) -> Sequence[NounPhrase]:
    """Those that a new one can be put in the place of: "the café" goes in no place of "on Sundays", and other words only where
    there is nothing else.
    """
    if is_time(new.text):
        return phrases
    others = [phrase for phrase in phrases if phrase.preposition != "on" or not is_time(phrase.text)]
    is_thing = _first_word(new.text) in DETERMINERS
    return others if others or is_thing else phrases


def _numbered(before: str, bare: str) -> tuple[int, int, str] | None:
    """A number in the place of a number where the words around it are the same: "week 9" of "in week 5"."""
    old, new = _DIGITS.search(before), _DIGITS.search(bare)
    if old is None or new is None:
        return None
    is_same = before[: old.start()].lower().endswith(bare[: new.start()].lower())
    is_same = is_same and before[old.end() :].lower().startswith(bare[new.end() :].lower())
    return (old.start(), old.end(), new[0]) if is_same else None


def _named(before: str, bare: str) -> tuple[int, int, str] | None:
    """A name in the place of a name, of a thing's where it is a thing's: "ABC's logo" of "the 2001 UPT logo"."""
    [*own] = names(f"x {bare}")
    if not own or own[0].start > len("x the "):
        return None
    others = [name for name in names(before) if name.start]
    alike = [name for name in others if name.is_thing == own[0].is_thing] or others
    if own[0].start > len("x "):  # "And the Silver Lens?" is in the place of "the Prix Lumière"
        alike = [name for name in others if before[: name.start].endswith(" the ")] or alike
    if not alike:
        return None
    start, end = alike[0].start, alike[0].start + len(alike[0].text)
    bare = _owning_once(bare, before[end:])
    if own[0].start == len("x ") and not own[0].is_thing and before[:start].endswith(" the "):
        start -= len("the ")
    return start, end, bare.removeprefix("the ")


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0].lower()


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"\w+", text.lower())} - {"the", "a", "an", ""}
