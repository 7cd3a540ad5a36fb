"""The wire of the playground: what `POST /api/explain` takes and says."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from chatbot.explaining.record import Candidate, Explanation, Part, Search
from chatbot.schemas import ChatReply, ChatRequest, chat_reply, whole
from chatbot.settings import ChatSettings


class ExplainRequest(ChatRequest):
    """A question as for `/api/chat`, and settings to try on it alone; what is left out is as configured."""

    candidates: Annotated[int, Field(ge=5, le=1000), BeforeValidator(whole)] | None = Field(
        None, description="in place of `chat.candidates`"
    )
    max_false_answers: float | None = Field(None, ge=0.02, le=0.5, description="in place of `chat.max_false_answers`")
    answer_floor: float | None = Field(None, ge=0, le=1, description="in place of `chat.answer_floor`")

    def settings(self, configured: ChatSettings) -> ChatSettings:
        """The configured settings with those to try; a share of near misses goes before a configured floor."""
        tried = self.model_dump(include={"top_k", "candidates", "max_false_answers", "answer_floor"}, exclude_none=True)
        if "max_false_answers" in tried:
            tried.setdefault("answer_floor", None)
        return configured.model_copy(update=tried)


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SignalReply(_Reply):
    """What is known of a candidate, and how much lower its score would be with what its rivals have on average; null where ranks alone order."""

    name: str
    value: float
    adds: float | None


class CandidateReply(_Reply):
    """A passage that a search found.

    The ranks are those of the two searches, null where one did not find it. `ranked` is its place by score, `place` the
    one at the end; null where it was left out. `confidence` is the probability that it answers.
    """

    id: str
    document: str
    section: tuple[str, ...]
    text: str
    dense_rank: int | None
    lexical_rank: int | None
    signals: tuple[SignalReply, ...]
    score: float | None
    ranked: int | None
    place: int | None
    confidence: float | None


class SearchReply(_Reply):
    """One search, in one document or (null) in all; the first passage is from the one that was `taken`."""

    question: str
    document: str | None
    terms: tuple[str, ...]
    taken: bool
    candidates: tuple[CandidateReply, ...]


class CorrectionReply(_Reply):
    """A word as it was written, and as it was read."""

    written: str
    read: str


class JudgedReply(_Reply):
    """The confidence of the passage that is shown first, as all searches have it and as it is shown: read together with the question
    where it was in doubt, and calibrated.
    """

    before: float
    after: float


class PartReply(_Reply):
    """A question, or a part of a double one: its readings, the searches for them, and how their first passage was `judged`, null where there is none."""

    asked: str
    corrections: tuple[CorrectionReply, ...]
    as_it_stands: str
    in_context: str | None
    context_terms: tuple[str, ...]
    searches: tuple[SearchReply, ...]
    judged: JudgedReply | None


class StageReply(_Reply):
    """Time of one stage of `chatbot_stage_seconds` in this one run, over its calls; the last one is above all what watching took."""

    name: str
    milliseconds: float
    calls: int


class TriedReply(_Reply):
    """The settings that the reply was made with."""

    top_k: int
    candidates: int
    max_false_answers: float
    answer_floor: float | None


class ExplainReply(_Reply):
    """A reply and its way: readings, searches, candidates with their signals, the floor, the time of each stage."""

    reply: ChatReply
    parts: tuple[PartReply, ...]
    settings: TriedReply
    floor: float
    floor_from: Literal["answer_floor", "max_false_answers"]
    ranking: str
    stages: tuple[StageReply, ...]
    milliseconds: float


def explain_reply(explanation: Explanation) -> ExplainReply:
    """An explanation as it goes over the wire."""
    tried = explanation.settings
    return ExplainReply(
        reply=chat_reply(explanation.reply),
        parts=tuple(map(_part, explanation.parts)),
        settings=TriedReply(**tried.model_dump(include=set(TriedReply.model_fields))),
        floor=round(explanation.floor, 4),
        floor_from="max_false_answers" if tried.answer_floor is None else "answer_floor",
        ranking=explanation.ranking,
        stages=tuple(
            StageReply(name=stage.name, milliseconds=round(stage.milliseconds, 3), calls=stage.calls)
            for stage in explanation.stages
        ),
        milliseconds=round(explanation.milliseconds, 3),
    )


def _part(part: Part) -> PartReply:
    bare, in_context = part.readings.bare, part.readings.in_context
    return PartReply(
        asked=bare.asked,
        corrections=tuple(CorrectionReply(written=written, read=read) for written, read in part.corrections),
        as_it_stands=bare.understood,
        in_context=in_context.understood if in_context else None,
        context_terms=in_context.context_terms if in_context else (),
        searches=tuple(map(_search, part.searches)),
        judged=part.judged and JudgedReply(before=_rounded(part.judged[0]), after=_rounded(part.judged[1])),
    )


def _search(search: Search) -> SearchReply:
    return SearchReply(
        question=search.question,
        document=search.document,
        terms=search.terms,
        taken=search.taken,
        candidates=tuple(map(_candidate, search.candidates)),
    )


def _candidate(candidate: Candidate) -> CandidateReply:
    passage = candidate.passage
    return CandidateReply(
        id=passage.id,
        document=passage.document,
        section=passage.section,
        text=passage.text,
        dense_rank=candidate.dense_rank,
        lexical_rank=candidate.lexical_rank,
        signals=tuple(
            SignalReply(name=signal.name, value=_rounded(signal.value), adds=_rounded(signal.adds))
            for signal in candidate.signals
        ),
        score=_rounded(candidate.score),
        ranked=candidate.ranked,
        place=candidate.place,
        confidence=_rounded(candidate.confidence),
    )


def _rounded(number: Any) -> Any:
    return None if number is None else round(number, 4)
