"""What divides the cells of a row, a term from its definition, and a heading from what is right below it, in HTML within Markdown:
tags, which a page shows otherwise.
"""

from __future__ import annotations

import re

# The widget's script has the same rule.
JOINT = re.compile(
    r"(?:(?:<p(?:\s[^<>]*)?>\s*|</p>\s*)*</?(?:t[dh]|d[td]|h[1-6])(?:\s[^<>]*)?>|</p>\s*<p(?:\s[^<>]*)?>)"
    r"(?:\s*</?(?:t[dh]|d[td]|h[1-6]|p|div)(?:\s[^<>]*)?>)*",
    re.IGNORECASE,
)
