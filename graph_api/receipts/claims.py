"""The claims of a receipt, a JWT (RFC 7519): all that is needed to ask the question again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from graph_api.history.history import KnownReleases
from graph_api.receipts.canonical import text_hash

KIND = "ndp-receipt+jwt"
"""The `typ` of receipts, so that nothing else that is signed passes for one (RFC 8725, 3.11)."""


class BadClaim(ValueError):
    """A claim is missing or invalid; the text is its name."""


@dataclass(frozen=True, slots=True)
class ReleaseClaim:
    """The release that answered: its id, the hash of its dump, its certificate, the hash of its ontology."""

    id: str
    hash: str
    certificate: str
    ontology: str


@dataclass(frozen=True, slots=True)
class Operation:
    """The question: the document, the name of the executed operation, the variables with defaults filled in."""

    document: str
    name: str | None = None
    variables: Mapping[str, object] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """`sha256:` and the SHA-256 of the document's UTF-8, as in `documentId` and persisted queries."""
        return text_hash(self.document.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class AnswerCircumstances:
    """All else that the answer depends on: the client's languages, the day, the page sizes (default, largest).

    `known` are the releases that there were, if the answer depends on them; else None. `data` are the sources that
    count, as in `extensions.data`; empty if all do. `federation`: the service was a subgraph, with a schema of its own.
    """

    languages: tuple[str, ...]
    today: date
    pages: tuple[int, int]
    known: KnownReleases | None = None
    data: Mapping[str, object] = field(default_factory=dict)
    federation: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a receipt. `time` is in seconds since 1970, `answer` the hash of the canonical JSON of `data`.

    `operation_hash` repeats the hash of the operation, for readers who know only the hash.
    """

    issuer: str
    time: int
    release: ReleaseClaim
    operation: Operation
    operation_hash: str
    circumstances: AnswerCircumstances
    answer: str
    program: str

    @property
    def moment(self) -> str:
        """The time of signing, in the form of RFC 3339."""
        return moment(self.time)

    def to_payload(self) -> dict[str, Any]:
        """The payload of the JWT."""
        release, operation, around = self.release, self.operation, self.circumstances
        payload: dict[str, Any] = {
            "iss": self.issuer,
            "iat": self.time,
            "release": {name: getattr(release, name) for name in ReleaseClaim.__slots__},
            "operation": {
                "hash": self.operation_hash,
                "document": operation.document,
                "variables": dict(operation.variables),
            },
            "languages": list(around.languages),
            "today": around.today.isoformat(),
            "pages": list(around.pages),
            "answer": self.answer,
            "program": self.program,
        }
        if operation.name is not None:
            payload["operation"]["name"] = operation.name
        if around.data:
            payload["data"] = dict(around.data)
        if around.federation:
            payload["federation"] = True
        if around.known is not None:
            payload["current"] = around.known.current
            if around.known.newest != around.known.current:
                payload["newest"] = around.known.newest
        return payload


def moment(seconds: int) -> str:
    """A time in seconds since 1970 in the form of RFC 3339; the number itself if it is beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError):
        return str(seconds)


def read_claims(payload: Mapping[str, Any]) -> Claims:
    """The claims in a payload. Raises `BadClaim` with the name of the first one that is invalid."""
    release, operation = _get(payload, "release", dict), _get(payload, "operation", dict)
    name, current, newest = operation.get("name"), payload.get("current"), payload.get("newest")
    for optional, value in (("operation.name", name), ("current", current), ("newest", newest)):
        if not (value is None or isinstance(value, str)):
            raise BadClaim(optional)
    return Claims(
        issuer=_get(payload, "iss", str),
        time=_get(payload, "iat", int),
        release=ReleaseClaim(*(_get(release, part, str, "release.") for part in ReleaseClaim.__slots__)),
        operation=Operation(
            _get(operation, "document", str, "operation."),
            name,
            _get(operation, "variables", dict, "operation."),
        ),
        operation_hash=_get(operation, "hash", str, "operation."),
        circumstances=AnswerCircumstances(
            tuple(_list(payload, "languages", str)),
            _day(payload),
            _pages(payload),
            None if current is None else KnownReleases(current, newest or current),
            _get(payload, "data", dict) if "data" in payload else {},
            _is_subgraph(payload),
        ),
        answer=_get(payload, "answer", str),
        program=_get(payload, "program", str),
    )


def _get(payload: Mapping[str, Any], name: str, kind: type, within: str = "") -> Any:
    value = payload.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise BadClaim(within + name)
    return value


def _list(payload: Mapping[str, Any], name: str, kind: type) -> list[Any]:
    values = _get(payload, name, list)
    if not all(isinstance(one, kind) and not isinstance(one, bool) for one in values):
        raise BadClaim(name)
    return list(values)


def _pages(payload: Mapping[str, Any]) -> tuple[int, int]:
    sizes = _list(payload, "pages", int)
    if len(sizes) != 2 or not 0 < sizes[0] <= sizes[1]:
        raise BadClaim("pages")
    return sizes[0], sizes[1]


def _is_subgraph(payload: Mapping[str, Any]) -> bool:
    value = payload.get("federation", False)
    if not isinstance(value, bool):
        raise BadClaim("federation")
    return value


def _day(payload: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(_get(payload, "today", str))
    except ValueError:
        raise BadClaim("today") from None
