"""What `build` is made of: what one file gives, who does the work and in which batches, how the passage table is written, and where a version goes."""
