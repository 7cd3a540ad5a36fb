"""What a line of plain text is by its form."""

from __future__ import annotations

import re

# What is said, and what a letter begins and ends with.
SAID = re.compile(r"""["'“”‘«»(\[]|(?:dear|hello|hi|hey|yours|sincerely|regards|love)\b""", re.IGNORECASE)
UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}")
SENTENCE_END = re.compile(r"""[.!?。।]["'”’)\]]*\Z""")
GOES_ON = (".", "!", "?", "。", "।", ":", ";", ",", "…", "-")  # ends of lines that are no heading
ITEM = re.compile(r"[-*•‣–]\s")
LABEL = re.compile(r"""["'“‘(]?[^\W_a-z](?:[^.:!?;]|[.:](?=\S)){0,60}:\s+\S""")  # "Present: …", "Winner, prose: …"
CLAUSE = re.compile(
    r"(?:(?:article|chapter|part|section|clause)\s+|§\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})*)(?P<mark>[.):])?\s+(?P<words>\S.*)",
    re.IGNORECASE,
)
MARKED = re.compile(r"[-*•‣–>|]|.*(?:://|@)")  # an item, a quotation, a table, an address
# "A. Parking", "IV. Payment", "Step 1: Sign up"
_MARKED_WORDS = re.compile(r"(?:(?:[A-Z]|[IVXLC]+)[.)]|[A-Z][a-z]+ (?:\d{1,3}|[A-Z])\s?[:.–—-])\s+(?P<words>\S.*)")


def without_number(words: str) -> str:
    """The words of a heading without the number, letter or step that they stand behind."""
    found = CLAUSE.fullmatch(words) or _MARKED_WORDS.fullmatch(words)
    return found["words"] if found else words
