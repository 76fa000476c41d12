"""`release`, `releases` and `diff`: the state of the graph at earlier times, and the changes since.

`releasePublished`, the field of subscriptions, has the same of each release when it becomes the current one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import FORWARD_PAGE, LANG
from graph_api.schema.common import connection
from graph_api.schema.fields import Argument, object_type, output_field
from graph_api.schema.scalars import Date, DateTime

_NO_FOLDER = "Null if the service has no release folder."
_TYPES = (
    "Only resources of these types in either release, including subclasses. "
    "Absent or null: all types; `[]`: none."
)
_GRAPHS = (
    "Only statements of these graphs, by IRI. A resource is still added or removed with regard to the whole release. "
    "Absent or null: all source graphs; `[]`: none. `…/graph/findings` shows new and fixed findings, "
    "`…/graph/derived` changed status periods, `…/graph/labels` changed composed labels."
)


@dataclass(frozen=True, slots=True)
class ReleaseTypes:
    """The types `Release` and `Diff`."""

    release: Any
    diff: Any


def release_types(resource: Any) -> ReleaseTypes:
    """The types of releases; `resource` is the interface of resources."""
    return ReleaseTypes(_release(), _diff(resource))


def release_fields(made: ReleaseTypes, types: Any) -> Mapping[str, Any]:
    """The root fields `release`, `releases` and `diff`."""
    return {
        "release": output_field(made.release, "The release that answers."),
        "releases": output_field(
            connection("Release", made.release, "The releases on this page, newest first."),
            "The current release and all before it, newest first, whichever release answers.",
            FORWARD_PAGE,
        ),
        "diff": output_field(
            made.diff,
            "The differences between two releases: resources described in only one of them, or differently in both.",
            (
                Argument("from_", strawberry.ID, "The id of the first release.", graphql_name="from"),
                Argument("to", strawberry.ID, "The id of the second release, which may be the older one."),
                *_compared(types),
            ),
        ),
    }


def subscription_fields(made: ReleaseTypes, types: Any) -> Mapping[str, Any]:
    """The fields of `Subscription`."""
    published = object_type(
        "PublishedRelease",
        "A release that has become the current one: it was built, or made the current one again by a rollback.",
        {
            "id": output_field(
                strawberry.ID,
                "The id of the event, for `Last-Event-ID`: that of the release, with more after it for a rollback, so "
                "each event has its own. `release { id }` is the id of the release.",
            ),
            "rollback": output_field(
                bool, "True if it is an earlier release that was made the current one again."
            ),
            "release": output_field(made.release, "The release."),
            "before": output_field(
                made.release | None,
                "The release that was current before; null if the service does not have it.",
            ),
            "diff": output_field(
                made.diff | None, "The differences from `before`; null without it.", _compared(types)
            ),
        },
    )
    return {
        "release_published": output_field(
            published,
            "Each release that becomes the current one from now on, or after the event in the header "
            "`Last-Event-ID` (the id of a release is that of its publication): in order, each event once. "
            "A query with `@release(id:)` has more of it; an event without answer has `errors`.",
        )
    }


def _compared(types: Any) -> tuple[Argument, ...]:
    """The arguments of a diff that say what is compared."""
    return (
        Argument("types", list[types] | None, _TYPES, UNSET),
        Argument("graphs", list[strawberry.ID] | None, _GRAPHS, UNSET),
    )


def _release() -> Any:
    graph = object_type(
        "ReleaseGraph",
        "The size of a source graph in a release.",
        {
            "iri": output_field(strawberry.ID, "The IRI of the graph; `resource(iri:)` has more about it."),
            "statements": output_field(int, "The number of its statements."),
            "subjects": output_field(int, "The number of distinct resources that its statements are about."),
        },
    )
    term = object_type(
        "TermUse",
        "How often a release uses a class or property.",
        {
            "iri": output_field(strawberry.ID, "The IRI of the term."),
            "label": output_field(common.LangText, "The label of the term in the ontology.", (LANG,)),
            "count": output_field(
                int,
                "For a class: the number of resources stated to belong to it, not counting subclasses. For a property: "
                "the number of statements with it, each counted once in every graph that makes it.",
            ),
        },
    )
    switch = object_type(
        "PolicySwitch",
        "A switch of the rules, with its value when the release was built.",
        {
            "name": output_field(
                str, "The name of the switch: the flag of `load` with `_` for `-`, such as `outlives_agency`."
            ),
            "value": output_field(str, "The value as JSON: `true`, `365`."),
        },
    )
    return object_type(
        "Release",
        "The graph as published at one time. A release never changes.",
        {
            "id": output_field(strawberry.ID, "The id of the release, as for `@release(id:)`."),
            "built_at": output_field(
                DateTime | None, f"The time at which the release was built. {_NO_FOLDER}"
            ),
            "evaluation_date": output_field(
                Date | None, f"The day that counts as today for its checks and rules. {_NO_FOLDER}"
            ),
            "statements": output_field(int, "The number of statements in all graphs."),
            "hash": output_field(
                str | None, f"`sha256:` and the SHA-256 of the canonical dump (`nq`). {_NO_FOLDER}"
            ),
            "certificate": output_field(
                str | None,
                "`sha256:` and a SHA-256 over the hashes of the files, the ontology, the evaluation date and the "
                f"policy. {_NO_FOLDER}",
            ),
            "policy": output_field(
                list[switch] | None,  # type: ignore[valid-type]  # made at run time
                f"The settings of the rules, by name. {_NO_FOLDER}",
            ),
            "current": output_field(bool, "True if this release answers requests that do not name one."),
            "subjects": output_field(
                int | None, f"The number of distinct resources that have statements. {_NO_FOLDER}"
            ),
            "graphs": output_field(
                list[graph] | None,  # type: ignore[valid-type]  # made at run time
                f"The source graphs, by IRI. {_NO_FOLDER}",
                (Argument("iris", list[strawberry.ID] | None, "Only these. Absent or null: all.", UNSET),),
            ),
            "classes": output_field(list[term] | None, f"The classes in use, by IRI. {_NO_FOLDER}"),  # type: ignore[valid-type]  # made at run time
            "properties": output_field(
                list[term] | None,  # type: ignore[valid-type]  # made at run time
                f"The properties in use, by IRI. {_NO_FOLDER}",
            ),
        },
    )


def _diff(resource: Any) -> Any:
    change = object_type(
        "ResourceChange",
        "The statements about a resource that are in one release and not in the other.",
        {
            "iri": output_field(
                strawberry.ID,
                "The IRI of the resource; for a blank node its `_:label` in the release that has it.",
            ),
            "resource": output_field(
                resource, "The resource in the release `to`, or in the release `from` if it was removed."
            ),
            "added": output_field(
                list[str], "The statements about it in `to` only: sorted canonical N-Quads lines."
            ),
            "removed": output_field(
                list[str],
                "The statements about it in `from` only: sorted canonical N-Quads lines.",
            ),
        },
    )
    changes = connection("ResourceChange", change, "The resources on this page, by IRI.")
    return object_type(
        "Diff",
        "The differences between two releases. Two blank nodes are the same if the statements about them are.",
        {
            "added": output_field(changes, "Resources described in `to` only.", FORWARD_PAGE),
            "removed": output_field(changes, "Resources described in `from` only.", FORWARD_PAGE),
            "changed": output_field(
                changes, "Resources described differently in the two releases.", FORWARD_PAGE
            ),
        },
    )
