"""The lineage of a resource: its answer as a graph, its groups, its picture, and its page."""
