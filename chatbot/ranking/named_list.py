"""What a list, a table or the lines of an infobox are called where they stand: by headings, names of columns, or the name of a fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from chatbot.conversation.several import Several
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from index import BlockKind, Passage, cell_spans

_REMEMBERED = 1024  # texts taken apart; the members of a list have their headings in common
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_TOGETHER = re.compile(r" (?:and|or) | & |[,/]")
_HEAD_ENDS = re.compile(r" (?:of|for|in|on|at|to|with|from|by|you|we|they|i|that|which|who)\b|[:(–—]", re.IGNORECASE)
LISTED = (BlockKind.ITEM, BlockKind.ROW, BlockKind.FACT)
# Words by which a question means one of a list, or some.
_CHOOSES = re.compile(
    r"\d|(?:first|second|third|fourth|fifth|last|latest|newest|next|previous|current|currently|now|today|tomorrow|tonight|only"
    r"|before|after|since|until|till|most|least|best|cheapest|other|others|else|without|not|no|never|besides|except"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)\Z"
)
# Behind these stands which of a list is meant: "by bike", "as mayor of Ranby".
_RESTRICTS = frozenset(("as", "by", "with", "for", "from", "on", "during"))
# Of a cell.
_NOTHING = re.compile(r"(?:no|none|not|never|nothing|closed|sold out|fully booked|n/?a)\b|[-–—✗✘❌×]*\Z", re.IGNORECASE)
# What visitors call the facts of these names, which are those of Wikipedia's infoboxes.
_FACTS_CALLED = {
    "office": ("positions", "posts", "jobs", "roles"),
    "clubs": ("teams",),
    "spouse": ("husbands", "wives", "partners"),
}


@lru_cache(maxsize=_REMEMBERED)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words that say something."""
    words = (word.casefold().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return tuple(stem(word) for word in words if word not in FUNCTION_WORDS)


# What only says that there is such a thing, or that somebody has it.
_LIGHT = frozenset(
    stems(
        "call called come comes contain contained exist gave get gets give given gives got hold held include included kind know"
        " known list made make offer offered play played provide provided receive received sell serve served sold sort tell"
        " there type use used write wrote written"
    )
)
# Of an award, and of nothing else, that somebody won it says no more.
_AWARDS, _WON = frozenset(stems("awards honours medals prizes titles trophies")), {"win": "won", "won": "win"}
_FREE = frozenset(stems("available bookable free left"))  # what another sign of in a row tells: "none", "sold out"


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


@dataclass(frozen=True, slots=True)
class Beside:
    """A word by which a question says more than what a list is called: its stems, whether it `chooses` some of the list whatever
    they say, and whether it is `of_column`, the name of one of the table's columns: "which rooms have a balcony".
    """

    said: frozenset[str]
    chooses: bool
    of_column: bool


def said_beside(asked: Several, passage: Passage, title: str) -> list[Beside]:
    """Each word by which a question says more than what the list of a passage, the headings above it and its document are called."""
    columns = column_names(passage) if passage.kind is BlockKind.ROW else ()
    of_columns = set(chain.from_iterable(map(stems, columns))).difference(stems(asked.thing))
    called = set(chain.from_iterable(map(stems, (*passage.section, passage.fact_name, title, asked.thing))))
    light = _LIGHT | _WON.keys() if called & _AWARDS else _LIGHT
    beside = []
    for place, word in enumerate(asked.others):
        chooses = _CHOOSES.match(word) is not None
        own = frozenset(stems(word) or ((word,) if chooses else ()))
        of_column = own <= of_columns and not word.endswith("ing")  # "opening" of "opening hours" only names them
        said = own if of_column else own - called
        if said and not said <= light:
            restricts = not _RESTRICTS.isdisjoint(asked.others[:place])
            beside.append(Beside(said, chooses or restricts, of_column))
    return beside


def chosen(listed: Sequence[tuple[int, Passage]], beside: Sequence[Beside]) -> Sequence[tuple[int, Passage]]:
    """Those of a list, with their rows, that a question means by the words that it says beside; none where nothing of it has one that
    chooses.
    """
    for word in beside:
        holders = [one for one in listed if _says_word(one[1], word.said)]
        if not holders and (word.of_column or word.said <= _FREE) and not word.chooses:
            holders = [one for one in listed if not _has_none(one[1], word)]
        listed = holders if holders or word.chooses or word.of_column else listed
    return listed


def _says_word(passage: Passage, said: frozenset[str]) -> bool:
    """Whether a passage, or what the fact stands below, says it."""
    forms = tuple(said | {_WON[one] for one in said if one in _WON})
    group = stems(passage.fact_group) if passage.kind is BlockKind.FACT else ()
    return any(one.startswith(forms) for one in (*stems(passage.text), *group))


def _has_none(passage: Passage, word: Beside) -> bool:
    """Whether a row has nothing, or "no", in a column that is called so, or in any where no column is."""
    cells = [passage.text[start:end].strip() for start, end in cell_spans(passage.text)]
    if not word.of_column:
        return any(map(_NOTHING.match, filter(None, cells)))
    named = zip(column_names(passage), cells, strict=False)
    return any(_NOTHING.match(cell) for name, cell in named if not word.said.isdisjoint(stems(name)))


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
