"""Data with what the rules conclude from them, for the stores and for SPARQL."""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from loaders.nquads.canonical import format_line
from loaders.nquads.graph_files import iter_quads
from loaders.rules.composed_labels import LabelComposer
from loaders.rules.engine import RuleEngine
from loaders.rules.finding import iter_finding_lines
from loaders.rules.policy import Policy
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.read import read_model
from ontology.rule import read_rules
from tests.graph_api.support.stores import Content


def concluded(quads: Iterable[Quad]) -> Content:
    """The quads by the built-in ontology, each once, then the derived statements, the findings and the labels."""
    files, given = builtin_files(DEFAULT_BASE), list(dict.fromkeys(quads))
    model = read_model(files)
    engine = RuleEngine(read_rules(files, DEFAULT_BASE), model, Policy())
    engine.add(format_line(quad).encode() for quad in given)
    found = engine.conclude()
    more = [*found.derived, *iter_finding_lines(found.findings, DEFAULT_BASE, {}, lambda _: "000001-test")]
    more += engine.iter_label_lines(more)
    return Content(model, [*given, *iter_quads(more)])


def composed_labels(quads: Iterable[Quad], model: Model) -> list[Quad]:
    """The labels of the resources that the quads do not name."""
    store = Store()
    store.extend(quads)
    return list(iter_quads(list(LabelComposer(store, model, lambda _, value: value).iter_lines())))


def store_with_ontology(content: Content) -> Store:
    """The same for SPARQL, with the built-in ontology in a graph of its own, for the classes above a class."""
    store = Store()
    store.extend(content.quads)
    graph = NamedNode("urn:test:ontology")
    for file in (f for f in builtin_files(DEFAULT_BASE) if f.is_turtle):
        for quad in parse(input=file.content, format=RdfFormat.TURTLE, rename_blank_nodes=True):
            store.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    return store
