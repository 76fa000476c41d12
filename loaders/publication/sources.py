"""The descriptions of the source graphs of a release and of the bodies that deliver them, as the data state them.

They are read from the canonical files in two passes: first what is stated about the graphs, then about their bodies.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from loaders.folder.contents import PathOf, iter_lines
from loaders.folder.manifest import Manifest
from loaders.nquads.lines import split_line
from ontology.iris import local_name
from ontology.model import Text
from ontology.namespaces import DCT, FOAF, PROV, RDFS, SKOS
from ontology.printable import short_line
from ontology.values.literals import from_ntriples, split, to_ntriples

_NAMES = (SKOS + "prefLabel", FOAF + "name", DCT + "title", RDFS + "label")
_TITLES = (DCT + "title", RDFS + "label", SKOS + "prefLabel")
_BODIES = (PROV + "wasAttributedTo", DCT + "publisher")
_LONGEST = 1_000
"""Characters of a name or title that descriptions show at most."""

_NOT_IN_XML = dict.fromkeys((0xFFFE, 0xFFFF))
"""The characters beside controls that XML cannot have."""

Statements = Mapping[str, tuple[str, ...]]
"""The statements about one subject: the values of each property in N-Triples form, in order, each once."""


@dataclass(frozen=True, slots=True)
class GraphDescription:
    """A source graph. `title` may be empty; `bodies` are the IRIs of those that are responsible for it.

    `sources` are the documents that it was taken from; `issued` and `retrieved` are lexical forms of times, empty if
    not stated. `describes`: descriptions of source graphs stand in it.
    """

    iri: str
    title: Text
    bodies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    issued: str = ""
    retrieved: str = ""
    is_illustrative: bool = False
    describes: bool = False


@dataclass(frozen=True, slots=True)
class DeliveringBody:
    """A body that delivers source graphs; without a stated name its `name` is the end of its IRI."""

    iri: str
    name: Text


def describe_graphs(manifest: Manifest, path_of: PathOf) -> tuple[GraphDescription, ...]:
    """The descriptions of all source graphs of a release, in the order of the manifest."""
    places: set[str] = set()
    stated = _statements(manifest, path_of, {g.iri for g in manifest.graphs}, places)
    illustrative = f"{manifest.base}ns#illustrative"
    graphs = (_graph(g.iri, stated.get(g.iri, {}), illustrative) for g in manifest.graphs)
    return tuple(replace(graph, describes=graph.iri in places) for graph in graphs)


def describe_bodies(
    manifest: Manifest, path_of: PathOf, graphs: Iterable[GraphDescription]
) -> tuple[DeliveringBody, ...]:
    """The bodies that deliver these graphs, by IRI."""
    iris = sorted({body for graph in graphs for body in graph.bodies})
    stated = _statements(manifest, path_of, set(iris), set()) if iris else {}
    return tuple(
        DeliveringBody(iri, _text(stated.get(iri, {}), _NAMES) or Text({"": local_name(iri)})) for iri in iris
    )


def _statements(
    manifest: Manifest, path_of: PathOf, subjects: Collection[str], places: set[str]
) -> Mapping[str, Statements]:
    """The statements about these subjects, in any graph; the names of these graphs are added to `places`."""
    keys = {to_ntriples(iri).encode() for iri in subjects}
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for line in iter_lines(manifest.graphs, path_of):
        if line[: line.index(b" ")] in keys:
            subject, predicate, obj, graph = split_line(line)
            places.add(from_ntriples(graph))
            found[from_ntriples(subject)][from_ntriples(predicate)].add(obj)
    return {
        iri: {predicate: tuple(sorted(values)) for predicate, values in stated.items()}
        for iri, stated in found.items()
    }


def _graph(iri: str, stated: Statements, illustrative: str) -> GraphDescription:
    return GraphDescription(
        iri,
        _text(stated, _TITLES) or Text({}),
        tuple(dict.fromkeys(body for name in _BODIES for body in _iris(stated, name))),
        _iris(stated, DCT + "source"),
        _iris(stated, DCT + "license"),
        _literal(stated, DCT + "issued"),
        _literal(stated, PROV + "generatedAtTime"),
        _literal(stated, illustrative) in ("true", "1"),
    )


def _text(stated: Statements, properties: Iterable[str]) -> Text | None:
    """The values of the first property that has any, one for each language."""
    for name in properties:
        texts: dict[str, str] = {}
        for value in stated.get(name, ()):
            if value.startswith('"'):
                lexical, language, _ = split(value)
                shown = short_line(lexical.translate(_NOT_IN_XML), _LONGEST)
                if shown:
                    texts.setdefault(language.lower(), shown)
        if texts:
            return Text(texts)
    return None


def _iris(stated: Statements, name: str) -> tuple[str, ...]:
    return tuple(from_ntriples(value) for value in stated.get(name, ()) if value.startswith("<"))


def _literal(stated: Statements, name: str) -> str:
    return next((split(value)[0] for value in stated.get(name, ()) if value.startswith('"')), "")
