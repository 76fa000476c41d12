"""Answers as tables: the list of an operation, its members as rows with columns, and one module a format."""
