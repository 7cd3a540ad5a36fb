"""Plain text without marks for its headings: they are told by their form, and what is none stays a passage."""

from __future__ import annotations

import pytest

from index.formats.text.read import read_wiki_text

CONTRACT = """\
TENANCY AGREEMENT

1. Deposit
1.1 The deposit is £960.
1.2 It is returned within ten days.

2. Bills

2.1 Water
2.1.1 Water is included in the rent.
"""
NOTES = """\
Notes of the harbour
====================

Boats
-----
The boats come in at dawn, and they leave again with the tide.

What to bring

Bring a rope, a lamp and as much patience as you can find at home.
It is cold.

Who comes

- Ida
- Karl

Last page
"""


def sections(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    article = read_wiki_text(text)
    assert all(text[s.heading_start : s.heading_end] == s.path[-1] for s in article.sections if s.path)
    return [(s.path, [text[b.start : b.end] for b in s.blocks]) for s in article.sections]


def test_a_contract_has_its_clauses_for_sections() -> None:
    assert read_wiki_text(CONTRACT).title == ""  # so its id is its file's name
    assert sections(CONTRACT) == [
        (("1. Deposit",), ["1.1 The deposit is £960.", "1.2 It is returned within ten days."]),
        (("2. Bills",), []),
        (("2. Bills", "2.1 Water"), ["2.1.1 Water is included in the rent."]),
    ]


def test_underlined_lines_and_short_ones_by_themselves_are_headings() -> None:
    boats = "The boats come in at dawn, and they leave again with the tide."
    bring = "Bring a rope, a lamp and as much patience as you can find at home."
    assert read_wiki_text(NOTES).title == "Notes of the harbour"
    assert sections(NOTES) == [
        (("Boats",), [boats]),
        (("Boats", "What to bring"), [bring, "It is cold."]),
        (("Boats", "Who comes"), ["Ida", "Karl", "Last page"]),
    ]


def test_questions_before_their_answers_are_headings() -> None:
    text = "Nursery\n\nQ: When are you open?\nA: From seven. Until six.\n\nQ: Is there a list?\n\nA: Yes.\nQ: Really?\nAsk us.\n"
    assert sections(text) == [
        (("When are you open?",), ["From seven. Until six."]),
        (("Is there a list?",), ["Yes.", "Q: Really?", "Ask us."]),
    ]


def test_questions_are_headings_behind_a_sentence_and_in_a_text_with_marks() -> None:
    text = "= Salon =\n\n== Hair ==\n\nQ: My daughter is 14. Will you dye her hair?\nA: With a letter.\n"
    assert sections(text) == [
        (("Hair",), []),
        (("Hair", "My daughter is 14. Will you dye her hair?"), ["With a letter."]),
    ]


def test_problems_before_their_remedies_are_headings() -> None:
    text = "Problem: the picture freezes\nRemedy: move it.\n\nProblem: a leak\nWe know of it.\n"
    assert sections(text) == [
        (("the picture freezes",), ["move it.", "Problem: a leak\nWe know of it."]),
    ]


def test_numbered_lines_right_above_their_sentences_are_headings() -> None:
    text = "Present: Ida\nAbsent: Karl\n\n1. Swings\nHe told of them.\n\n2. Footpath 7\nThe stile is broken.\nTo do: mend it.\n"
    assert sections(text) == [
        ((), ["Present: Ida", "Absent: Karl"]),
        (("1. Swings",), ["He told of them."]),
        (("2. Footpath 7",), ["The stile is broken.", "To do: mend it."]),
    ]


TERMS = (
    "1) Booking\nA booking is valid once we have the deposit.\n\n{}\n\n3) Liability\nGuests are liable for damages.\n"
)


@pytest.mark.parametrize(
    "part", ["2) Minutes of the last meeting\nApproved", "2) Pets\na) more than two: no\nb) one: yes"]
)
def test_a_number_between_two_headings_is_one_whatever_stands_below_it(part: str) -> None:
    text = TERMS.format(part)
    assert [section.path for section in read_wiki_text(text).sections] == [
        ("1) Booking",),
        (part.partition("\n")[0],),
        ("3) Liability",),
    ]


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("2) We are closed in May\nSorry", id="it states something"),
        pytest.param("2) a towel\n2) a rope", id="twice"),
        pytest.param("2. Pets\nOn request", id="another mark"),
        pytest.param("4) Pets\nOn request", id="another number"),
    ],
)
def test_other_numbers_between_them_are_none(part: str) -> None:
    found = [section.path for section in read_wiki_text(TERMS.format(part)).sections]
    assert found == [("1) Booking",), ("3) Liability",)]


