"""Where a question's way may be watched: for the playground, never for a visitor's answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chatbot.conversation.told import Told
from chatbot.find import Find, Found
from chatbot.outcome import Outcome
from chatbot.rank import Ranker
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.understand import Question, Readings

Resolve = Callable[[Readings, Told | None, str | None, int], Found | None]
Conclude = Callable[[Readings, Told | None, str | None, int], tuple[Question, Outcome]]

JudgeHits = Callable[[Sequence[RankedHit], str, int], list[RankedHit]]


class Watch:
    """Is given each step that an answerer is made of, and gives what it uses instead: here the step itself.

    What takes a step's place may write down what passes through it, and must answer alike.
    """

    def ranker(self, ranker: Ranker) -> Ranker:
        """What orders the candidates of a search."""
        return ranker

    def find(self, find: Find) -> Find:
        """What makes one search."""
        return find

    def resolve(self, resolve: Resolve) -> Resolve:
        """What searches for all readings of a question and weighs what they found."""
        return resolve

    def judge(self, judge: JudgeHits) -> JudgeHits:
        """What gives the hits of all searches of a question the confidences that they are shown with."""
        return judge

    def conclude(self, conclude: Conclude) -> Conclude:
        """What makes the outcome of a question, or of one half of a double one, and says which reading won."""
        return conclude
