"""What `chunk` is made of: what belongs into one block, where a block is cut, and where a browser finds a passage."""
