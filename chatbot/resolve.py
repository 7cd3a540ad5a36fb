"""What a question means behind the turns before: each reading is searched for, and what they find is weighed together."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from chatbot.conversation.of_title import of_title
from chatbot.conversation.people import names
from chatbot.conversation.recall import Memory
from chatbot.conversation.title_words import WORD
from chatbot.conversation.told import Told
from chatbot.decide import HIGH
from chatbot.find import Find, Found
from chatbot.indexed import holds
from chatbot.knowing.reading_on import read_on
from chatbot.knowing.sure import arranged
from chatbot.ranking.ranked_hit import put_last
from chatbot.ranking.same_place import are_at_the_same_place
from chatbot.understand import Question, Readings
from chatbot.weighing.choose import ASKING, FOLLOWING, STANDING, Conversation, Reading, Weights, pooled
from chatbot.weighing.only_document import OnlyDocument
from chatbot.weighing.other_group import OtherGroups
from index import Passage, PassageIndex

_STORY = 8  # terms; of that many one stands in a passage by chance
# Not "and at the hut?", "what about the hut?" and "no, the hut", which go on with the question before.
_BY_ITSELF = re.compile(r"(?:and )?(?:the|our|your) ", re.IGNORECASE)


class Resolver:
    """Of one index version. What is less sure than `floor` is taken for no answer: it is judged once more in the end."""

    def __init__(
        self, passage_index: PassageIndex, find: Find, memory: Memory, only_document: OnlyDocument, floor: float
    ) -> None:
        self._passage_index = passage_index
        self._find = find
        self._memory = memory
        self._only_document = only_document
        self._other_groups = OtherGroups(passage_index)
        self._floor = floor

    def resolve(self, readings: Readings, last: Told | None, document: str | None, top_k: int) -> Found | None:
        """What is found for that reading of a question which is meant; None where it holds nothing to search for.

        `last` is the turn before, `document` where the search stays.
        """
        if (known := read_on(readings.bare.understood, last, self._passage_index)).sure:
            return Found(readings.bare, arranged((), {}, known), lambda: None, known)
        found = self._meant(readings, last, document, top_k)
        return self._of_who_asks(readings.introduced, found, document, top_k) if readings.introduced else found

    def _of_who_asks(self, introduced: Question, found: Found | None, document: str | None, top_k: int) -> Found | None:
        """What is found with what visitors say of themselves, where that is surer and its passage, or its document's title, tells of
        them: "Students pay £8." for "I am a student. What do I pay?"
        """
        whole = self._find(introduced, document, top_k)
        row = _first(whole)
        if row is None or _confidence(whole) <= _confidence(found):
            return found
        [passage] = self._passage_index.passages([row])
        terms = self._passage_index.terms
        own = set(terms(introduced.understood)).difference(terms(found.question.understood) if found else ())
        needed = 1 if len(own) < _STORY else 2
        about = f"{self._passage_index.documents[passage.document].title} {passage.text}"
        return whole if len(own.intersection(terms(about))) >= needed else found

    def _meant(self, readings: Readings, last: Told | None, document: str | None, top_k: int) -> Found | None:
        """What is found without what visitors say of themselves."""
        if readings.in_context is None:
            return self._find_alone(readings.bare, last, document, top_k)
        if last and not last.question and self._is_elsewhere(document):
            return self._of_only_one(readings, readings.in_context, last, top_k)
        if readings.document:
            return self._of_another(readings, readings.in_context, readings.document, last, top_k)
        return self._following(readings, readings.in_context, last, document, top_k)

    def _of_another(
        self, readings: Readings, meant: Question, document: str, last: Told | None, top_k: int
    ) -> Found | None:
        """What the document that a phrase names has for the question before; where it has nothing, what it has for a phrase that
        may be asked by itself: "The canal?" behind "How do I descale the kettle?" asks what that is.
        """
        rows = self._passage_index.documents[document].rows
        there = self._following(readings, meant, last, None, top_k)
        is_answered = _first(there) in rows and _confidence(there) >= self._floor
        if is_answered or not _BY_ITSELF.match(readings.bare.understood):
            return there
        alone = self._find(readings.bare, None, top_k)
        return alone if _first(alone) in rows and _confidence(alone) >= self._floor else there

    def _find_alone(self, bare: Question, last: Told | None, document: str | None, top_k: int) -> Found | None:
        """A question that stands alone; or what the document of the turn before has for it, where that is rather meant.

        That is searched too where the question names nothing, however sure a passage of another document is: "phone".
        """
        alone = self._find(bare, document, top_k) or self._of_title(bare, document, top_k)
        if alone and alone.confidence < self._floor and self._is_elsewhere(document):
            alone = self._of_only_document(bare, alone, top_k)
        home = last.document if last else None
        if home is None or not self._is_elsewhere(document):
            return alone
        is_at_home = _first(alone) in self._passage_index.documents[home].rows
        if _confidence(alone) >= HIGH and (is_at_home or any(names(self._memory.written(bare.understood)))):
            return alone
        at_home = self._find(self._of_home(bare, home), home, top_k)
        together = _together(
            {"alone": alone, "at_home": at_home}, STANDING, self._conversation(bare, last, home, document)
        )
        return alone if _first(together) == _first(alone) else together

    def _of_only_document(self, bare: Question, alone: Found, top_k: int) -> Found:
        """What the only document that can be asked of has for a question which nothing answers: what others have is of
        something else.
        """
        if alone.beside and (own := self._of_page(bare, alone.beside, top_k)):
            return own
        only = self._only_document.of(bare.understood)
        if only is None or alone.first in self._passage_index.documents[only].rows:
            return alone
        return self._find(bare, only, top_k) or alone

    def _of_page(self, bare: Question, beside: Passage, top_k: int) -> Found | None:
        """What the one page that a question names answers when it is asked alone, where that stands at the place at which another
        page tells it; among what all pages tell there none seems sure.
        """
        pages = list(self._memory.titles.named(bare.understood))
        if len(pages) != 1:
            return None
        own = self._find(bare, pages[0], top_k)
        if own is None or own.first is None or own.confidence < self._floor:
            return None
        [passage] = self._passage_index.passages([own.first])
        return own if are_at_the_same_place(passage, beside) else None

    def _of_title(self, bare: Question, document: str | None, top_k: int) -> Found | None:
        """What is found for a question that holds nothing to search for, "where is it?", asked of what the only document that
        is searched is about; None where that is a person, or several are searched.
        """
        documents = self._passage_index.documents
        only = document or (next(iter(documents)) if len(documents) == 1 else None)
        if only is None or documents[only].pronoun in ("he", "she"):
            return None
        meant = of_title(bare.understood, documents[only].title)
        if meant is None:
            return None
        text, name = meant
        return self._find(replace(bare, understood=text, context_terms=(name,)), only, top_k)

    def _of_only_one(self, readings: Readings, meant: Question, last: Told, top_k: int) -> Found | None:
        """What the document has of whom alone "she" can mean, or what another has that is surer of the question as it stands:
        "she" may be somebody of a page.
        """
        of_her = self._following(readings, meant, last, last.document, top_k)
        if last.document is None or _confidence(of_her) >= HIGH:
            return of_her
        alone = self._find(readings.bare, None, top_k)
        is_of_her = _first(alone) in self._passage_index.documents[last.document].rows
        return of_her if is_of_her or _confidence(of_her) >= _confidence(alone) else alone

    def _following(
        self, readings: Readings, meant: Question, last: Told | None, document: str | None, top_k: int
    ) -> Found | None:
        """What a question that leaves something out finds; of a no, whom "she" meant tells more than the question as it stands."""
        found = self._weighed(readings, meant, last, document, top_k)
        is_no = found is not None and readings.kind == "whole" and _confidence(found) < self._floor
        return replace(found, question=meant) if found and is_no else found

    def _weighed(
        self, readings: Readings, meant: Question, last: Told | None, document: str | None, top_k: int
    ) -> Found | None:
        """What all readings of a question that leaves something out find together, as the one that finds the first passage.

        Each further search is made only where those before it leave something open: none where what the turns before mean is
        found at high confidence, and elsewhere than in the document of the turn before only where that does not answer.
        """
        bare = readings.bare
        left = self._left(last, meant) if last and document is None and readings.kind == "fragment" else None
        before = last.document if last and not left else None
        # "And Mu Sochua?" is about her, "Did he know Mu Sochua?" about whom "he" means.
        told_of = "; ".join(meant.context_terms) if readings.kind == "whole" else meant.understood
        home = document or readings.document or self._memory.named(told_of) or before
        others: Collection[int] = ()
        if last and home == last.document:
            others = self._other_groups.rows(bare.understood, last, is_phrase=readings.kind == "fragment")

        def find(question: Question, within: str | None) -> Found | None:
            hits = self._find(question, within, top_k, readings)
            return _without(others, hits) if hits else None

        found: dict[Reading, Found | None] = {"in_context": find(meant, home)} if home else {}
        if _confidence(found.get("in_context")) >= HIGH:
            return found["in_context"]
        conversation = self._conversation(bare, last, home, document)
        weights = ASKING if readings.kind == "asking" else FOLLOWING
        # Else it is hardly more than a name.
        stands = readings.kind == "whole" or (home == (document or before) and not left)
        if home:
            is_elsewhere = self._is_elsewhere(document)
            if stands:
                found["at_home"] = find(self._of_home(bare, home) if is_elsewhere else bare, home)
            together = _together(found, weights, conversation)
            if not is_elsewhere or _confidence(together) >= self._floor:
                return together
        found["elsewhere"] = find(meant, None)
        if stands:
            found["alone"] = find(bare, None)
        together = _together(found, weights, conversation)
        return _without(self._passage_index.documents[left].rows, together) if left and together else together

    def _left(self, last: Told, meant: Question) -> str | None:
        """The document of the turn before, where a phrase put the name of something that this does not know in the place of its own:
        "and Tadcaster?" behind "how far ahead do I order a cake in Bradford".
        """
        home = last.document
        own = self._memory.titles.named(last.question).get(home, frozenset()) if home else frozenset()
        if home is None or own.issubset(WORD.findall(meant.understood.casefold())):
            return None
        new = (name.text for name in names(meant.understood) if name.text not in last.question)
        terms = (term for name in new for term in self._passage_index.terms(name))
        return None if all(holds(self._passage_index, home, [term]) for term in terms) else home

    def _conversation(self, bare: Question, last: Told | None, home: str | None, document: str | None) -> Conversation:
        """Where the conversation is, and what the document of the turn before knows of the names in a question."""
        asked = bare.understood
        named = [name.text for name in names(self._memory.written(asked))]
        if home is None:
            return Conversation(None, range(0), True, len(asked.split()), False, not named)
        terms = [term for name in named for term in self._passage_index.terms(name)]
        knows = all(holds(self._passage_index, home, [term]) for term in terms)
        rows = self._passage_index.documents[home].rows
        has_others = self._is_elsewhere(document)
        cited = last.row if last and last.row in rows else None
        return Conversation(cited, rows, has_others, len(asked.split()), knows, not named)

    def _of_home(self, bare: Question, home: str) -> Question:
        return replace(bare, context_terms=(self._passage_index.documents[home].title,))

    def _is_elsewhere(self, document: str | None) -> bool:
        """Whether there is another document to search than the one of the turn before."""
        return document is None and len(self._passage_index.documents) > 1


def _confidence(found: Found | None) -> float:
    return found.confidence if found else 0.0


def _first(found: Found | None) -> int | None:
    return found.first if found else None


def _without(rows: Collection[int], found: Found) -> Found:
    """With what is of these rows last, without confidence."""
    return replace(found, ranked=put_last(found.ranked, rows)) if rows else found


def _together(readings: Mapping[Reading, Found | None], weights: Weights, conversation: Conversation) -> Found | None:
    known = {reading: found for reading, found in readings.items() if found is not None}
    never = frozenset[int]().union(*(found.known.never for found in known.values()))
    # What cannot answer one reading answers none.
    hits = {
        reading: [hit for hit in found.ranked if hit.row not in never - found.known.never]
        for reading, found in known.items()
    }
    ranked, first = pooled(hits, weights, conversation)
    return None if first is None else replace(known[first], ranked=ranked, is_pooled=True)
