"""Directives and targets of MyST: which are text, which only give an order to the maker of the site."""

from __future__ import annotations

import pytest
from html_pages import outline

from index.formats.markdown.read import read_markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```{warning}\nDo *not* dig\nhere.\n\n- Nor there.\n```\nOne.", [("paragraph", "Do *not* dig\nhere."), ("item", "Nor there."), ("paragraph", "One.")]),
        ("```{note}\n:class: wide\n:name: a\nDig.\n```", [("paragraph", "Dig.")]),
        ("~~~ {admonition} Never dig here\n---\nclass: wide\n---\nIt is wet.\n~~~", [("paragraph", "Never dig here"), ("paragraph", "It is wet.")]),
        ("````{tip}\n```sh\ndig\n```\n````", [("code", "dig")]),
        ("- One.\n  ```{versionchanged} 2.1\n  Two.\n  ```\n> ```{figure} a.png\n> Three.\n> ```", [("item", "One."), ("item", "Two."), ("paragraph", "Three.")]),
        ("```{toctree}\n:maxdepth: 2\n\nbeds\n```\n```{contents}\n:local:\n```\nOne.", [("paragraph", "One.")]),
        ("(beds)=\n## Beds\n\nOne.\n(labels/all-of-it)=\nTwo.", [("paragraph", "One."), ("paragraph", "Two.")]),
        ("```{code-block} sh\ndig\n```\n```{.sh}\ndig on\n```\n    (beds)=", [("code", "dig"), ("code", "dig on"), ("code", "    (beds)=")]),
        ("```\n(beds)=\n```{note}\n```\nSee (beds)= here.", [("code", "(beds)=\n```{note}"), ("paragraph", "See (beds)= here.")]),
        ("```{note}\nDig.\n\nOne.", [("code", "Dig.\n\nOne.")]),
    ],
    ids=[
        "an admonition", "options", "a title that states something, and options in YAML", "code within", "in a list and a quote", "orders",
        "targets", "code", "within code", "never closed",
    ],
)  # fmt: skip
def test_a_directive_is_text_code_or_an_order(text: str, expected: list[tuple[str, str]]) -> None:
    assert [block for _, blocks in outline(read_markdown(text)) for block in blocks] == expected


def test_the_title_of_a_directive_heads_its_body_alone() -> None:
    text = "## Plot\r\n```{admonition} Whom to ask\r\n:class: tip\r\nEdna.\r\n```\r\nIt is large.\r\n```{tip} Tip\r\nDig.\r\n```\r\n"
    assert outline(read_markdown(text)) == [
        (("Plot",), []),
        (("Plot", "Whom to ask"), [("paragraph", "Edna.")]),
        (("Plot",), [("paragraph", "It is large."), ("paragraph", "Dig.")]),
    ]
