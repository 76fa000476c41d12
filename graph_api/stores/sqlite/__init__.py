"""Answering plans from SQLite: one statement per level of the plan."""
