"""The shape results of a release: written, read, carried over and compared."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from loaders.validation.validate import ShapeResult
from ontology.errors import DamagedFile
from ontology.json_reader import read_json
from ontology.severity import Severity


def to_json(results: Iterable[ShapeResult]) -> bytes:
    """`findings.json`: the results in their order."""
    ordered = [_plain(result) for result in sorted(results, key=lambda r: r.order)]
    return json.dumps(ordered, ensure_ascii=False, indent=1).encode() + b"\n"


def from_json(content: bytes, name: object) -> tuple[ShapeResult, ...]:
    """The results that `to_json` wrote; `name` is for the message of the `DamagedFile` that bad content raises."""
    try:
        parts: list[dict[str, Any]] = read_json(content)
        return tuple(ShapeResult(**part | {"severity": Severity(part["severity"])}) for part in parts)
    except (KeyError, TypeError, ValueError) as problem:
        raise DamagedFile(name, f"is damaged: {problem}") from problem


def carried_over(
    before: Iterable[ShapeResult], checked: Collection[str], now: Iterable[ShapeResult]
) -> tuple[ShapeResult, ...]:
    """The results when only the nodes `checked` were validated again, with the results `now`."""
    kept = [result for result in before if result.focus not in checked]
    return tuple(sorted({*kept, *now}, key=lambda result: result.order))


def new_results(
    before: Iterable[ShapeResult], after: Iterable[ShapeResult], severities: Collection[Severity]
) -> tuple[ShapeResult, ...]:
    """The results of `after` with one of these severities that are not in `before`.

    Blank nodes have other labels whenever their graph changes, so they count as equal.
    """
    known = Counter(_identity(result) for result in before if result.severity in severities)
    new = []
    for result in after:
        if result.severity in severities:
            identity = _identity(result)
            if known[identity] > 0:
                known[identity] -= 1
            else:
                new.append(result)
    return tuple(new)


def _identity(result: ShapeResult) -> tuple[str, str, str | None, str | None]:
    value = result.value
    return (
        _anonymous(result.focus),
        result.component,
        result.path,
        None if value is None else _anonymous(value),
    )


def _anonymous(node: str) -> str:
    return "_:" if node.startswith("_:") else node


def _plain(result: ShapeResult) -> Mapping[str, Any]:
    values = {field.name: getattr(result, field.name) for field in fields(result)}
    # Texts are made when they are read.
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
