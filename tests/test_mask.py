"""What leads to a person is named, not shown; everything else stays as it was written."""

from __future__ import annotations

import pytest

from chatbot.reporting.mask import mask


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("I am jane.doe+x@mail.example.org, who are you?", "I am [e-mail], who are you?"),
        ("<jane@example.org>", "<[e-mail]>"),
        ("call +855 12 345 678 now", "call [number] now"),
        ("call (012) 345-6789", "call [number]"),
        ("card 4111 1111 1111 1111?", "card [number]?"),
        ("5551234", "[number]"),
        ("ទូរស័ព្ទ ០១២៣៤៥៦៧៨", "ទូរស័ព្ទ [number]"),
        ("insurance number 123-45-6789", "insurance number [number]"),
        ("red \x1b[31m\x07and\u202e back", "red  [31m and  back"),
    ],
)
def test_what_leads_to_a_person_or_takes_over_the_terminal_is_masked(written: str, shown: str) -> None:
    assert mask(written) == shown


@pytest.mark.parametrize(
    "written",
    [
        "What happened in 1998-2012?",
        "between 1998/2003/2008",
        "on 2016-05-14 or 14.05.2016",
        "a village of 2,000,000",
        "room 123456",
        "price 12.50, 3 to 5 days",
        "someone @ home",
        "",
    ],
)
def test_dates_years_and_short_numbers_stay(written: str) -> None:
    assert mask(written) == written