def test_beside_sure_titles_one_above_a_short_sentence_is_a_heading_but_no_greeting() -> None:
    long = "You get your money back within fourteen days, on the very card that you used."
    text = f"Dear guests\n\n{long}\n\nRefunds\n\n{long}\n\nGift cards\n\nValid for 24 months.\n\nDelivery\n\n{long}\n"
    assert [section.path for section in read_wiki_text(text).sections] == [
        (),
        ("Refunds",),
        ("Gift cards",),
        ("Delivery",),
    ]


def test_numbered_lines_in_capitals_are_headings_among_others() -> None:
    text = (
        "1. APOLOGIES\nIda was ill.\n\n2. ACCOUNTS 2025\nThey were closed.\n\n3. TRIP OF CLASS 7B\nBoat: none\n\n"
        "4. SWINGS\n- One is locked.\n\n5. ROPES\nIda sold them.\n\n6. CALL 112\nIf it burns.\n7. NETS\n8. OARS\n"
    )
    assert sections(text) == [
        (("1. APOLOGIES",), ["Ida was ill."]),
        (("2. ACCOUNTS 2025",), ["They were closed."]),
        (("3. TRIP OF CLASS 7B",), ["Boat: none"]),
        (("4. SWINGS",), ["One is locked."]),
        (("5. ROPES",), ["Ida sold them.", "CALL 112", "If it burns.", "NETS", "OARS"]),
    ]


def test_numbered_lines_are_headings_above_sentences_that_are_wrapped_by_hand() -> None:
    text = "1. Footpath 12\n   The stile is broken, since the boys of\n   Gull Bay climb it.\n\n2. Boats and\n   Rafts of the\n   village. Two.\n"
    assert sections(text) == [
        (
            ("1. Footpath 12",),
            [
                "The stile is broken, since the boys of\n   Gull Bay climb it.",
                "Boats and\n   Rafts of the\n   village. Two.",
            ],
        )
    ]


RAIN = "The boats came in at dawn, and they left again with the tide."


@pytest.mark.parametrize(
    "heading",
    [
        pytest.param("What they cost to run", id="what is told"),
        pytest.param("WHO WE ARE", id="in capitals"),
        pytest.param("Why the post is vacant", id="with a verb"),
        pytest.param("BEFORE YOU TAKE IT", id="when"),
    ],
)
def test_clauses_that_name_what_is_told_are_headings(heading: str) -> None:
    assert sections(f"{RAIN}\n\n{heading}\n\n{RAIN}\n") == [((), [RAIN]), ((heading,), [RAIN])]


@pytest.mark.parametrize("heading", ["1. Bramolo Due", "The third expedition, 1903", "Questions we are often asked"])
def test_a_line_with_an_underline_of_its_length_is_a_heading(heading: str) -> None:
    text = f"{RAIN}\n\n{heading}\n{'-' * len(heading)}\nWeight: 52 kg\n"
    assert sections(text) == [((), [RAIN]), ((heading,), ["Weight: 52 kg"])]


def test_a_line_above_lines_with_labels_is_a_heading() -> None:
    assert sections(f"{RAIN}\n\nProduct lines\n\nKoti: units for flats\n2 Meri, large: units for ships\n") == [
        ((), [RAIN]),
        (("Product lines",), ["Koti: units for flats", "2 Meri, large: units for ships"]),
    ]


@pytest.mark.parametrize(
    ("sure", "like"),
    [
        pytest.param(("Spring fair", "Health"), "Trip to the planetarium", id="by themselves"),
        pytest.param(("BOATS", "CREW"), "BOTH HARBOURS ARE SHUT", id="in capitals"),
        pytest.param(("Article 1. Purpose", "Article 2. Dues"), "Article 3. Boats", id="with a number"),
        pytest.param(("1. Purpose", "2. Dues"), "3. COSTS THAT YOU MAY DEDUCT", id="with a number, in capitals"),
        pytest.param(
            ("6.1 How it began", "6.2 The two regents"), "6.3 Why it declined", id="with a number of two parts"
        ),
    ],
)
def test_a_line_is_a_heading_where_others_of_its_form_are(sure: tuple[str, str], like: str) -> None:
    headings = (*sure, like)
    text = "\n\n".join([RAIN, *(f"{heading}\n\n{RAIN}" for heading in headings)])
    assert sections(text) == [((), [RAIN]), *(((heading,), [RAIN]) for heading in headings)]


