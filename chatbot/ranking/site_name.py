"""A question without the name of the site that a page is of: "how much is a ticket" for "how much is a ticket at Kirkby Lido"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chatbot.conversation.phrases import ASKING, AUXILIARIES, DETERMINERS, PREPOSITIONS
from chatbot.ranking.ranges.in_range import Said
from chatbot.ranking.ranked_hit import RankedHit
from index import Passage

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"\w+(?:['’]\w*)?")
_OWNS = re.compile(r"['’]s?\Z")
_GAP = re.compile(r"\s+(?=[?!.,]|\Z)|(?<=\s)\s+|\A[\s,]+")
_JOINS = frozenset(("of", "and", "the", "for"))  # within a name
_ITS = frozenset(("the", "your", "our", "this"))
_SAYS_NOTHING = PREPOSITIONS | DETERMINERS | AUXILIARIES | ASKING | {"it"}


@dataclass(frozen=True, slots=True)
class _Name:
    """Where a name stands in a question, with its article, which may be empty, and the word before that, in lower case."""

    start: int
    end: int
    article: str
    before: str
    owns: bool


def without_site(
    ranked: Sequence[RankedHit],
    passages: Mapping[int, Passage],
    question: str,
    titles: Mapping[str, str],
    is_word: Callable[[str], bool],
) -> Iterator[Said]:
    """The question without the name that stands beside the title of the first passage's page, which none of its sentences has to say.

    The passages that may answer it are those of pages with that name. `passages` are those of `ranked` by row, `titles` those of
    their documents, and `is_word` tells a common word: those alone name nothing but behind "the", or with a capital.
    """
    if not ranked:
        return
    first = passages[ranked[0].row]
    site = _beside(first, titles[first.document])
    name = _named(question, site, is_word) if site else None
    if name is None:
        return
    rows = frozenset(row for row, passage in passages.items() if site <= _beside(passage, titles[passage.document]))
    for said in _said(question, name):
        if not _SAYS_NOTHING.issuperset(_words(said)):
            yield Said(said, rows, False)


def _beside(passage: Passage, title: str) -> frozenset[str]:
    """The words that a passage is searched behind, other than those of its title, section and columns, in lower case."""
    if passage.fact_name:
        before = passage.searchable.partition(f", {passage.fact_group or passage.fact_name}")[0]
    else:
        before = passage.searchable.removesuffix(passage.readable[passage.own_start :])
    known = " ".join((title, passage.fact_group, *passage.section[-1:]))
    return frozenset(_words(before)) - frozenset(_words(known)) - _SAYS_NOTHING - _JOINS


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _named(question: str, site: Collection[str], is_word: Callable[[str], bool]) -> _Name | None:
    """The first name that is made of these words."""
    tokens = list(_TOKEN.finditer(question))
    said = [token[0].casefold() for token in tokens]
    words = [_OWNS.sub("", word) for word in said]
    begin = next((at for at, word in enumerate(words) if word in site), len(words))
    end = begin
    while end < len(words) and words[end] in site:
        end += 1
        joined = next((at for at in range(end, len(words)) if words[at] not in _JOINS), end)
        end = joined if words[joined : joined + 1] and words[joined] in site else end
    article = words[begin - 1] if 0 < begin < len(words) and words[begin - 1] in _ITS else ""
    is_written = any(at and tokens[at][0][0].isupper() for at in range(begin, end))
    if end == begin or not (article or is_written or any(not is_word(word) for word in words[begin:end])):
        return None
    first = begin - bool(article)
    return _Name(
        start=tokens[first].start(),
        end=tokens[end - 1].end(),
        article=article,
        before=words[first - 1] if first else "",
        owns=said[end - 1] != words[end - 1],
    )


def _said(question: str, name: _Name) -> Iterator[str]:
    """The question without the name, or with "it" for it where the verb stands before it, or nothing behind it."""
    before, behind = question[: name.start], question[name.end :]
    if name.before in PREPOSITIONS and not name.owns:
        before = re.sub(rf"\b{name.before}\s+\Z", "", before, flags=re.IGNORECASE)
        yield _GAP.sub("", before + behind)
        return
    is_last = not _words(behind)
    is_asked = not (AUXILIARIES | ASKING).isdisjoint(_words(question))
    if not name.owns and is_asked and (is_last or name.before in AUXILIARIES):
        yield f"{before}it{behind}"
    if not is_last or not is_asked:
        yield _GAP.sub("", f"{before}{name.article and 'the'}{behind}")
