"""Markdown, with what generators of sites add to it."""
