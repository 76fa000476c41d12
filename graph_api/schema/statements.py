"""`Resource.statements`: what the sources state about a resource, statement by statement."""

from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.schema import common
from graph_api.schema.arguments import LANG, PAGE
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
