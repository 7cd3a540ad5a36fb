"""What the ranking cannot tell from words that are met, and rules can: each takes passages and puts some last, or others in their place."""
