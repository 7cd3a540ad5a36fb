"""A question's way to its reply, for the playground."""
