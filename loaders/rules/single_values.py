"""One value for each property that can have only one, before the rules run: they read what fields show.

Of several values the first counts (`ontology.values.keys`). The others leave the store, and each leaves a note for the
rule that reports it: `[] rule:surplusOf S ; rule:property P ; rule:counts V ; rule:surplus O`, with the graphs of
both (`rule:countsIn`, `rule:surplusIn`). Values that do not fit their property leave the store without a note, and so
does the same value in another form.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from loaders.nquads.lines import split_line
from ontology.model import Kind, Model
from ontology.terms import key
from ontology.values.literals import from_ntriples
from ontology.values.property_values import contradicts, counting, fit, is_single

Written = Callable[[str, str], str]
"""Gives a literal as the sources write it, from its subject (an IRI or `_:label`) and its form in the store."""
_NODES = frozenset((Kind.RELATION, Kind.CODE, Kind.IRI))
_MOST_KNOWN = 20_000


class SingleValues:
    """Watches the statements on their way into a store, and then leaves one value of each such property there."""

    def __init__(self, model: Model) -> None:
        self._terms = {iri: term for iri, term in model.properties.items() if is_single(term)}
        self._are_nodes = {f"<{iri}>".encode(): term.kind in _NODES for iri, term in self._terms.items()}
        self._rules = model.base + "rules#"
        self._fitting: set[tuple[bytes, bytes]] = set()
        self._misfits: set[tuple[str, str]] = set()
        self._notes: dict[str, list[Quad]] = defaultdict(list)

    def watch(self, lines: Iterable[bytes]) -> None:
        """Note the subjects of lines with a value that does not fit."""
        nodes, fitting = self._are_nodes, self._fitting
        for line in lines:
            _, predicate, rest = line.split(b" ", 2)
            is_node = nodes.get(predicate)
            if is_node is not None and not (is_node and rest.startswith(b"<")):
                value = predicate, rest.rsplit(b" ", 2)[0]
                if value not in fitting:
                    self._look_at(line, value)

    def _look_at(self, line: bytes, value: tuple[bytes, bytes]) -> None:
        subject, predicate, obj, _ = split_line(line)
        iri = from_ntriples(predicate)
        if fit(self._terms[iri], obj) is None:
            self._misfits.add((from_ntriples(subject), iri))
        elif len(self._fitting) < _MOST_KNOWN:
            self._fitting.add(value)

    def forget(self, subjects: Iterable[str]) -> None:
        """Forget what is known about some subjects, because their statements have left the store."""
        gone = set(subjects)
        self._misfits = {(subject, predicate) for subject, predicate in self._misfits if subject not in gone}
        for subject in gone:
            self._notes.pop(subject, None)

    def settle(self, store: Store, written: Written) -> None:
        """Take all values but those that count out of the store, and leave the notes, those of former calls too."""
        for subject, predicate in sorted(self._misfits.union(self._several(store))):
            self._notes[subject] += self._settle_one(store, subject, predicate, written)
        self._misfits.clear()
        store.bulk_extend(note for notes in self._notes.values() for note in notes)

    def _several(self, store: Store) -> Iterator[tuple[str, str]]:
        """Each subject and property with several values."""
        names = " ".join(f"<{iri}>" for iri in self._terms)
        pairs = "?s ?p ?a , ?b . FILTER(STR(?a) < STR(?b) || (STR(?a) = STR(?b) && !SAMETERM(?a, ?b)))"
        answer = store.query(
            f"SELECT DISTINCT ?s ?p {{ VALUES ?p {{ {names} }} {pairs} }}", use_default_graph_as_union=True
        )
        if not isinstance(answer, QuerySolutions):
            raise TypeError("a SELECT query gives solutions")
        for solution in answer:
            yield key(solution["s"]), key(solution["p"])

    def _settle_one(self, store: Store, subject: str, predicate: str, written: Written) -> Iterator[Quad]:
        """Take the values of one property that do not count out of the store; the notes for them."""
        node = BlankNode(subject[2:]) if subject.startswith("_:") else NamedNode(subject)
        term = self._terms[predicate]
        quads: dict[str, list[Quad]] = defaultdict(list)
        for quad in store.quads_for_pattern(node, NamedNode(predicate), None):
            obj = str(quad.object)
            quads[written(subject, obj) if obj[0] == '"' else obj].append(quad)
        first = counting(term, quads)
        for obj, surplus in quads.items():
            if obj == first:
                continue
            for quad in surplus:
                store.remove(quad)
            if first is not None and contradicts(term, first, obj):
                yield from self._note(quads[first], surplus)

    def _note(self, counts: list[Quad], surplus: list[Quad]) -> Iterator[Quad]:
        note, first, other = BlankNode(), counts[0], surplus[0]

        def said(name: str, value: object) -> Quad:
            return Quad(note, NamedNode(self._rules + name), value, DefaultGraph())  # type: ignore[arg-type]

        yield said("surplusOf", first.subject)
        yield said("property", first.predicate)
        yield said("counts", first.object)
        yield said("surplus", other.object)
        yield from (said("countsIn", quad.graph_name) for quad in counts)
        yield from (said("surplusIn", quad.graph_name) for quad in surplus)
