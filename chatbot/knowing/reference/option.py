"""An option, a setting or a variable that is asked for by its name, as reference pages list them: `--dry-run`, `storage.path`,
`APP_TOKEN`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from chatbot.knowing.reference.goes_on import going_on
from chatbot.knowing.sure import CONFIDENCE, LIKELY, Sure
from chatbot.ranking.english_words import FUNCTION_WORDS
from index import BlockKind, Passage, cell_spans

_NAME = r"(?<![\w-])--?[A-Za-z][\w-]*|\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b|\b[a-z]\w+(?:\.[a-z]\w+)+\b|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b"
_NAMES = re.compile(_NAME)
_MAY_HOLD_ONE = re.compile(r"[-._]\w")
_WORD = re.compile(rf"{_NAME}|[^\W_]+(?:['’][^\W_]+)?")
_BEGINS = re.compile(rf"[\s|>*`_]*(?:{_NAME})(?:[*`\]]*(?: [A-Z<\[][\w>\].]*)?,\s*[*`]*(?:{_NAME}))*")
_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
_CALLED = frozenset(
    "argument command directive environment field flag key option options parameter property setting settings switch variable".split()
)
_PUT_AROUND = frozenset(
    "about default defaults describe description explain mean meaning means purpose set sets standard tell there use used value work works".split()
)
_LEAST = 2  # entries of one form: a list of such names
_LETTERS = re.compile(r"[^\W_]+")
_SQUASHED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class AskedOption:
    """The name of an option as it stands, whether its default is asked for, and the words beside it that may say whose it is; None
    where more is asked than what it is or its default.
    """

    name: str
    is_default: bool
    names: frozenset[str] | None


Key = tuple[str, str]
Entries = Mapping[Key, Sequence[Sequence[tuple[int, Passage]]]]


def asks_for_option(question: str) -> AskedOption | None:
    """The option that a question names; None where it names none, or several."""
    found = _NAMES.findall(question) if _MAY_HOLD_ONE.search(question) else ()
    if len(found) != 1:
        return None
    said = [word.lower() for word in _WORD.findall(question) if word != found[0]]
    names = frozenset(said) - FUNCTION_WORDS - _CALLED - _PUT_AROUND
    is_what = said[:1] != ["how"] or bool({"work", "works"}.intersection(said))
    return AskedOption(found[0], "default" in said or "defaults" in said, names if is_what else None)


def entries(passages: Iterable[tuple[int, Passage]]) -> Entries:
    """The entries of each name in a document, as `key` gives it: the passages below a heading that begins with it, a row, or an item
    or a paragraph with what goes on with it.
    """
    found: dict[Key, list[Sequence[tuple[int, Passage]]]] = {}
    for section, of_it in groupby(passages, lambda entry: entry[1].section):
        told = list(of_it)
        if headed := _begun(section[-1]) if section else ():
            for name in headed:
                found.setdefault(name, []).append(told)
            continue
        for place, (_, passage) in enumerate(told):
            for name in named(passage):
                found.setdefault(name, []).append(going_on(told, place, named))
    return found


def named(passage: Passage) -> Sequence[Key]:
    """The names of the options that a passage is about, as `key` gives them."""
    if passage.kind is BlockKind.ROW and (cells := cell_spans(passage.text)):
        return _begun(passage.text[slice(*cells[0])])
    return _begun(passage.text) if passage.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) else ()


def told_of_option(asked: AskedOption, known: Entries, title: str) -> Sure | None:
    """What tells what an option is, its default, or what else is asked of it, if a passage of its entry has the words for that, in the
    document with this title; None where nothing does, or several do.
    """
    if asked.names is None:
        return None
    told = []
    for entry in known.get(key(asked.name), ()):
        about = asked.names - _words(f"{title} {' '.join(entry[0][1].section)}")
        parts = (
            [part for part in entry if _tells(part[1], about, is_default=asked.is_default)]
            if about or asked.is_default
            else entry
        )
        if parts:
            told.append((parts, LIKELY if about else CONFIDENCE))
    if len(told) != 1:
        return None
    [(parts, confidence)] = told
    row, passage = parts[0]
    rows = tuple(row for row, _ in parts)
    return Sure(row, passage, confidence=confidence, goes_first=True, is_section=len(parts) > 1, told=rows)


def of_other_options(asked: AskedOption, known: Entries, found: Iterable[tuple[int, Passage]]) -> frozenset[int]:
    """The rows of those found that are of others' entries and do not name the option that is asked for, if that has one itself."""
    own = {row for entry in known.get(key(asked.name), ()) for row, _ in entry}
    if not own or asked.names is None:
        return frozenset()
    others = {row for each in known.values() for entry in each for row, _ in entry} - own
    _, name = key(asked.name)
    return frozenset(row for row, passage in found if row in others and name not in _squashed(passage.searchable))


def lacks_option(asked: AskedOption, found: Iterable[Passage]) -> bool:
    """Whether these name options of that form, and nowhere that one."""
    of_form: set[Key] = set()
    form, name = key(asked.name)
    for passage in found:
        if name in _squashed(passage.searchable):
            return False
        of_form |= {other for other in map(key, _NAMES.findall(passage.searchable)) if other[0] == form}
    return len(of_form) >= _LEAST


def key(name: str) -> Key:
    """A name by its form, an option's, a variable's or a setting's, and what it says without marks, as two are compared."""
    form = "-" if name.startswith("-") else "A_" if name.isupper() else "." if "." in name else "_"
    return form, _squashed(name)


def _begun(text: str) -> Sequence[Key]:
    found = _BEGINS.match(text)
    return [key(name) for name in _NAMES.findall(found[0])] if found else []


def _tells(passage: Passage, about: frozenset[str], *, is_default: bool) -> bool:
    """Whether it has the words for what is asked of its option."""
    text = f"{passage.text} {passage.fact_group}"
    return about <= _words(text) and (not is_default or _DEFAULT.search(text) is not None)


def _words(text: str) -> set[str]:
    return set(_LETTERS.findall(text.lower()))


def _squashed(text: str) -> str:
    return _SQUASHED.sub("", text.lower())
