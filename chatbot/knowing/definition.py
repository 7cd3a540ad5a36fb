"""What somebody or something is: the sentence that says so, known by its form and its place.

"Who is Mu Sochua?" shares its only words with every sentence about her, so likeness tells nothing. What defines her opens the
document about her, as in an encyclopedia: her name, "is" or "was", and what she is; or it begins with the word that is asked
for, as in a glossary: "A deductible is the part that …".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chatbot.knowing.sure import LIKELY, Sure
from index import BlockKind, Document, Passage

LONGEST = 16  # spaces in a question of this kind, and of those of `chatbot.knowing.life`
_ARTICLE = r"(?:the|an?) "
NAME = rf"(?P<article>{_ARTICLE})?(?P<name>.+?)"
_BE = "(?:is|was|are|were)"
_WOULD_YOU = r"(?:can|could|would|will) (?:you|u) (?:please )?"
_ABOUT = r"(?:tell (?:me|us)|say|talk|give me|i want to know)(?: (?:more|a bit|a little|something|everything|info(?:rmation)?))? about"


def forms(*words: str) -> tuple[re.Pattern[str], ...]:
    """Each as a pattern of a whole question, in any case and with what may be put around it."""
    # The marks at its end begin behind what is none, so that a long run of them is tried once and not from each on.
    framed = (rf"(?:(?:and|so) )?(?:please )?{form}(?: exactly| please)?(?<![?.! ])[?.! ]*" for form in words)
    return tuple(re.compile(form, re.IGNORECASE) for form in framed)


# In these a person may go by the surname alone: "who was Sochua", but "what is air" is not about Kasinag Air.
_OF_A_PERSON = forms(
    rf"who(?: (?:exactly |actually )?{_BE}|['’]?s) (?:exactly )?{NAME}",
    rf"who {NAME} {_BE}",  # "can you tell me who she is"
    rf"what (?:does|do|did) {NAME} do(?: for a living)?",
    rf"(?:{_ABOUT} |about ){NAME}",
    rf"(?:describe|introduce) {NAME}",
    rf"(?:(?:give me|show me|write) )?(?:an? |the )?(?:short |brief |quick )?(?:bio(?:graphy)?|overview|summary|introduction|info(?:rmation)?) (?:of|on|about) {NAME}",
)
_OF_A_THING = forms(
    rf"what(?: {_BE}|['’]?s) {NAME} (?:all )?about",
    rf"what(?: (?:exactly |actually )?{_BE}|['’]?s) (?:exactly )?{NAME}",
    rf"what {NAME} {_BE}",
    rf"(?:define|(?:the )?definition of) {NAME}",
)
_ALONE = forms(NAME)
_BEGINS = 0.6  # a text may begin with anything
# "The rules" and "the handbook" may be what a section is about.
_READ = r"(?:this(?: (?:story|book|web ?site|site|manual|guide|handbook|leaflet|report|paper))?|(?:this|the) (?:document|article|page|text|pdf|file))"
_OF_WHAT_IS_READ = forms(
    rf"what(?: is|['’]?s) {_READ}(?: all)? about",
    rf"what {_READ} is (?:all )?about",  # "can you tell me what this is about"
    rf"what(?: is|['’]?s) (?!the ){_READ}",
    rf"what(?: is|['’]?s) in {_READ}",
    rf"what (?:does|can) {_READ} (?:say|contain|tell (?:me|us))",
    rf"(?:{_ABOUT}|what (?:can|do) (?:you|u) (?:know|say|tell (?:me|us)) about) {_READ}",
    rf"(?:{_WOULD_YOU})?(?:summari[sz]e|describe|explain) {_READ}(?: (?:to|for) (?:me|us))?",
    rf"(?:(?:{_WOULD_YOU})?(?:give|show|tell|write) (?:me |us )?|(?:i|we)(?:['’]?d| would) like )?"
    rf"(?:an? |the )?(?:short |brief |quick )?(?:summary|overview|outline|gist) of {_READ}",
)
_SAYS_WHAT = re.compile(
    rf"(?P<article>{_ARTICLE})?(?P<name>[^.;:()]{{1,100}}?)(?: ?\([^()]*(?:\([^()]*\)[^()]*)*\))?"
    r"(?:,[^.;]{1,100},)? (?:is|was|are|were) (?P<what>(?:\w+ly )?(?:an?|the|one|any|when|what)\b)",
    re.IGNORECASE,
)
_OF_A_KIND = re.compile(r"an? (?!(?:\w+ ){0,4}\w+:)\w", re.IGNORECASE)


def asks_what(question: str) -> tuple[str, str, bool] | None:
    """The article before and the name of whom or what is asked about, and whether a person's surname will do; None where more is asked."""
    for framed, may_be_surname in ((_OF_A_PERSON, True), (_OF_A_THING, False), (_ALONE, False)):
        for form in framed:
            if asks := form.fullmatch(question):
                article = asks["article"] or ""
                return article, asks["name"], may_be_surname and not article
    return None


def asks_of_what_is_read(question: str) -> bool:
    """Whether it asks what the very document is about: "what is this about?"."""
    return any(form.fullmatch(question) for form in _OF_WHAT_IS_READ)


def opening(document: Document, passages: Sequence[tuple[int, Passage]]) -> Sure | None:
    """The first sentence of a document, if that says what its title names, or only what kind of thing: "A tool that …"."""
    first = first_sentence(passages)
    if first is None or first.passage.section:
        return None
    row, passage = first.row, first.passage
    names = set(re.findall(r"\w+", document.title.casefold()))
    says = _SAYS_WHAT.match(passage.text)
    if says and not names.isdisjoint(re.findall(r"\w+", says["name"].casefold())):
        return Sure(row, passage, says.start("what"))
    return Sure(row, passage, 0, LIKELY) if _OF_A_KIND.match(passage.text) and not says else None


def first_sentence(passages: Iterable[tuple[int, Passage]]) -> Sure | None:
    """Where a text begins, whatever it says."""
    prose = (Sure(row, passage, None, _BEGINS) for row, passage in passages if passage.kind is BlockKind.PARAGRAPH)
    return next(prose, None)


def in_a_glossary(question: str, found: Iterable[tuple[int, Passage]]) -> Sure | None:
    """The sentence among these that begins with the word of "what is a caisson?" and says what it is."""
    asks = next(filter(None, (form.fullmatch(question) for form in _OF_A_THING)), None)
    if asks is None or (asks["article"] or "").lower() == "the ":
        return None
    wanted = asks["name"].casefold()
    # "The pump is a strong one" is about one of them.
    begun = tuple(f"{article}{wanted}" for article in ("", "a ", "an "))
    for row, passage in found:
        if not passage.text.casefold().startswith(begun):
            continue
        says = _SAYS_WHAT.match(passage.text)
        if says and passage.kind is BlockKind.PARAGRAPH and says["name"].casefold() == wanted:
            return Sure(row, passage, says.start("what"))
    return None
