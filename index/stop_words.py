"""Words that say nothing about what a passage or a question is about, by language.

English is written out here; the other languages are those that `bm25s` ships. A language without
a list has none, which costs a little precision and breaks nothing.
"""

from __future__ import annotations

from functools import cache

_ENGLISH = frozenset(
    """
    a about after all also am an and any are as at be because been before being both but by can could did do does doing
    done each for from had has have having he her hers herself him himself his how i if in into is it its itself just
    let many me more most much my myself no nor not of off on once only or other our ours ourselves out over own please
    s same shall she should so some such t tell than that the their theirs them themselves then there these they this
    those through to too under until up us very was we were what when where which while who whom whose why will with
    would you your yours yourself yourselves
    """.split()  # noqa: SIM905  # a list of one word a line is a page long
)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language by its English name, case folded."""
    if language == "english":
        return _ENGLISH
    from bm25s import stopwords  # only for an index in another language

    return frozenset(word.casefold() for word in getattr(stopwords, f"STOPWORDS_{language.upper()}", ()))
