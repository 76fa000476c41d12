"""Answering plans from Neo4j: one Cypher statement per root field."""
