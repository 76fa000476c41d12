"""`impact` and `whatIf`: what rests on a thing, and what would change if something were otherwise."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.fields import Argument, bare_class, output_field
from graph_api.schema.scalars import Date

_PAGE = (
    Argument("first", int | None, "How many at most; 0: none. Absent or null: the default page size.", UNSET),
    Argument(
        "after",
        str | None,
        "What follows the item with this cursor. Absent or null: from the start.",
        UNSET,
    ),
)
_AS_OF = Argument("as_of", Date | None, "The day. Absent or null: today.", UNSET)


@strawberry.input(
    name="ChangeInput",
    description="That a resource has other values of a property than it has: exactly these.",
)
class ChangeInput:
    """One supposed change."""

    subject: strawberry.ID = strawberry.field(
        description="The IRI of the resource; one that is not known yet is taken to be new."
    )
    property: str = strawberry.field(
        description="The property, by IRI, or by the name of a field of any type; `types`: its classes."
    )
    values: list[str] = strawberry.field(
        description="All values that it is to have: IRIs of resources, codes by IRI or by the name of their value "
        "in the schema, others as they are written (`50.0`, `2026-01-31`). `[]`: none."
    )


def foresight_fields(resource: Any, justification: Any) -> Mapping[str, Any]:
    """The root fields `impact` and `whatIf`."""
    members: Any = _connection(resource)
    impact = _type(
        "Impact",
        "What rests on a resource, directly or by others.",
        {
            "resource": output_field(resource | None, "The resource; null: nothing is known of this IRI."),
            "criteria_sets": output_field(members, "The criteria sets, by IRI.", _PAGE),
            "assessments": output_field(members, "The assessments, by IRI.", _PAGE),
            "decisions": output_field(members, "The decisions, by IRI.", _PAGE),
            "platforms": output_field(members, "The platforms, by IRI.", _PAGE),
            "truncated": output_field(bool, "Whether more rests on it than was followed."),
        },
    )
    change: Any = _type(
        "StatusChange",
        "A platform whose case would be another.",
        {
            "platform": output_field(resource, "The platform."),
            "before": output_field(justification, "Its case as it is."),
            "after": output_field(justification, "Its case as it would be."),
        },
    )
    what_if = _type(
        "WhatIf",
        "What would be otherwise if some changes were made. Nothing is stored.",
        {
            "as_of": output_field(Date, "The day."),
            "gained": output_field(
                list[change], "Platforms that would have a status, or a higher one, by IRI."
            ),
            "lost": output_field(
                list[change], "Platforms that would lose a status, or a part of it, by IRI."
            ),
            "touched": output_field(
                list[change],
                "Platforms that would keep their status, but whose steps hold otherwise, by IRI: look at `verdict`.",
            ),
            "truncated": output_field(
                bool, "Whether the changes concern more platforms than were looked at."
            ),
        },
    )
    return {
        "impact": output_field(
            impact,
            "Which criteria sets, assessments, decisions and platforms rest on a criterion, an act, an organisation …",
            (
                Argument("iri", strawberry.ID, "The IRI of the thing."),
                Argument("as_of", Date | None, "Only by what holds on this day. Absent or null: any.", UNSET),
            ),
        ),
        "what_if": output_field(
            what_if,
            "Which platforms would gain or lose which status, and why, if thresholds, outcomes, counts, decisions or "
            "roles were otherwise.",
            (
                Argument("changes", list[ChangeInput], "What is supposed, all of it at once."),
                Argument(
                    "rejudge",
                    bool | None,
                    "Whether criteria with a threshold are judged anew from what was observed, by the counts where the "
                    "share does not follow from them; else outcomes stay as the assessors gave them. Null: they stay.",
                    False,
                ),
                _AS_OF,
            ),
        ),
    }


def _connection(resource: Any) -> Any:
    edge: Any = _type(
        "ImpactMemberEdge",
        "A thing that rests on another, and its place in the list.",
        {
            "node": output_field(resource, "The thing."),
            "cursor": output_field(str, "Where it stands in the list; for `after`."),
        },
    )
    return _type(
        "ImpactMemberConnection",
        "A page of a list of things that rest on another.",
        {
            "nodes": output_field(list[resource], "The things on this page, by IRI."),
            "edges": output_field(list[edge], "The things on this page with their cursors."),
            "page_info": output_field(common.PageInfo, "Where this page stands in the list."),
            "total_count": output_field(int, "How many there are on all pages."),
        },
    )


def _type(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    return strawberry.type(bare_class(name, fields), name=name, description=description)
