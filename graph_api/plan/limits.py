"""The limits of one question."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The maximum for each argument; `default_page`: the page size if none is requested."""

    default_page: int = 20
    max_page: int = 200
    max_groups: int = 20_000
    walk_depth: int = 20
    walk_nodes: int = 1_000
    walk_edges: int = 5_000
    search_nodes: int = 20_000
    max_paths: int = 100
    diff_statements: int = 1_000_000
    """The maximum of a diff: the statements of the changed graphs in both releases together."""
