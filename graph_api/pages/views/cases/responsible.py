"""The bodies and firms that answer for a platform or its kind: when, and who stands in their place on a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph_api.pages.views.cases.linked import all_linked, is_illustrative, texted
from graph_api.pages.views.days import day_of, holds_on
from graph_api.pages.views.reader import PageReader
from graph_api.pages.views.texts_of_answers import LinkedText, linked

MANAGING = "managing-agency"


@dataclass(frozen=True, slots=True)
class ResponsibleRow:
    """A role and its holder, with its first and last day. `now` are those who stand in their place on the day.

    `holds`: the role is held on the day, and the holder is itself there.
    """

    role: LinkedText
    holder: LinkedText
    begin: str
    end: str
    now: Sequence[LinkedText]
    holds: bool
    is_illustrative: bool
    is_managing: bool
    of_kind: bool


@dataclass(frozen=True, slots=True)
class Responsible:
    """All roles, oldest first, and the bodies that manage the kind of platform on the day."""

    rows: Sequence[ResponsibleRow]
    managing: Sequence[LinkedText]


def responsible(platform: Mapping[str, Any], reader: PageReader) -> Responsible:
    """The roles in an answer, those of the kind of platform first."""
    kind = platform["ofKind"]
    of_kind = [one for one in (kind["roles"]["nodes"] if kind else ()) if one["agent"] and one["role"]]
    own = [one for one in platform["roles"]["nodes"] if one["agent"] and one["role"]]
    rows = [
        *(_row(one, reader, of_kind=True) for one in of_kind),
        *(_row(one, reader, of_kind=False) for one in own),
    ]
    managing = [one for one in (*of_kind, *own) if one["role"]["code"] == MANAGING and holds_on(one, reader)]
    bodies = {body["iri"]: body for one in managing for body in _bodies(one)}
    return Responsible(rows, all_linked(bodies.values(), reader))


def _bodies(role: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Those who answer on the day for what the holder of a role did; the holder, if nobody is known."""
    return role["agent"].get("responsibleOn") or [role["agent"]]


def _row(role: Mapping[str, Any], reader: PageReader, *, of_kind: bool) -> ResponsibleRow:
    holder, bodies = role["agent"], list(_bodies(role))
    is_itself = [one["iri"] for one in bodies] == [holder["iri"]]
    return ResponsibleRow(
        texted(role["role"]["label"], reader),
        linked(holder, reader),
        day_of(role["validFrom"], reader),
        day_of(role["validUntil"], reader),
        [] if is_itself else all_linked(bodies, reader),
        holds_on(role, reader),
        is_illustrative(role["sources"]),
        role["role"]["code"] == MANAGING,
        of_kind,
    )
