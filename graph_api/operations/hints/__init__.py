"""Hints: what to write here instead of what the document has, by habits of other APIs and by meaning."""
