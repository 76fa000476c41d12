"""The columns of a list as CSV as a Table Schema (Frictionless), for data packages."""

from collections.abc import Mapping

from graph_api.tables.class_list import ClassColumn, ClassList
from ontology.namespaces import XSD

_TYPES = {
    XSD + name: type_name
    for name, type_name in (
        ("date", "date"),
        ("dateTime", "datetime"),
        ("gYear", "year"),
        ("decimal", "number"),
        ("integer", "integer"),
        ("boolean", "boolean"),
        ("double", "number"),
    )
}


def schema_fields(listed: ClassList) -> tuple[Mapping[str, object], ...]:
    """The fields of the exact file, each named as the title of its column."""
    return tuple(map(_field, listed.columns))


def _field(column: ClassColumn) -> Mapping[str, object]:
    # A cell with several values, each on a line, is a text for programs that know version 1 of the schema alone.
    is_single = not (column.many or column.is_iri)
    field: dict[str, object] = {
        "name": column.title,
        "type": _TYPES.get(column.datatype or "", "string") if is_single else "string",
    }
    if column.path == "iri":
        field["constraints"] = {"required": True, "unique": True}
    if column.property is not None:
        field["rdfType"] = column.property
    return field
