"""Lines of another day, month or season than is asked for go last: `Saturday: 10:00-13:00`, where Friday is asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from chatbot.ranking.calendar_names import (
    CYCLES,
    WEEK,
    YEAR,
    Cycle,
    Places,
    line_months,
    names_weekday_first,
    without_modal,
)
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_WORD = re.compile(r"\w+")


def demote_other_days(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the lines that begin with another day, month or season than the question names.

    The lines of the asked one take their places. So go those below a heading of another day that name none, and those dated in
    another month. What covers several days and not the asked one (`Tuesday to Friday: 10:00-18:00`) tells that it is none of them,
    and stays where no line of its section tells more. `passages` are those of `ranked` by row.
    """
    asked = without_modal(question.lower())
    words = set(_WORD.findall(asked))
    for cycle in CYCLES:
        if not words.isdisjoint(cycle.first_words) and (wanted := cycle.told(asked).places):  # in a tenth of the time
            ranked = _with_named_first(ranked, passages, wanted, cycle)
            if cycle is WEEK:  # months head chapters of a tale, which tell of dates beside
                ranked = put_last(ranked, _below_other_days(ranked, passages, wanted))
            if cycle is YEAR:
                ranked = put_last(ranked, _dated_otherwise(ranked, passages, wanted))
    return list(ranked)


def _with_named_first(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], wanted: Places, cycle: Cycle
) -> Sequence[RankedHit]:
    told = {}
    for hit in ranked:
        text = passages[hit.row].text.lower()
        if cycle.begins(text):
            told[hit.row] = cycle.told(text)
    named = {row for row, found in told.items() if found.places & wanted}
    better = {_list_of(passages[row]) for row in named}
    others = {
        row
        for row, found in told.items()
        if row not in named and (not found.at_once or _list_of(passages[row]) in better)
    }
    if not others:
        return ranked
    waiting = defaultdict(list)
    for hit in ranked:
        if hit.row in named:
            waiting[_list_of(passages[hit.row])].append(hit)
    kept = []
    for hit in ranked:
        if hit.row not in told:
            kept.append(hit)
        elif line := waiting[_list_of(passages[hit.row])]:
            kept.append(replace(line.pop(0), confidence=hit.confidence))
    return [*kept, *(replace(hit, confidence=0.0) for hit in ranked if hit.row in others)]


def _below_other_days(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], wanted: Places) -> Collection[int]:
    """The rows of what names no day itself, below a heading of other days; of several days only where one is of the asked day."""
    told = {}
    for hit in ranked:
        passage = passages[hit.row]
        heading = passage.section[-1].lower() if passage.section else ""
        if WEEK.begins(heading) and not WEEK.told(passage.text.lower()).places:
            told[hit.row] = WEEK.told(heading)
    better = {passages[row].document for row, found in told.items() if found.places & wanted}
    return {
        row
        for row, found in told.items()
        if not found.places & wanted and (not found.at_once or passages[row].document in better)
    }


def _dated_otherwise(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], wanted: Places) -> Collection[int]:
    """The rows of lines that begin with a day of the week and a date (`Sat 4 October: work party`), of another month. No line of the
    asked month takes their place: it tells of something else.
    """
    others = set()
    for hit in ranked:
        months = line_months(passages[hit.row].text)
        if months and not months & wanted and names_weekday_first(passages[hit.row].text):
            others.add(hit.row)
    return others


def _list_of(passage: Passage) -> tuple[object, ...]:
    return passage.document, passage.section, passage.kind
