"""The directive that clients write: `@release`, which says what release a question is about."""

from typing import Annotated

import strawberry
from strawberry import UNSET
from strawberry.directive import DirectiveLocation, DirectiveValue

_ID = (
    "The release with this id. Absent or null: the one that `knownAt` tells, or `?release=` in the URL; "
    "else the current one."
)
_KNOWN_AT = (
    'The newest release built at this moment (`"2026-03-01T12:00:00+07:00"`) or before; a day (`"2026-03-01"`) '
    "means its end, and a time without a zone is in the service's own. Absent or null: the release that `id` tells."
)


@strawberry.directive(
    locations=[DirectiveLocation.QUERY],
    name="release",
    description=(
        "The whole operation is answered from this release, as the graph was known then, by the ontology of then. "
        "What is given twice must come to one release. `extensions.release` tells which one answered."
    ),
)
def release(
    value: DirectiveValue[str],
    id: Annotated[strawberry.ID | None, strawberry.argument(description=_ID)] = UNSET,  # noqa: A002, ARG001 - its GraphQL name
    known_at: Annotated[str | None, strawberry.argument(description=_KNOWN_AT)] = UNSET,  # noqa: ARG001 - see below
) -> str:
    """Never called: `operations.release_directive` chooses the release before the question meets a schema."""
    return value
