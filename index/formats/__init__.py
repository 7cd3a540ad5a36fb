"""One file a format: each reads one document into an Article."""
