"""A programme with a row for each thing at its time: "where is the talk about moss" is told by the only row that has moss, in the column
for places.

Ranking is hardly sure of such a row, which says neither that it is a talk nor that anybody speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from chatbot.knowing.schedules.of_section import Around, of_its_section
from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.calendar_names import may_be_of_day, without_days
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import NO_S, stem, told_stems
from index import BlockKind, Passage, cell_spans

FEWEST = 3  # cells of a row
# Patterns are of lower-case text.
_CLOCK = re.compile(r"(?<!\d)\d{1,2}(?:[.:][0-5]\d|\s*[ap]\.?m\b)")
_WHEN = re.compile(r"\W*(?:and |so )?(?:when\b|(?:at )?(?:what|which) time\b)")
# What is asked for, and the stems of which one is in the name of the column that tells it.
_COLUMNS = tuple(
    (re.compile(rf"\W*(?:and |so )?{asks}\b"), frozenset(map(stem, names.split())))
    for asks, names in (
        (
            r"(?:where|(?:in |on |at )?(?:what|which) (?:room|hall|stage|venue|place|building))",
            "where room hall stage venue place location building",
        ),
        (r"who(?:['’]?s)?", "who with by speaker speakers presenter tutor teacher host leader artist performer name"),
        (
            r"(?:what|which)",
            "what title talk talks session event subject topic lecture class course workshop film programme activity",
        ),
    )
)
_SAYS_NOTHING = frozenset(
    map(
        stem,
        "about talk talks talking speak speaks speaking speaker spoke session lecture workshop seminar presentation present presents presenting"
        " give gives giving hold holds host hosts hosting perform performs performing play plays start starts begin begins take takes place"
        " time room hall stage venue building title topic subject event class film there".split(),
    )
)


def in_programme(
    question: str,
    found: Iterable[tuple[int, Passage]],
    around: Around,
    title: Callable[[str], str],
) -> tuple[Sure, ...]:
    """The only row with a time that has all that the question says, but for what any programme is about and what stands above it, where
    the cell that is asked for says something.

    `found` are passages with their rows, `around` gives the passages of a row's document with their rows, in order, so many before
    and behind it, `title` gives that of a document.
    """
    asked = question.lower()
    is_when = _WHEN.match(asked) is not None
    names = next((names for asks, names in _COLUMNS if asks.match(asked)), frozenset[str]())
    words = told_stems(without_days(asked)) - _SAYS_NOTHING if is_when or names else frozenset[str]()
    if not words:
        return ()
    fitting: dict[int, Passage] = {}
    seen: set[int] = set()
    for row, passage in found:
        if passage.kind is BlockKind.ROW and row not in seen:
            above = told_stems(" ".join((title(passage.document), *passage.section)))
            rest = words - above
            if rest and rest <= told_stems(passage.text) and may_be_of_day(passage.section, asked):
                near = of_its_section(row, passage, around)
                seen.update(at for at, _ in near)
                fitting |= {at: other for at, other in near if rest <= told_stems(other.text)}
    if len(fitting) != 1:
        return ()
    [(row, passage)] = fitting.items()
    cell = _asked_cell(passage, is_when, names, words)
    return (Sure(row, passage, cell[0], LIKELY, cell[1], goes_first=True),) if cell else ()


def _asked_cell(
    passage: Passage, is_when: bool, names: frozenset[str], words: frozenset[str]
) -> tuple[int, int] | None:
    """Where the cell stands that answers: the only one with a time, or that of the column of these names, which says more than the question."""
    cells = cell_spans(passage.text)
    texts = [passage.text[start:end].lower() for start, end in cells]
    timed = [place for place, text in enumerate(texts) if _CLOCK.search(text)]
    if len(cells) < FEWEST or len(timed) != 1:
        return None
    if is_when:
        return cells[timed[0]]
    places = [place for place, name in enumerate(column_names(passage)) if not names.isdisjoint(_all_stems(name))]
    told = [place for place in places if told_stems(texts[place]) - words]
    return cells[told[0]] if len(told) == 1 else None


def _all_stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, NO_S.findall(text.lower())))
