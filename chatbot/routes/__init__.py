"""HTTP: parse, call, return. What a request means is decided in the steps of the pipeline."""
