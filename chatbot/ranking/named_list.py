"""What a list, a table or the lines of an infobox are called where they stand: by headings, names of columns, or the name of a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

import Stemmer

from chatbot.conversation.several import Several
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import FUNCTION_WORDS
from index import BlockKind, Passage

_REMEMBERED = 1024  # texts taken apart; the members of a list have their headings in common
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TOGETHER = re.compile(r" (?:and|or) | & |[,/]")
_HEAD_ENDS = re.compile(r" (?:of|for|in|on|at|to|with|from|by|you|we|they|i|that|which|who)\b|[:(–—]", re.IGNORECASE)
LISTED = (BlockKind.ITEM, BlockKind.ROW, BlockKind.FACT)
# Words by which a question means one of a list, or some.
_CHOOSES = re.compile(
    r"\d|(?:first|second|third|fourth|fifth|last|latest|newest|next|previous|current|currently|now|today|tomorrow|tonight|only"
    r"|before|after|since|until|till|most|least|best|cheapest|other|others|else|without|not|no|never|besides|except)\Z"
)
# What visitors call the facts of these names, which are those of Wikipedia's infoboxes.
_FACTS_CALLED = {
    "office": ("positions", "posts", "jobs", "roles"),
    "clubs": ("teams",),
    "spouse": ("husbands", "wives", "partners"),
}
_stemmer = Stemmer.Stemmer("english")


@lru_cache(maxsize=_REMEMBERED)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words that say something."""
    words = (word.casefold().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return tuple(_stemmer.stemWord(word) for word in words if word not in FUNCTION_WORDS)


# What only says that there is such a thing, or that somebody has it.
_LIGHT = frozenset(
    stems(
        "available call called come comes contain contained exist gave get gets give given got hold held include included kind"
        " know known list made make offer offered play played provide provided receive received sell serve served sold sort"
        " tell there type use used win won write wrote written"
    )
)


def level_named(passage: Passage, asked: Several) -> int | None:
    """How many of a passage's headings, from the outermost, lead to the list that is called as is asked; for a fact 0.

    None where the list is called otherwise.
    """
    if passage.kind is BlockKind.FACT:
        name = passage.fact_name.split(",")[0]
        return 0 if _heads(name, asked.thing) or asked.thing in _FACTS_CALLED.get(name, ()) else None
    for depth in range(len(passage.section), 0, -1):
        if _is_called(passage.section[depth - 1], asked):
            return _level_chosen(passage.section, depth, asked)
    is_column = passage.kind is BlockKind.ROW and any(_heads(name, asked.thing) for name in column_names(passage))
    return len(passage.section) if is_column else None


def said_beside(asked: Several, passage: Passage, title: str) -> list[tuple[tuple[str, ...], bool]]:
    """The stems of each word by which a question says more than what the list of a passage, the headings above it and its document
    are called, and whether that word means one of several, whatever they say.
    """
    columns = column_names(passage) if passage.kind is BlockKind.ROW else ()
    called = set(chain.from_iterable(map(stems, (*passage.section, *columns, passage.fact_name, title, asked.thing))))
    beside = []
    for word in asked.others:
        chooses = _CHOOSES.match(word) is not None
        said = set(stems(word) or ((word,) if chooses else ())) - called
        if said and not said <= _LIGHT:
            beside.append((tuple(said), chooses))
    return beside


def _level_chosen(section: Sequence[str], level: int, asked: Several) -> int:
    """The level of the part that is asked for of a list that goes on below several headings: "the rare side effects"."""
    said = set(stems(" ".join(asked.others)))
    return max((at for at in range(level + 1, len(section) + 1) if said & set(stems(section[at - 1]))), default=level)


def _is_called(heading: str, asked: Several) -> bool:
    if not asked.thing:
        return _says(heading, " ".join(asked.others))
    is_named = asked.needs_name and not set(stems(asked.thing)).isdisjoint(stems(heading))
    return is_named or _heads(heading, asked.thing)


def _heads(name: str, thing: str) -> bool:
    """Whether this is the noun of a name: "members" of "Board members", "Members of the board" and "Fees and members"."""
    named = (stems(_HEAD_ENDS.split(part, maxsplit=1)[0]) for part in _TOGETHER.split(name))
    return any(said and said[-1] in stems(thing) for said in named)


def _says(heading: str, asked: str) -> bool:
    """Whether a heading says what is done, and no more than is asked: "Changing a tyre" of "change a tyre"."""
    said, wanted = stems(heading), stems(asked)
    return bool(said) and wanted[:1] != () and wanted[0] in said and set(wanted).issuperset(said)
