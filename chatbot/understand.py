"""What was asked, as the search takes it: after the turns before it, and with its spelling mended."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from chatbot.conversation.another_document import Switch
from chatbot.conversation.follow_up import FollowUp, Kind, follow_up
from chatbot.conversation.rewrite import rewrite
from chatbot.conversation.told import Told
from chatbot.conversation.usual_lead import with_usual_lead
from chatbot.small_talk import is_small_talk

_CONTROLS = re.compile("[\0-\x1f\x7f]+")  # pasted along; the encoder would read them as characters


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked and as it is searched for.

    `context_terms` are what was taken into `understood` from earlier turns, or from what the document is about.
    """

    asked: str
    understood: str
    context_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readings:
    """A question as it stands, and as the turns before it may mean it; None where it leaves nothing out, else of that `kind`.

    `persons` are whom "he" and "she" are then, and `document` is another one than that of the turn before, where it means that.
    `introduced` is the question behind what the visitor says of themselves.
    """

    bare: Question
    in_context: Question | None = None
    kind: Kind = "whole"
    persons: tuple[str, ...] = ()
    document: str | None = None
    introduced: Question | None = None


def without_controls(words: str) -> str:
    """With a space for control characters, and no two where there were some."""
    return " ".join(_CONTROLS.sub(" ", words).split()) if _CONTROLS.search(words) else words


def no_switch(question: str, leaves_out: FollowUp | None, told: Sequence[Told]) -> None:
    """Where one document is searched, no other is meant."""


def understand(
    words: str,
    told: Sequence[Told],
    mend: Callable[[str], str],
    written: Callable[[str], str],
    switch: Callable[[str, FollowUp | None, Sequence[Told]], Switch | None] = no_switch,
) -> Readings:
    """Mend the spelling of a plain question, with a space for control characters, and fill in what earlier turns say.

    `told` are those turns as they were understood, oldest first; before the first there may be one without a question, which says
    only what the document is about. `mend` mends spelling, `written` gives names their capitals, and `switch` tells which other
    document a phrase behind these turns means.
    """
    if is_small_talk(words):
        return Readings(Question(words, words))  # "thx" is no slip
    mended = mend(without_controls(words))
    mended = with_usual_lead(mended) if told and told[-1].question else mended
    bare = Question(words, mended)
    said = written(mended)
    leaves_out = follow_up(said) if told else None
    switched = switch(said, leaves_out, told)
    leaves_out = switched.asked if switched else leaves_out
    if leaves_out is None:
        return Readings(bare)
    meant = rewrite(leaves_out, told, switched.place if switched else None)
    if not told[-1].question and (leaves_out.kind != "whole" or not meant.taken):
        return Readings(bare)
    is_as_asked = meant.text.casefold() == mended.casefold()
    text = (mended[:1] if is_as_asked else meant.text[:1].upper()) + meant.text[1:]
    document = switched.document if switched else None
    return Readings(bare, Question(words, text, meant.taken), leaves_out.kind, meant.persons, document)


def introduced(readings: Readings, introduction: str, mend: Callable[[str], str]) -> Readings:
    """The same with what was said of who asks before it, mended too: "I am a student."; as they are where nothing was."""
    if not introduction:
        return readings
    asked = readings.in_context or readings.bare
    text = f"{mend(without_controls(introduction))} {asked.understood}"
    return replace(readings, introduced=replace(asked, understood=text))
