"""A finding of a rule or of a shape, and the lines that state it in a release."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from loaders.nquads.lines import join_line
from loaders.validation.explain import messages_about
from loaders.validation.validate import ShapeResult
from ontology.iris import derived_graphs
from ontology.model import Text
from ontology.namespaces import RDF_TYPE, XSD
from ontology.severity import Severity
from ontology.values.literals import join, split, to_ntriples

TYPE = f"<{RDF_TYPE}>"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that a release is about to state; `loaders.releases.findings.StoredFinding` is one read back.

    `focus` is an IRI or `_:label`; so is `value`, unless it is a literal in N-Triples form or None. `platform` is the
    IRI of the platform concerned. The finding holds from the day `start` to the day `end`, both ISO dates and
    inclusive; None is open. `path` is the IRI of the property that the value is of, if the rule or shape names one.
    `messages` and `remedies` are
    by language tag; `references` are IRIs of the acts and articles that the rule rests on.
    """

    code: str
    severity: Severity
    focus: str
    value: str | None = None
    platform: str | None = None
    start: str | None = None
    end: str | None = None
    path: str | None = None
    messages: Mapping[str, str] = field(default_factory=dict, hash=False)
    remedies: Mapping[str, str] = field(default_factory=dict, hash=False)
    references: tuple[str, ...] = ()

    def iri(self, base: str) -> str:
        """The finding's IRI, the same in every release: a hash over focus, value, path and period."""
        about = "\n".join((self.focus, self.value or "", self.path or "", self.start or "", self.end or ""))
        return f"{base}id/finding/{self.code}/{hashlib.sha256(about.encode()).hexdigest()[:_DIGITS]}"


def finding_of(result: ShapeResult, name: Text | None = None) -> Finding:
    """The finding that states a shape's result; its messages name the focus, by `name` or the IRI's last part."""
    return Finding(
        result.code,
        result.severity,
        result.focus,
        result.value,
        path=result.path,
        messages=messages_about(name or result.focus, result.messages),
        remedies=result.remedies,
    )


def iter_finding_lines(
    findings: Iterable[Finding],
    base: str,
    sources: Mapping[str, Collection[str]],
    since: Callable[[str], str],
) -> Iterator[bytes]:
    """The lines of the graph of findings.

    `sources` are the graphs with statements about a resource; `since` gives the release in which the finding of that
    IRI first appeared.
    """
    graph = to_ntriples(derived_graphs(base)[1])
    for finding in findings:
        iri = finding.iri(base)
        for predicate, obj in _iter_statements(finding, iri, base, sources, since):
            yield join_line(to_ntriples(iri), predicate, obj, graph)


def _iter_statements(
    finding: Finding,
    iri: str,
    base: str,
    sources: Mapping[str, Collection[str]],
    since: Callable[[str], str],
) -> Iterator[tuple[str, str]]:
    def ndp(name: str) -> str:
        return f"<{base}ns#{name}>"

    yield TYPE, ndp("Finding")
    yield ndp("code"), join(finding.code)
    yield ndp("severity"), join(finding.severity)
    yield ndp("focus"), to_ntriples(finding.focus)
    yield ndp("since"), join(since(iri))
    for name, texts in (("message", finding.messages), ("remedy", finding.remedies)):
        for language, text in texts.items():
            yield ndp(name), join(text, language)
    about = {finding.focus}
    if finding.value is not None:
        is_literal = finding.value.startswith('"')
        yield ndp("value"), join(split(finding.value)[0] if is_literal else finding.value)
        if not is_literal:
            about.add(finding.value)
            yield ndp("involves"), to_ntriples(finding.value)
    if finding.platform is not None:
        yield ndp("onPlatform"), to_ntriples(finding.platform)
    if finding.path is not None:
        yield ndp("path"), join(finding.path)
    for name, day in (("from", finding.start), ("until", finding.end)):
        if day is not None:
            yield ndp(name), join(day, datatype=XSD + "date")
    for reference in finding.references:
        yield ndp("legalReference"), to_ntriples(reference)
    for graph in {graph for node in about for graph in sources.get(node, ())}:
        yield ndp("foundIn"), to_ntriples(graph)
