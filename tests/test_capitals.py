"""Names in small letters get their capitals, and nothing else does."""

from __future__ import annotations

import pytest

from chatbot.conversation.capitals import WrittenNames

NAMES = WrittenNames(
    ["Ada Quill", "Mary-Ann O'Dell", "Johann Strauß"],
    ["Quill", "Tarn Dam", "tarn DAM", "Long"],
    {"long", "members", "jones", "women", "dogs", "loss", "head", "office", "dario", "brown"}.__contains__,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("when was ada quill born?", "when was Ada Quill born?"),
        ("and quill", "and Quill"),
        ("who was ada quill's mother", "who was Ada Quill's mother"),
        ("who opened tarn dam, and when", "who opened Tarn Dam, and when"),
        ("where did mary-ann o'dell live", "where did Mary-Ann O'Dell live"),
        ("WHEN WAS ADA QUILL BORN", "WHEN WAS ADA QUILL BORN"),
        ("the dam of the tarn", "the dam of the tarn"),
        ("quills", "quills"),
        ("was it written with the quill", "was it written with the quill"),
        ("how long did he live", "how long did he live"),
        ("how long is the tarn dam", "how long is the tarn dam"),
        ("and the ada quill of the song", "and the Ada Quill of the song"),
        ("who was johann strauß", "who was Johann Strauß"),
        ("", ""),
    ],
)
def test_names_are_written_as_the_documents_do(text: str, expected: str) -> None:
    assert NAMES.capitalised(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Members pay £20. The thief ran.", "members pay £20. the thief ran."),
        ("Women stoned the house.", "women stoned the house."),
        ("Jones resigned in 1931.", "Jones resigned in 1931."),
        ("Quill was born here.", "Quill was born here."),
        ("Most of it is oak.", "most of it is oak."),
        ("In Members Hall", "In Members Hall"),
        ("Dogs need no ticket.", "dogs need no ticket."),
        ("Head numbers are kept.", "head numbers are kept."),
        ("Loss of earnings is paid.", "loss of earnings is paid."),
        ("Loss of the Tarn", "Loss of the Tarn"),
        ("Dario cuts them.", "Dario cuts them."),
        ("Office: Ada Quill, warden", "office: Ada Quill, warden"),
        ("Sum: 5\n- **Head of sales:** 5", "Sum: 5\n- **head of sales:** 5"),
        ("Gout nurse: Una Reed", "gout nurse: Una Reed"),
        ("Head Office: Una Reed", "head office: Una Reed"),
        ("Dario: yes", "Dario: yes"),
        ("Dario, a cook: yes", "Dario, a cook: yes"),
        ("Una Reed: Brown Bread", "Una Reed: Brown Bread"),
        ("Office of Tarn Dam: yes", "Office of Tarn Dam: yes"),
        ("Quill brother: Sam Quill", "Quill brother: Sam Quill"),
        ("Otang's office: Sam Quill", "Otang's office: Sam Quill"),
        ("Zone B (north): 5", "Zone B (north): 5"),
        ("", ""),
    ],
)
def test_what_only_opens_a_sentence_is_no_name(text: str, expected: str) -> None:
    assert NAMES.without_sentence_capitals(text) == expected
