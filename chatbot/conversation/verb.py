"""Which of the words behind "does" is the verb, where what is done has no article: "does the library lend laptops"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

# Of the most frequent verbs those that are hardly nouns: "does the ticket include lunch", but "does the sick pay stop".
_VERBS = frozenset(
    """
    accept allow become begin bring buy choose come contain eat get give go grow have hear include know learn lend let
    lose make mean meet need provide publish receive require say see sell send sing speak spend take teach tell think
    understand want wear win write
    """.split()
)
# Several of a thing by its form; "bus" and "analysis" are one.
SEVERAL = re.compile(r".*[^isu]s|.*(?:men|people|children)|staff", re.DOTALL)
_NO_VERB = re.compile(rf"{SEVERAL.pattern}|\w+ing")
_OWNER = re.compile(r"\w+(?:['’]s|s['’])")
_OF_NAMES = 3  # letters at most: "del" in a name
_ADVERB = re.compile(r"\w+sel(?:f|ves)|early|late|alone|together|here|like|hourly|[a-z]{4,}(?<!p)ly")


def around_verb(
    words: Sequence[str], auxiliary: str, adverbs: Collection[str], has_article: bool, is_alone: bool
) -> tuple[range, range] | None:
    """The places of whom or what does something and of what is done to, in the words behind an auxiliary, as they are written; None
    where the verb can only be the last of them.

    `adverbs` stand before a verb or close a sentence. `has_article` says whether a determiner opens the words, `is_alone` whether
    nothing follows them.
    """
    is_name = not has_article and words[0][:1].isupper()
    verb = _of_name(words, adverbs) if is_name else _of_noun(words, auxiliary, adverbs, 1 + has_article, is_alone)
    if verb is None:
        return None
    first, last = verb + 1, len(words)
    while first < last and (words[last - 1].lower() in adverbs or _ADVERB.fullmatch(words[last - 1])):
        last -= 1
    while first < last and words[first].lower() in adverbs:
        first += 1
    subject = verb
    while subject > 1 and words[subject - 1].lower() in adverbs:
        subject -= 1
    return range(subject), range(first, last)


def _of_name(words: Sequence[str], adverbs: Collection[str]) -> int | None:
    """The first small word behind a name: "did Galt lose Glenorrin"; none where it owns something."""
    if words[-1] == "last" or any(map(_OWNER.fullmatch, words[:-1])):
        return None
    small = (at for at, word in enumerate(words) if word.islower() and word not in adverbs)
    places = [at for at in small if len(words[at]) > _OF_NAMES or words[at] in _VERBS]
    verb = next((at for at in places if words[at] in _VERBS or not _NO_VERB.fullmatch(words[at])), len(words))
    return verb if verb + 1 < len(words) else None


def _of_noun(words: Sequence[str], auxiliary: str, adverbs: Collection[str], first: int, is_alone: bool) -> int | None:
    """A verb that is hardly a noun or follows several, or the word before what cannot be a verb."""
    last = len(words) - 1
    is_of_several = auxiliary in ("do", "don't")
    for at in range(first, last):
        noun = next((word for word in reversed(words[:at]) if word not in adverbs), "")
        is_verb = words[at] in _VERBS or (is_of_several and SEVERAL.fullmatch(noun))
        if is_verb and words[at] not in adverbs and not SEVERAL.fullmatch(words[at]):
            return at
    while last > first and (words[last] in adverbs or _ADVERB.fullmatch(words[last])):
        last -= 1
    if last + 1 < len(words):
        return last
    is_object = auxiliary in ("does", "doesn't") or (is_alone and not is_of_several)
    is_bare = last > first and SEVERAL.fullmatch(words[last]) and not _OWNER.fullmatch(words[last - 1])
    return last - 1 if is_object and is_bare else None
