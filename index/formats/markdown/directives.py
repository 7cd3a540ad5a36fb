"""Lines of a Markdown file that tell the maker of a site what to do, and that its readers do not see.

They are the fences around a part (`::: warning`, of Pandoc, Docusaurus and VitePress) and the shortcodes of Hugo
(`{{< notice >}}`, `{{% notice %}}`) and Jekyll (`{% include map.html %}`), and what a page in MDX imports (`import Tabs from '@theme/Tabs';`).
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from index.formats.markdown.asides import names_kind, push_aside
from index.formats.markdown.block_rules import before_fence, matched_line, passed_over, words_of
from index.formats.title_words import is_title

_MOST_LINES = 200  # of a part with a title
_SHORTCODES = re.compile(r"(?:(?:\{\{<(?:(?!>\}\}).)*>\}\}|\{\{%(?:(?!%\}\}).)*%\}\}|\{%(?:(?!%\}).)*%\})[ \t]*)+")
_IMPORTS = re.compile(  # of MDX
    r"(?:import|export)[ \t]+(?:[\w$*{},. \t]*[ \t}]from[ \t]+)?(?P<quote>[\"'])[^\"']+(?P=quote)[ \t]*;?[ \t]*"
    r"|export[ \t]+(?:const|let|var)[ \t]+[\w$]+[ \t]*=.*;[ \t]*"
)
_FENCE = re.compile(
    r"(?P<colons>:{3,}+)[ \t]*+(?P<kind>[\w-]*+)(?:\[(?P<label>[^\[\]]*)\])?[ \t]*+(?:\{[^{}]*\}[ \t]*+)?"
    r"(?:(?<=[ \t}])(?P<title>[^\s:].*)|:*+[ \t]*+)"
)
_CODE = ("```", "~~~")


def without_directives(parser: MarkdownIt) -> MarkdownIt:
    """The parser, which from now on passes over such lines where they stand by themselves, and not in code.

    The title of a part (`::: tip Whom to ask`, `:::tip[Whom to ask]`) is that of an aside.
    """
    before_fence(parser, "shortcodes", passed_over(_SHORTCODES))
    before_fence(parser, "imports", passed_over(_IMPORTS))
    before_fence(parser, "part", _part)
    return parser


def _part(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    found = matched_line(_FENCE, state, first)
    if found is None or silent:
        return found is not None
    state.line = first + 1
    group = "label" if found["label"] else "title"
    title = (found[group] or "").rstrip(" \t:")
    if not names_kind(title, found["kind"]):
        closing = _closing(state, first, last, len(found["colons"]))
        after = closing or first + 1
        heads = closing is not None and is_title(title.strip())
        push_aside(
            state, (first, after), state.blkIndent, title, found.end() - found.start(group) - len(title), heads=heads
        )
    return True


def _closing(state: StateBlock, first: int, last: int, colons: int) -> int | None:
    """The line with nothing but at least as many colons that ends what begins on the first one; None if there is none near."""
    is_code = False
    for line in range(first + 1, min(last, first + _MOST_LINES)):
        words = words_of(state, line)
        if words and state.sCount[line] < state.blkIndent:
            return None
        is_code ^= words.startswith(_CODE)
        if not is_code and len(words) >= colons and not words.strip(":"):
            return line
    return None
