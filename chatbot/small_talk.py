"""Greetings, thanks, goodbyes, "what can you do" and "that's wrong": a friendly line instead of a search.

Only a question that is nothing but small talk counts; "Hello, when was she born?" is a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

GREETING = (
    r"(?:hi+|hel+o+|hul+o+|hallo|he+y+|hiya|yo|gm|howdy|greetings|(?:good|gd) ?(?:morning|mornin|afternoon|evening|day)"
    r"|wh?at'?s up|wa?s+up|sup|how'?s it going)"
)
THANKS = (
    r"(?:(?:many |no )?(?:thank (?:you|u)|thank?s?|than?ks?|thankyou|thx|thnx|tnx|ty|cheers|ta)(?: you)?"
    r"(?: (?:so|very) much| a lot| a bunch)?)"
)
ADDRESSEE = r"(?: (?:there|then|all|everyone|again|bot|chatbot|friend|mate|buddy|for (?:that|letting me know|(?:the|your) (?:help|info(?:rmation)?|answers?|reply))))?"
# What answers an answer. The second ones are other words too ("what is the fine").
TAKEN_IN = r"(?:ok(?:ay|ey)?|k+|alright|all right|yes|yeah|yep|yup|no|nope|nah|sorry|cool|great|hm+|well|oh|ah+|wow)"
_ALSO_TAKEN_IN = (
    r"(?:right|sure|fine|nice|perfect|awesome|excellent|wonderful|amazing|lovely|good|super|brilliant|interesting|got it|i see"
    r"|i understand|understood|(?:that )?makes sense|never ?mind|nvm|my bad|lol|(?:ha)+h?|very helpful|no problem"
    r"|that'?s (?:all|it|great|helpful|good|fine|nice|cool|interesting|right)|that (?:was|is) helpful|(?:that|this|it) (?:really )?help(?:s|ed)(?: me)?(?: a lot)?)"
)
_GOODBYE = r"(?:(?:good ?|gud)?bye(?: ?bye)?|see (?:you|ya|u)(?: later| soon)?|farewell|good night|cya)"
# What asks an answer back: "is that so", "does it", "is it really".
_ECHO = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)(?: not|n'?t)? (?:it|that|this|he|she|they|you|there)(?: really| so)?"
    r"|is (?:that|this|it) (?:all|everything)(?: of (?:it|them))?"
)
_META = (
    r"(?:who (?:are|r) (?:you|u)|what (?:are|r) (?:you|u)(?: for)?|what is this|what'?s this|what(?:'?s| is) (?:your|ur) name"
    r"|(?:what|wat)(?: else| all)? (?:can|should|could) (?:you|u|i) (?:do|ask)(?: you)?(?: for me)?(?: here| about)?"
    r"|what (?:kind|sort) of questions (?:can|could|should) i ask(?: you)?|what do you (?:do|know)(?: about)?"
    r"|how (?:does this|do you) work|how can you help(?: me)?|who (?:made|built|created) you"
    r"|(?:what|which) (?:topics|subjects|documents|articles|texts|sources) (?:do|can) (?:you|u) (?:know|have|cover|use|answer)(?: about)?"
    r"|what are your (?:topics|documents|articles|sources)|list (?:me )?(?:all )?(?:the |your )?(?:documents|articles|sources)|what(?:'?s| is) in here"
    r"|are you (?:a|an)? ?(?:bot|robot|human|ai|chatbot|real)|(?:can you |please |i need )?(?:some )?help(?: me)?(?: please| pls)?"
    r"|(?:i have|i'?ve got) a(?: quick)? question|(?:one|another)(?: more| last| other)?(?: quick)? (?:question|thing)|(?:can|may|could) i ask (?:you )?(?:something|a question)"
    r"|how (?:are|r) (?:you|u)(?: doing| today)?|test(?:ing)?"
    r"|(?:are|r) (?:you|u) (?:really |quite |absolutely )?(?:sure|certain|serious)(?: about (?:that|this|it))?|really|for real|seriously|no way"
    r"|where did you get (?:that|this) from|how do you know(?: (?:that|this))?|(?:(?:can|could) you )?(?:please )?(?:repeat|say) that(?: again)?(?: please)?"
    rf"|{_ECHO}|is (?:that|this) (?:really )?(?:true|right|correct)|(?:please )?(?:go on|continue|more|tell me more)(?: please)?)"
)
_THAT = r"(?:that|this|it)"
_MEANT = r"what i (?:asked|meant|mean|wanted)(?: for| about)?"
# What says that an answer is none.
_NO_ANSWER = (
    rf"(?:{_THAT}(?:'?s| is| was) (?:(?:just |so |completely |simply |clearly )?(?:wrong|false|incorrect|useless|nonsense)|no (?:help|answer))"
    rf"|{_THAT}(?:'?s not| is not| isn'?t| was not| wasn'?t) (?:it|right|true|correct|helpful|an answer|{_MEANT})"
    rf"|not {_MEANT}|wrong(?: answer)?"
    rf"|(?:you|u|{_THAT}) (?:did not|didn'?t|do not|don'?t|does not|doesn'?t) (?:answer|understand|help)(?: (?:it|that|me|(?:my|the) question|what i asked))?"
    r"|i (?:do not|don'?t|did not|didn'?t) (?:understand|get)(?: (?:it|that|this|you))?|i (?:do not|don'?t) think so"
    r"|what do you mean(?: (?:by|with) (?:that|this|it))?|(?:(?:can|could) you )?(?:please )?explain(?: (?:that|this|it))?(?: please)?"
    r"|(?:(?:you|u)(?: are|'?re| r) |ur )(?:so |just |really |completely |very )?(?:useless|stupid|dumb|wrong|no help|not (?:very )?helpful)|(?:stupid|dumb|useless) (?:chat)?bot)"
)
_PIECE = re.compile(
    rf"(?:(?P<goodbye>{_GOODBYE})|(?P<thanks>{THANKS})|(?P<greeting>{GREETING})|(?P<taken>{TAKEN_IN}|{_ALSO_TAKEN_IN})){ADDRESSEE}(?: (?:and )?|$)"
)
_ABOUT_ITSELF = re.compile(_META)
_OF_NO_ANSWER = re.compile(_NO_ANSWER)
# Of several the first goes before the others.
_LINES = {
    "meta": "I answer with sentences from these documents, each with its source.",
    "sorry": "I am sorry. Asking in other words may help.",
    "goodbye": "Goodbye!",
    "thanks": "You are welcome.",
    "greeting": "Hello!",
    "taken": "All right.",
}
_THUMBS = re.compile("[\U0001f44c\U0001f44d\U0001f44f\U0001f600-\U0001f64f\u2764\ufe0f\U0001f3fb-\U0001f3ff\\s]+")
_TITLES_NAMED = 3
REMEMBERED = 64  # questions: each is looked at three times on its way


Status = Literal["answered", "no_answer", "small_talk"]  # of a reply


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A line that answers small talk and says what can be asked; it cites nothing."""

    status: ClassVar[Status] = "small_talk"
    reason: ClassVar[None] = None
    confidence: ClassVar[float] = 1.0
    shown: ClassVar[tuple[()]] = ()

    message: str


