"""PDF: what a form is filled with is read beside its labels."""

from __future__ import annotations

import pytest

from index.formats.pdf.read import read_pdf

Words = tuple[int, int, str]  # left, base line, words; in points
Field = tuple[int, int, int, str]  # left, base line, width, and what else its annotation says


def form(words: list[Words], fields: list[Field]) -> bytes:
    """A page with words and fields of a form, as programs leave it that draw no values themselves."""
    first = 6
    names = " ".join(f"{first + number} 0 R" for number in range(len(fields)))
    drawn = "".join(f"1 0 0 1 {left} {base} Tm ({said}) Tj " for left, base, said in words)
    content = f"BT /F 10 Tf {drawn} ET"
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{names}]/DR<</Font<</F 5 0 R>>>>/DA(/F 10 Tf 0 g)>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 500]/Contents 4 0 R/Annots[{names}]/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *(
            f"<</Type/Annot/Subtype/Widget/T(f{number})/P 3 0 R/Rect[{left} {base - 3} {left + width} {base + 10}]{said}>>"
            for number, (left, base, width, said) in enumerate(fields)
        ),
    ]
    body = "".join(f"{number} 0 obj{content}endobj\n" for number, content in enumerate(objects, 1))
    return f"%PDF-1.7\n{body}trailer<</Root 1 0 R>>".encode()


def text(value: str, flags: int = 0) -> str:
    return f"/FT/Tx/V({value})/Ff {flags}"


@pytest.mark.parametrize(
    ("words", "fields", "expected"),
    [
        ([(30, 300, "Name"), (30, 280, "Town")], [(120, 300, 90, text("Ada Quill")), (120, 280, 90, text("Harwick"))], "Name Ada Quill|Town Harwick"),
        ([(30, 300, "Name"), (200, 300, "Town")], [(230, 300, 90, text("Harwick")), (60, 300, 90, text("Ada Quill"))], "Name Ada Quill Town Harwick"),
        ([(30, 300, "Name"), (200, 300, "Town")], [(30, 282, 90, text("Ada Quill")), (200, 282, 90, text("Harwick"))], "Name Ada Quill Town Harwick"),
        ([(30, 300, "The tenant,"), (180, 300, ", rents the"), (30, 288, "berth.")], [(90, 300, 80, text("Tom Reed"))], "The tenant, Tom Reed, rents the berth."),
        ([(30, 300, "Name: ____________")], [(65, 300, 90, text("Ada Quill"))], "Name: Ada Quill"),
        ([(50, 300, "With dinner")], [(30, 300, 12, "/FT/Btn/V/Yes/AS/Yes/AP<</N<</Yes 4 0 R/Off 4 0 R>>>>")], "☒ With dinner"),
        ([(30, 300, "Class")], [(70, 300, 90, "/FT/Ch/Ff 131072/Opt[[(a)(First)][(b)(Second)]]/V(b)")], "Class Second"),
        ([(30, 300, "Tea.")], [(120, 100, 90, text("Ada Quill"))], "Tea.|Ada Quill"),
        ([(30, 300, "Code")], [(70, 300, 90, text("1234", 8192)), (70, 300, 90, text("5") + "/F 2"), (70, 300, 90, text(""))], "Code"),
    ],
    ids=["beside", "two in a line", "below", "in a sentence", "on a rule", "ticked", "chosen", "without a label", "unseen"],
)  # fmt: skip
def test_the_values_of_a_form_are_read_where_a_reader_sees_them(
    words: list[Words], fields: list[Field], expected: str
) -> None:
    article = read_pdf(form(words, fields))
    blocks = [block for section in article.sections for block in section.blocks]
    assert "|".join(article.text[block.start : block.end] for block in blocks) == expected
