"""Whether a line may be a mere title: what is a heading is no passage, so what a line states would be lost."""

from __future__ import annotations

import re

from index.formats.line_forms import LABEL, without_number

_TELLS = r"[.!;,]\Z|[.!?;] |\d{3}|\d(?!\d?\Z)|[£$€¥]\s?\d"
_STATES = re.compile(
    rf"{_TELLS}|\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|may|might|must|shall|should|will|would|not|no"
    r"|never|please|we|you|i|it|they|he|she|closed|open|opens|forbidden|prohibited|allowed|permitted|required|included|free|only"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
_WHICH_TELLS = re.compile(_TELLS)
_DAY = re.compile(  # "Monday", "Thursday 5 March", "Sat, 7th of June 2025", which only dates what stands below
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thu(?:rs)?|fri|sat|sun)\b[.,]*"
    r"(?: (?:the )?\d{1,2}(?:st|nd|rd|th)?\.?)?(?: (?:of )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)?(?: (?:1\d|20)\d\d)?",
    re.IGNORECASE,
)
_NAMES_WHAT = re.compile(r"(?:who|whom|whose|what|how|why|where|which)\s+\w", re.IGNORECASE)  # "What they cost to run"
_NAMES_WHEN = re.compile(  # "Before you take it", but not "If it rains we meet indoors"
    r"(?:if|when|before|after|while) (?:we|you|i|it|they|he|she) (?:(?:is|are|was|were|has|have|had|do|did|can|must) )?"
    r"(?P<rest>(?:\S+ ){0,3}?\S+?)(?: it)?",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|might|must|shall|should|will|would|not|never|please|opens?|closed)\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"""["“«].*?["”»]|\b(?:who|whom|whose|what|how|why|when|where|which|if|that)\b.*""", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]{4,}")  # words that a title writes large
# What no heading says, nor one that only others of its form tell; a year at the end it may.
_NO_HEADING = re.compile(
    r"[,:]|(?<!\d)(?!(?:1\d|20)\d\d\Z)\d{3}|\b(?:not|no|never|please|must|call|closed|forbidden|prohibited)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\W*(?:untitled|anonymous|unknown|document)[\W\d]*|microsoft \w+ - .*|.*\.(?:docx?|pptx?|xlsx?|odt|rtf|tex|dvi|pdf|indd|html?)"
    # A browser puts a page's address where it has no title.
    r"|(?:about|data|blob|file|https?):\S.*|(?:localhost|\d+(?:\.\d+){3})(?::\d+)?(?:/\S*)?|[\w-]+(?:\.[\w-]+)+(?::\d+)?/\S*",
    re.IGNORECASE,
)
QUESTION_MARKS = ("?", "？", "؟")
FEW = 3  # words that hardly state anything


def states_something(words: str) -> bool:
    """Whether there is a verb, a weekday, a number (but one or two figures at the end: "Footpath 7", not "Entry £15").

    A question states nothing, nor does a clause that names what is told, whose verbs are no statement, nor a day by itself.
    """
    if words.endswith(QUESTION_MARKS) or _DAY.fullmatch(words):
        return False
    if _NAMES_WHAT.match(words):
        return _WHICH_TELLS.search(words) is not None
    clause = _NAMES_WHEN.fullmatch(words)
    return _STATES.search(clause["rest"] if clause else words) is not None


def is_title(words: str) -> bool:
    """Whether it states nothing, and has few words, writes them large or is a question or a clause that names what is told."""
    names = _NAME.findall(words)
    is_large = bool(names) and all(name[0].isupper() for name in names)
    is_short = len(words.split()) <= FEW or is_large or words.endswith(QUESTION_MARKS)
    is_clause = _NAMES_WHAT.match(words) or _NAMES_WHEN.fullmatch(words)
    return (is_short or is_clause is not None) and not states_something(words)


def is_bold_title(words: str) -> bool:
    """Whether bold words by themselves head what stands below: a title, with or without a number, and no label with what it says
    ("Chair: Jane Smith") nor a name with what somebody is ("Jane Smith, chair"), unless it asks, or names what is told.
    """
    said = without_number(words.removesuffix(":").rstrip())
    asks = said.endswith(QUESTION_MARKS) or _NAMES_WHAT.match(said) is not None
    is_told = not asks and (LABEL.match(said) is not None or ", " in said)
    return not is_told and is_title(said)


def may_head(words: str) -> bool:
    """Whether it may be a title where others of its form are: in capitals as it is, else if it states nothing."""
    return _NO_HEADING.search(words) is None and (words.isupper() or not states_something(words))


def may_name(words: str) -> bool:
    """Whether a document may be called so: no verb states anything outside of what is quoted or asked for."""
    return _VERB.search(_SAID.sub("", words)) is None


def names_nothing(title: str) -> bool:
    """Whether the title in a file's properties is only what a program put there: a file's name, an address, or "Untitled"."""
    return _NO_NAME.fullmatch(title) is not None
