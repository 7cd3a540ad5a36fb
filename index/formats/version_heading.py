"""What heads the changes of a version: "[2.4.0] - 2025-09-16", "Version 5.2 (10 March 2025)", "Release 2025.2"."""

from __future__ import annotations

import regex

MOST_CHARS = 80
_CALLED = r"(?:version|release|update|firmware|software|build)"
_NAME = r"[^\W\d][\w.+#'’]*+"
_NUMBER = r"\d+(?:\.\d+)*+(?:[-.]?(?:alpha|beta|rc|pre|dev|post|patch|sp)[-.]?\d*+)?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*+\.?"
_DATE = regex.compile(
    rf"\b(?:\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)?+\.? (?:of )?{_MONTH} \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?+,? \d{{4}}|{_MONTH} \d{{4}})\b",
    regex.IGNORECASE,
)
# Behind the number nothing or a mark: "2.1 Installation" is a clause.
_VERSION = regex.compile(
    rf"\W*+(?:{_NAME} ){{0,4}}?(?:{_CALLED} v?{_NUMBER}|[\[(]?v?(?=\d+\.){_NUMBER})[\])*_]*+(?:\W*+\Z| *+[-–—:,|/(\"“'‘]| released\b)",
    regex.IGNORECASE,
)
_BEGINS_CALLED = regex.compile(rf"\W*+(?:{_CALLED}\b|v\d)", regex.IGNORECASE)


def tells_date(words: str) -> bool:
    """Whether a day or a month of a year stands in it."""
    return _DATE.search(words) is not None


def heads_version(words: str) -> bool:
    """Whether it has the form of a version's heading, by its number alone or with a name before it."""
    return len(words) <= MOST_CHARS and not words.endswith("?") and _VERSION.match(words) is not None


def is_called_version(words: str) -> bool:
    """Whether such a heading says by itself that it is no clause's: by its day, or by "version" or the like before all else."""
    return heads_version(words) and (tells_date(words) or _BEGINS_CALLED.match(words) is not None)
