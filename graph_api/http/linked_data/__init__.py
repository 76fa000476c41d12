"""Linked data: the documents about every resource, the files of a release, its descriptions, history and feeds."""
