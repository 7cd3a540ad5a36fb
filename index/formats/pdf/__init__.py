"""PDF: lines by where they stand, paragraphs and headings by their type."""