def small_talk(question: str, titles: Sequence[str], called: Sequence[str] | None = None) -> SmallTalk | None:
    """The line for a question that is nothing but small talk, else None. `titles` are what can be asked about; `called` are
    what the line calls them, where it is something else.
    """
    kind = _kind(question)
    if kind is None or _words(question) in map(_words, titles):
        return None
    return SmallTalk(f"{_LINES[kind]} {_invitation(titles if called is None else called)}")


def is_small_talk(question: str) -> bool:
    """Whether it is nothing but small talk, whatever the documents are about."""
    return _kind(question) is not None


@lru_cache(maxsize=REMEMBERED)
def _kind(question: str) -> str | None:
    words = _words(question)
    if not words:
        return "taken" if question.strip() and _THUMBS.fullmatch(question) else None
    found = set()
    while not _ABOUT_ITSELF.fullmatch(words) and (piece := _PIECE.match(words)):
        found.add(piece.lastgroup or "")
        words = words[piece.end() :]
    if words and _ABOUT_ITSELF.fullmatch(words):
        return "meta"
    if words and _OF_NO_ANSWER.fullmatch(words):
        return "sorry"
    return None if words else next(kind for kind in _LINES if kind in found)


def _words(text: str) -> str:
    """Its words alone, case folded."""
    return " ".join(re.sub(r"[^\w\s']+", " ", text.replace("’", "'")).casefold().split())


def _invitation(titles: Sequence[str]) -> str:
    if not titles:
        return "Ask me something about the documents."
    named = ", ".join(titles[:_TITLES_NAMED])
    more = f" and {len(titles) - _TITLES_NAMED} more" if len(titles) > _TITLES_NAMED else ""
    return f"You can ask me about {named}{more}."
