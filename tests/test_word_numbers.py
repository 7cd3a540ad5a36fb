"""The numbers that Word counts stand where a reader sees them; LibreOffice writes the same for these documents."""

from __future__ import annotations

import pytest
from conftest import World
from html_pages import outline
from word_documents import WORD, bold, paragraph, style, styles, table, written

from chatbot.outcome import Answered
from index.formats.word.read import read_word
from index.passage import Article

STYLES = styles(
    '<w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:outlineLvl w:val="0"/></w:pPr></w:style>',
    '<w:style w:type="numbering" w:styleId="Liste"><w:name w:val="a list"/></w:style>',
    style("Titel", "Title"),
)  # fmt: skip


def level(place: int, form: str, text: str, *more: str) -> str:
    return f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{"".join(more)}<w:lvlText w:val="{text}"/></w:lvl>'


def kind(identifier: int, *content: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identifier}">{"".join(content)}</w:abstractNum>'


def listed(identifier: int, kind: int, *overrides: str) -> str:
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{kind}"/>{"".join(overrides)}</w:num>'


CLAUSES = (level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "(%3)"), level(3, "lowerRoman", "(%4)"))  # fmt: skip
STEPS = (level(0, "decimal", "%1."), level(1, "lowerLetter", "%2."))
NUMBERING = (
    f'<w:numbering xmlns:w="{WORD}">'
    + kind(0, *CLAUSES)
    + kind(1, *STEPS)
    + kind(2, level(0, "upperRoman", "Article %1"), level(1, "decimalZero", "Section %1.%2", "<w:isLgl/>"))
    + kind(3, level(0, "bullet", "•"))
    + kind(4, '<w:numStyleLink w:val="Liste"/>')
    + kind(5, '<w:styleLink w:val="Liste"/>', level(0, "upperLetter", "%1)"))
    + kind(7, level(0, "decimal", f"%1{' and so on' * 6}"))
    + kind(6, level(0, "decimal", "%1"), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>'))
    + "".join(listed(number, number - 1) for number in range(1, 9))
    + listed(12, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    + listed(13, 1, f'<w:lvlOverride w:ilvl="0">{level(0, "ordinal", "Step %1:")}</w:lvlOverride>')
    + "</w:numbering>"
)


def line(words: str, number: int = 0, place: int = 0, style: str = "") -> str:
    properties = f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr>' if number else ""
    return paragraph(words, style=style, properties=properties)


def read(*lines: str) -> Article:
    return read_word(written("".join(lines), numbering=NUMBERING, styles=STYLES))


TENANCY = (
    line("Tenancy agreement", style="Titel"),
    line("Rent", style="Kapitel"),
    line("The rent is 900 pounds a month. It does not rise.", 1, 1),
    line("", 1, 1),
    line("It is paid by standing order.", 1, 1),
    line("Use", style="Kapitel"),
    line("The tenant must not:", 1, 1),
    line("keep animals;", 1, 2),
    line("smoke, except:", 1, 2),
    line("on the balcony;", 1, 3),
    line("in the yard;", 1, 3),
    line("play the drums.", 1, 2),
    line("Guests may stay for two weeks. They must:", 1, 1),
    line("be quiet.", 1, 2),
)


def test_clauses_and_headings_have_their_numbers_and_letters_are_items() -> None:
    assert outline(read(*TENANCY)) == [
        (
            ("1. Rent",),
            [
                ("paragraph", "1.1 The rent is 900 pounds a month. It does not rise."),
                ("paragraph", "1.3 It is paid by standing order."),  # an empty one is counted, and seen
            ],
        ),
        (
            ("2. Use",),
            [
                ("paragraph", "2.1 The tenant must not:"),
                ("item", "(a) keep animals;"),
                ("item", "(b) smoke, except:"),
                ("item", "(i) on the balcony;"),
                ("item", "(ii) in the yard;"),
                ("item", "(c) play the drums."),
                ("paragraph", "2.2 Guests may stay for two weeks. They must:"),
                ("item", "(a) be quiet."),
            ],
        ),
    ]
    assert [block.depth for block in read(*TENANCY).sections[1].blocks] == [0, 0, 0, 1, 1, 0, 0, 0]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param([line("Wait.", 2), line("By hand.", 2, 1), line("By foot.", 2, 1), line("Go.", 2), line("On.", 2, 1)], "1. Wait. a. By hand. b. By foot. 2. Go. a. On.", id="steps, and those within"),
        pytest.param([line("Wait.", 2), line("Then:"), line("Go.", 2)], "1. Wait. Then: 2. Go.", id="a list that goes on"),
        pytest.param([line("Wait.", 2), line("Then:"), line("Go.", 12), line("On.", 12)], "1. Wait. Then: 1. Go. 2. On.", id="a list that begins anew"),
        pytest.param([line("First things", 3), line("It is so.", 3, 1), line("Second things", 3), line("It is.", 3, 1)], "Article I First things Section 1.01 It is so. Article II Second things Section 2.01 It is.", id="Roman numbers, and in figures"),
        pytest.param([line("Tea.", 4), line("Milk.", 4)], "Tea. Milk.", id="signs"),
        pytest.param([line("Tea.", 5), line("Milk.", 5)], "A) Tea. B) Milk.", id="a list by a style"),
        pytest.param([line("One.", 7), line("One.", 7, 1), line("Two.", 7), line("Two.", 7, 1)], "1. One. 1) One. 2. Two. 2) Two.", id="a level that never begins anew"),
        pytest.param([line("Wait.", 13), line("Go.", 13)], "Step 1: Wait. Step 2: Go.", id="words, and a level of its own"),
        pytest.param([line("Rent is due.", 1, 1), line("Use", style="Kapitel"), line("It is used.", 1, 1)], "1.1 Rent is due. 1. Use 1.1 It is used.", id="a clause before its heading"),
        pytest.param([line("Wait.", 8)], "Wait.", id="a number with a story"),
        pytest.param([line("Rent is due.", 1, 12), line("It is.", 77)], "Rent is due. It is.", id="levels and lists that there are not"),
        pytest.param([line("Wait.", 2) for _ in range(28)] + [line("x", 2, 1)] * 28, f"{' '.join(f'{n}. Wait.' for n in range(1, 29))} {' '.join(f'{chr(97 + n % 26) * (1 + n // 26)}. x' for n in range(28))}", id="letters behind the last"),
    ],
)  # fmt: skip
def test_what_is_counted(lines: list[str], text: str) -> None:
    assert " ".join(read(*lines).text.split()) == text


