"""What a visitor wants to be told about, and nothing more: "refunds" of "what does the handbook say about refunds?"."""

from __future__ import annotations

import re

_ABOUT = r"(?:about|regarding|concerning)"
_ON = rf"(?:on|{_ABOUT})"
_INFO = r"(?:info(?:rmation)?|details?)"
# "On" alone is a place too: "is there anything on the roof".
_ANYTHING_ABOUT = (
    rf"(?:(?:anything|something|more)(?: more| else)?(?: here)? {_ABOUT}|(?:any |some |more )?{_INFO}(?: here)? {_ON})"
)
# What is searched, as visitors call it; a word beside says which document is meant: "the Leeds handbook".
_TEXT = (
    r"(?:the|this|these|your|that|our|my) (?:agreements?|articles?|book|brochures?|changelog|conditions|contracts?|docs?|documents?|documentation"
    r"|faqs?|files?|guides?|guidelines|handbooks?|leaflets?|lease|manuals?|minutes|newsletters?|notes|notices?|papers?|pdfs?|polic(?:y|ies)"
    r"|readme|regulations?|reports?|rules?|sources?|specifications?|story|syllabus|terms(?: and conditions)?|texts?|(?:web ?)?pages?|(?:web ?)?sites?|wiki)"
)
_SAYS = rf"(?:does|do|can) (?:it|this|that|you|u|{_TEXT}) (?:say|state|mention|know|have|tell (?:me|us))"
_WOULD_YOU = r"(?:(?:can|could|would|will) (?:you|u) |please )*"
_WISHES = (
    rf"(?:{_WOULD_YOU}(?:tell|give|send) (?:me|us)|(?:i|we)(?:['’]?d| would)? (?:want|like|need)(?: to (?:know|have))?)"
    rf"(?: (?:some|any|more|something|a bit|a little))*(?: {_INFO})? (?:about|on|regarding)",
    rf"(?:some |more )?{_INFO} (?:about|on|regarding)",
    rf"what (?:else )?(?:{_SAYS}|is (?:said|written|known|stated))(?: here)? {_ABOUT}",
    r"what (?:should|do|must) (?:i|we) (?:need to |have to )?know about",
    rf"(?:{_SAYS}|is there|have (?:you|u)(?: got)?) {_ANYTHING_ABOUT}",
    rf"(?:anything|something) {_ABOUT}",
    rf"where (?:can (?:i|we) read|does (?:it|this|that|{_TEXT}) (?:say|talk|tell))(?: {_ANYTHING_ABOUT}| {_ABOUT})",
    rf"{_WOULD_YOU}(?:explain(?: to (?:me|us))?|summari[sz]e|give (?:me|us) (?:a summary|an overview|an outline) of)",
)
_QUESTIONS = (r"(?:(?:just )?i have )?an? (?:quick )?question (?:about|on|regarding)", "what about", "what are your")
_TOPIC = re.compile(
    rf"(?:(?P<told>{'|'.join(_WISHES)})|{'|'.join(_QUESTIONS)}) (?:the |your )?"
    r"(?P<topic>(?!(?:it|its|that|this|them|him|her|his|their|you|me|us)\b)\S+(?: \S+){0,7}?)(?: please)?[?.! ]*",
    re.IGNORECASE,
)
_IT_SAYS = re.compile(
    rf"(?:what (?:else )?does (?:it|this|that) (?:say|state|mention)(?: here)? {_ABOUT}"
    rf"|does (?:it|this|that) (?:say|state|mention) {_ANYTHING_ABOUT}) (?!(?:it|that|this|them|him|her|you|me|us)\b\W*$)(?=\w)",
    re.IGNORECASE,
)


def topic(question: str) -> str:
    """What is asked about: "refunds" of "can you tell me about refunds?", which says no more; else the question."""
    about = _TOPIC.fullmatch(question)
    return about["topic"].rstrip("?.! ") if about else question


def is_to_be_told(question: str) -> bool:
    """Whether all that there is about a topic is wanted: "tell me about refunds", not "what are your refunds?"."""
    about = _TOPIC.fullmatch(question)
    return about is not None and about["told"] is not None


def told_by_what_is_searched(question: str) -> str:
    """ "Tell me about refunds" for "what does it say about refunds?", whose "it" is no thing of a turn before; empty for any other question."""
    said = _IT_SAYS.match(question)
    return f"tell me about {question[said.end() :].rstrip(' ?')}" if said else ""
