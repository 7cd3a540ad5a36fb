"""Alerts, admonitions, tabs and fenced parts of Markdown: their titles head what is in them, and nothing else."""

from __future__ import annotations

import pytest
from outline import outline

from index.formats.markdown.read import read_markdown


def test_the_title_of_an_alert_heads_the_alert_alone() -> None:
    text = (
        "## Plot\n\n> [!info] Whom to ask\n> Ask *Edna*.\n>\n> - Or Ida.\n\nIt is large.\n\n> [!warning]- Never dig here\n> It is wet.\n\n"
        "> [!faq] Is it hers?\n> Yes.\n\n> [!tip] Only a title\n\n1. > [!note] Rent\n   > > 4 euros\n2. Way\n\n> [!note] Hens\n> Six.\n"
    )
    assert outline(read_markdown(text)) == [
        (("Plot",), "Plot", []),
        (("Plot", "Whom to ask"), "Whom to ask", [("paragraph", "Ask *Edna*."), ("item", "Or Ida.")]),
        (
            ("Plot",),
            "",
            [
                ("paragraph", "It is large."),
                ("paragraph", "Never dig here"),
                ("paragraph", "It is wet."),
                ("paragraph", "Is it hers?\n> Yes."),
                ("paragraph", "Only a title"),
                ("paragraph", "Rent"),
                ("paragraph", "4 euros"),
                ("item", "Way"),
            ],
        ),
        (("Plot", "Hens"), "Hens", [("paragraph", "Six.")]),
    ]


def test_the_title_of_an_admonition_or_a_tab_heads_its_body_alone() -> None:
    text = (
        '## Plot\n!!! note "Whom to ask"\n    Ask *Edna*\n    at noon.\n\n    - Or Ida.\n\n        dig --deep\n\n    ```\n    dig\n    ```\n'
        '\n    ### Adders\n    !!! danger inline end "The shed"\n        They bite.\n    Beware.\n\nIt is large.\n\n??? faq "Is it hers?"\n\n    Yes.\n'
        '\n=== "Guests in 2024"\n\n    | a | b |\n    | - | - |\n    | c | d |\n\n1. Way\n\n    !!! tip "Tools"\r\n\n\t\tA spade.\n2. End\n'
    )
    assert outline(read_markdown(text)) == [
        (("Plot",), "Plot", []),
        (
            ("Plot", "Whom to ask"),
            "Whom to ask",
            [
                ("paragraph", "Ask *Edna*\n    at noon."),
                ("item", "Or Ida."),
                ("item", "dig --deep"),
                ("code", "    dig"),
                ("paragraph", "Adders"),
            ],
        ),
        (("Plot", "Whom to ask", "The shed"), "The shed", [("paragraph", "They bite.")]),
        (("Plot", "Whom to ask"), "", [("paragraph", "Beware.")]),
        (("Plot",), "", [("paragraph", "It is large.")]),
        (("Plot", "Is it hers?"), "Is it hers?", [("paragraph", "Yes.")]),
        (("Plot", "Guests in 2024"), "Guests in 2024", [("row", "| a | b |"), ("row", "| c | d |")]),
        (("Plot",), "", [("item", "Way")]),
        (("Plot", "Tools"), "Tools", [("item", "A spade.")]),
        (("Plot",), "", [("item", "End")]),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!!! note\n    Dig.", [("paragraph", "Dig.")]),
        ('!!! note ""\n    Dig.', [("paragraph", "Dig.")]),
        ('???+ danger "Warning!"\n    Dig.', [("paragraph", "Dig.")]),
        ('!!! mine "Mine"\n    Dig.', [("paragraph", "Dig.")]),
        ('!!! tip "Never dig here"\n    It is wet.', [("paragraph", "Never dig here"), ("paragraph", "It is wet.")]),
        ('!!! tip "Boots"\n\nDig.', [("paragraph", "Boots"), ("paragraph", "Dig.")]),
        ("One.\n??? note\n    Dig.\nTwo.", [("paragraph", "One."), ("paragraph", "Dig."), ("paragraph", "Two.")]),
        ("!!! note\n        dig", [("code", "        dig")]),
        ("> !!! note\n>     Dig.", [("paragraph", "Dig.")]),
        ("!!! Do dig\n\nhere", [("paragraph", "!!! Do dig"), ("paragraph", "here")]),
        ("=== dig", [("paragraph", "=== dig")]),
        ('```\n!!! note "Dig"\n    here\n```', [("code", '!!! note "Dig"\n    here')]),
        ('    !!! note "Dig"\n        here', [("code", '    !!! note "Dig"\n        here')]),
    ],
    ids=[
        "no title", "empty title", "a kind as title", "its own kind as title", "a title that states something", "no body", "right below a paragraph",
        "code in it", "in a quote", "neither title nor body", "no tab", "in a fence", "in indented code",
    ],
)  # fmt: skip
def test_an_admonition_without_a_title_to_head_it_is_read_as_other_text(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert outline(read_markdown(text)) == [((), "", expected)]


@pytest.mark.parametrize("head", ["::: tip Whom to ask", ":::tip[Whom to ask]{.wide}", "::: {tip} Whom to ask :::"])
def test_the_title_of_a_fenced_part_heads_the_part_alone(head: str) -> None:
    text = f"## Plot\r\n:{head}\r\n::: note\r\nEdna.\r\n:::\r\n```\r\ndig\r\n::::\r\n```\r\n::::\r\nIt is large.\r\n"
    assert outline(read_markdown(text)) == [
        (("Plot",), "Plot", []),
        (("Plot", "Whom to ask"), "Whom to ask", [("paragraph", "Edna."), ("code", "dig\r\n::::")]),
        (("Plot",), "", [("paragraph", "It is large.")]),
    ]
