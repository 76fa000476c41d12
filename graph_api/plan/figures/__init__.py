"""The figures of a list: facets, aggregates and groups."""
