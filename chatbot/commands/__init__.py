"""The commands: one file a group of them, and what they print on."""
