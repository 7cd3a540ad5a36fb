"""The passages that a message consists of, as they are shown below each other."""

from __future__ import annotations

from chatbot.schemas import ChatReply, PassageReply


def told_once(reply: ChatReply) -> tuple[PassageReply, ...]:
    """The first `answers` passages, without what is around one where it is told beside it: the items of a list are each other's
    surroundings, and the row that names the columns stands above the first row.

    The widget's script has the same rule.
    """
    passages = reply.passages[: reply.answers]
    every = {_line(passage, passage.text) for passage in passages}
    announced: set[tuple[str, tuple[str, ...], str]] = set()
    shown = []
    for passage in passages:
        told = every - {_line(passage, passage.text)}
        before, after = passage.context.before, passage.context.after
        if before:
            above = _line(passage, before)
            if above not in told and f"{before}\n{passage.text}" in reply.message:
                announced.add(above)
            elif above in told | announced:
                before = None
        if after and _line(passage, after) in told:
            after = None
        context = passage.context.model_copy(update={"before": before, "after": after})
        shown.append(passage.model_copy(update={"context": context}))
    return tuple(shown)


def _line(passage: PassageReply, text: str) -> tuple[str, tuple[str, ...], str]:
    cited = passage.citation
    return cited.document, tuple(cited.section), text
