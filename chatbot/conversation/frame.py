"""What is put around a question out of politeness: "Hello, can you tell me … please?"."""

from __future__ import annotations

import re

from chatbot.conversation.keyboard import as_written
from chatbot.conversation.message import apart, is_long
from chatbot.conversation.phrases import ASKING, AUXILIARIES, AUXILIARY, PREPOSITIONS
from chatbot.conversation.shorthand import spelled_out
from chatbot.conversation.topic import told_by_what_is_searched
from chatbot.small_talk import ADDRESSEE, GREETING, TAKEN_IN, THANKS, is_small_talk

_PLEASE = r"(?:please|pls|plz|kindly|excuse me)"
_ONE_THING = r"(?:just )?(?:(?:a|an|one|another)(?: last| more| other| final)? )?(?:quick )?(?:question|thing)"
# How letters begin, and apologies; what follows is asked even where it is a mere phrase.
_FORMAL = (
    r"(?:dear \w+(?: \w+){0,2}(?=,)|(?:sorry|apologies) (?:to (?:bother|disturb|trouble) (?:you|u)"
    r"|for (?:bothering|disturbing|troubling) (?:you|u)|for (?:the|my) (?:\w+ )?question)(?:,? but)?|(?:just )?a quick one)"
)
_OPENING = re.compile(
    rf"(?:(?P<polite>(?:{GREETING}|{THANKS}(?! to\b)){ADDRESSEE})|(?P<formal>{_FORMAL})|{TAKEN_IN}|lol|(?:ha){{2,}}h?"
    rf"|e+r+m*|u+h*m+|uh|urgent|help|{_PLEASE}|{_ONE_THING})"
    r"(?P<mark>\s*(?:[,.!;:]+|\s[–-])\s+|\s+)",
    re.IGNORECASE,
)
_ASKING_FOR = re.compile(
    rf"(?:(?:(?:can|could|would|will) (?:you|u|someone|anyone|somebody|anybody)(?: {_PLEASE})? )?(?:tell|show) (?:me|us)"
    r"|(?:do|does) (?:you|u|anyone|anybody|someone) (?:happen to )?know|(?:do you have )?any idea|(?:may|can|could) i (?:ask|know)(?: you)?"
    r"|(?:(?:i|we)(?:['’]?d| would)? )?(?:also |just |really )?(?:want|like|love|need|wanted) to (?:know|ask|find out|learn)"
    r"|any chance (?:that )?(?:you|u) (?:would )?know"
    r"|i(?: was|['’]?m| am) (?:just |also )?(?:wondering|curious|trying to find out)|i wonder|(?:please )?let me know)"
    rf"(?: {_PLEASE})?[,:]? ",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"(?:(?:and|so|but|also|then)\b[ ,]*)*(?:(?:(?:{'|'.join(PREPOSITIONS)}) )?(?:{'|'.join(ASKING)})\b|{AUXILIARY}(?: \S+){{3}})",
    re.IGNORECASE,
)
_INDIRECT = re.compile(rf"(?:(?:{'|'.join(PREPOSITIONS)}) )?(?:{'|'.join(ASKING)})\b(?: \S|[?.!]*$)", re.IGNORECASE)
# Who asks, and why: "My name is Anna and I am writing an essay."
_INTRODUCTION = re.compile(
    r"(?:(?:hi|hello|hey)\b[ ,!]*)?(?:my name is|my name['’]s|(?:i|we)(?: am|['’]m| are|['’]re) (?:an? |new |writing |doing |working |trying |looking |planning )"
    r"|(?:i am|i['’]m|this is) (?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)?(?: here)?(?=[.!]$)|(?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)? here(?=[.!]$)"
    r"|i (?:hope|love|like|just|have (?:a|an|one|another|some)) |(?:hope|love|nice|great) (?:you|your|this|the) |(?:thanks|thank you)\b)[^?]*[.!]",
    re.IGNORECASE,
)
# What names nothing that a question could be about.
_COURTESY = re.compile(
    r"(?:(?:hi|hello|hey)\b[ ,!]*)?(?:(?:my name is|my name['’]s|i am|i['’]m|(?P<shows>this is)) (?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)?(?: here)?"
    r"|(?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)? here|(?:i |we )?hope (?!to\b|for\b)[^?.!]+)[.!]",
    re.IGNORECASE,
)
_SIGNED = r"(?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)?"  # "Thanks, Sue Poe"
# Bounded, so that a thousand marks take no longer than one.
_CLOSING = re.compile(
    rf"(?P<mark> ?[,.?!]{{1,3}} ?(?:[-–—(] ?)?| [-–—(]+ ?| )(?:{_PLEASE}|(?P<thanks>{THANKS}{ADDRESSEE}(?: in advance| again)?)"
    r"|(?:(?:kind|kindest|best|warm|many) )?(?:regards|wishes)|just (?:wondering|curious|asking)|asking for a friend|asap|if possible"
    rf"|if (?:you|u) (?:do not|don['’]?t) mind|mate)(?P<signed>[,.!]* [-–—]?{_SIGNED})?[ .?!)]*$",
    re.IGNORECASE,
)
# How letters end, behind a whole sentence or a dash, with whatever thanks are for and who signs: "Thanks so much, Anne-Marie".
_SIGNED_OFF = re.compile(
    rf"(?P<mark>[.?!]{{1,3}} |,? [-–—]+ )(?:(?:many|kind|kindest|best|warm|warmest|with) )*"
    rf"(?:{THANKS}|regards|wishes|best(?=[,.! ]*$|,)|yours|love(?=,)|much appreciated)(?![\w'’])(?P<rest>(?:[ ,.!-]+[\w'’]+){{0,8}})[ ,.!-]*$",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!]) +")
