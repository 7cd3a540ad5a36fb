"""Who asks, and how much of it: addresses, keys, limits and the queue."""
