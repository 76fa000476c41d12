"""SPARQL over a release: an index of its own, read by processes that are ended when a query takes too much."""
