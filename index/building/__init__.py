"""What `build` is made of: who does the work and in which batches, how the passage table is written, and where a version goes."""
