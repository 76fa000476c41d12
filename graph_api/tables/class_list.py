"""The whole list of a class as a table for people: a question, and columns with names in their language."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ontology.model import ClassTerm, Field, Kind, Text
from ontology.values.property_values import AS_STATED


@dataclass(frozen=True, slots=True)
class ClassColumn:
    """A column of a list: its path in the answer, and its title.

    `property` is the IRI of the property whose values a cell has as they are stated; None: it has labels, or texts in
    the best language. `datatype` is that of the values (None: texts); `many`: a cell may have several, each on a line;
    `is_iri`: they are IRIs.
    """

    path: str
    title: str
    property: str | None = None
    datatype: str | None = None
    many: bool = False
    is_iri: bool = False


@dataclass(frozen=True, slots=True)
class ClassList:
    """The list of a class in a language: the columns in their order."""

    term: ClassTerm
    language: str
    columns: tuple[ClassColumn, ...]

    @property
    def titles(self) -> Mapping[str, str]:
        """The titles of the columns by their names in the table, where one with several values is the whole list."""
        return {
            column.path.partition(".")[0] if column.many else column.path: column.title
            for column in self.columns
        }

    def document(self, *, filtered: bool) -> str:
        """The GraphQL document of the list on the day `$asOf`; `filtered`: of what meets `$where`."""
        where, given = (f", $where: {self.term.type_name}Where", ", where: $where") if filtered else ("", "")
        selection = " ".join(_selected(column.path) for column in self.columns)
        return (
            f"query List($asOf: Date{where}) {{ {self.term.plural}(asOf: $asOf{given}) "
            f"{{ nodes {{ {selection} }} }} }}"
        )


def list_of_class(term: ClassTerm, language: str, words: Mapping[str, str]) -> ClassList:
    """The list of a class: the IRI, the label, and what is stated of each member but relations to several.

    `words` has the titles `iri` and `label`, and what marks the `iri_of` of a relation.
    """
    columns = [
        ClassColumn("iri", words["iri"], is_iri=True),
        ClassColumn("label.value", words["label"]),
        *(column for field in term.fields for column in _columns_of(field, language, words["iri_of"])),
    ]
    return ClassList(term, language, tuple(_distinct(columns)))


def _columns_of(field: Field, language: str, mark: str) -> Iterator[ClassColumn]:
    term, name = field.term, field.name
    title = _title(term.label, name, language)
    if field.inverse:
        return
    if term.kind is Kind.CODE or term.derived_code is not None:
        yield ClassColumn(f"{name}.label.value", title, many=field.many)
    elif term.kind is Kind.RELATION:
        if not field.many:
            yield ClassColumn(f"{name}.label.value", title)
            yield ClassColumn(f"{name}.iri", f"{title} ({mark})", term.iri, is_iri=True)
    elif term.kind is Kind.TEXT:
        yield ClassColumn(f"{name}.value", title)
    elif term.kind in AS_STATED:
        yield ClassColumn(f"{name}.value", title, many=field.many)
    else:
        stated = None if term.kind is Kind.DOUBLE else term.iri  # its digits may be others
        is_iri = term.kind is Kind.IRI
        yield ClassColumn(name, title, stated, term.datatype, many=field.many, is_iri=is_iri)


def _title(label: Text, name: str, language: str) -> str:
    return label.best(language) or name


def _distinct(columns: list[ClassColumn]) -> Iterator[ClassColumn]:
    """The columns with titles that differ: of those with one title, each has the name of its field in it."""
    counts = Counter(column.title for column in columns)
    for column in columns:
        if counts[column.title] == 1:
            yield column
        else:
            yield replace(column, title=f"{column.title} [{column.path.partition('.')[0]}]")


def _selected(path: str) -> str:
    name, _, rest = path.partition(".")
    return f"{name} {{ {_selected(rest)} }}" if rest else name
