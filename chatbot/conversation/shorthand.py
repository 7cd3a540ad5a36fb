"""Words of short messages as they are written elsewhere: "y r u closed b4 10" for "why are you closed before 10"."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.conversation.phrases import ASKING, AUXILIARIES, DETERMINERS, PREPOSITIONS
from chatbot.small_talk import is_small_talk

_WORDS = {
    "ur": "your",
    "b4": "before",
    "ppl": "people",
    **dict.fromkeys(("cuz", "coz", "bcoz", "bcuz"), "because"),
    "abt": "about",
    "thru": "through",
    **dict.fromkeys(("tmrw", "2moro", "2morrow"), "tomorrow"),
    "2day": "today",
    "2nite": "tonight",
    "wiv": "with",
    "w/": "with",
    "w/o": "without",
}
# Only where such a word is due: not in "what is R", "plan y", "n items", "doro wot".
_WHERE_DUE = {"y": "why", "u": "you", "r": "are", "n": "and", "wot": "what", "wut": "what"}
_KNOWN = frozenset(_WORDS) | frozenset(_WHERE_DUE)
_GO_ON = frozenset(("and", "but", "so", "n"))
_BEFORE_YOU = ASKING | AUXILIARIES | PREPOSITIONS | frozenset("r if that do thank tell".split())
_BEHIND_ARE = frozenset("u you we they there these those the any my our your ur".split())
_NO_NOUNS = ASKING | AUXILIARIES | DETERMINERS | PREPOSITIONS | frozenset(_WHERE_DUE)


def spelled_out(words: str) -> str:
    """With whole words for those of a question whose white space is folded."""
    said = words.split(" ")
    bare = [word.rstrip("?!.,;:").lower() for word in said]
    if _KNOWN.isdisjoint(bare):
        return words
    for place, word in enumerate(bare):
        whole = _WORDS.get(word) or (_WHERE_DUE[word] if word in _WHERE_DUE and _is_due(bare, place) else None)
        if whole is not None and (place == 0 or said[place][0].islower() or said[place][0].isdigit()):
            whole = whole.capitalize() if said[place][0].isupper() else whole
            said[place] = whole + said[place][len(word) :]
    return " ".join(said)


def _is_due(bare: Sequence[str], place: int) -> bool:
    """Whether what is at this place stands where its word may."""
    before = bare[place - 1] if place else ""
    behind = bare[place + 1] if place + 1 < len(bare) else ""
    match bare[place]:
        case "y":
            return _begins(before) and (behind in AUXILIARIES or behind == "r")
        case "wot" | "wut":
            return _begins(before)
        case "u":
            return (before in _BEFORE_YOU and behind != "to") or (not before and behind in AUXILIARIES)
        case "r":
            is_subject = len(behind) > 1 and behind.isalpha() and behind not in _NO_NOUNS
            return behind in _BEHIND_ARE or (is_subject and before in ASKING | {"", "much", "many"})
        case _:
            nouns = before, behind
            return all(len(noun) > 1 and noun.isalpha() and noun not in _NO_NOUNS for noun in nouns)


def _begins(before: str) -> bool:
    """Whether a question may begin behind that word: "hi y r u closed"."""
    return not before or before in _GO_ON or is_small_talk(before)
