"""Canonical N-Quads: lines of text, their labels, and the files that hold one group of graphs each."""
