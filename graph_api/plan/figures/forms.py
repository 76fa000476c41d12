"""The forms of facets and aggregates: the fields of a list that can be counted by value or summed up."""

from collections.abc import Mapping

from ontology.model import Field, Kind

AGGREGATES: Mapping[Kind, str] = {
    Kind.DATE: "DateAggregate",
    Kind.DATETIME: "DateTimeAggregate",
    Kind.YEAR: "YearAggregate",
    Kind.INTEGER: "IntegerAggregate",
    Kind.DECIMAL: "DecimalAggregate",
    Kind.DOUBLE: "FloatAggregate",
}
"""The type of the figures over the values of a kind."""
_FACETS: Mapping[Kind, str] = {
    Kind.CODE: "CodeFacet",
    Kind.RELATION: "ResourceFacet",
    Kind.DATE: "YearFacet",
    Kind.DATETIME: "YearFacet",
    Kind.YEAR: "YearFacet",
    Kind.PERIOD: "YearFacet",
    Kind.BOOLEAN: "BooleanFacet",
    Kind.STRING: "StringFacet",
}
_ALWAYS = (Kind.CODE, Kind.DATE, Kind.DATETIME, Kind.YEAR, Kind.PERIOD)


def facet_form(field: Field | None) -> str:
    """The type of a facet by a field; None: by class."""
    return "TypeFacet" if field is None else _FACETS[field.term.kind]


def is_facet(field: Field) -> bool:
    """True if lists have a facet for a field: codes and years always, others if the ontology marks them."""
    kind = field.term.kind
    return not field.inverse and kind in _FACETS and (kind in _ALWAYS or field.term.facet)


def is_aggregate(field: Field) -> bool:
    """True if a list has figures over a field."""
    return field.term.kind in AGGREGATES
