"""What is seen of requests: log lines, metrics and spans."""
