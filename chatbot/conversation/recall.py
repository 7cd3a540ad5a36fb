"""The turns before a question, understood one after the other: the client sends them, and no conversation is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from chatbot.conversation.another_document import Switch, switch
from chatbot.conversation.asks_on import asks_on
from chatbot.conversation.capitals import WrittenNames
from chatbot.conversation.follow_up import FollowUp, follow_up, phrase_alone
from chatbot.conversation.frame import plain
from chatbot.conversation.letters import CAPITAL
from chatbot.conversation.people import names
from chatbot.conversation.rewrite import rewrite
from chatbot.conversation.title_words import TitleWords
from chatbot.conversation.told import Subject, Told
from chatbot.indexed import Indexed, holds, with_rows
from chatbot.notices import without_notices
from chatbot.small_talk import is_small_talk
from index import BlockKind, Document, Passage, cell_spans

TURNS = 6  # the last ones; what was said before them is hardly ever meant
QUESTION_CHARS = 300
ANSWER_CHARS = 1500
REMEMBERED = 256  # questions, and answers whose passage is known: a reply's own are those of the next request's history
_ANSWER_TERMS = 16  # enough to find a passage again
_LOOKED_AT = 5  # passages
_AGREEING = 3  # passages
_FEW = 3  # documents that a question may name
_SEVERAL_CAPITALS = re.compile(rf"{CAPITAL}\S*(?: (?:of|the|and|de|van|von|{CAPITAL}\S*))* {CAPITAL}\S*")
_PAIR = 2  # cells
_WHERE = re.compile(r"where\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\W?\d[\d.,]* [^\W\d_]+")  # "3 months": nothing that "they" are
_CUT_OFF = re.compile(r"(?<!\s)\s*(?:…|\.\.\.)\s*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and what was shown as its answer, None where there was none. Any text at all: it is data."""

    question: str
    answer: str | None = None


