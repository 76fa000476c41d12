"""JSON: the case as one object, with the names that GraphQL uses where it has them."""

import dataclasses
from typing import Any

import orjson

from graph_api.exports.case import JustifiedCase


def write(case: JustifiedCase) -> bytes:
    """The case, indented."""
    members = {key: value for key, value in _plain(case).items() if key != "base"}
    return orjson.dumps(members, option=orjson.OPT_INDENT_2) + b"\n"


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {_camel(field.name): _plain(getattr(value, field.name)) for field in fields}
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(one.capitalize() for one in others)
