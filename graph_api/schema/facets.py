"""The types of facets: the members of a list counted by value."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry import UNSET

from graph_api.plan.figures.forms import facet_form, is_facet
from graph_api.schema import common
from graph_api.schema.bare import ClassTypes
from graph_api.schema.fields import (
    Argument,
    add_aliases,
    attach_fields,
    attribute,
    input_field,
    object_type,
    output_field,
    with_aliases,
)
from graph_api.schema.scalars import Year
from graph_api.schema.terms import Term, describe

FacetOrder: Any = strawberry.input(
    attach_fields(
        type("FacetOrder", (), {"__annotations__": {}}),
        {
            "count": input_field(common.OrderDirection | None, "By the number of members."),
            "value": input_field(
                common.OrderDirection | None,
                "By the value: dates and numbers by size, resources, codes and classes by IRI; none last.",
            ),
            "label": input_field(
                common.OrderDirection | None,
                "By the value as a reader sees it: the labels of resources, codes and classes, and strings, as in a "
                "dictionary; others by size; none last.",
            ),
        },
    ),
    name="FacetOrder",
    description="A sort key of the values of a facet: exactly one field. Ties are in order of the values.",
)
_ARGUMENTS = (
    Argument("limit", int, "At most this many values, the first ones; 0: none.", 20),
    Argument(
        "without_own",
        bool,
        "`true`: ignore the conditions on this field itself when counting.",
        False,
    ),
    Argument(
        "order_by",
        list[FacetOrder] | None,
        "Sort keys. Absent, null or `[]`: the most frequent value first.",
        UNSET,
    ),
    Argument(
        "none",
        bool,
        "`false`: leave out the members without a value.",
        True,
    ),
)
_FACET = (
    "A value and the number of members that have it; the value is null for members that have none. `withoutOwn: true` "
    "ignores the conditions that the list's `where`, or its `and`, puts directly on the field, or on the first field "
    "of a path."
)


def facet_types(bare: ClassTypes, group_key: Any) -> dict[str, Any]:
    """The types of facets by name."""
    values: dict[str, tuple[Any, str]] = {
        "TypeFacet": (common.TERM, "The class; members of its subclasses are counted too."),
        "CodeFacet": (common.CODE, "The code."),
        "ResourceFacet": (bare.resources[None], "The resource that the relation leads to."),
        "YearFacet": (Year, "The year of the date."),
        "BooleanFacet": (bool, "The value, `true` or `false`."),
        "StringFacet": (str, "The string."),
    }
    types = {name: _facet_type(name, "value", value | None, text) for name, (value, text) in values.items()}
    return types | {"KeyFacet": _facet_type("KeyFacet", "key", group_key, "The value.")}


def _facet_type(name: str, shown: str, value: Any, description: str) -> Any:
    """An output type of one value and the number of members that have it."""
    fields = {
        shown: output_field(value, description),
        "count": output_field(int, "The number of members of the list that have this value."),
    }
    return object_type(name, _FACET, fields)


def facets_field(bare: ClassTypes, key: str | None, types: Mapping[str, Any]) -> Any:
    """The field `facets` of the lists of a class."""
    name, fields, description = _facets_of(bare, key, types)
    bare.facets[key] = object_type(name, description, fields)
    if key is None:
        bare.search_facets = _search_facets(types)
    return output_field(bare.facets[key], f"{description} All pages count; computed only if requested.")


def _search_facets(types: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the facets of a search, without those of the classes."""
    by_class: Any = types[facet_form(None)]
    return {"types": output_field(list[by_class], "Results by class.", _ARGUMENTS)}


def search_facets_field(bare: ClassTypes) -> Any:
    """The field `facets` of a search."""
    fields = bare.search_facets
    for term in sorted(bare.model.classes.values(), key=lambda c: c.singular):
        of_class = f"Counts over the results of type `{term.type_name}` only."
        fields[attribute(term.singular)] = output_field(
            bare.facets[term.iri], of_class, (), [], term.singular
        )
        add_aliases(fields, term.singular, term.singular_aliases)
    description = "The results of a search, counted by value: of all types, and of those of each type."
    figures = object_type("SearchFacets", description, fields)
    return output_field(figures, f"{description} All pages count; computed only if requested.")


def _facets_of(
    bare: ClassTypes, key: str | None, types: Mapping[str, Any]
) -> tuple[str, dict[str, Any], str]:
    """The name, the fields and the description of the type of the facets of a class."""
    name, fields = bare.name(key), bare.fields(key)
    by_class: Any = types[facet_form(None)]
    by_key: Any = types["KeyFacet"]
    by: Any = bare.group_keys[key]
    facets = {
        "types": output_field(list[by_class], "Members by class.", _ARGUMENTS),
        "by": output_field(
            list[by_key],
            "Members by any key that `groups(by:)` takes, also along relations. A member with several values counts "
            "once for each.",
            (Argument("key", by, "The field, or relations and then a field."), *_ARGUMENTS),
        ),
    }
    for field in filter(is_facet, fields):
        form: Any = types[facet_form(field)]
        facets[attribute(field.name)] = output_field(
            list[form],
            f"Members by `{field.name}`.",
            _ARGUMENTS,
            [Term(iri=field.term.iri)],
            field.name,
        )
    paths = bare.model.classes[key].path_facets if key else ()
    for path in paths:
        along: Any = types[facet_form(path.steps[-1].along)]
        way = ".".join(step.along.name for step in path.steps)
        facets[attribute(path.name)] = output_field(
            list[along],
            f"{describe(path)} Members are counted by `{way}`.",
            _ARGUMENTS,
            [Term(iri=path.iri)],
            path.name,
        )
    description = f"Members of a list of `{name}`, counted by value."
    return name + "Facets", with_aliases(facets, (*fields, *paths)), description


def figures_field(name: str, fields: dict[str, Any], description: str) -> Any:
    """The field of a list with figures over all its members."""
    figures = object_type(name, description, fields)
    return output_field(figures, f"{description} All pages count; computed only if requested.")
