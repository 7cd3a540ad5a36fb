"""Replies in the forms of others: OpenAI's chat completions and the Model Context Protocol."""
