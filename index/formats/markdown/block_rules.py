"""How rules of our own stand among those by which markdown-it tells what a line begins, and what they see of a line."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

Rule = Callable[[StateBlock, int, int, bool], bool]  # (state, line, last line, silent): whether it takes the line


def before_fence(parser: MarkdownIt, name: str, rule: Rule) -> None:
    """Let the parser try a rule before blocks of code; what it takes ends a paragraph, as these do."""
    parser.block.ruler.before("fence", name, rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def passed_over(line_form: re.Pattern[str]) -> Rule:
    """The rule that leaves out lines of this form."""

    def rule(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
        found = matched_line(line_form, state, line)
        if found and not silent:
            state.line = line + 1
        return found is not None

    return rule


def matched_line(form: re.Pattern[str], state: StateBlock, line: int) -> re.Match[str] | None:
    """A line of this form, without its indent, as found in `state.src`; None where it is indented as code is."""
    if state.is_code_block(line):
        return None
    return form.fullmatch(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])


def words_of(state: StateBlock, line: int) -> str:
    """A line without the blanks around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
