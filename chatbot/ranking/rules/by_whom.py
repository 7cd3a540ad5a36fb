"""Passages that say that something was done, and not by whom, go last where it is asked who did it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

# Patterns are of lower-case text.
_ADVERB = re.compile(r"[a-z]+ly|also|ever|first|later|never|not|once|then")
# Whatever is done to stands behind the verb: "which station opened in 1951" is told by "It was opened in 1951."
_ASKS = re.compile(
    rf"\b(?:who|(?:which|what) (?P<which>[^\W\d_]+))\s+(?:(?:{_ADVERB.pattern})\s+)?(?P<did>[a-z]+)\s+"
    r"(?!(?:about|after|against|at|before|by|during|for|from|in|into|near|of|off|on|out|over|to|under|until|up|with)\b)\w"
)
# Of verbs whose participle is no past tense; those of `_PAST` are both.
_PARTICIPLES = {
    "began": "begun",
    "broke": "broken",
    "chose": "chosen",
    "drew": "drawn",
    "drove": "driven",
    "gave": "given",
    "sang": "sung",
    "sank": "sunk",
    "saw": "seen",
    "stole": "stolen",
    "threw": "thrown",
    "took": "taken",
    "tore": "torn",
    "wore": "worn",
    "wrote": "written",
}
_PAST = frozenset(
    """
    beat bought brought built caught cut found held kept killed laid led lent lost made paid put sent set shot sold taught
    told won
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+")
_BE = frozenset(("is", "are", "was", "were", "be", "been", "being"))
_TELLS = frozenset(("by", "under", "when", "gift", "order", "orders", "expense", "request"))  # whose may follow
# Of text as it is written: somebody who had to do with it.
_OF_SOMEBODY = re.compile(
    r"\b(?:between|through|with|(?:behalf|presence|plans?|designs?|drawings?|ideas?|hands?|works?) of)\b[^.;]*?\s[A-Z]"
)
# Who is so is it to somebody, and that may stand elsewhere in the sentence.
_OF_TWO = frozenset(("divorced", "engaged", "married"))


def demote_done_by_nobody(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Put last, without confidence, what tells that it was done and not by whom: `The statue was unveiled in 1999.` for "Who unveiled
    the statue?".

    `passages` are those of `ranked` by row.
    """
    asked = _ASKS.search(question.lower())
    did = asked["did"] if asked else ""
    participle = _PARTICIPLES.get(did, did)
    if did in _OF_TWO or (participle == did and did not in _PAST and not did.endswith("ed")):
        return list(ranked)
    # "Which film used it" is told by "It was used in the film Low Water."
    tells = _TELLS.union((asked["which"],) if asked else ())
    others = {hit.row for hit in ranked if _tells_of_nobody(passages[hit.row].text, did, participle, tells)}
    return put_last(ranked, others)


def _tells_of_nobody(text: str, did: str, participle: str, tells: Collection[str]) -> bool:
    """Whether it holds the verb, only behind a form of "be", and no word follows that tells who did it."""
    lower = text.lower()
    if participle not in lower or _OF_SOMEBODY.search(text):
        return False
    words = _WORD.findall(lower)
    places = [at for at, word in enumerate(words) if word in (did, participle)]
    return (
        bool(places)
        and all(_is_passive(words, at) for at in places)
        and not any(word in tells for word in words[places[0] :])
    )


def _is_passive(words: Sequence[str], at: int) -> bool:
    before = words[max(0, at - 2) : at]
    if before and _ADVERB.fullmatch(before[-1]):
        before = before[:-1]
    return bool(before) and before[-1] in _BE
