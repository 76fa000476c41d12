"""The requests of clients, read and checked: batches of queries, and data extensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph_api.errors import QueryError
from ontology.json_reader import JsonProblem, read_json
from ontology.values.fold import iter_spans

MOST_QUERIES = 50
"""Most queries of a batch."""
MOST_IDS, MOST_PROPERTIES = 500, 25
"""Most resources and properties of a data extension."""
_USUAL_CANDIDATES, _MOST_CANDIDATES = 5, 50
_MOST_WORDS, _MOST_VALUES, _MOST_CONSTRAINTS = 30, 10, 5
PROPOSED = (
    "`/reconcile/{lang}/suggest/property?prefix=` and `/reconcile/{lang}/properties?type=` list properties."
)
"""The hint for a property that nobody knows."""
STRICTNESS = ("any", "should", "all")


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """A value that a property should have: a text, or (`is_id`) the identifier of a resource."""

    text: str
    is_id: bool = False


@dataclass(frozen=True, slots=True)
class PropertyConstraint:
    """A property, by its identifier, and the values that are looked for: it should have one of them."""

    property: str
    values: tuple[PropertyValue, ...]


@dataclass(frozen=True, slots=True)
class CandidateQuery:
    """One query of a batch: a name, types by identifier, constraints, and the number of candidates wanted."""

    text: str
    types: tuple[str, ...] = ()
    strictness: str = "any"
    limit: int = _USUAL_CANDIDATES
    constraints: tuple[PropertyConstraint, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtendedProperty:
    """A property to read: at most `limit` values (None: as many as a page has), or their number (`counts`).

    `every_language`: texts in all languages.
    """

    id: str
    limit: int | None = None
    counts: bool = False
    every_language: bool = False


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """Resources, by identifier, and the properties of them to read."""

    ids: tuple[str, ...]
    properties: tuple[ExtendedProperty, ...] = field(default=())


def read_batch(text: str) -> Mapping[str, CandidateQuery]:
    """The queries of a batch by their keys. Raises `QueryError` `BAD_REQUEST`."""
    members = _object(_json(text, "queries"), "`queries`")
    if len(members) > MOST_QUERIES:
        raise bad_request(f"A batch may have {MOST_QUERIES} queries, not {len(members)}.")
    return {key: _query(_object(value, f"The query {key!r}"), key) for key, value in members.items()}


def read_extension(text: str) -> ExtensionRequest:
    """A data extension. Raises `QueryError` `BAD_REQUEST`."""
    members = _object(_json(text, "extend"), "`extend`")
    ids, properties = members.get("ids"), members.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise bad_request("`ids` must be a list of strings.")
    if not isinstance(properties, list):
        raise bad_request("`properties` must be a list of objects.")
    if len(ids) > MOST_IDS or len(properties) > MOST_PROPERTIES:
        raise bad_request(f"A data extension may have {MOST_IDS} `ids` and {MOST_PROPERTIES} `properties`.")
    return ExtensionRequest(tuple(dict.fromkeys(ids)), tuple(map(_property, properties)))


def _query(members: Mapping[str, Any], key: str) -> CandidateQuery:
    text, types = members.get("query", ""), members.get("type") or ()
    strictness, constraints = members.get("type_strict") or "any", members.get("properties") or ()
    if not isinstance(text, str):
        raise bad_request(f"`query` of {key!r} must be a string.")
    if strictness not in STRICTNESS:
        raise bad_request(f"`type_strict` of {key!r} must be one of {', '.join(STRICTNESS)}.")
    if not isinstance(constraints, Sequence) or len(constraints) > _MOST_CONSTRAINTS:
        raise bad_request(f"`properties` of {key!r} must be a list of at most {_MOST_CONSTRAINTS} objects.")
    if "query" not in members and not constraints:
        raise bad_request(f"The query {key!r} needs `query` or `properties`.")
    return CandidateQuery(
        _cut(text),
        tuple(dict.fromkeys(_types(types, key))),
        strictness,
        _limit(members.get("limit")) or _USUAL_CANDIDATES,
        tuple(_constraint(one, key) for one in constraints),
    )


def _types(types: object, key: str) -> list[str]:
    """Types, each by its identifier alone or as an object with it."""
    given = [types] if isinstance(types, str | Mapping) else types
    if not isinstance(given, list | tuple):
        raise bad_request(f"`type` of {key!r} must be a string or a list of strings.")
    named = [one.get("id") if isinstance(one, Mapping) else one for one in given]
    known = [one for one in named if isinstance(one, str)]
    if len(known) < len(named):
        raise bad_request(f"`type` of {key!r} must be a string or a list of strings.")
    return known


def _constraint(constraint: object, key: str) -> PropertyConstraint:
    members = _object(constraint, f"A member of `properties` of {key!r}")
    name, values = members.get("pid"), members.get("v")
    if not isinstance(name, str):
        raise bad_request(f"A member of `properties` of {key!r} needs `pid`.")
    listed = values if isinstance(values, list) else [values]
    return PropertyConstraint(name, tuple(_value(one, key) for one in listed[:_MOST_VALUES]))


def _value(value: object, key: str) -> PropertyValue:
    match value:
        case bool():
            return PropertyValue("true" if value else "false")
        case str() | int() | float():
            return PropertyValue(str(value))
        case Mapping() if isinstance(value.get("id"), str):
            return PropertyValue(value["id"], is_id=True)
    raise bad_request(
        f"`v` of {key!r} must be a text, a number, a boolean, an object with `id`, or a list of these."
    )


def _property(value: object) -> ExtendedProperty:
    members = _object(value, "A member of `properties`")
    name, settings = members.get("id"), members.get("settings") or {}
    if not isinstance(name, str) or not isinstance(settings, Mapping):
        raise bad_request("A member of `properties` needs `id`; its `settings` are an object.")
    return ExtendedProperty(
        name,
        _limit(settings.get("limit")),
        counts=_is_on(settings.get("count")),
        every_language=settings.get("lang") == "all",
    )


def _limit(value: object) -> int | None:
    """A number of members, as clients write it; None: not stated, or 0."""
    try:
        number = int(float(str(value)))
    except (ValueError, OverflowError):
        return None
    return min(number, _MOST_CANDIDATES) if number > 0 else None


def _is_on(value: object) -> bool:
    return value is True or str(value).lower() in ("true", "on", "1")


def _cut(text: str) -> str:
    """The first words of a long text, as a search may have so many."""
    ends = [end for _, end in iter_spans(text)]
    return text[: ends[_MOST_WORDS - 1]] if len(ends) > _MOST_WORDS else text


def _json(text: str, name: str) -> Any:
    try:
        return read_json(text)
    except JsonProblem as problem:
        raise bad_request(f"Invalid JSON in `{name}`: {problem}.") from None


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise bad_request(f"{what} must be a JSON object.")
    return value


def bad_request(message: str, hint: str | None = None) -> QueryError:
    """The error of a request that is not one of the API."""
    usual = "Send `queries` or `extend` as the Reconciliation API 0.2 describes them."
    return QueryError(message, code="BAD_REQUEST", hint=hint or usual)
