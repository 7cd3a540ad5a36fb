"""Ranked passages, weighed once more: by an owner's models, between readings, between documents."""
