"""The columns of a list as CSV as a Table Schema (Frictionless), for data packages."""

from collections.abc import Mapping

from graph_api.tables.class_list import ClassColumn, ClassList
from loaders.publication.published_file import PublishedTable
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


def table_of(listed: ClassList, address: str = "") -> PublishedTable:
    """The facts about the exact file, with its fields, each named as the title of its column.

    `address` is where a service gives it.
    """
    term, language = listed.term, listed.language
    return PublishedTable(
        term.label.best(language) or term.type_name,
        term.definition.best(language) or "",
        language,
        tuple(map(_field, listed.columns)),
        listed.columns[0].title,
        address,
    )


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
