"""PROV-O: a conclusion, its steps and their statements as entities, derived from the source graphs.

Statements about any other resource are those of the release, unchanged. Everything derived has an IRI `urn:uuid:…`
and `prov:wasDerivedFrom` the graphs that it rests on.
"""

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from graph_api.exports import words
from graph_api.exports.case import CitedStep, JustifiedCase
from ontology.namespaces import DCT, PROV, RDF, RDF_TYPE, RDFS, XSD, prefixes_of

_PREFIXES = prefixes_of("prov", "dct", "rdf", "rdfs", "xsd")
_TYPE = NamedNode(RDF_TYPE)


def write_turtle(case: JustifiedCase) -> bytes:
    """The case in Turtle."""
    return _write(case, RdfFormat.TURTLE)


def write_jsonld(case: JustifiedCase) -> bytes:
    """The case in JSON-LD."""
    return _write(case, RdfFormat.JSON_LD)


def _write(case: JustifiedCase, syntax: RdfFormat) -> bytes:
    stated = parse(input="\n".join(_release_lines(case)), format=RdfFormat.N_TRIPLES)
    triples = [*_derived_triples(case), *(quad.triple for quad in stated)]
    text = serialize(dict.fromkeys(triples), format=syntax, prefixes=_prefixes(case, triples))
    return (text or b"").rstrip(b"\n") + b"\n"


def _prefixes(case: JustifiedCase, triples: Iterable[Triple]) -> dict[str, str]:
    """The prefixes to declare, also for each IRI in a PROV relation, as the PROV data model has qualified names."""
    prefixes = {**_PREFIXES, "uuid": "urn:uuid:", "ndp": case.base + "ns#", "id": case.base + "id/"}
    prefixes["graph"] = case.base + "graph/"
    linked = {
        term.value
        for triple in triples
        if triple.predicate.value.startswith(PROV)
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode)
    }
    others = {_namespace(iri) for iri in linked if not iri.startswith(tuple(prefixes.values()))}
    return prefixes | {f"ns{number}": namespace for number, namespace in enumerate(sorted(others), 1)}


def _namespace(iri: str) -> str:
    """An IRI up to its last `#`, `/` or `:`."""
    end = max(iri.rfind(mark, 0, -1) for mark in "#/:")
    return iri[: end + 1]


def _release_lines(case: JustifiedCase) -> list[str]:
    """The statements of the release, as lines of N-Triples: those of the steps, and those about their sources."""
    lines = {statement.ntriples for statement in case.statements}
    return sorted(lines.union(*(source.said for source in case.sources)))


class _EntityStatements:
    """The statements about one of our entities, collected one by one."""

    def __init__(self, node: NamedNode, *types: str) -> None:
        self.triples = [Triple(node, _TYPE, NamedNode(one)) for one in types]
        self._node = node

    def links(self, predicate: str, *iris: str) -> None:
        """Add links to resources."""
        self.triples += [Triple(self._node, NamedNode(predicate), NamedNode(iri)) for iri in iris]

    def values(self, predicate: str, *values: str, language: str | None = None, datatype: str = "") -> None:
        """Add values."""
        kind = NamedNode(XSD + datatype) if datatype else None
        literals = [
            Literal(one, language=language) if language else Literal(one, datatype=kind) for one in values
        ]
        self.triples += [Triple(self._node, NamedNode(predicate), one) for one in literals]


def _urn(case: JustifiedCase, *parts: object) -> str:
    return case.uuid(*parts).urn


def _derived_triples(case: JustifiedCase) -> Iterator[Triple]:
    parts: tuple[Callable[[JustifiedCase], Iterator[_EntityStatements]], ...] = (
        _conclusion,
        _activity,
        _steps,
        _statements,
    )
    for part in parts:
        for entity in part(case):
            yield from entity.triples


