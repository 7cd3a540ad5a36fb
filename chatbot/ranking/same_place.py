"""Passages at the same place of pages that have one form: the prices of two products, the opening hours of two branches."""

from __future__ import annotations

from index import BlockKind, Passage, cell_spans


def heading(passage: Passage) -> str:
    """The heading that it stands right below, case folded; empty where none is above it."""
    return passage.section[-1].casefold() if passage.section else ""


def label(passage: Passage) -> str:
    """What a fact is called, or a row by its first cell, case folded; empty for what is neither."""
    if passage.kind is BlockKind.FACT:
        return passage.fact_key.casefold()
    if passage.kind is BlockKind.ROW and (cells := cell_spans(passage.text)):
        return passage.text[slice(*cells[0])].casefold()
    return ""


def are_at_the_same_place(first: Passage, second: Passage) -> bool:
    """Whether they are facts or rows that are called the same, or, where one is neither, stand below the same heading."""
    if label(first) and label(second):
        return label(first) == label(second)
    return bool(first.section) and heading(first) == heading(second)
