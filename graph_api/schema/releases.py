"""`release`, `releases` and `diff`: what was known when, and what has changed since."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import LANG
from graph_api.schema.fields import Argument, bare_class, output_field
from graph_api.schema.scalars import Date, DateTime

_FIRST = "How many at most; 0: none. Absent or null: the default page size."
_AFTER = "Only what follows the item with this cursor. Absent or null: from the start."
_PAGE = (Argument("first", int | None, _FIRST, UNSET), Argument("after", str | None, _AFTER, UNSET))
_NO_FOLDER = "Null: the service has no release folder."
_TYPES = (
    "Only resources that are of these types in either release, by GraphQL name or class IRI, subclasses included. "
    "Absent or null: all; `[]`: none."
)
_GRAPHS = (
    "Only statements of these graphs, by IRI. Whether a resource was added or removed is still a matter of the whole "
    "release. Absent or null: all source graphs; `[]`: none. `…/graph/findings` and `…/graph/derived` tell which "
    "findings are new or mended, and which status periods are others."
)


def release_fields(resource: Any) -> Mapping[str, Any]:
    """The root fields `release`, `releases` and `diff`."""
    release = _release()
    return {
        "release": output_field(release, "The release that answers."),
        "releases": output_field(
            _connection("Release", release, "The releases on this page, newest first."),
            "The current release and those before it, newest first, whichever one answers.",
            _PAGE,
        ),
        "diff": output_field(
            _diff(resource),
            "What sets two releases apart: which resources are described only in one of them, or otherwise.",
            (
                Argument("from_", strawberry.ID, "The id of the one release.", graphql_name="from"),
                Argument("to", strawberry.ID, "The id of the other, which may be the older one."),
                Argument("types", list[str] | None, _TYPES, UNSET),
                Argument("graphs", list[strawberry.ID] | None, _GRAPHS, UNSET),
            ),
        ),
    }


def _release() -> Any:
    graph = _type(
        "ReleaseGraph",
        "How much a source graph says in a release.",
        {
            "iri": output_field(
                strawberry.ID, "The IRI of the graph; ask `resource(iri:)` for more about it."
            ),
            "statements": output_field(int, "How many statements it makes."),
            "subjects": output_field(int, "How many distinct resources they are about."),
        },
    )
    term = _type(
        "TermUse",
        "How often a release uses a class or property.",
        {
            "iri": output_field(strawberry.ID, "The IRI of the term."),
            "label": output_field(common.LangText, "Its label in the ontology.", (LANG,)),
            "count": output_field(
                int,
                "Of a class: how many resources are said to be of it, not counting subclasses. Of a property: how "
                "many statements there are with it; one that several graphs make counts in each.",
            ),
        },
    )
    switch = _type(
        "PolicySwitch",
        "A switch of the rules, as it stood when a release was built.",
        {
            "name": output_field(str, "Its name, as the program takes it when a release is built."),
            "value": output_field(str, "Its value as JSON: `true`, `365`."),
        },
    )
    return _type(
        "Release",
        "The graph as it was published at one time. A release never changes.",
        {
            "id": output_field(strawberry.ID, "Its id, as `@release(id:)` takes it."),
            "built_at": output_field(DateTime | None, f"When it was built. {_NO_FOLDER}"),
            "evaluation_date": output_field(
                Date | None, f"The day that its checks and rules take for today. {_NO_FOLDER}"
            ),
            "statements": output_field(int, "How many statements all graphs make together."),
            "hash": output_field(
                str | None, f"`sha256:` and the SHA-256 of its canonical dump (`nq`). {_NO_FOLDER}"
            ),
            "certificate": output_field(
                str | None,
                "`sha256:` and a SHA-256 over the hashes of its files, its ontology, its evaluation date and its "
                f"policy. {_NO_FOLDER}",
            ),
            "policy": output_field(
                list[switch] | None,  # type: ignore[valid-type]
                f"What its rules leave open, as it was decided for it, by name. {_NO_FOLDER}",
            ),
            "current": output_field(bool, "Whether it is the one that is served to who names none."),
            "subjects": output_field(
                int | None, f"How many distinct resources something is said about. {_NO_FOLDER}"
            ),
            "graphs": output_field(list[graph] | None, f"Its source graphs, by IRI. {_NO_FOLDER}"),  # type: ignore[valid-type]
            "classes": output_field(list[term] | None, f"The classes that it uses, by IRI. {_NO_FOLDER}"),  # type: ignore[valid-type]
            "properties": output_field(
                list[term] | None,  # type: ignore[valid-type]
                f"The properties that it uses, by IRI. {_NO_FOLDER}",
            ),
        },
    )


def _diff(resource: Any) -> Any:
    change = _type(
        "ResourceChange",
        "What is said about a resource in one release and not in the other.",
        {
            "iri": output_field(
                strawberry.ID, "The IRI of the resource; a blank node's is that of the release it is in."
            ),
            "resource": output_field(
                resource, "The resource in the release `to`; one that was removed in the release `from`."
            ),
            "added": output_field(
                list[str], "The statements about it that only `to` makes: canonical N-Quads lines, in order."
            ),
            "removed": output_field(
                list[str],
                "The statements about it that only `from` makes: canonical N-Quads lines, in order.",
            ),
        },
    )
    changes = _connection("ResourceChange", change, "The resources on this page, by IRI.")
    return _type(
        "Diff",
        "What sets two releases apart. A blank node of the one is one of the other if the same is said about it.",
        {
            "added": output_field(changes, "Resources that are described only in `to`.", _PAGE),
            "removed": output_field(changes, "Resources that are described only in `from`.", _PAGE),
            "changed": output_field(
                changes, "Resources that are described in both, not in the same way.", _PAGE
            ),
        },
    )


def _connection(name: str, node: Any, nodes: str) -> Any:
    edge = _type(
        f"{name}Edge",
        f"A member of a list of {name} and its place in the list.",
        {
            "node": output_field(node, "The member."),
            "cursor": output_field(str, "Where it stands in the list; for `after`."),
        },
    )
    return _type(
        f"{name}Connection",
        f"A page of a list of {name}.",
        {
            "nodes": output_field(list[node], nodes),
            "edges": output_field(list[edge], "The members on this page with their cursors."),  # type: ignore[valid-type]
            "page_info": output_field(common.PageInfo, "Where this page stands in the list."),
            "total_count": output_field(int, "How many members there are on all pages."),
        },
    )


def _type(name: str, description: str, fields: Mapping[str, Any]) -> Any:
    return strawberry.type(bare_class(name, fields), name=name, description=description)