def _conclusion(case: JustifiedCase) -> Iterator[_EntityStatements]:
    entity = _EntityStatements(NamedNode(_urn(case)), PROV + "Entity")
    entity.values(RDFS + "label", words.title(case), language=case.language)
    entity.values(PROV + "value", case.verdict)
    entity.values(DCT + "valid", case.day, datatype="date")
    entity.links(DCT + "subject", case.platform.iri)
    entity.links(DCT + "references", *_iris(case.decision))
    entity.links(DCT + "type", *_iris(case.status))
    entity.links(DCT + "hasPart", *(_urn(case, "step", step.number) for step in case.steps))
    entity.links(DCT + "requires", *(_urn(case, "statement", line) for line in sorted(case.support)))
    entity.links(PROV + "wasGeneratedBy", _urn(case, "activity"))
    entity.links(PROV + "wasAttributedTo", _urn(case, "agent"))
    entity.links(PROV + "wasDerivedFrom", *(source.iri for source in case.sources))
    entity.links(PROV + "wasInfluencedBy", *(finding.iri for finding in case.findings))
    yield entity


def _iris(one: object) -> tuple[str, ...]:
    return (one.iri,) if one else ()  # type: ignore[attr-defined]  # each argument has an IRI


def _activity(case: JustifiedCase) -> Iterator[_EntityStatements]:
    """The reasoning activity, its agent, and the release that it used."""
    activity = _EntityStatements(NamedNode(_urn(case, "activity")), PROV + "Activity")
    activity.links(PROV + "used", _urn(case, "release"), *(source.iri for source in case.sources))
    activity.links(PROV + "wasAssociatedWith", _urn(case, "agent"))
    yield activity
    agent = _EntityStatements(NamedNode(_urn(case, "agent")), PROV + "Agent", PROV + "SoftwareAgent")
    agent.values(RDFS + "label", "NDP Graph")
    yield agent
    release = _EntityStatements(NamedNode(_urn(case, "release")), PROV + "Entity")
    release.values(DCT + "identifier", case.release.reference, *filter(None, (case.release.hash,)))
    release.values(PROV + "generatedAtTime", *filter(None, (case.release.built_at,)), datatype="dateTime")
    yield release


def _steps(case: JustifiedCase) -> Iterator[_EntityStatements]:
    for step in case.steps:
        entity = _EntityStatements(NamedNode(_urn(case, "step", step.number)), PROV + "Entity")
        entity.values(RDFS + "label", words.headline(step, case.language), language=case.language)
        entity.values(DCT + "description", step.text, language=case.language)
        entity.values(PROV + "value", step.outcome)
        entity.values(DCT + "identifier", f"{step.number:02d} {step.kind}")
        entity.links(DCT + "subject", *_iris(step.about))
        entity.links(DCT + "references", *_others(step))
        if step.parent:
            entity.links(DCT + "isPartOf", _urn(case, "step", step.parent))
        entity.links(DCT + "source", *(_urn(case, "statement", s.ntriples) for s in step.statements))
        entity.links(PROV + "wasDerivedFrom", *step.graphs)
        entity.links(PROV + "wasGeneratedBy", _urn(case, "activity"))
        yield entity


def _others(step: CitedStep) -> Iterable[str]:
    return dict.fromkeys(one.iri for one in (*step.involves, *step.acts))


def _statements(case: JustifiedCase) -> Iterator[_EntityStatements]:
    """Each statement as an entity, with the graphs that it comes from."""
    for statement in case.statements:
        (quad,) = parse(input=statement.ntriples, format=RdfFormat.N_TRIPLES)
        node = NamedNode(_urn(case, "statement", statement.ntriples))
        entity = _EntityStatements(node, PROV + "Entity", RDF + "Statement")
        for name, term in zip(("subject", "predicate", "object"), quad.triple, strict=True):
            entity.triples.append(Triple(node, NamedNode(RDF + name), term))
        entity.links(PROV + "wasDerivedFrom", *statement.graphs)
        yield entity
