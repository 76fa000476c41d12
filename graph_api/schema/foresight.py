"""`impact` and `whatIf`: what depends on a resource, and what would change if the data were different."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema.arguments import DAY, FORWARD_PAGE, IDENTITY
from graph_api.schema.common import connection
from graph_api.schema.fields import Argument, object_type, output_field
from graph_api.schema.scalars import Date


@strawberry.input(
    name="ChangeInput",
    description="A supposed change: the values that a property of a resource would have, in place of its own.",
)
class ChangeInput:
    """One supposed change."""

    subject: strawberry.ID = strawberry.field(
        description="The IRI of the resource. An unknown IRI means a new resource."
    )
    property: str = strawberry.field(
        description="The property, by IRI or by the name of a field of any type. `types`: the classes of the resource."
    )
    values: list[str] = strawberry.field(
        description="All values after the change: resources by IRI, codes by IRI or by the name of their value in the "
        "schema, other values as they are written (`50.0`, `2026-01-31`). `[]`: no values."
    )


def foresight_fields(resource: Any, justification: Any) -> Mapping[str, Any]:
    """The root fields `impact` and `whatIf`."""
    return {
        "impact": output_field(
            _impact(resource),
            "The criteria sets, assessments, decisions and platforms that depend on a criterion, an act, an "
            "organisation or another resource.",
            (
                *IDENTITY,
                Argument(
                    "as_of",
                    Date | None,
                    "Only through what is valid on this day. Absent or null: any day.",
                    UNSET,
                ),
            ),
        ),
        "what_if": output_field(
            _what_if(resource, justification),
            "The platforms that would gain or lose a status, and why, if thresholds, outcomes, counts, decisions or "
            "roles were different.",
            (
                Argument("changes", list[ChangeInput], "The supposed changes, made all at once."),
                Argument(
                    "rejudge",
                    bool | None,
                    "`true`: judge criteria with a threshold again by what was observed, and by the counts where the "
                    "observed share does not follow from them. `false` or null: keep the outcomes of the assessors.",
                    False,
                ),
                DAY,
            ),
        ),
    }


def _impact(resource: Any) -> Any:
    members: Any = connection("ImpactMember", resource, "The dependent resources on this page, by IRI.")
    return object_type(
        "Impact",
        "What depends on a resource, directly or through other resources.",
        {
            "resource": output_field(
                resource | None, "The resource, or null if nothing is known about this IRI."
            ),
            "criteria_sets": output_field(members, "The dependent criteria sets, by IRI.", FORWARD_PAGE),
            "assessments": output_field(members, "The dependent assessments, by IRI.", FORWARD_PAGE),
            "decisions": output_field(members, "The dependent decisions, by IRI.", FORWARD_PAGE),
            "platforms": output_field(members, "The dependent platforms, by IRI.", FORWARD_PAGE),
            "truncated": output_field(bool, "True if more depends on the resource than was followed."),
        },
    )


def _what_if(resource: Any, justification: Any) -> Any:
    change: Any = object_type(
        "StatusChange",
        "A platform whose justification would change.",
        {
            "platform": output_field(resource, "The platform."),
            "before": output_field(justification, "The justification as it is."),
            "after": output_field(justification, "The justification as it would be."),
        },
    )
    return object_type(
        "WhatIf",
        "The effects of supposed changes. Nothing is stored.",
        {
            "as_of": output_field(Date, "The day."),
            "gained": output_field(
                list[change], "Platforms that would gain a status or get a higher one, by IRI."
            ),
            "lost": output_field(list[change], "Platforms that would lose a status or part of it, by IRI."),
            "touched": output_field(
                list[change],
                "Platforms that would keep their status but with other outcomes of steps, another verdict or other "
                "findings, by IRI.",
            ),
            "truncated": output_field(bool, "True if the changes affect more platforms than were examined."),
        },
    )
