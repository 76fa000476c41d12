"""Releases in a Neo4j database."""
