"""The question of a comparison: the fields that its things have in common, on one day or on several."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ontology.model import ClassTerm, Field, Kind, Model
from ontology.namespaces import EARL
from ontology.values.property_values import AS_STATED

MEMBERS = 5
"""Resources of a relation that a cell has."""
_RESULTS = 100
"""Results of criteria of one thing."""
_LABEL = "label(lang: $lang) { value lang }"


@dataclass(frozen=True, slots=True)
class CriteriaMatrix:
    """The names in GraphQL by which a class leads to the results of its things: one row for each criterion."""

    results: str
    criterion: str
    outcome: Field


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The comparison of things of a class (None: they have none in common): its fields, and its question."""

    term: ClassTerm | None
    fields: tuple[Field, ...]
    matrix: CriteriaMatrix | None

    def document(self, days: int) -> str:
        """The question about the things in `$iris0` on the day `$day0`, and so on: so many lists."""
        own = " ".join(map(_selected, self.fields))
        if self.matrix is not None:
            own += (
                f" {self.matrix.results}(first: {_RESULTS}) {{ nodes {{ {self.matrix.criterion} "
                f"{{ iri {_LABEL} }} {_selected(self.matrix.outcome)} }} }}"
            )
        fragment = f"... on {self.term.type_name} {{ {own} }}" if self.term and own else ""
        variables = "".join(f", $iris{one}: [ID!]!, $day{one}: Date" for one in range(days))
        lists = " ".join(
            f"on{one}: resources(iris: $iris{one}, asOf: $day{one}) {{ ...thing }}" for one in range(days)
        )
        return (
            f"query Compare($lang: [String!]{variables}) {{ {lists} }} "
            f"fragment thing on Resource {{ iri described {_LABEL} types {{ iri {_LABEL} }} "
            f"sources {{ illustrative }} {fragment} }}"
        )


def page_of_comparison(model: Model, types: Sequence[str]) -> ComparisonPage:
    """The comparison of things with these types, by their names in GraphQL."""
    term = _common_class(model, types)
    if term is None:
        return ComparisonPage(None, (), None)
    names = {name.iri for name in model.names} | {f"{model.base}ns#slug"}
    fields = tuple(one for one in term.fields if not one.inverse and one.term.iri not in names)
    return ComparisonPage(term, fields, _matrix(model, term))


def _common_class(model: Model, types: Sequence[str]) -> ClassTerm | None:
    """The class that all have in common, with the most fields."""
    by_name = {term.type_name: iri for iri, term in model.classes.items()}
    shared: set[str] = set(model.classes) if types else set()
    for name in types:
        iri = by_name.get(name)
        shared &= {iri, *model.classes[iri].ancestors} if iri else set()
    common = [model.classes[iri] for iri in shared]
    return max(common, key=lambda one: (len(one.fields), one.rank, one.iri), default=None)


def _matrix(model: Model, term: ClassTerm) -> CriteriaMatrix | None:
    """The way to results of criteria: an inverse relation to a class with a criterion and one code as outcome."""
    for field in term.fields:
        source = model.classes.get(field.target or "") if field.inverse else None
        if source is None:
            continue
        own = {one.term.iri: one for one in source.fields if not one.inverse}
        criterion, outcome = own.get(EARL + "test"), own.get(EARL + "outcome")
        if criterion and outcome and field.term.iri in own:
            return CriteriaMatrix(field.name, criterion.name, outcome)
    return None


def _selected(field: Field) -> str:
    return " ".join(_parts(field))


def _parts(field: Field) -> Iterator[str]:
    kind = field.term.kind
    yield field.name
    if kind is Kind.RELATION and field.many:
        yield f"(first: {MEMBERS}) {{ totalCount nodes {{ iri {_LABEL} }} }}"
    elif kind is Kind.RELATION:
        yield f"{{ iri {_LABEL} }}"
    elif kind is Kind.TEXT:
        yield "(lang: $lang) { value lang }"
    elif kind is Kind.CODE:
        yield f"{{ {_LABEL} }}"
    elif kind in AS_STATED:
        yield "{ value }"
