"""What somebody or something is: the sentence that says so, known by its form and its place.

"Who is Mu Sochua?" shares its only words with every sentence about her, so likeness tells nothing. What defines her opens the
document about her, as in an encyclopedia: her name, "is" or "was", and what she is; or it begins with the word that is asked
for, as in a glossary: "A deductible is the part that …".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from chatbot.ranking.fuse import RankedHit
from index import BlockKind, Passage, PassageIndex

# Of 74 opening sentences of this form, of the first hundred of the visitors' training documents, every one says what its
# document is about; no more is claimed than `high` asks for.
CONFIDENCE = 0.95
REMEMBERED = 256  # documents whose opening is known
_LOOKED_AT = 120  # passages of a document until its first sentence: an infobox may come before
_LONGEST = 16  # spaces in a question of this kind
_ARTICLE = r"(?:the|an?) "
_NAME = rf"(?P<article>{_ARTICLE})?(?P<name>.+?)"
_BE = "(?:is|was|are|were)"
_ASKS = tuple(
    re.compile(rf"(?:(?:and|so) )?(?:please )?{words}(?: exactly| please)?[?.! ]*", re.IGNORECASE)
    for words in (
        rf"(?P<who>who|what)(?: (?:exactly |actually )?{_BE}|['’]?s) (?:exactly )?{_NAME}",
        rf"(?P<who>who|what) {_NAME} {_BE}",  # "can you tell me who she is"
        rf"what (?:does|do|did) {_NAME} do(?: for a living)?",
        rf"(?:(?:tell (?:me|us)|say|talk|give me|i want to know)(?: (?:more|a bit|a little|something|everything|info(?:rmation)?))? )?about {_NAME}",
        rf"(?:describe|introduce|define) {_NAME}",
        rf"(?:(?:give me|show me|write) )?(?:an? |the )?(?:short |brief |quick )?(?:bio(?:graphy)?|overview|summary|introduction|info(?:rmation)?|definition) (?:of|on|about) {_NAME}",
        _NAME,
    )
)
_SAYS_WHAT = re.compile(
    rf"(?P<article>{_ARTICLE})?(?P<name>[^.;:()]{{1,100}}?)(?: ?\([^()]*(?:\([^()]*\)[^()]*)*\))?"
    r"(?:,[^.;]{1,100},)? (?:is|was|are|were) (?P<what>(?:\w+ly )?(?:an?|the|one|any|when|what)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Definition:
    """The row of the passage that defines, and where in its text it begins to say what the thing is."""

    row: int
    start: int


class Definitions:
    """Finds what defines in one index version. `named` gives the id of the document about a person or thing."""

    def __init__(self, passage_index: PassageIndex, named: Callable[[str], str | None]) -> None:
        self._named = named
        self._opening = lru_cache(maxsize=REMEMBERED)(partial(_opening, passage_index))

    def of(self, question: str, document: str | None, found: Iterable[tuple[int, Passage]]) -> Definition | None:
        """The passage that says what is asked: who or what it names is. None where the question asks something else.

        `document` is where the search stays; `found` are the candidates with their rows.
        """
        if question.count(" ") > _LONGEST:
            return None
        asks = next(filter(None, (asks.fullmatch(question) for asks in _ASKS)), None)
        if asks is None:
            return None
        about = self._named(asks["name"]) or self._named(f"{asks['article'] or ''}{asks['name']}")
        if about is not None and document in (None, about):
            return self._opening(about)
        is_what = asks.groupdict().get("who", "").lower() == "what"
        if not is_what or (asks["article"] or "").lower() == "the ":
            return None
        wanted = asks["name"].casefold()
        for row, passage in found:
            says = _SAYS_WHAT.match(passage.text)
            # "The pump is a strong one" is about one of them.
            is_general = says is not None and (says["article"] or "").lower() != "the "
            if says and is_general and passage.kind is BlockKind.PARAGRAPH and says["name"].casefold() == wanted:
                return Definition(row, says.start("what"))
        return None


def put_first(ranked: Sequence[RankedHit], definition: Definition | None) -> list[RankedHit]:
    """What defines before the others, at least as sure as CONFIDENCE."""
    if definition is None:
        return list(ranked)
    own = next((hit for hit in ranked if hit.row == definition.row), None)
    first = own or RankedHit(definition.row, max((hit.cosine for hit in ranked), default=1.0), 0.0)
    return [
        replace(first, confidence=max(CONFIDENCE, first.confidence)),
        *(hit for hit in ranked if hit.row != definition.row),
    ]


def _opening(passage_index: PassageIndex, document: str) -> Definition | None:
    """Of the first sentence of a document, if that defines what its title names."""
    about = passage_index.documents[document]
    rows = about.rows[:_LOOKED_AT]
    for row, passage in zip(rows, passage_index.passages(rows), strict=True):
        if passage.kind is BlockKind.PARAGRAPH:
            says = _SAYS_WHAT.match(passage.text)
            names = set(re.findall(r"\w+", about.title.casefold()))
            is_about = says is not None and not names.isdisjoint(re.findall(r"\w+", says["name"].casefold()))
            return Definition(row, says.start("what")) if says and is_about and not passage.section else None
    return None
