"""The question in a message that tells a story around it: "We were here in spring and liked it a lot. … Are dogs allowed?"."""

from __future__ import annotations

import re

from chatbot.conversation.phrases import ASKING, AUXILIARY, BEFORE_IS, PREPOSITIONS

_SENTENCES = re.compile(r"(?<=[.!?]) +")
_SUBJECT = r"(?:i|you|he|she|we|they|the|an?|my|your|his|her|our|their|any|anyone|one|there|it)"
_PREPOSITION = rf"(?:(?:{'|'.join(sorted(PREPOSITIONS))}) )?"
# A question word and its verb ("how old can", "by what time do"), or a verb and its subject ("do i").
_BEGINS = re.compile(
    rf"(?<= ){_PREPOSITION}(?:(?:who|whom|whose|what|which|when|where|why|how)(?: (?!to\b)\w+){{0,4}}? {AUXILIARY}"
    rf"|(?:{BEFORE_IS})['’]?s|{AUXILIARY} {_SUBJECT})(?= )",
    re.IGNORECASE,
)
_ASKS = re.compile(
    rf"(?:(?:and|so|but|also|then|now)\b[ ,]*)*(?:{_PREPOSITION}(?:{'|'.join(sorted(ASKING))}|(?:{BEFORE_IS})['’]?s)\b|{AUXILIARY} )",
    re.IGNORECASE,
)
_MY_QUESTION = re.compile(
    r"(?:(?:and|so|but|now)\b[ ,]*)*(?:(?:my|our|the)(?: \w+)? question(?: is| would be| was)?|(?:what|all) (?:i|we)(?: \w+)? (?:like|want|need|wanted) to (?:know|ask) (?:is|was))[:,]? (?=\w)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"^what (?:do|should|can|could|shall|must|would) (?:i|we) (?:do|get)\b|\bthen\W*$|\b(?:its?|that|th(?:is|ese)(?! (?:year|month|week|summer|winter|spring|autumn|season|term|morning|afternoon|evening)s?\b)|they|them|their|those|there|ones?)\b",
    re.IGNORECASE,
)
# "Is there a lift?" and "how long does it take" point at nothing.
_POINTS_NOWHERE = re.compile(
    rf"\b(?:{AUXILIARY} there|{AUXILIARY} it (?:take|possible|ok|okay|allowed|necessary|true|safe|enough)) ",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"(?:if|when|whenever|once|unless|after|before|as|while|because|since|though|although|given|suppose|supposing|assuming)\b",
    re.IGNORECASE,
)
_TOLD_AT_LEAST = 16  # words: "I bought a tandem." may say what is asked about, a story hides it
_ASKED_AT_LEAST = 4  # words


def is_long(words: str) -> bool:
    """Whether there is room for a story."""
    return words.count(" ") >= _TOLD_AT_LEAST


def apart(words: str) -> tuple[str, str]:
    """What a message tells and what it asks, which needs nothing of that; nothing and the whole where it is not told apart.

    A question that points back keeps the sentence before it: "… I bought a tandem. How long is it covered?".
    """
    if not is_long(words):
        return "", words
    sentences = _SENTENCES.split(words)
    told, asked = _of_sentences(sentences) if len(sentences) > 1 else _of_one(words)
    return (told, asked) if len(told.split()) >= _TOLD_AT_LEAST else ("", words)


def _of_sentences(sentences: list[str]) -> tuple[str, str]:
    """What is told before and behind the questions, and these, with what stands between them."""
    last = len(sentences) - 1
    asks = [place for place, sentence in enumerate(sentences) if _is_asked(sentence, place == last)]
    if not asks:
        return "", ""
    before, questions, behind = sentences[: asks[0]], sentences[asks[0] : asks[-1] + 1], sentences[asks[-1] + 1 :]
    if any(sentence.endswith("?") for sentence in before + behind):
        return "", ""
    if called := _MY_QUESTION.match(questions[0]):
        questions[0] = questions[0][called.end() :]
    is_short = len(questions[0].split()) < _ASKED_AT_LEAST
    if (is_short or _points_back(questions[0])) and before:
        questions.insert(0, before.pop())
    return " ".join(before + behind), " ".join(questions)


def _of_one(words: str) -> tuple[str, str]:
    """What is asked in the end of what runs on without a mark."""
    begins = _BEGINS.search(words)
    if begins is None or _ASKS.match(words) or _CONDITION.match(words):
        return "", ""
    told, asked = words[: begins.start()].rstrip(" ,:;–-"), words[begins.start() :]
    is_cut = told.lower().endswith(" or")  # "is entry free or do we need tickets"
    is_whole = len(asked.split()) >= _ASKED_AT_LEAST and not _points_back(asked) and not is_cut
    return (told, asked) if is_whole else ("", "")


def _is_asked(sentence: str, is_last: bool) -> bool:
    begins = _MY_QUESTION.match(sentence)
    asks = _ASKS.match(sentence, begins.end() if begins else 0) is not None
    return asks and (sentence.endswith("?") or is_last)


def _points_back(question: str) -> bool:
    return _POINTS_BACK.search(_POINTS_NOWHERE.sub("", question)) is not None
