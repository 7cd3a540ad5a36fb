"""Which questions ask for the same, by meaning.

The index's own encoder embeds them, so another model brings its own sense of near: each question twice, as it is and
only the words that carry it, or questions would be near for beginning alike. What a document is about stands in most
questions about it and would make them all alike, so its name becomes a pronoun, and a common noun for it ("the sauna") is
left out; questions about two documents or two such nouns stay apart. Then average linkage (scipy): its groups do not
depend on the order, as those of a greedy pass do, and one odd question between two groups does not join them, as in
single linkage.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from chatbot.reporting.subject_words import SubjectWords
from index import Document, Encoder, PassageIndex

# How near a group is on average: this share of the way from any two questions to the same one (docs/report.md).
NEARNESS = 0.38

_FARTHEST = 2.0  # a cosine distance
_EACH = math.sqrt(1 / 2)  # of a question's two vectors, for one of length 1
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"['’]s?(?!\w)")
_OWN = {"she": "her", "he": "his", "it": "its", "they": "their"}
_PERSONAL = frozenset({"she", "he"})
_LONGEST_NAME = 8  # words


class Needs:
    """Groups these questions about these documents. `everyday` are questions of all sorts, to learn how near any two are."""

    def __init__(
        self, passage_index: PassageIndex, encoder: Encoder, everyday: Sequence[str], questions: Sequence[str]
    ) -> None:
        self._encoder = encoder
        self._names = dict(_names(passage_index.documents.values()))
        self._is_english = passage_index.language == "english"
        self._questions = [self._told(question)[0] for question in questions]
        self._words = SubjectWords(self._questions, passage_index.terms, self._is_english)
        vectors = np.stack([self.embed(question) for question in everyday])
        apart = (vectors @ vectors.T)[np.triu_indices(len(vectors), 1)].mean()
        self._least = float(apart + NEARNESS * (1 - apart))

    def embed(self, question: str) -> NDArray[np.float32]:
        """The question's vector, shape (2 d,), of length 1, without what it is about: itself, then the words that carry it."""
        told = self._told(question)[0]
        readings = self._words.without(told), self._words.content(told)
        vectors = {reading: self._encoder.encode_question(reading).vector for reading in dict.fromkeys(readings)}
        return np.concatenate([vectors[reading] * np.float32(_EACH) for reading in readings])

    def subject(self, question: str) -> str | None:
        """The document that the question names."""
        return self._told(question)[1]

    def group(
        self, vectors: NDArray[np.float32], subjects: Sequence[str | None], counts: Sequence[int]
    ) -> list[list[int]]:
        """The needs behind the n questions, each as the places of its questions, the most central first.

        In the order of the questions, `vectors` (n, 2 d) are what `embed` gives, `subjects` the document that each is about,
        `counts` how often it was asked.
        """
        if len(vectors) < 2:
            return [[place] for place in range(len(vectors))]
        cosines = (vectors @ vectors.T).astype(np.float64)
        numbers = {subject: number for number, subject in enumerate(dict.fromkeys(subjects))}
        about = np.array([numbers[subject] for subject in subjects])
        named = np.array([subject is not None for subject in subjects])
        distances = np.clip(1 - cosines, 0, _FARTHEST)
        distances[(about[:, None] != about) & named[:, None] & named] = _FARTHEST
        distances[self._words.are_apart(self._questions)] = _FARTHEST
        np.fill_diagonal(distances, 0)
        labels = fcluster(linkage(squareform(distances, checks=False), "average"), 1 - self._least, "distance")
        weights = np.array(counts, np.float64)
        needs = []
        for label in dict.fromkeys(labels.tolist()):
            members = np.flatnonzero(labels == label)
            central = cosines[np.ix_(members, members)] @ weights[members]
            needs.append(members[np.argsort(-central, kind="stable")].tolist())
        return needs

    def _told(self, question: str) -> tuple[str, str | None]:
        """The question with a pronoun for the documents' names, or without them in another language; and the first document named."""
        told, position, subject = "", 0, None
        for start, stop, document in self._mentions(question):
            subject = subject or document.id
            pronoun = document.pronoun or "it"
            if own := _POSSESSIVE.match(question, stop):
                pronoun, stop = _OWN[pronoun], own.end()
            told += question[position:start] + (pronoun if self._is_english else "")
            position = stop
        return told + question[position:], subject

    def _mentions(self, question: str) -> Iterator[tuple[int, int, Document]]:
        words = list(_WORD.finditer(question))
        folded = [word[0].casefold() for word in words]
        place = 0
        while place < len(words):
            ends = range(min(len(words), place + _LONGEST_NAME), place, -1)
            named = ((end, self._names.get(" ".join(folded[place:end]))) for end in ends)
            end, document = next(((end, found) for end, found in named if found), (place + 1, None))
            if document:
                yield words[place].start(), words[end - 1].end(), document
            place = end


def _names(documents: Iterable[Document]) -> Iterator[tuple[str, Document]]:
    """What a document may be called: a title of several capitalised words, and a person's last name too.

    One word, or a title in lower case, is as likely what is asked for: "Parking", "Opening hours".
    """
    for document in documents:
        title = re.sub(r" \([^()]*\)$", "", document.title)
        words = _WORD.findall(title)
        is_person = document.pronoun in _PERSONAL
        if words and (is_person or (len(words) > 1 and all(word[0].isupper() or word.isdigit() for word in words))):
            yield " ".join(words).casefold(), document
        if is_person and len(words) > 1:
            yield words[-1].casefold(), document
