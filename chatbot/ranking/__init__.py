"""What passages are ordered by: the evidence, small models over it, and what only repeats."""
