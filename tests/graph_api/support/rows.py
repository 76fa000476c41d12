"""Answers as rows, so that they can be compared with the solutions of a SPARQL query over the same data."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

Row = tuple[str | None, ...]


def rows_of(answer: object, columns: Sequence[str]) -> set[Row]:
    """The rows of a JSON answer. Each column is a dotted path, and each member of a list gives a row of its own.

    A column that ends in `?` may be missing and is then None; if another one is missing, there is no row. `*` stands
    for any name.
    """
    paths = [tuple(column.removesuffix("?").split(".")) for column in columns]
    optional = [column.endswith("?") for column in columns]
    found = _rows(answer, dict(enumerate(paths)), optional)
    return {tuple(plain(row[number]) for number in range(len(columns))) for row in found}


def _rows(node: object, paths: dict[int, tuple[str, ...]], optional: Sequence[bool]) -> list[dict[int, Any]]:
    if isinstance(node, list):
        return [row for one in node for row in _rows(one, paths, optional)] or _missing(paths, optional)
    if node is None:
        return _missing(paths, optional)
    if not any(paths.values()):
        return [dict.fromkeys(paths, node)]
    assert isinstance(node, dict)
    by_name: dict[str, dict[int, tuple[str, ...]]] = {}
    for number, (name, *rest) in paths.items():
        by_name.setdefault(name, {})[number] = tuple(rest)
    parts = [
        _rows(list(node.values()) if name == "*" else node.get(name), rest, optional)
        for name, rest in by_name.items()
    ]
    return [{k: v for part in combined for k, v in part.items()} for combined in product(*parts)]


def _missing(paths: Iterable[int], optional: Sequence[bool]) -> list[dict[int, Any]]:
    return [dict.fromkeys(paths)] if all(optional[number] for number in paths) else []


def solutions_of(store: Store, sparql: str, variables: Sequence[str]) -> set[Row]:
    """The solutions of a SELECT over the union of all graphs, as rows of `variables`."""
    solutions = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    return {tuple(plain(value_of(solution[name])) for name in variables) for solution in solutions}


def value_of(term: object) -> str | None:
    """The value of a term of a solution; None if there is none."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    return str(term) if isinstance(term, BlankNode) else None


def plain(value: object) -> str | None:
    """One form for what both sides write differently: booleans, numbers, decimals with other zeros."""
    if isinstance(value, bool):
        return str(value).lower()
    text = None if value is None else str(value)
    if text and "." in text and text.lstrip("+-").replace(".", "", 1).isdecimal():
        return text.rstrip("0").rstrip(".")
    return text


def iter_flags(answer: object, name: str) -> Iterator[object]:
    """Every value of the field `name` anywhere in a JSON answer."""
    if isinstance(answer, list):
        for one in answer:
            yield from iter_flags(one, name)
    elif isinstance(answer, dict):
        for key, value in answer.items():
            if key == name:
                yield value
            yield from iter_flags(value, name)
