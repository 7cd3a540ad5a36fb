"""Greetings, thanks, goodbyes and "what can you do": a friendly line instead of a search.

Only a question that is nothing but small talk counts; "Hello, when was she born?" is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_GREETING = (
    r"(?:hi+|hel+o+|hul+o+|hallo|he+y+|hiya|yo|howdy|greetings|(?:good|gd) ?(?:morning|mornin|afternoon|evening|day))"
)
_THANKS = r"(?:(?:many |ok(?:ay)? |great |perfect )?(?:thank?s?|than?ks?|thank (?:you|u)|thankyou|thx|thnx|tnx|ty|cheers|ta)(?: you)?(?: (?:so|very) much| a lot| a bunch)?)"
_GOODBYE = r"(?:(?:good ?|gud)?bye(?: ?bye)?|see (?:you|ya|u)(?: later| soon)?|farewell|good night|cya)"
_ADDRESSEE = r"(?: (?:there|all|everyone|again|bot|chatbot|friend|for (?:that|the help|your help)))?"
_META = (
    r"(?:who (?:are|r) (?:you|u)|what (?:are|r) (?:you|u)|what is this|what'?s this|what'?s your name|(?:what|wat) can (?:you|u|i) (?:do|ask)(?: you)?(?: for me)?(?: here| about)?|what do you (?:do|know)(?: about)?"
    r"|how (?:does this|do you) work|are you (?:a|an)? ?(?:bot|robot|human|ai|chatbot)|(?:can you |please )?help(?: me)?(?: please| pls)?|how are you(?: doing| today)?|test(?:ing)?)"
)

_OPENINGS = (
    (re.compile(f"{_GREETING}{_ADDRESSEE}"), "Hello!"),
    (
        re.compile(f"(?:{_GREETING}{_ADDRESSEE} )?{_META}"),
        "I answer with sentences from these documents, each with its source.",
    ),
    (re.compile(f"{_THANKS}{_ADDRESSEE}"), "You are welcome."),
    (re.compile(f"(?:{_THANKS} )?{_GOODBYE}{_ADDRESSEE}"), "Goodbye!"),
)

_LEADING = re.compile(rf"(?:{_GREETING}{_ADDRESSEE}|{_THANKS})\s*[,.!;:–-]+\s*(?=\w+\W+\w)", re.IGNORECASE)
_TITLES_NAMED = 3


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A line that answers small talk and says what can be asked."""

    message: str


def small_talk(question: str, titles: Sequence[str]) -> SmallTalk | None:
    """The line for a question that is nothing but small talk, else None. `titles` are what can be asked about."""
    words = " ".join(re.sub(r"[^\w\s']+", " ", question.replace("’", "'")).casefold().split())
    for pattern, opening in _OPENINGS:
        if pattern.fullmatch(words):
            return SmallTalk(f"{opening} {_invitation(titles)}")
    return None


def without_greeting(question: str) -> str:
    """ "Hello, when was she born?" without its hello; small talk alone stays as it is."""
    return _LEADING.sub("", question) or question


def _invitation(titles: Sequence[str]) -> str:
    if not titles:
        return "Ask me something about the documents."
    named = ", ".join(titles[:_TITLES_NAMED])
    more = f" and {len(titles) - _TITLES_NAMED} more" if len(titles) > _TITLES_NAMED else ""
    return f"You can ask me about {named}{more}."
