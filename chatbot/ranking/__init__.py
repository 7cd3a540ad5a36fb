"""What passages are ordered by: their signals, small models over them, and what only repeats."""
