"""A message as it is mostly written, whatever it was typed or pasted with: wide letters, pictures, capitals, bullets, quotation marks."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import AUXILIARIES, DETERMINERS, PREPOSITIONS

# What keyboards and input methods put in the place of ASCII's own marks and letters.
_WIDE = {0xFF01 + at: 0x21 + at for at in range(94)} | dict.fromkeys(map(ord, "؟﹖⁇⸮"), "?")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´`ʼ‘‛′](?=[^\W\d_])")
# A joiner belongs to a picture only behind one: other scripts spell with it.
_PICTURES = re.compile(
    "(?:[\U0001f000-\U0001faff][\ufe0f\u200d]*)+|^(?:[\u2600-\u27bf]\ufe0f?)+"
    # Only from where they begin, so that a thousand are looked through once.
    "|(?<![\u2600-\u27bf])(?<![\u2600-\u27bf]\ufe0f)(?:[\u2600-\u27bf]\ufe0f?)+$"
)
# "- ", "> ", "Q: ", of a list, a reply or a form that a question was pasted from.
_MARKED = re.compile(r"(?:(?:[-–—•*·>#]+|q(?:uestion)?:) )+", re.IGNORECASE)
# All of it in quotation marks or emphasised; one word alone may be a name of code: "__init__".
_ENCLOSED = re.compile(
    r"""(?:"(?P<straight>[^"\s]+ [^"]+)"|[“„«](?P<curly>[^“”„«»\s]+ [^“”„«»]+)[“”»]"""
    r"""|(?P<emphasis>\*{1,3}|_{1,3})(?P<emphasised>[^*_\s]+ [^*_]+)(?P=emphasis))(?P<behind>[?!.]*)"""
)
_SHOUTED = 2  # spaces: "WHO IS SHE" has no names, "BBC NEWS" may be one
_SMALL_WORDS = AUXILIARIES | DETERMINERS | PREPOSITIONS  # no title begins one of them with a capital
_LEAST_SMALL = 2  # of them with a capital: each word has one


def as_written(asked: str) -> str:
    """With white space folded, apostrophes and marks as they are mostly written, nothing shouted, no pictures, and no marks around the whole."""
    said = _APOSTROPHE.sub("'", asked)
    if not said.isascii():
        said = said.translate(_WIDE)
        said = _PICTURES.sub(" ", said).strip() or said
    words = _unmarked(" ".join(said.split()))
    return words.lower() if _has_needless_capitals(words) else words


def _unmarked(words: str) -> str:
    marked = _MARKED.match(words)
    rest = words[marked.end() :] if marked else words
    if enclosed := _ENCLOSED.fullmatch(rest):
        rest = next(filter(None, enclosed.group("straight", "curly", "emphasised"))) + enclosed["behind"]
    return rest


def _has_needless_capitals(words: str) -> bool:
    """Whether capitals tell no names: "WHEN DOES IT OPEN", "When Does The Museum Open"."""
    if words.count(" ") < _SHOUTED:
        return False
    if words.isupper():
        return True
    behind = words.split(" ")[1:]
    is_each = all(word[0].isupper() or not word[0].isalpha() for word in behind)
    return is_each and sum(word.lower() in _SMALL_WORDS for word in behind) >= _LEAST_SMALL
