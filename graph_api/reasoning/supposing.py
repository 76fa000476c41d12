"""Supposed changes: other values of resources, as a source would state them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.errors import QueryError, did_you_mean
from graph_api.reasoning.facts import Facts
from ontology.model import Kind, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.values.keys import native
from ontology.values.literals import STRING, from_ntriples, join, to_ntriples
from ontology.values.periods import datatype_of

MOST = 50
"""The most changes that may be supposed at once."""


@dataclass(frozen=True, slots=True)
class Suppositions:
    """The supposed objects, in N-Triples, by the IRIs of subject and predicate."""

    objects: Mapping[tuple[str, str], tuple[str, ...]]

    @property
    def subjects(self) -> list[str]:
        """The resources that would change, by IRI."""
        return sorted({subject for subject, _ in self.objects})

    @property
    def values(self) -> list[str]:
        """The resources that they would lead to, by IRI."""
        return self.values_of({predicate for _, predicate in self.objects if predicate != RDF_TYPE})

    def values_of(self, predicates: Collection[str]) -> list[str]:
        """The resources that they would lead to along some properties, by IRI."""
        objects = (
            o for (_, predicate), some in self.objects.items() for o in some if predicate in predicates
        )
        return sorted({from_ntriples(o) for o in objects if o[0] != '"'})

    def over(self, facts: Facts) -> Facts:
        """The facts as they would be."""
        return facts.with_changes(self.objects)


def read_changes(argument: object, model: Model) -> Suppositions:
    """The changes that an argument describes. Raises `QueryError` for unknown properties and invalid values."""
    changes: list[Any] = argument if isinstance(argument, list) else [argument]
    if len(changes) > MOST:
        raise QueryError(
            f"At most {MOST} changes can be supposed at once, not {len(changes)}.",
            code="BAD_CHANGE",
            hint="Send several requests.",
        )
    reader = _SuppositionReader(model)
    objects: dict[tuple[str, str], tuple[str, ...]] = {}
    for change in changes:
        predicate, values = reader.read(str(change["property"]), change["values"])
        objects[str(change["subject"]), predicate] = values
    return Suppositions(objects)


class _SuppositionReader:
    """Reads the changes of a `whatIf` into statements, by the names of the model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        fields = (field for term in model.classes.values() for field in term.fields if not field.inverse)
        self._terms: dict[str, PropertyTerm] = {name: f.term for f in fields for name in f.names}
        self._terms |= model.properties
        self._classes = {term.type_name: iri for iri, term in model.classes.items()}

    def read(self, name: str, values: object) -> tuple[str, tuple[str, ...]]:
        """The predicate and the objects of one change."""
        texts = values if isinstance(values, list) else [values]
        if name in ("types", RDF_TYPE):
            return RDF_TYPE, tuple(f"<{self._classes.get(str(value), value)}>" for value in texts)
        term = self._terms.get(name)
        if term is None or term.derived:
            raise self._unknown(name, term)
        return term.iri, tuple(self._object(term, str(value)) for value in texts)

    def _unknown(self, name: str, term: PropertyTerm | None) -> QueryError:
        if term is not None:
            return QueryError(
                f"{name!r} is derived by the rules; no source states it.",
                code="BAD_CHANGE",
                hint="Change the decisions, assessments or results from which it follows.",
            )
        return QueryError(
            f"There is no property {name!r}.",
            code="BAD_CHANGE",
            hint=did_you_mean(name, self._terms),
        )

    def _object(self, term: PropertyTerm, value: str) -> str:
        if term.kind in (Kind.RELATION, Kind.IRI, Kind.CODE):
            iri = self._code(term, value) if term.kind is Kind.CODE else value
            if ":" not in iri or any(c in iri for c in ' <>"{}|\\^`'):
                raise _bad(
                    term, value, "Give an IRI; for a code, the name of the value in the schema also works."
                )
            return to_ntriples(iri)
        datatype = (datatype_of(value) if term.kind is Kind.PERIOD else term.datatype) or STRING
        if term.kind in (Kind.TEXT, Kind.STRING, Kind.LITERAL):
            return join(value, datatype=STRING)
        if native(term.kind, value, datatype) is None:
            form = "date, month or year" if term.kind is Kind.PERIOD else datatype.rpartition("#")[2]
            raise _bad(term, value, f"Write it as a {form}, as sources do.")
        return join(value, datatype=datatype)

    def _code(self, term: PropertyTerm, value: str) -> str:
        schemes = set(term.schemes.values())
        concepts = (c for c in self._model.concepts.values() if c.scheme in schemes)
        return next((c.iri for c in concepts if value in (*c.names, c.code)), value)


def _bad(term: PropertyTerm, value: str, hint: str) -> QueryError:
    return QueryError(f"{value!r} is not a valid value of `{term.name}`.", code="BAD_CHANGE", hint=hint)
