"""What a browser gets: documents to read, answers in stretches, links, and what it must not do."""
