"""The directive that clients write: `@release`, which chooses the release that answers a question."""

from typing import Annotated

import strawberry
from strawberry import UNSET
from strawberry.directive import DirectiveLocation, DirectiveValue

_ID = (
    "The release with this id. Absent or null: the release chosen by `knownAt` or by `?release=` in the URL, "
    "else the current one."
)
_KNOWN_AT = (
    'The newest release built at or before this time (`"2026-03-01T12:00:00+07:00"`). A day (`"2026-03-01"`) means '
    "its end; a time without a zone is in the time zone of the service. Absent or null: the release chosen by `id`."
)


@strawberry.directive(
    locations=[DirectiveLocation.QUERY],
    name="release",
    description=(
        "Answer the whole operation from this release, with the graph and the ontology of that time. If several "
        "arguments choose a release, they must agree. `extensions.release` names the release that answered."
    ),
)
def release(
    value: DirectiveValue[str],
    id: Annotated[strawberry.ID | None, strawberry.argument(description=_ID)] = UNSET,  # noqa: A002, ARG001 - its GraphQL name
    known_at: Annotated[str | None, strawberry.argument(description=_KNOWN_AT)] = UNSET,  # noqa: ARG001 - see below
) -> str:
    """Never called: `operations.release_directive` chooses the release before a schema sees the question."""
    return value
