"""Data extension: values of some properties of resources as one GraphQL operation, and the rows in its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph_api.reconcile.batch import PlannedOperation
from graph_api.reconcile.conditions import DocumentVariables
from graph_api.reconcile.reading import PROPOSED, ExtendedProperty, ExtensionRequest, bad_request
from graph_api.reconcile.vocabulary import ClientNames, Json, PropertyPlaces, is_code, is_relation
from ontology.model import Field, Kind
from ontology.values.property_values import AS_STATED

_USUAL_MEMBERS = 20
_MEMBER = "{ iri label { value } }"
_SAFE_INTEGER = 2**53


@dataclass(frozen=True, slots=True)
class _ExtendedColumn:
    """A property to read, with its key in the answer."""

    key: str
    property: ExtendedProperty
    places: PropertyPlaces


class Extension:
    """A data extension in one vocabulary; `most`: the resources that one root field may name.

    Raises `QueryError` for a property that nobody knows.
    """

    def __init__(self, request: ExtensionRequest, vocabulary: ClientNames, most: int) -> None:
        self._request = request
        self._vocabulary = vocabulary
        self._columns = [
            _ExtendedColumn(f"p{number}", one, _places(one.id, vocabulary))
            for number, one in enumerate(request.properties)
        ]
        iris = [vocabulary.iri_of(one) for one in request.ids]
        self._parts = [iris[start : start + most] for start in range(0, len(iris), most)]

    @property
    def operation(self) -> PlannedOperation | None:
        """The operation to ask; None if there is nothing to ask for."""
        variables = DocumentVariables()
        fragments = " ".join(map(self._fragments, self._columns))
        if not fragments or not self._parts:
            return None
        fields = " ".join(
            f"r{number}: resources(iris: {variables.add(iris, '[ID!]!')}) {{ iri {fragments} }}"
            for number, iris in enumerate(self._parts)
        )
        return PlannedOperation(f"query Extend{variables.declaration} {{ {fields} }}", variables.values)

    def response(self, answers: Mapping[str, Any]) -> Json:
        """The response; `answers` has the values of the root fields."""
        found = {one["iri"]: one for members in answers.values() for one in members if one}
        rows = {
            name: {
                column.property.id: self._cells(column, found.get(self._vocabulary.iri_of(name), {}))
                for column in self._columns
            }
            for name in self._request.ids
        }
        return {"meta": [self._meta(column) for column in self._columns], "rows": rows}

    def _meta(self, column: _ExtendedColumn) -> Json:
        field = column.places.field
        target = field.target if is_relation(field) and not column.property.counts else None
        leads = {"type": self._vocabulary.type_of(target)} if target else {}
        return {"id": column.property.id, "name": self._vocabulary.name_of(field), **leads}

    # -- the question

    def _fragments(self, column: _ExtendedColumn) -> str:
        classes = self._vocabulary.model.classes
        return " ".join(
            f"... on {classes[iri].type_name} {{ {column.key}: {_selection(field, column.property)} }}"
            for iri, field in column.places.fields.items()
        )

    # -- the answer

    def _cells(self, column: _ExtendedColumn, node: Mapping[str, Any]) -> list[Json]:
        """The cells of a property of a resource."""
        value = node.get(column.key)
        if value is None:
            return []
        field, wanted = column.places.field, column.property
        if is_relation(field) and field.many:
            if wanted.counts:
                return [{"int": value["totalCount"]}]
            value = value["nodes"]
        values = value if isinstance(value, list) else [value]
        if wanted.counts:
            return [{"int": len(values)}]
        return [self._cell(field, one) for one in values[: wanted.limit]]

    def _cell(self, field: Field, value: Any) -> Json:
        kind = field.term.kind
        if is_relation(field) or is_code(field):
            return {"id": self._vocabulary.id_of(value["iri"]), "name": value["label"]["value"]}
        if kind is Kind.TEXT or kind in AS_STATED:
            return {"str": value["value"]}
        return _plain(kind, value)


def _places(name: str, vocabulary: ClientNames) -> PropertyPlaces:
    """The property with this name. Raises `QueryError` `BAD_REQUEST`."""
    places = vocabulary.property_of(name)
    if places is None:
        vocabulary.check_properties([name])
        raise bad_request(f"There is no property {name[:100]!r}.", PROPOSED)
    return places


def _selection(field: Field, wanted: ExtendedProperty) -> str:
    """The field with what is selected in it."""
    kind = field.term.kind
    if is_relation(field):
        if not field.many:
            return f"{field.name} {_MEMBER}"
        if wanted.counts:
            return f"{field.name} {{ totalCount }}"
        return f"{field.name}(first: {wanted.limit or _USUAL_MEMBERS}) {{ nodes {_MEMBER} }}"
    if is_code(field):
        return f"{field.name} {_MEMBER}"
    if kind is Kind.TEXT:
        return (
            f"{field.name}All {{ value }}"
            if wanted.every_language or wanted.counts
            else f"{field.name} {{ value }}"
        )
    return f"{field.name} {{ value }}" if kind in AS_STATED else field.name


def _plain(kind: Kind, value: Any) -> Json:
    """A value of a scalar. Numbers that a client would round stay texts."""
    match kind:
        case Kind.BOOLEAN:
            return {"str": "true" if value else "false"}
        case Kind.INTEGER:
            number = int(value)
            return {"int": number} if abs(number) < _SAFE_INTEGER else {"str": str(value)}
        case Kind.DECIMAL:
            is_exact = Decimal(repr(float(value))) == Decimal(str(value))
            return {"float": float(value)} if is_exact else {"str": str(value)}
        case Kind.DOUBLE:
            return {"float": value}
    return {"str": str(value)}
