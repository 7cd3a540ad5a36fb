"""Plain text, wiki text in it too: headings by the form of a line, and the facts of an infobox."""
