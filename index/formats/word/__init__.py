"""Word: a document's own headings, lists, tables and notes, read as HTML is."""
