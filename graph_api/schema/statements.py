"""`Resource.statements` and `referredBy`: what is stated about a resource, and what refers to it."""

from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import FORWARD_PAGE, LANG, PAGE
from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import Argument, object_type, output_field

_STATEMENTS = (
    "All statements with the resource as subject, as `rdf` has them, one by one: with foreign vocabulary, and values "
    "that do not fit a field. What several graphs state is one statement. First come the types, then the properties in "
    "the order of the ontology (`ndp:order`), then by IRI; values of a property by code point: literals (by lexical "
    "form, language, datatype), IRIs, blank nodes. A cursor holds in the next release, too. An `asOf` leaves none out; "
    "it counts in the lists below."
)
_WHERE = "The conditions on statements. Absent, null or `{}`: all statements."
_LANG = (
    "Only texts in these languages (`en` includes `en-gb`), and all values that have no language. Absent or null: all; "
    "`[]`: only values without a language."
)
_DERIVED = "`true`: only what the rules conclude and no source states; `false`: only what some source states."


@strawberry.input(
    name="StatementWhere", description=f"Conditions on the statements about a resource. {common.ALL_HOLD}"
)
class StatementWhere:
    """Conditions on statements."""

    predicate: common.SelfFilter | None = strawberry.field(  # type: ignore[valid-type]  # made at run time
        description="Conditions on the IRI of the predicate.", default=UNSET
    )
    lang: list[str] | None = strawberry.field(description=_LANG, default=UNSET)
    derived: bool | None = strawberry.field(description=_DERIVED, default=UNSET)


_REFERRED = (
    "The resources that refer to this one, by the predicate with which they do: all relations of the ontology, and "
    "foreign predicates. Groups are in the order of `statements`. Not covered: types; codes and other properties whose "
    "values are plain IRIs; and what does not count as a value, such as the second of a relation that leads to one "
    "resource, or what a source states with a property that only the program concludes."
)
_REFERRER_WHERE = "The conditions on groups. Absent, null or `{}`: all groups."
_AFTER_IRI = "Start after the resource with this IRI. Absent or null: at the first."


@strawberry.input(
    name="ReferrerWhere",
    description=f"Conditions on groups of resources that refer to one. {common.ALL_HOLD}",
)
class ReferrerWhere:
    """Conditions on groups of referrers."""

    predicate: common.SelfFilter | None = strawberry.field(  # type: ignore[valid-type]  # made at run time
        description="Conditions on the IRI of the predicate.", default=UNSET
    )


def referred_by_field(bare: ClassTypes) -> Any:
    """The field `referredBy`, with its types."""
    resource: Any = bare.resources[None]
    first, _ = FORWARD_PAGE
    group = object_type(
        "ReferrerGroup",
        "The resources that refer to one with the same predicate.",
        {
            "predicate": output_field(common.TERM, "The predicate."),
            "count": output_field(
                int, "The number of resources in the group; with `asOf`, of those valid on the day."
            ),
            "nodes": output_field(
                list[resource],
                "The resources, by IRI.",
                (first, Argument("after", strawberry.ID | None, _AFTER_IRI, UNSET)),
            ),
        },
    )
    page = common.connection("ReferrerGroup", group, "The groups on this page, in order.")
    where = Argument("where", ReferrerWhere | None, _REFERRER_WHERE, UNSET)
    return output_field(page, _REFERRED, (where, *FORWARD_PAGE))


def statements_field(bare: ClassTypes) -> Any:
    """The field `statements`, with its types."""
    resource: Any = bare.resources[None]
    value = object_type(
        "StatementValue",
        "The value of a statement: a resource, or a literal exactly as it is stated.",
        {
            "iri": output_field(
                strawberry.ID | None,
                "The IRI; for a blank node `_:label`, valid within one release; null for a literal.",
            ),
            "literal": output_field(common.Literal | None, "The literal; null for a resource."),
            "label": output_field(
                common.LangText | None,
                "The best name of the resource, or of the class, property or code; without one the last part of the "
                "IRI; null for a literal.",
                args=(LANG,),
            ),
            "resource": output_field(
                resource | None,
                "The resource; null for a literal, and for an IRI that nothing describes and no relation leads to.",
            ),
        },
    )
    statement = object_type(
        "ResourceStatement",
        "A statement about a resource.",
        {
            "predicate": output_field(common.TERM, "The predicate."),
            "value": output_field(value, "The value."),
            "graphs": output_field(
                list[bare.source_graph],  # type: ignore[name-defined]  # made at run time
                "The source graphs that state it, by IRI; conclusions are in graphs of their own.",
            ),
        },
    )
    page = common.connection("ResourceStatement", statement, "The statements on this page, in order.")
    where = Argument("where", StatementWhere | None, _WHERE, UNSET)
    return output_field(page, _STATEMENTS, (where, *PAGE))
