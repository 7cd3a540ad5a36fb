"""What a question leaves out: what it means by its words, and by the turns before it."""
