"""What `python -m index` can do, one file a subject.

A command imports what it alone needs inside its function, so that the others start at once.
"""
