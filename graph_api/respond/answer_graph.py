"""An answer as a graph: the statements that its fields show, while they are collected from the rows of stores."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ontology.model import Field, Hop, Model, PropertyTerm
from ontology.namespaces import RDF_TYPE
from ontology.record import Record, decode
from ontology.values.literals import to_ntriples
from ontology.values.property_values import fit, order_key

ShownKeys = set[tuple[str, ...]]
"""The values of a property that are shown, each by its order key."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The way of a relation of several statements; `repeats`: it may be gone again and again."""

    hops: tuple[Hop, ...]
    repeats: bool = False


@dataclass(slots=True)
class AnswerGraph:
    """The statements of an answer as far as its rows say them.

    `lines` are statements in N-Triples, without the full stop. `shown` has the values shown of each property by
    subject, None: all of them; how a source writes them is in the records of these subjects. `trails` has the ends of
    ways by their starts, without the statements between them. `collectors` are the functions that collect from the
    rows of each root, by its id; None: no field of it can show a statement.
    """

    lines: set[str] = field(default_factory=set)
    shown: dict[str, dict[str, ShownKeys | None]] = field(default_factory=lambda: defaultdict(dict))
    trails: dict[Trail, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    collectors: dict[int, Callable[..., None] | None] = field(default_factory=dict)

    @property
    def shows(self) -> bool:
        """True if a selected field can show a statement."""
        return any(self.collectors.values())

    def clear(self) -> None:
        """Forget all statements: the answer is begun anew."""
        self.lines.clear()
        self.shown.clear()
        self.trails.clear()

    def state(self, subject: str, predicate: str, obj: str) -> None:
        """Add a statement whose object is a resource."""
        self.lines.add(f"{to_ntriples(subject)} <{predicate}> {to_ntriples(obj)}")

    def step(self, along: Field, start: str, end: str) -> None:
        """Add the step along a relation from a resource to a member."""
        hops = along.hops
        if len(hops) > 1:
            self.trails[Trail(hops)][start].add(end)
        elif hops[0].inverse:
            self.state(end, hops[0].property, start)
        else:
            self.state(start, hops[0].property, end)

    def follow(self, along: Field, start: str, ends: Iterable[str]) -> None:
        """Add the way from a resource to those that it leads to if it is gone along a relation again and again."""
        self.trails[Trail(along.hops, repeats=True)][start].update(ends)

    def show(self, subject: str, term: PropertyTerm, values: Iterable[Any]) -> None:
        """Add values of a property, as stores have them."""
        shown = self.shown[subject].setdefault(term.iri, set())
        if shown is not None:
            shown.update(order_key(term, value) for value in values)

    def show_type(self, subject: str, class_iri: str) -> None:
        """Add a class of a resource, if the resource is stated to be of it."""
        shown = self.shown[subject].setdefault(RDF_TYPE, set())
        if shown is not None:
            shown.add((class_iri,))

    def show_types(self, subject: str) -> None:
        """Add all classes that a resource is stated to be of."""
        self.shown[subject][RDF_TYPE] = None

    def read(self, record: Record, model: Model) -> None:
        """Add the statements about a resource that are shown, as its sources write them."""
        subject = to_ntriples(record.iri)
        shown = self.shown.get(record.iri, {})
        self.lines.update(f"{subject} <{p}> {o}" for p, o in _iter_shown(record, shown, model))


def _iter_shown(
    record: Record, shown: Mapping[str, ShownKeys | None], model: Model
) -> Iterator[tuple[str, str]]:
    for predicate, obj in decode(record, model):
        if predicate in shown:
            keys = shown[predicate]
            if keys is None or _key(predicate, obj, model) in keys:
                yield predicate, obj


def _key(predicate: str, obj: str, model: Model) -> tuple[str, ...] | None:
    if predicate == RDF_TYPE:
        return (obj[1:-1],)
    term = model.properties[predicate]
    value = fit(term, obj)
    return None if value is None else order_key(term, value)
