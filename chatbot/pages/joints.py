"""What divides the cells of a row, and a term from its definition, in HTML within Markdown: tags, which a page shows otherwise."""

from __future__ import annotations

import re

# The widget's script has the same rule.
JOINT = re.compile(
    r"(?:<p(?:\s[^<>]*)?>\s*|</p>\s*)*</?(?:t[dh]|d[td])(?:\s[^<>]*)?>(?:\s*</?(?:t[dh]|d[td]|p)(?:\s[^<>]*)?>)*",
    re.IGNORECASE,
)
