"""The input types of a class: conditions on its resources and on lists of them, and orders of such lists."""

from collections.abc import Mapping
from typing import Any

import strawberry

from graph_api.plan.arguments.ordering import is_orderable
from graph_api.schema import common
from graph_api.schema.bare import ClassTypes
from graph_api.schema.codes import code_filter
from graph_api.schema.fields import attach_fields, attribute, input_field, with_aliases
from graph_api.schema.groups import complete_group_keys
from graph_api.schema.terms import Term
from ontology.model import Field, Kind


def complete_inputs(bare: ClassTypes, enums: Mapping[str, Any]) -> None:
    """Give all input types their fields; `enums` are those of the code lists."""
    code_filters = {iri: code_filter(codes, enums[iri]) for iri, codes in bare.model.code_lists.items()}
    _complete_sources(bare)
    for key in bare.wheres:
        _complete_where(bare, key, code_filters)
        _complete_filter(bare, key)
        _complete_order(bare, key)
        complete_group_keys(bare, key)


def _complete_where(bare: ClassTypes, key: str | None, code_filters: Mapping[str, Any]) -> None:
    name, own = bare.name(key), bare.fields(key)
    where: Any = bare.wheres[key]
    fields = {
        "iri": input_field(common.SelfFilter | None, "Conditions on the IRI of the resource."),
        "id": input_field(common.SelfFilter | None, "The same as `iri`."),
        "types": input_field(common.TypesFilter | None, "Conditions on the classes of the resource."),
        "sources": input_field(bare.sources_filter | None, common.SOURCES),
        "label": input_field(
            common.COMPARISONS[Kind.TEXT] | None,
            "Conditions on the names of the resource: the texts that its `label` is chosen from.",
        ),
        "any_text": input_field(
            common.COMPARISONS[Kind.TEXT] | None,
            "Conditions on any of the texts that `search` looks into, such as titles and descriptions. One value has "
            "to meet a condition.",
        ),
        "and_": input_field(list[where] | None, "All of these hold; always true for `[]`.", "and"),
        "or_": input_field(list[where] | None, "At least one of these holds; never true for `[]`.", "or"),
        "not_": input_field(where | None, "This does not hold.", "not"),
        "is_null": input_field(bool | None, f"In a condition on a relation: {common.NULL}"),
    }
    for field in own:
        directives = [Term(iri=field.term.iri, inverse=field.inverse)]
        condition: Any = _condition(bare, field, code_filters)
        fields[attribute(field.name)] = input_field(
            condition | None, f"Conditions on `{field.name}`.", field.name, directives
        )
    strawberry.input(
        attach_fields(where, with_aliases(fields, own)),
        name=name + "Where",
        description=f"Conditions on a resource of type `{name}`. {common.ALL_HOLD}",
    )


def _condition(bare: ClassTypes, field: Field, code_filters: Mapping[str, Any]) -> Any:
    """The type of conditions on the values of a field."""
    match field.term.kind:
        case Kind.RELATION:
            return bare.filters[field.target] if field.many else bare.wheres[field.target]
        case Kind.CODE:
            return code_filters[field.scheme or ""]
        case kind:
            return common.COMPARISONS[kind]


def _complete_filter(bare: ClassTypes, key: str | None) -> None:
    name, where = bare.name(key), bare.wheres[key]
    members = {
        "some": (where, "At least one member meets this; `{}`: the list has a member."),
        "none": (where, "No member meets this; `{}`: the list is empty."),
        "every": (where, "All members meet this; also true if the list is empty."),
        "count": (common.CountFilter, "Conditions on the number of members."),
    }
    fields = {n: input_field(t | None, text) for n, (t, text) in members.items()}
    strawberry.input(
        attach_fields(bare.filters[key], fields),
        name=name + "Filter",
        description=f"Conditions on a list of `{name}`. {common.ALL_HOLD}",
    )


def _complete_sources(bare: ClassTypes) -> None:
    where: Any = bare.wheres[bare.model.source_graph]
    members = {
        "some": "At least one of them meets this; `{}`: there is one.",
        "none": "None of them meets this; `{}`: there is none.",
        "every": "All of them meet this; also true if there is none.",
    }
    fields = {name: input_field(where | None, text) for name, text in members.items()}
    strawberry.input(
        attach_fields(bare.sources_filter, fields),
        name="SourcesFilter",
        description="Conditions on the sources of a resource: `{some: {illustrative: {ne: true}}}` leaves out what "
        f"only made-up data describe. To count only some sources in a whole operation, use `@data`. {common.ALL_HOLD}",
    )


def _complete_order(bare: ClassTypes, key: str | None) -> None:
    name, own = bare.name(key), bare.fields(key)
    fields = {
        "iri": input_field(common.ValueOrder | None, "By IRI."),
        "id": input_field(common.ValueOrder | None, "The same as `iri`."),
        "label": input_field(common.TextOrder | None, "By the best name of the resource."),
        "count": input_field(
            common.OrderDirection | None, "Behind a relation of many members: by their number."
        ),
    }
    for field in filter(is_orderable, own):
        kind = field.term.kind
        by: Any = common.TextOrder if kind is Kind.TEXT else common.ValueOrder
        by = bare.orders[field.target] if kind is Kind.RELATION else by
        fields[attribute(field.name)] = input_field(
            by | None, f"By `{field.name}`.", field.name, [Term(iri=field.term.iri, inverse=field.inverse)]
        )
    strawberry.input(
        attach_fields(bare.orders[key], with_aliases(fields, own)),
        name=name + "Order",
        description=f"A sort key of a list of `{name}`: exactly one field; for a relation, a sort key of the "
        "resources that it leads to, or their number. Ties are in order of IRI.",
    )
