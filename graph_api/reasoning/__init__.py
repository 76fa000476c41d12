"""Reasoning over the facts of a release: why something holds, what blocks it, what would change it.

Everything here is pure: `computed.gathering` reads the `Facts` of a case in a fixed number of statements.
"""
