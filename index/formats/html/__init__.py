"""HTML: what of a page is content, and what of that is a heading, a passage, a row or a block of code."""
