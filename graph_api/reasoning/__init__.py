"""Reasoning over what a release says: why something holds, what blocks it, what would change it.

`facts` gathers the statements about a case in a fixed number of questions; the rest is pure.
"""
