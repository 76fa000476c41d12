"""Older releases: the list of them, and their files in the release folder."""
