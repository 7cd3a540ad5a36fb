"""What a phrase that is asked behind a question is put in the place of: "for the Egret" of "How much is a berth for the Heron?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatbot.conversation.people import names
from chatbot.conversation.phrases import DETERMINERS, NounPhrase, anatomy
from chatbot.conversation.times import is_time

Place = tuple[int, int, str]  # a span of the earlier question, and what stands there now

ORDER = re.compile(
    r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous|best|worst|least|most|\w{3,}est)\b",
    re.IGNORECASE,
)
ONE = re.compile(r" ones?$")
_TIMES = frozenset(("before", "after", "until", "till", "since", "during", "in"))
_OWNS = re.compile(r"['’]s?(?!\w)")
_OWNED = re.compile(r"['’]s?$")
_PREFIXED = re.compile(r"(?:un|re|dis)(\w{4,})", re.IGNORECASE)
_BE = frozenset(("is", "are", "was", "were"))
_REST_OF_LIKE = ("", "free", "friendly")  # "gluten free", "child friendly"
_DIGITS = re.compile(r"\b\w*\d\w*(?:[.:,]\d\w*)*\b")  # "3.1.0", "14:30"


def counterpart(before: str, fragment: str, new: NounPhrase) -> Place | None:
    """Where a fragment, whose first noun phrase is the new one, stands in the earlier question; None where it has no place there."""
    place = _place(before, fragment, new)
    return place and _with_what_hangs_on_it(before, place, anatomy(fragment).phrases[1:])


def _with_what_hangs_on_it(before: str, place: Place, hanging: Sequence[NounPhrase]) -> Place:
    """The place and the phrases behind it for which the new one brings its own, behind the same prepositions: "minister of fisheries"
    stands for all of "mayor of Ostervik".
    """
    start, end, text = place
    for own in hanging:
        lead = f" {own.preposition} "
        if own.preposition and f"{lead}{own.text}" in text and before.startswith(lead, end):
            old = next((p for p in anatomy(before).phrases if p.start == end + len(lead)), None)
            end = old.end if old else end
    return start, end, text


def _place(before: str, fragment: str, new: NounPhrase) -> Place | None:
    phrases = _alike(anatomy(before).phrases, new)
    bare = fragment.split(" ", 1)[1] if new.preposition and " " in fragment else fragment
    order = ORDER.fullmatch(re.sub(r"^(?:the|his|her|its|their) |\S+'s ", "", ONE.sub("", bare), flags=re.IGNORECASE))
    if order and (old := ORDER.search(before)):
        return old.start(), old.end(), order[0]
    if order and not ONE.search(bare):
        return None
    if new.preposition:
        return _with_preposition(before, phrases, new.preposition, fragment) or _of_digits(before, bare)
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
    return (chosen.start, _subject_end(before, chosen, new), bare) if chosen else None


def _subject_end(before: str, old: NounPhrase, new: NounPhrase) -> int:
    """Where a phrase ends that is asked about; "vegan" of "Is the lamb vegan?" is what it is like, if nothing else is said of it."""
    words = old.text.split()
    is_all = before[old.end :].strip(" ?.!").lower() in _REST_OF_LIKE and before[: old.start].strip().lower() in _BE
    count = len(new.text.split())
    if not is_all or words[0].lower() not in DETERMINERS or not count < len(words):
        return old.end
    return old.start + len(" ".join(words[: max(count, 2)]))


def _with_preposition(before: str, phrases: Sequence[NounPhrase], preposition: str, fragment: str) -> Place | None:
    """A phrase in the place of one behind the same preposition, or behind one of time where both are; of several the last."""
    for phrase in reversed(phrases):
        is_alike = phrase.preposition == preposition or {phrase.preposition, preposition} <= _TIMES
        if is_alike and bool(_DIGITS.search(phrase.text)) >= bool(_DIGITS.search(fragment)):
            end = phrase.end
            if digits := _DIGITS.match(before, max(phrase.start, before.rfind(" ", 0, end) + 1)):
                end = max(end, digits.end())  # "7:15", of which a phrase has the hour
            return phrase.start - len(phrase.preposition) - 1, end, fragment
    return None


def _of_digits(before: str, bare: str) -> Place | None:
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
    is_thing = new.text.split(" ", 1)[0].lower() in DETERMINERS
    return others if others or is_thing else phrases


def _numbered(before: str, bare: str) -> Place | None:
    """A number in the place of a number where the words around it are the same: "week 9" of "in week 5"."""
    old, new = _DIGITS.search(before), _DIGITS.search(bare)
    if old is None or new is None:
        return None
    is_same = before[: old.start()].lower().endswith(bare[: new.start()].lower())
    is_same = is_same and before[old.end() :].lower().startswith(bare[new.end() :].lower())
    return (old.start(), old.end(), new[0]) if is_same else None


def _named(before: str, bare: str) -> Place | None:
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
    bare = owning_once(bare, before[end:])
    if own[0].start == len("x ") and not own[0].is_thing and before[:start].endswith(" the "):
        start -= len("the ")
    return start, end, bare.removeprefix("the ")


def owning_once(text: str, rest: str) -> str:
    """Without its "'s" where one follows: "Una Reed's" in the place of "Ada Quill" of "Ada Quill's mother"."""
    return _OWNED.sub("", text) if _OWNS.match(rest) else text


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in re.findall(r"\w+", text.lower())} - {"the", "a", "an", ""}
