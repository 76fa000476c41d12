"""A finding of a rule or of a shape, and the lines by which a release says it."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from loaders.nquads.lines import join_line
from loaders.validation.validate import ShapeResult
from ontology.iris import derived_graphs
from ontology.literals import join, split, term
from ontology.terms import RDF, XSD

TYPE = f"<{RDF}type>"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    `severity` is Violation, Warning or Info; `focus` an IRI or `_:label`; so is `value`, unless it is a literal in
    N-Triples form or None. `platform` is the IRI of the platform concerned. It holds from the day `start` to the day
    `end`, both ISO dates and inclusive; None is open. `path` is the property's IRI, of shapes' findings only.
    `messages` and `remedies` are by language tag; `references` are IRIs of the acts and articles that it rests on.
    """

    code: str
    severity: str
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
        """Its name, the same in every release: a hash over what it is about."""
        about = "\n".join((self.focus, self.value or "", self.path or "", self.start or "", self.end or ""))
        return f"{base}id/finding/{self.code}/{hashlib.sha256(about.encode()).hexdigest()[:_DIGITS]}"


def of_shape(result: ShapeResult) -> Finding:
    """What a shape found, as a finding."""
    return Finding(
        result.code,
        result.severity,
        result.focus,
        result.value,
        path=result.path,
        messages=result.messages,
        remedies=result.remedies,
    )


def iter_finding_lines(
    found: Iterable[Finding],
    base: str,
    sources: Mapping[str, Collection[str]],
    since: Callable[[str], str],
) -> Iterator[bytes]:
    """The lines of the graph of findings.

    `sources` are the graphs that say something about a resource, `since` gives the release from which on there was
    a finding of that IRI.
    """
    graph = term(derived_graphs(base)[1])
    for one in found:
        iri = one.iri(base)
        for predicate, obj in _said(one, iri, base, sources, since):
            yield join_line(term(iri), predicate, obj, graph)


def _said(
    one: Finding,
    iri: str,
    base: str,
    sources: Mapping[str, Collection[str]],
    since: Callable[[str], str],
) -> Iterator[tuple[str, str]]:
    def of(name: str) -> str:
        return f"<{base}ns#{name}>"

    yield TYPE, of("Finding")
    yield of("code"), join(one.code)
    yield of("severity"), join(one.severity)
    yield of("focus"), term(one.focus)
    yield of("since"), join(since(iri))
    for name, texts in (("message", one.messages), ("remedy", one.remedies)):
        for language, text in texts.items():
            yield of(name), join(text, language)
    about = {one.focus}
    if one.value is not None:
        is_literal = one.value.startswith('"')
        yield of("value"), join(split(one.value)[0] if is_literal else one.value)
        if not is_literal:
            about.add(one.value)
            yield of("involves"), term(one.value)
    if one.platform is not None:
        yield of("onPlatform"), term(one.platform)
    if one.path is not None:
        yield of("path"), join(one.path)
    for name, day in (("from", one.start), ("until", one.end)):
        if day is not None:
            yield of(name), join(day, datatype=XSD + "date")
    for reference in one.references:
        yield of("legalReference"), term(reference)
    for graph in {graph for node in about for graph in sources.get(node, ())}:
        yield of("foundIn"), term(graph)