@pytest.mark.parametrize(
    ("sure", "other"),
    [
        pytest.param(("Spring fair", "Health"), "The pool is closed on Mondays", id="a statement"),
        pytest.param(("Spring fair", "Health"), "Ida Storm, head of the school", id="with a comma"),
        pytest.param(("BOATS", "CREW"), "SMOKING IS NOT ALLOWED", id="a rule in capitals"),
    ],
)
def test_a_line_that_states_something_stays_a_passage_beside_them(sure: tuple[str, str], other: str) -> None:
    text = "\n\n".join([RAIN, *(f"{heading}\n\n{RAIN}" for heading in sure), other, RAIN])
    assert sections(text)[-1] == ((sure[1],), [RAIN, other, RAIN])


def test_no_passage_holds_a_rule() -> None:
    assert sections(f"{RAIN}\n----\nCall 112\n-----\n\n=====\nThey left.\n") == [((), [RAIN, "Call 112", "They left."])]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It rained.\n\nThe boats came in at dawn, and they left again with the tide.\n", id="a sentence"),
        pytest.param(
            "Dear Ida,\n\nThe boats came in at dawn, and they left again with the tide.\n", id="a letter's opening"
        ),
        pytest.param("Ida Storm\n\nKarl Storm\n\nOtto Lind\n", id="names"),
        pytest.param(
            "Boats\nThe boats came in at dawn, and they left again with the tide.\n", id="a line of its paragraph"
        ),
        pytest.param("Boats\n\nThey left.\n", id="above next to nothing"),
        pytest.param("1. Deposit\n2. Bills\n3. Pets\n", id="a numbered list"),
        pytest.param(
            "1. Deposit\n\nThe deposit is returned, and it bears interest as long as it is held.\n", id="one item"
        ),
        pytest.param("1. Take the long\nroad to the mill.\n2. Turn left.\n", id="a wrapped item"),
        pytest.param(
            "2. The office moves to Leeds in May\nNo one objected to it.\n", id="a clause that states something"
        ),
        pytest.param("3. Carl resigns as treasurer\nBo takes over until the next meeting.\n", id="by another verb"),
        pytest.param(
            "The wifi password is sunflower22\n\nThe boats came in at dawn, and they left again with the tide.\n",
            id="a statement by itself",
        ),
        pytest.param(
            "Der Müll wird dienstags abgeholt\n\nThe boats came in at dawn, and they left again with the tide.\n",
            id="in another language",
        ),
        pytest.param("The meeting room is on floor 7\n-----\nBring a pen.\n", id="a statement underlined"),
        pytest.param(
            "CALL 112\n\nThe boats came in at dawn, and they left again with the tide.\n", id="a number to call"
        ),
        pytest.param(
            "4. Redistribution. You may reproduce copies of the\nWork or Derivative Works thereof in any medium.\n",
            id="a wrapped clause",
        ),
        pytest.param(
            "If it rains we meet indoors\n\nThe boats came in at dawn, and they left again with the tide.\n",
            id="a clause and a statement",
        ),
        pytest.param(
            "What costs 300 euros\n\nThe boats came in at dawn, and they left again with the tide.\n",
            id="a clause with an amount",
        ),
        pytest.param(
            "Mayor: Ida Storm\n\nThe boats came in at dawn, and they left again with the tide.\n",
            id="a label by itself",
        ),
        pytest.param("Sent: Monday\n-----\nThe meeting is moved\n-----\n", id="between rulers"),
        pytest.param("12 thousand tickets in the\nFirst week were sold. It rained.\n", id="a number that opens a line"),
        pytest.param("1 Espresso\n1.50 euros\n2 Croissant\n2.40 euros\n", id="prices"),
        pytest.param("Q. Adams\nA. Brown\n", id="initials"),
        pytest.param(
            "Q: It was said to be 300 euros. It is refunded. Is that right?\nA: Yes.\n",
            id="a question that states something",
        ),
        pytest.param("It was of the plan of the\nMinistry: it would be built.\n", id="a wrapped line with a colon"),
        pytest.param("GULL BAY\n\nCOD AND HERRING\n", id="nothing but capitals"),
        pytest.param(
            "The boats came in at dawn.\n----\nThey left again with the tide.\n", id="a line between sentences"
        ),
        pytest.param("Boats\n\n- one that leaks\n", id="above one item"),
        pytest.param(
            "= Harbour =\n\nBoats\n\nThe boats came in at dawn, and they left again with the tide.\n", id="marks"
        ),
    ],
)
def test_other_lines_stay_passages(text: str) -> None:
    [(path, _)] = sections(text)
    assert path == ()


