"""The versions of an index on an object store: many servers follow what one machine builds."""