class Memory:
    """Understands histories about the documents of one index version."""

    def __init__(
        self, indexed: Indexed, is_word: Callable[[str], bool], mend: Callable[[str | None, str], str]
    ) -> None:
        """`is_word` tells common words, and `mend` mends a question's spelling, by the words of a document where one is given."""
        self._indexed = indexed
        self._mend = mend
        self._row = lru_cache(maxsize=REMEMBERED)(partial(_row, indexed))
        self._by_name: dict[str, Document] = {}
        self._shared: set[str] = set()  # surnames of several
        about: dict[str, list[Document]] = {"he": [], "she": []}
        people: list[str] = []
        others: list[str] = []
        for document in reversed(list(indexed.documents.values())):
            self._by_name[document.title.casefold()] = document
            if document.pronoun in about:
                about[document.pronoun].append(document)
                surname = document.title.split()[-1]
                if (other := self._by_name.get(surname.casefold())) and other.title.split()[-1] == surname:
                    self._shared.add(surname.casefold())
                self._by_name.setdefault(surname.casefold(), document)
                people.append(document.title)
                others.append(surname)
            elif _SEVERAL_CAPITALS.fullmatch(document.title):
                others.append(document.title)
        self._written = WrittenNames(people, others, is_word)
        # A question is asked for by several steps, and its turn comes again with the next ones.
        self._capitalised = lru_cache(maxsize=REMEMBERED)(self._written.capitalised)
        self.titles = TitleWords({document.id: document.title for document in indexed.documents.values()})
        self._only = {pronoun: documents[0].id for pronoun, documents in about.items() if len(documents) == 1}

    def written(self, question: str) -> str:
        """With the names of people and things that documents are about as these write them: "when was ada quill born"."""
        return self._capitalised(question)

    def named(self, question: str) -> str | None:
        """The document about the first person or thing that a question names, None where none is."""
        for name in names(question):
            if found := self._by_name.get(name.text.casefold()):
                return found.id
        return None

    def switch(self, question: str, leaves_out: FollowUp | None, told: Sequence[Told]) -> Switch | None:
        """Another document than that of the turn before, where a question is a phrase that means it: no other title has its words,
        and the document that is talked of has not all of them. `leaves_out` is the question as a follow-up.
        """
        if not told:
            return None
        asked = leaves_out or phrase_alone(question)
        if asked is None or asked.kind != "fragment" or asked.pronouns:
            return None
        home = told[-1].document
        meant = switch(asked, told[-1].question, home, self.titles)
        talked_of = filter(None, {home, meant.other}) if meant else ()
        is_said = any(self._says(document, asked.words) for document in talked_of)
        return None if is_said else meant

    def called(self, name: str, or_surname: bool = False) -> str | None:
        """The document about the person or thing of this name, however its letters are cased; a person's surname will do where asked."""
        found = self._by_name.get(name.casefold())
        is_title = found is not None and found.title.casefold() == name.casefold()
        return found.id if found and (is_title or (or_surname and name.casefold() not in self._shared)) else None

    def recall(self, history: Sequence[Turn], document: str | None) -> list[Told]:
        """The last turns as they were understood, oldest first; `document` is where the search stays. "Go on" goes on with the question
        before it.
        """
        told: list[Told] = []
        for turn in history[-TURNS:]:
            words = plain(turn.question[:QUESTION_CHARS])
            if told and asks_on(words):
                on = self.told(told[-1].question, turn.answer, told, document)
                told[-1] = on if on.row is not None else told[-1]
            elif words and (not is_small_talk(words) or words.strip("?!. ").casefold() in self._by_name):
                said = self.written(self._mend(document, words))
                told.append(self._understood(said, turn.answer, told, document))
        return told

    def opening(self, document: str | None) -> list[Told]:
        """What is known before the first turn: whom "she" can only mean, where the search stays in one document about a woman."""
        if document is None and len(self._indexed.documents) == 1:
            [document] = self._indexed.documents
        subject = self._subject(document)
        return [Told("", subject=subject, document=document)] if subject and subject.gender else []

    def only_one(self, pronoun: str) -> list[Told]:
        """The same for a question that says no more than "she" or "he", where a single document is about a woman, or a man."""
        only = self._only.get(pronoun)
        return self.opening(only) if only else []

    def told(self, question: str, answer: str | None, told: Sequence[Told], document: str | None) -> Told:
        """A turn whose question is understood already."""
        question = self.written(question)
        said = without_notices(answer or "")[:ANSWER_CHARS].strip()
        row = self._shown(said, question, told, document)
        shown = self._indexed.passages([row])[0] if row is not None else None
        if shown and shown.text not in said:
            said = shown.text  # the client sent its beginning
        if shown and shown.kind is BlockKind.FACT:
            said = shown.text[shown.answer_start :]  # "Term Start: 9 October 2006": the key names nobody
            said = f"in {said}" if _WHERE.match(question) else said
        if shown and shown.kind is BlockKind.ROW:
            said = _told_in_row(question, shown)
        if shown and shown.kind is BlockKind.CODE:
            said = ""  # it names nobody
        said = self._written.without_sentence_capitals(said)
        home = document or (shown.document if shown else self.named(question) or self.named(said))
        if home is None and told and told[-1].document and not said:
            home = told[-1].document
        if home is None and len(self._indexed.documents) == 1:
            [home] = self._indexed.documents
        return Told(question, said, self._subject(home), home, row)

    def _understood(self, words: str, answer: str | None, told: Sequence[Told], document: str | None) -> Told:
        turn = self.told(words, answer, told, document)
        leaves_out = follow_up(words)
        switch = None if document else self.switch(words, leaves_out, told)
        leaves_out = switch.asked if switch else leaves_out
        if leaves_out is None:
            home = turn.document or self._nearest(words)
            return replace(turn, subject=self._subject(home), document=home)
        # In the first turn "she" is who its answer is about.
        before = told or [replace(turn, question="", answer="")]
        meant = rewrite(leaves_out, before, switch.place if switch else None)
        if switch and turn.row is None:
            turn = replace(turn, subject=self._subject(switch.document), document=switch.document)
        return replace(turn, question=meant.text, persons=meant.persons)

    def _shown(self, answer: str, question: str, told: Sequence[Told], document: str | None) -> int | None:
        """The row of the passage that an earlier reply showed: of pages that say the same, that of the one which its question names,
        or of the one that was talked of.
        """
        named = self.titles.named(question)
        places = (
            [document] if document else [*(named if len(named) <= _FEW else ()), told[-1].document if told else None]
        )
        rows = (self._row(answer, place) for place in (*filter(None, places), None))
        return next((row for row in rows if row is not None), None)

    def _subject(self, document: str | None) -> Subject | None:
        about = self._indexed.documents[document] if document else None
        return Subject(about.title, about.pronoun) if about else None

    def _says(self, document: str, words: str) -> bool:
        """Whether a document has all of these words."""
        terms = self._indexed.terms(words)
        return all(holds(self._indexed, document, [term]) for term in terms)

    def _nearest(self, question: str) -> str | None:
        """The document that an unanswered question is about: all of the passages that share most words with it are there."""
        rows = self._indexed.lexical(self._indexed.terms(question), _AGREEING).rows.tolist()
        documents = {passage.document for passage in self._indexed.passages(rows)}
        return documents.pop() if len(rows) == _AGREEING and len(documents) == 1 else None


def _told_in_row(question: str, row: Passage) -> str:
    """The cells but for amounts, as sentences, small where the question writes them so, as "treasurer" is nobody; of a pair
    without names of columns the second, as of a fact.
    """
    cells = [row.text[start:end] for start, end in cell_spans(row.text)]
    if len(cells) == _PAIR and not row.fact_group:
        return cells[1]
    told = [cell.lower() if cell.lower() in question else cell for cell in cells if not _AMOUNT.fullmatch(cell)]
    return ". ".join(told)


def _row(indexed: Indexed, answer: str, document: str | None) -> int | None:
    """The row of the passage that an earlier reply showed first; None where the answer is no passage of this index, or of the
    document where one is given.
    """
    begun = _CUT_OFF.sub("", answer)
    if not begun:
        return None
    terms = list(dict.fromkeys(indexed.terms(begun)))[:_ANSWER_TERMS]
    rows = indexed.lexical(terms, _LOOKED_AT, document).rows.tolist()
    found = with_rows(indexed, rows)
    shown = [(row, passage.text) for row, passage in found if passage.text in answer or begun in passage.text]
    return min(shown, key=lambda known: max(0, answer.find(known[1])))[0] if shown else None
