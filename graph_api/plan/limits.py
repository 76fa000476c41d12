"""How much one question may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that each argument may ask for; `default_page`: what is given where nothing is said."""

    default_page: int = 20
    max_page: int = 200
    walk_depth: int = 20
    walk_nodes: int = 1_000
    walk_edges: int = 5_000
    search_nodes: int = 20_000
    max_paths: int = 100
    diff_statements: int = 1_000_000
    """Of the changed graphs of a diff, both releases together."""
