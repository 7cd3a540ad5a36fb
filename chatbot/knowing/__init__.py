"""What the documents are known to answer: questions of a set form, by the passage in its place and not by likeness."""
