"""What an entry of a list says of the word that it begins with: `held: Customs asks for documents`, `Skep – A hive woven of straw`, or the
row whose first cell is just that word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.knowing.definition import NAME, forms
from chatbot.knowing.sure import LIKELY, Sure
from index import BlockKind, Passage, cell_spans

_CALLED = r"(?:argument|code|column|command|directive|field|flag|key|option|parameter|property|setting|state|status|switch|term|value|variable)"
_ASKS = forms(
    rf"what(?: is|['’]?s| does) (?:(?:the|an?) )?{NAME}(?: {_CALLED})? (?:do|for|mean|stand for)",
    rf"what(?: is|['’]?s) (?:meant by )?{NAME}",
    rf"(?:(?:the )?(?:meaning|definition|purpose) of|explain|define) (?:the )?{NAME}(?: {_CALLED})?",
    rf"how does (?:the )?{NAME}(?: {_CALLED})? work",
)
_LABEL = re.compile(
    r"[\s|>*`_]*(?P<label>[^\s:–—|*`_][^:–—|\r\n]{0,40}?)[*`_]*(?: [A-Z]{1,12}| \w+(?:\|\w+)+)?(?:\s*:[\s*_]|\s[–—]\s|[*_]*[ \t]*[\r\n])"
)
_MARKS = "*`_ \t"


def entry_of_word(question: str, found: Iterable[tuple[int, Passage]]) -> Sure | None:
    """The one passage among these with such a word before it that the question asks about; None where there is none, or several."""
    asks = next(filter(None, (form.fullmatch(question) for form in _ASKS)), None)
    if asks is None:
        return None
    wanted = asks["name"].casefold()
    told = [(row, passage) for row, passage in found if _label(passage) == wanted]
    return Sure(*told[0], confidence=LIKELY) if len(told) == 1 else None


def _label(passage: Passage) -> str | None:
    if passage.kind is BlockKind.ROW:
        cells = cell_spans(passage.text)
        return passage.text[slice(*cells[0])].strip(_MARKS).casefold() if len(cells) > 1 else None
    found = _LABEL.match(passage.text) if passage.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) else None
    return found["label"].casefold() if found else None
