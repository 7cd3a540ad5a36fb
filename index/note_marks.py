"""Marks of notes right behind the end of a sentence: `[^1]`, `[2][3]`, `[citation needed]`, `¹`."""

from __future__ import annotations

import regex

# What stands in brackets of its own is written behind a space; `[^1]` may be, too, but not before the note itself: `[^1]: …`.
# Of a program is what stands behind no word: `.[0]`.
NOTE_MARKS = regex.compile(
    r"""(?P<end>(?<=\w["'”’)\]*_~%°]*+)[.!?…]++["'”’)*_~]*+)"""
    r"""(?P<marks>(?:[ \t]?\[\^[^\[\]\s]++\](?!:)|\[[^\[\]]{0,39}[^\[\].!](?<!\^)\](?::[^\S\r\n]?\d[\d–-]*+)?|[⁰¹²³⁴-⁹]|[†‡])++)"""
    r"""(?P<closing>[*_~]*+["'”’)]*+)(?=\s|\Z)"""
)
