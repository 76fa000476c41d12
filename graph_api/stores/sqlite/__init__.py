"""Answering plans from SQLite: one statement for each root and each link along a relation.

Each count and each tally takes one more.
"""
