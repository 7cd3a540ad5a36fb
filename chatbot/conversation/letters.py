"""Capital and small letters for patterns, as `re` knows no `\\p{Lu}`: those of Latin-1 are told apart, others are both."""

from __future__ import annotations

CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
SMALL = r"[^\W\d_A-ZÀ-ÖØ-Þ]"
