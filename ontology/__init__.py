"""Meaning: the ontology's Turtle files and the pure code that reads them into one frozen model."""
