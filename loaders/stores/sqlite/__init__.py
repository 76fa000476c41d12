"""Releases in SQLite files."""
