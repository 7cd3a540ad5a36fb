"""Small talk gets a friendly line; a question that only begins politely is a question."""

from __future__ import annotations

import pytest

from chatbot.small_talk import SmallTalk, is_small_talk, small_talk

TITLES = ["Ada Quill", "Grey Heron"]


@pytest.mark.parametrize(
    ("opening", "spellings"),
    [
        pytest.param(
            "Hello!",
            ["hi", "Hello", "HELLO!!!", "hey there", "Good morning.", "Hi, bot", "hellooo", "Hiya", "👋 hello", " hello ", "helo", "Heyy", "gd morning", "hii", "gm", "whats up"],
            id="greetings",
        ),
        pytest.param(
            "You are welcome.",
            ["thanks", "Thank you!", "thx", "Many thanks", "Thank you so much.", "ok thanks", "Thanks a lot, bot", "Thanks for your help!", "thnx", "thank u", "ty", "no thanks", "cool, thanks a lot", "Hi, thanks", "Thanks, that was helpful!", "thx, that helped", "thx mate"],
            id="thanks",
        ),
        pytest.param(
            "Goodbye!", ["bye", "Goodbye.", "good bye", "Bye bye!", "See you later", "Thanks, bye!", "Good night", "byebye", "see u later", "goodbye and thanks", "That's all, bye"], id="goodbyes"
        ),
        pytest.param(
            "I answer with sentences from these documents, each with its source.",
            ["What can you do?", "what can I ask", "Who are you?", "help", "Help me, please", "Hi! What is this?", "What’s your name?", "are you a bot?", "who r u", "wat can u do", "Please help", "how r u", "whats your name", "i have a question", "I need help", "what topics do you know", "Which documents do you have?", "What are your sources?", "list all documents", "hi bot, how are you", "Are you sure?", "really?", "is that true", "tell me more", "go on please", "One more question", "great, one more thing", "another question", "no way!", "Where did you get that from?", "how do you know that", "can you repeat that please", "Is that so?", "is it", "oh, does it really?", "isn't it", "did she", "Is that all?"],
            id="about itself",
        ),
        pytest.param(
            "I am sorry. Asking in other words may help.",
            ["that's wrong", "no, that is not what I asked", "You didn't answer my question", "sorry i dont understand", "What do you mean?", "can you explain", "not what i meant", "This is not true.", "that isn't helpful", "you are useless", "stupid bot", "wrong answer"],
            id="no answer",
        ),
        pytest.param(
            "All right.",
            ["ok", "Okay.", "cool", "great!", "Perfect", "got it", "yes", "no", "lol", "never mind", "Sorry", "ok cool", "👍", "👍🏽", "❤️", "I see.", "ah ok", "ok then"],
            id="taken in",
        ),
    ],
)  # fmt: skip
def test_small_talk_is_answered_with_what_can_be_asked(opening: str, spellings: list[str]) -> None:
    expected = SmallTalk(f"{opening} You can ask me about Ada Quill, Grey Heron.")
    assert {spelling: small_talk(spelling, TITLES) for spelling in spellings} == dict.fromkeys(spellings, expected)


@pytest.mark.parametrize(
    "question",
    [
        "Hello, when was she born?",
        "Hi, who succeeded her?",
        "Thanks, and when did he die?",
        "What is this award for?",
        "Who are you talking about?",
        "Help the homeless",
        "What did Ada say in her goodbye?",
        "Who said hello?",
        "What can herons eat?",
        "How do you do it?",
        "List all documents that I need",
        "Who has it helped?",
        "One more question: when was she born?",
        "That's wrong, when was she born?",
        "What do you mean by a caisson?",
        "Can I talk to a human?",
        "Where does it say that dogs may come?",
        "explain the fire of 1902",
        "source?",
        "Where do you get it?",
        "Can you repeat it?",
        "Is it open?",
        "Does it so far?",
        "who is it",
        "Is that all year?",
        "high",
        "this",
        "great expectations",
        "good question",
        "ok corral",
        "What is the fine?",
        "",
        "?",
        "🦆",
    ],
)
def test_a_question_is_not_small_talk(question: str) -> None:
    assert small_talk(question, TITLES) is None


@pytest.mark.parametrize(
    ("titles", "invitation"),
    [
        pytest.param([], "Ask me something about the documents.", id="none"),
        pytest.param(["Tea"], "You can ask me about Tea.", id="one"),
        pytest.param(["A", "B", "C"], "You can ask me about A, B, C.", id="three"),
        pytest.param(["A", "B", "C", "D", "E"], "You can ask me about A, B, C and 2 more.", id="more"),
    ],
)
def test_a_few_titles_are_named(titles: list[str], invitation: str) -> None:
    assert small_talk("hello", titles) == SmallTalk(f"Hello! {invitation}")


def test_what_a_document_is_about_is_no_small_talk() -> None:
    assert small_talk("Nice?", ["Lyon", "Nice"]) is None
    assert is_small_talk("Nice")