_POINTS_BACK = re.compile(r"\b(?:it|its|that|this|they|them|these|those|there|one|ones)\b", re.IGNORECASE)
_HOW_COME = re.compile(r"((?:(?:and|but|so|ok|okay|no)\b[ ,]*)*)how (?:come|so)\b([ .?!]*)", re.IGNORECASE)
_END_MARKS = " ?!.…"
_OWN_WORDS = 3  # spaces in a question that needs nothing before it
_CLOSINGS = 2  # "please, thanks"
# Without a mark before it only this is a closing, and not where it may be what is asked about: "How do you say please?",
# "Who wrote Thank You?"
_UNMARKED = re.compile(
    rf"{_PLEASE}|(?:thanks|thank you|thx|cheers)(?: in advance| again)?|just (?:wondering|curious|asking)|asking for a friend|asap|if possible"
    r"|if (?:you|u) (?:do not|don['’]?t) mind"
)
_OPEN = (PREPOSITIONS | ASKING | AUXILIARIES).union(
    "a the his her their i you he she we they say says said mean means give gave write wrote many".split()
)


def plain(asked: str) -> str:
    """As it is mostly written, without what was put around it out of politeness, with "why" for a bare "how come", and "tell me about"
    for "what does it say about", whose "it" is what is searched, not what a turn before was about.
    """
    words = without_frame(_as_meant(asked))
    if said := told_by_what_is_searched(words):
        return said
    why = _HOW_COME.fullmatch(words)
    return f"{why[1]}why{why[2]}" if why else words


def introduction(asked: str) -> str:
    """What is taken off that says who asks, which may be a condition: "I am a student." before "What would I pay?"; or else what a
    message tells around its question; or else empty.
    """
    said = _as_meant(asked)
    if _SENTENCES.search(said) is None and not is_long(said):
        return ""
    words = _without_openings(said)
    introduced = words.removesuffix(_without_introduction(words)).strip()
    return introduced or apart(_without_closings(_without_signature(words)))[0]


def with_one_mark(question: str) -> str:
    """The question with one mark at its end where it has a "?" there, and with none for "!", "." and "…", which are no part of it;
    "at 9 a.m." keeps its stop.
    """
    words = question.rstrip(_END_MARKS)
    marks = question[len(words) :]
    if not words or not marks:
        return question
    stop = "." if "." in marks and "." in words.split()[-1] else ""
    return f"{words}{stop}{'?' if '?' in marks else ''}"


def without_frame(question: str) -> str:
    """The question, whose white space is folded, alone; small talk alone stays as it is. Where no question word follows, nothing is taken for a frame."""
    if is_small_talk(question):
        return question
    words = _without_closings(_without_signature(_without_introduction(_without_openings(question))))
    told, words = apart(words)
    words = _without_openings(words) if told else words
    return _asked_for(words) or words


def _as_meant(asked: str) -> str:
    """As it is mostly written."""
    return spelled_out(as_written(asked))


def _without_openings(words: str) -> str:
    while (rest := _without_opening(words)) != words:
        words = rest
    return words


def _without_introduction(words: str) -> str:
    """The last sentence, where those before it say only who asks and it needs none of them: "My dog is big. Can I bring it?"."""
    *before, last = _SENTENCES.split(words)
    is_asked = _ASKS.match(last) is not None or _asked_for(last) is not None
    points_back = _POINTS_BACK.search(last) is not None
    is_apart = is_asked and last.count(" ") >= _OWN_WORDS and not points_back
    is_apart = is_apart or (" " in last and all(_is_courtesy(sentence, points_back) for sentence in before))
    return last if before and is_apart and all(map(_INTRODUCTION.fullmatch, before)) else words


def _is_courtesy(sentence: str, points_back: bool) -> bool:
    """Whether nothing behind it can be about what it says; "This is Kampot. How old is it?" is."""
    found = _COURTESY.fullmatch(sentence)
    return found is not None and not (points_back and found["shows"])


def _without_opening(words: str) -> str:
    rest, apart = words, ""
    while opening := _OPENING.match(rest):
        rest = rest[opening.end() :]
        is_polite = opening["formal"] or (opening["polite"] and opening["mark"].strip())
        if is_polite and re.match(r"\w+\W+\w", rest):
            apart = rest
    return _asked_for(rest) or (rest if _ASKS.match(rest) else apart or words)


def _asked_for(words: str) -> str | None:
    """ "when she was born" of "can you tell me when she was born"; None where nothing is asked in such words."""
    asking_for = _ASKING_FOR.match(words)
    rest = words[asking_for.end() :] if asking_for else ""
    return rest if _INDIRECT.match(rest) else None


def _without_signature(words: str) -> str:
    signed = _SIGNED_OFF.search(words)
    if signed is None or not (ASKING | AUXILIARIES).isdisjoint(re.findall(r"[\w'’]+", signed["rest"].lower())):
        return words
    rest = words[: signed.start()]
    return (f"{rest}?" if "?" in signed["mark"] else rest) if " " in rest else words


def _without_closings(words: str) -> str:
    for _ in range(_CLOSINGS):
        if (rest := _without_closing(words)) == words:
            break
        words = rest
    return words


def _without_closing(words: str) -> str:
    closing = _CLOSING.search(words)
    if closing is None:
        return words
    rest, said = words[: closing.start()], words[closing.start() :].strip(" .?!")
    is_marked = bool(closing["mark"].strip())
    is_meant = not is_marked and (
        _UNMARKED.fullmatch(said) is None or len(rest.split()) < 3 or rest.split()[-1].lower() in _OPEN
    )
    if is_meant or len(rest.split()) < 2:
        return words
    return f"{rest}?" if "?" in closing[0] else rest
