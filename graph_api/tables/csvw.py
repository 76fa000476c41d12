"""Metadata of a list as CSV for programs: CSV on the Web (W3C), from which what its cells state is RDF again."""

from graph_api.tables.class_list import ClassColumn, ClassList
from graph_api.tables.titled_csv import SEPARATOR
from ontology.namespaces import XSD

_DATATYPES = {
    XSD + name: name
    for name in ("date", "dateTime", "gYear", "decimal", "integer", "boolean", "double", "string")
}


def describe_list(listed: ClassList, url: str, release: str) -> dict[str, object]:
    """The metadata of the exact file at `url`, which is of a release."""
    term, language = listed.term, listed.language
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": url,
        "dc:title": {language: term.label.best(language) or term.type_name},
        "dc:description": {language: term.definition.best(language) or ""},
        "dc:isVersionOf": release,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "lineTerminators": ["\r\n"], "header": True},
        "tableSchema": {
            "aboutUrl": "{+iri}",
            "primaryKey": "iri",
            "rowTitles": ["label_value"],
            "columns": [_column(column, language) for column in listed.columns],
        },
    }


def _column(column: ClassColumn, language: str) -> dict[str, object]:
    name = column.path.replace(".", "_")
    described: dict[str, object] = {
        "name": name,
        "titles": {language: column.title},
        "datatype": "anyURI" if column.is_iri else _DATATYPES.get(column.datatype or "", "string"),
        "required": column.path == "iri",
    }
    if column.property is None:
        described["suppressOutput"] = True
    else:
        described["propertyUrl"] = column.property
    if column.is_iri and column.property is not None:
        described["valueUrl"] = f"{{+{name}}}"
    if column.many:
        described["separator"] = SEPARATOR
    return described
