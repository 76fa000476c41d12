"""The directives that clients write: `@release` and `@data`, which choose what answers a question."""

from typing import Annotated, Any

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


_ILLUSTRATIVE = (
    "false: leave out what only sources with made-up data state. Absent, null or true: leave it in."
)
_CONFIDENCE = (
    "Leave out what no source of one of these levels of confidence states. Absent or null: any level, and sources "
    "without one; an empty list leaves out everything."
)


def data_directive(levels: type) -> Any:
    """The directive `@data`; `levels` is the enum of the levels of confidence."""

    def data(
        value: str,
        illustrative: bool | None = UNSET,  # noqa: ARG001 - see below
        confidence: Any = UNSET,  # noqa: ARG001
    ) -> str:
        """Never called: `operations.data_directive` chooses the sources before a schema sees the question."""
        return value

    data.__annotations__ = {
        "value": DirectiveValue[str],
        "illustrative": Annotated[bool | None, strawberry.argument(description=_ILLUSTRATIVE)],
        "confidence": Annotated[list[levels] | None, strawberry.argument(description=_CONFIDENCE)],  # type: ignore[valid-type] # made from the ontology
        "return": str,
    }
    return strawberry.directive(
        locations=[DirectiveLocation.QUERY],
        name="data",
        description=(
            "Answer the whole operation from some of the sources: lists, counts, facets, groups, search, statuses and "
            "findings are as if the release had no others. What one of these sources states stays, whoever else "
            "states it. Only `release`, `releases` and `diff` are about whole releases. `?illustrative=false` and "
            "`?confidence=primary,secondary` in the URL do the same; all that is given must hold. `extensions.data` "
            "repeats the choice, and names in `wholeReleases` the root fields of the answer that are about whole "
            "releases, if there are any. The first answer from a choice can take as long as a load."
        ),
    )(data)
