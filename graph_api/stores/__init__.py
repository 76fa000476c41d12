"""Answering plans: one adapter per store behind one port. SQL and Cypher live here and nowhere else."""
