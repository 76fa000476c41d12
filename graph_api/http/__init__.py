"""HTTP: which path answers what, in which media type, and for how long."""
