"""The versions of an ontology: what changed from one to the next, and since when a term exists."""