def test_a_number_alone_is_none_of_an_item_s_words() -> None:
    steps = read(line("How to wait", style="Titel"), line("Sit down.", 2), line("Stay there.", 2))
    assert outline(steps) == [((), [("item", "Sit down."), ("item", "Stay there.")])]
    assert steps.text == "1. Sit down.\n\n2. Stay there."


def test_bold_words_with_a_number_head_a_section_and_cells_have_none() -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr>'
    body = (
        paragraph(bold("Deposit"), properties=number)
        + paragraph("It is paid back.")
        + paragraph(bold("Keys?"), "<w:r><w:br/></w:r>", "Yes, two.", properties=number)
        + line("The end.")
        + table(("Room", "Bed"), (f"<w:tc>{paragraph('Attic', properties=number)}</w:tc>", "two"))
    )
    article = read(body)
    assert article.title == ""  # no document is called by a heading with a number
    assert outline(article) == [
        (
            ("1. Deposit",),
            [
                ("paragraph", "It is paid back."),
                ("item", "Keys?"),
                ("item", "Yes, two."),
                ("paragraph", "The end."),
                ("row", "Room | Bed"),
                ("row", "Attic | two"),
            ],
        )
    ]
    assert "2. Keys?\n\nYes, two." in article.text  # the lines of one item


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What does clause 1.1 say?", ["1.1 The rent is 900 pounds a month.", "It does not rise."]),
        ("clause 2.2 (a)", ["(a) be quiet."]),
        (
            "section 1",
            ["1.1 The rent is 900 pounds a month.", "It does not rise.", "1.3 It is paid by standing order."],
        ),
    ],
)
def test_a_clause_is_told_by_the_number_that_nobody_typed(new_world: World, question: str, told: list[str]) -> None:
    document = written("".join(TENANCY), numbering=NUMBERING, styles=STYLES)
    outcome = new_world.answerer({"tenancy.docx": document}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert [passage.text for passage in outcome.told] == told
