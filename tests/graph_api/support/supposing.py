"""Supposed changes: drawn at random, made to the shipped data, and loaded with all that a release adds."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from graph_api import reasoning
from graph_api.computed.cases import reach_of_rules
from graph_api.reasoning import vocabulary
from loaders.nquads.canonical import format_line
from loaders.rules.derived_graphs import facts_about
from loaders.rules.engine import RuleEngine
from loaders.rules.finding import finding_of, iter_finding_lines
from loaders.rules.policy import Policy
from loaders.shipped.files import shipped_files
from loaders.validation.validate import shapes_of, validate
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Kind, Model
from ontology.namespaces import RDF_TYPE
from ontology.values.literals import STRING
from tests.graph_api.support.stores import Content, key, read_quads
from tests.loaders.support.auditing import rules, shipped_model

NS = DEFAULT_BASE + "ns#"
Change = Mapping[str, Any]

SHIPPED = read_quads(*shipped_files(illustrative=True))
SHAPES = shapes_of(shipped_model())


def loaded(quads: Sequence[Quad]) -> Content:
    """The data with all that a release adds: what the rules conclude, the findings, and the labels."""
    lines = [format_line(q).encode() for q in quads]
    engine = RuleEngine(rules(), shipped_model(), Policy())
    engine.add(lines)
    found = engine.conclude()
    results = validate(lines, SHAPES)
    nodes = {one.focus for one in results}
    names = facts_about(lines, nodes, nodes, shipped_model()).names
    findings = [*(finding_of(one, names.get(one.focus)) for one in results), *found.findings]
    said = [*found.derived, *iter_finding_lines(findings, DEFAULT_BASE, {}, lambda _: "000001-test")]
    said += engine.iter_label_lines(said)
    return Content(shipped_model(), [*quads, *parse(b"\n".join(said), RdfFormat.N_QUADS)])


def applied(quads: Sequence[Quad], changes: Sequence[Change], model: Model) -> list[Quad]:
    """The data as they would be loaded: a statement that stays keeps its sources."""
    graph = NamedNode(f"{DEFAULT_BASE}graph/supposed")
    objects = {(c["subject"], c["property"]): _objects(c, model) for c in changes}
    left = [q for q in quads if q.object in objects.get((key(q.subject), q.predicate.value), (q.object,))]
    stated = {(key(q.subject), q.predicate.value, q.object) for q in left}
    for (subject, predicate), some in objects.items():
        new = (one for one in some if (subject, predicate, one) not in stated)
        left += [Quad(NamedNode(subject), NamedNode(predicate), one, graph) for one in new]
    return left


def _objects(change: Change, model: Model) -> list[NamedNode | Literal]:
    term = model.properties.get(change["property"])
    if term is None or term.kind in (Kind.RELATION, Kind.CODE, Kind.IRI):
        return [NamedNode(value) for value in change["values"]]
    is_text = term.kind is Kind.TEXT  # a supposed one has no language
    datatype = NamedNode(term.datatype) if term.datatype and not is_text else None
    return [Literal(value, datatype=datatype) for value in change["values"]]


def examined() -> list[str]:
    """The properties that a rule, a shape or the examiner reads, and those along which a case is gathered."""
    model, reach = shipped_model(), reach_of_rules(shipped_model())
    files = builtin_files(DEFAULT_BASE)
    read = {RDF_TYPE, *reach.forwards, *reach.backwards}
    read |= {value for value in vars(vocabulary).values() if isinstance(value, str)}
    for file in (file for file in files if file.is_query or file.name.startswith("shapes/")):
        text = file.content.decode()
        prefixes = dict(re.findall(r"(?im)^@?PREFIX ([\w-]*): *<([^>]*)>", text))
        read |= {prefixes.get(one, "") + name for one, name in re.findall(r"([\w-]*):([\w-]+)", text)}
    code = "".join(path.read_text(encoding="utf-8") for path in Path(reasoning.__file__).parent.glob("*.py"))
    read |= {NS + name for name in re.findall(r"\bndp\.(\w+)", code)}
    return sorted(
        iri
        for iri in read
        if iri == RDF_TYPE or (iri in model.properties and not model.properties[iri].derived)
    )


def changes_of(quads: Sequence[Quad], rng: random.Random) -> Iterator[list[Change]]:
    """Changes drawn at random among all that bear on a status or a finding."""
    by_predicate: dict[str, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and not isinstance(quad.object, BlankNode):
            by_predicate.setdefault(quad.predicate.value, []).append(quad)
    predicates = [iri for iri in examined() if iri in by_predicate]
    while True:
        drawn: list[Change] = []
        for _ in range(rng.choice((1, 2, 4, 8))):
            stating = by_predicate[rng.choice(predicates)]
            quad = rng.choice(stating)
            values = sorted({_value(q) for q in stating if _fits(q)})
            chosen = set(rng.sample(values, min(len(values), rng.choice((0, 1, 1, 1)))))
            if rng.random() < 0.3 and _fits(quad):
                chosen.add(_value(quad))
            drawn.append(
                {"subject": key(quad.subject), "property": quad.predicate.value, "values": sorted(chosen)}
            )
        if len({(c["subject"], c["property"]) for c in drawn}) == len(drawn):
            yield drawn


def _value(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal) else key(quad.object)


def _fits(quad: Quad) -> bool:
    """True if the value may be supposed, and is then the same statement."""
    term = shipped_model().properties.get(quad.predicate.value)
    if term is None or term.kind in (Kind.RELATION, Kind.CODE, Kind.IRI):
        return isinstance(quad.object, NamedNode)
    if not isinstance(quad.object, Literal) or term.kind is Kind.LITERAL:
        return False
    return term.kind is Kind.TEXT or quad.object.datatype.value == (term.datatype or STRING)