BODY = "The boats came in at dawn, and they left again with the tide. It is a paragraph.\n\n"


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["Dogs", "Keys, locks and doors", "Noise"], id="with a comma"),
        pytest.param(["Dogs", "Noise", "Contents of the pack"], id="the last of them"),
        pytest.param(["Scope of these terms", "Dogs", "Noise"], id="the first of them"),
    ],
)
def test_numbers_that_count_on_are_headings(names: list[str]) -> None:
    headings = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    found = sections("RULES\n\n" + "".join(f"{heading}\n\n{BODY}" for heading in headings))
    assert [path for path, _ in found] == [(heading,) for heading in headings]


def test_headings_without_a_number_are_within_the_number_above() -> None:
    heads = ["1. Before use", "Other medicines", "Driving", "2. Dosage", "If you forget it", "3. Storage"]
    found = sections("RULES\n\n" + "".join(f"{head}\n\n{BODY}" for head in heads))
    assert [path for path, _ in found] == [
        ("1. Before use",),
        ("1. Before use", "Other medicines"),
        ("1. Before use", "Driving"),
        ("2. Dosage",),
        ("2. Dosage", "If you forget it"),
        ("3. Storage",),
    ]


PARTS = [
    "1. CARE",
    "1.1 Intervals",
    "1.2 Milk",
    "1.3 Mains water (B only)",
    "2. FAULTS",
    "2.1 Messages",
    "2.2 Faults without a code",
]


def parts(heads: list[str]) -> list[str]:
    rows = "Wash    daily     2 min\nRinse   weekly    5 min\nGrease  yearly    9 min\n\n"
    bodies = ["", rows, BODY, BODY, "", BODY, "Loud: switch off.\n\n"]
    found = sections("MANUAL\n\n" + "".join(f"{head}\n\n{body}" for head, body in zip(heads, bodies, strict=True)))
    return [path[1] for path, _ in found if len(path) > 1]


def test_parts_that_count_from_one_are_headings_whatever_stands_below_them() -> None:
    assert parts(PARTS) == [*PARTS[1:4], *PARTS[5:]]


def test_one_that_states_something_stays_a_passage() -> None:
    heads = ["1.3 Nobody may smoke here" if head.startswith("1.3") else head for head in PARTS]
    assert parts(heads) == [*PARTS[1:3], *PARTS[5:]]


@pytest.mark.parametrize(
    "part", ["1.3 Nobody may smoke here.", "1.5 Mains water (B only)", "1.3 Mains water (B only):"]
)
def test_where_one_does_not_count_on_or_is_a_sentence_none_is_by_that(part: str) -> None:
    assert parts([part if head.startswith("1.3") else head for head in PARTS]) == [PARTS[2], *PARTS[5:]]


@pytest.mark.parametrize("last", ["Any other business", "A.O.B."])
def test_the_last_number_that_counts_on_is_a_heading_on_top_of_a_list(last: str) -> None:
    text = f"1. Welcome\nAda welcomed all who had come to the hall.\n\n2. Report\nIvo reported that the roof is dry again.\n\n3. {last}\n * Foxes were seen.\n * Parking is tight.\n"
    assert [section.path for section in read_wiki_text(text).sections if section.path] == [
        ("1. Welcome",), ("2. Report",), (f"3. {last}",),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "last",
    ["5. Any other business\n * Foxes\n * Parking\n", "3. Milk\n4. Eggs\n", "It ends.\n3. Milk\n * whole\n * lean\n"],
)
def test_other_numbers_behind_the_last_heading_are_none(last: str) -> None:
    text = f"1. Welcome\nAda welcomed all who had come to the hall.\n\n2. Report\nIvo reported that the roof is dry again.\n\n{last}"
    assert [section.path for section in read_wiki_text(text).sections if section.path] == [
        ("1. Welcome",),
        ("2. Report",),
    ]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        (f"PREFACE\n\n{BODY}1. MEMBERS\n\n{BODY}2. HOMES\n\n{BODY}", [("PREFACE",), ("1. MEMBERS",), ("2. HOMES",)]),
        (
            f"HOUSE RULES\n\n{BODY}1. Noise\n\n{BODY}2. Pets\n\n{BODY}",
            [("HOUSE RULES",), ("HOUSE RULES", "1. Noise"), ("HOUSE RULES", "2. Pets")],
        ),
        (
            f"INTRODUCTION\n\n{BODY}1. Aims\n\n{BODY}RULES\n\n{BODY}2. Pets\n\n{BODY}",
            [("INTRODUCTION",), ("INTRODUCTION", "1. Aims"), ("RULES",), ("RULES", "2. Pets")],
        ),
    ],
    ids=["a preface", "a part", "one of several parts"],
)
def test_a_preface_heads_no_clause_behind_it(text: str, paths: list[tuple[str, ...]]) -> None:
    assert [path for path, _ in sections(f"Club\n\n{text}") if path] == paths
