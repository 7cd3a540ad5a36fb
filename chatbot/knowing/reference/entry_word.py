"""What an entry of a list says of the word that it begins with, or of its default: `held: Customs asks for documents`, `Skep – A hive woven
of straw`, or the row whose first cell is just that word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from chatbot.indexed import unbroken
from chatbot.knowing.definition import NAME, forms
from chatbot.knowing.reference.goes_on import going_on
from chatbot.knowing.sure import LIKELY, Sure
from index import BlockKind, Passage, cell_spans

_CALLED = r"(?:argument|code|column|command|directive|field|flag|key|option|parameter|property|setting|state|status|switch|term|value|variable)"
_ASKS = forms(
    rf"what(?: is|['’]?s| does) (?:(?:the|an?) )?{NAME}(?: {_CALLED})? (?:do|for|mean|stand for)",
    rf"what(?: is|['’]?s) (?:meant by )?{NAME}",
    rf"(?:(?:the )?(?:meaning|definition|purpose) of|explain|define) (?:the )?{NAME}(?: {_CALLED})?",
    rf"how does (?:the )?{NAME}(?: {_CALLED})? work",
)
_ASKS_DEFAULT = forms(
    rf"(?:what(?: is|['’]?s) )?(?:the )?default(?: value| setting)? (?:of|for) (?:the )?{NAME}(?: {_CALLED})?",
    rf"what(?: is|['’]?s) (?:the )?{NAME}(?: {_CALLED})? (?:set to )?by default",
    rf"(?:what(?: is|['’]?s) )?(?:the )?default {NAME}",
)
_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
_LOOKED_AT = 8  # passages behind the one that begins an entry
_LABEL = re.compile(
    r"[\s|>*`_]*(?P<label>[^\s:–—|*`_][^:–—|\r\n]{0,40}?)(?<![.!?;,])[*`_]*(?: [A-Z]{1,12}| \w+(?:\|\w+)+)?(?:\s*:[\s*_]|\s[–—]\s|[ \t]*(?:\r\n?|\n)(?:\t| {2}|:\s))"
)
_MARKS = "*`_ \t"


def entry_of_word(
    question: str,
    found: Iterable[tuple[int, Passage]],
    around: Callable[[int, int], Sequence[tuple[int, Passage]]],
) -> Sure | None:
    """The one passage among these with such a word before it that the question asks about, and where it asks for the default what goes
    on with that and says it; None where there is none, or several. `around` gives the passages of a row's document with their rows, in
    order, so many before and behind it.
    """
    of_default = _asked(_ASKS_DEFAULT, question) if _DEFAULT.search(question) else ""
    wanted = of_default or _asked(_ASKS, question)
    told = [(row, passage) for row, passage in found if _label(passage) == wanted] if wanted else []
    if len(told) != 1:
        return None
    [(row, passage)] = told
    return _with_default(row, around(row, _LOOKED_AT)) if of_default else Sure(row, passage, confidence=LIKELY)


def _asked(asking: Iterable[re.Pattern[str]], question: str) -> str:
    """The word that is asked about in one of these forms; empty where it is none of them."""
    asks = next(filter(None, (form.fullmatch(question) for form in asking)), None)
    return asks["name"].casefold() if asks else ""


def _with_default(row: int, near: Sequence[tuple[int, Passage]]) -> Sure | None:
    """The passage of this row with what goes on with it and says the default, or alone where it says that itself."""
    path = dict(near)[row].section
    section = unbroken(near, row, lambda passage: passage.section == path)
    parts = going_on(section, [of for of, _ in section].index(row), _begins)
    saying = [of for of, passage in parts if _DEFAULT.search(f"{passage.text} {passage.fact_group}")]
    if not saying:
        return None
    rows = tuple(dict.fromkeys((row, saying[0])))
    return Sure(row, parts[0][1], goes_first=True, is_section=len(rows) > 1, told=rows)


def _begins(passage: Passage) -> bool:
    """Whether it begins an entry, and is not what one says of its default: `Default: 6`."""
    label = _label(passage)
    return label is not None and not _DEFAULT.search(label)


def _label(passage: Passage) -> str | None:
    if passage.kind is BlockKind.ROW:
        cells = cell_spans(passage.text)
        return passage.text[slice(*cells[0])].strip(_MARKS).casefold() if len(cells) > 1 else None
    found = _LABEL.match(passage.text) if passage.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) else None
    return found["label"].casefold() if found else None
