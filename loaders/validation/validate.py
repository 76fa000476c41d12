"""Validating data against the shapes of an ontology, with results that a person can act on.

    shapes = shapes_of(model)
    for result in validate(quads, shapes): …

No inference: the engine sees the data, the ontology's code lists and other individuals, and `rdfs:subClassOf`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from shifty._shifty import W3cResult

from loaders.validation.explain import (
    ConstraintFailure,
    code_in,
    explain,
    explain_undescribed,
    remedy,
    remedy_undescribed,
)
from loaders.validation.misfits import Misfit, iter_misfits
from loaders.validation.patterns import matches
from loaders.validation.shapes import IN_SCHEME, Description, Shapes, prepare_shapes, shapes_of
from loaders.validation.undeclared import UndeclaredTerm, iter_undeclared
from ontology.model import Model
from ontology.namespaces import SH
from ontology.severity import Severity
from ontology.terms import Node, key
from ontology.values.literals import from_ntriples, to_ntriples

__all__ = ["ShapeResult", "Shapes", "prepare_shapes", "shapes_of", "validate"]

UNDESCRIBED = "D31"
UNDECLARED = "UNDECLARED"
MISFIT = "MISFIT"
CODES = ("SHACL", "D26", UNDESCRIBED, UNDECLARED, MISFIT)
"""The codes of shape results; shapes of an added ontology may give others."""


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One result of validating.

    `focus` is an IRI, or `_:label`; so is `value`, unless it is a literal in N-Triples form or None. `path` is the
    property's IRI, None for the node itself or a long path. `component` and `shape` are IRIs (no shape: empty). `code`
    is D26, D31, another code that the shape's message begins with, UNDECLARED for a term that the ontology lacks in its
    own namespace or that is almost one of a public vocabulary, MISFIT for a value that does not fit the range of its
    property, or SHACL. `messages` and `remedies` are by language tag, English always there.
    """

    code: str
    severity: Severity
    focus: str
    path: str | None
    value: str | None
    component: str
    shape: str
    messages: Mapping[str, str] = field(hash=False)
    remedies: Mapping[str, str] = field(hash=False)

    @property
    def order(self) -> tuple[int, str, str, str, str, str, str]:
        """Worst first, then by code, focus and so on: the same for the same data."""
        return (
            self.severity.rank,
            self.code,
            self.focus,
            self.path or "",
            self.value or "",
            self.component,
            self.shape,
        )


def validate(
    data: Iterable[Quad] | Iterable[bytes], shapes: Shapes, *, focuses: frozenset[str] | None = None
) -> tuple[ShapeResult, ...]:
    """The results, the worst first.

    `data` are statements, or canonical lines of N-Triples or N-Quads as bytes without their ends; graph names
    do not matter. With `focuses` only results about these nodes are given; if `shapes.is_local`, `data` then needs
    only the statements of these nodes and of the nodes that they refer to.
    """
    lines = [_triple_line(one) for one in data]
    report = shapes.validator.validate_w3c(
        data=b"\n".join(lines) + b"\n", data_format="nt", run_infer=False, sort_results=False
    )
    results = results_of(lines, (), None if report.conforms else report, shapes, focuses)
    return tuple(sorted(results, key=lambda result: result.order))


def results_of(
    lines: Sequence[bytes],
    near: Sequence[bytes],
    report: W3cResult | None,
    shapes: Shapes,
    focuses: frozenset[str] | None = None,
) -> set[ShapeResult]:
    """The results about the subjects of `lines`, which are lines of N-Triples.

    `near` are lines about the nodes that these refer to; `report` is that of the engine (None: the lines conform). With
    `focuses` only results about these nodes are given.
    """
    undeclared = {
        _undeclared_result(one)
        for one in iter_undeclared(lines, shapes.vocabulary)
        if focuses is None or one.focus in focuses
    }
    misfits = {} if shapes.model is None else _misfits(lines, shapes.model, focuses)
    if report is None:
        return {*undeclared, *misfits.values()}
    nodes = _report_nodes(report._report_ntriples.encode(), focuses)  # noqa: SLF001 - labels are only here
    failures = [failure for one in nodes if not _is_mistaken(failure := _failure(one, shapes), shapes)]
    facts = _look_up(chain(lines, near), failures)
    # Nodes that only the ontology describes are there for data to refer to; they are not judged.
    judged = (
        failure
        for failure in failures
        if failure.focus in facts.described or failure.focus not in shapes.background
    )
    results = {_result(failure, facts, shapes) for failure in judged} | undeclared
    for result in results:  # a shape has more to say about a value that does not fit
        misfits.pop((result.focus, result.path, result.value), None)
    results.update(misfits.values())
    return results


def _triple_line(statement: Quad | bytes) -> bytes:
    if isinstance(statement, Quad):
        return f"{statement.triple} .".encode()
    head, last, _ = statement.rsplit(b" ", 2)
    # The last term is a graph's name if three stand before it; a literal's end has a quote in it.
    is_name = b'"' not in last and head.count(b" ") > 1
    return head + b" ." if is_name else statement


def _report_nodes(report: bytes, focuses: frozenset[str] | None) -> list[dict[str, list[Node]]]:
    """The results of a SHACL report, each as local names of SHACL's properties to values."""
    values: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    listed: list[str] = []
    for quad in parse(report, format=RdfFormat.N_TRIPLES):
        name = quad.predicate.value.removeprefix(SH)
        if name == "result":
            listed.append(key(quad.object))
        else:
            values[key(quad.subject)][name].append(quad.object)
    nodes = [values[label] for label in listed]
    if focuses is None:
        return nodes
    return [one for one in nodes if key(one["focusNode"][0]) in focuses]


def _failure(node: Mapping[str, list[Node]], shapes: Shapes) -> ConstraintFailure:
    def one(name: str) -> str | None:
        values = node.get(name)
        return key(values[0]) if values else None

    source = one("sourceShape") or ""
    path = node.get("resultPath", [None])[0]
    description: Description = shapes.descriptions.get(source, {})
    return ConstraintFailure(
        focus=one("focusNode") or "",
        path=path.value if isinstance(path, NamedNode) else None,
        value=one("value"),
        component=one("sourceConstraintComponent") or "",
        severity=_severity(one("resultSeverity")),
        source=source,
        description=description,
        code_list=_code_list(description, shapes),
        reported=tuple(m for m in node.get("resultMessage", ()) if isinstance(m, Literal)),
    )


def _is_mistaken(failure: ConstraintFailure, shapes: Shapes) -> bool:
    pattern = shapes.patterns.get(failure.source)
    return failure.name == "Pattern" and pattern is not None and matches(pattern, failure.value)


def _severity(iri: str | None) -> Severity:
    """The severity of that IRI; Violation, SHACL's default, for none and for one that SHACL does not define."""
    name = (iri or "").removeprefix(SH)
    return Severity(name) if name in set(Severity) else Severity.VIOLATION


@dataclass(frozen=True, slots=True)
class _FocusFacts:
    """Facts of the data about the failures: the nodes that they describe, and the values at each path."""

    described: frozenset[str]
    values: Mapping[tuple[str, str], frozenset[str]]


def _look_up(lines: Iterable[bytes], failures: list[ConstraintFailure]) -> _FocusFacts:
    wanted = {to_ntriples(failure.focus).encode(): failure.focus for failure in failures}
    wanted |= {
        to_ntriples(failure.value).encode(): failure.value
        for failure in failures
        if failure.value and failure.is_class
    }
    paths = {to_ntriples(failure.path).encode() for failure in failures if failure.path}
    described = set()
    values: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for line in lines:
        subject, _, rest = line.partition(b" ")
        node = wanted.get(subject)
        if node is not None:
            described.add(node)
            predicate, _, value = rest.partition(b" ")
            if predicate in paths:
                values[node, from_ntriples(predicate.decode())].add(value)
    return _FocusFacts(
        frozenset(described),
        {
            place: frozenset(from_ntriples(value.removesuffix(b" .").decode()) for value in known)
            for place, known in values.items()
        },
    )


def _result(failure: ConstraintFailure, facts: _FocusFacts, shapes: Shapes) -> ShapeResult:
    values = facts.values.get((failure.focus, failure.path or ""), frozenset())
    shape = shapes.names.get(failure.source, failure.source)
    code, severity = _code(failure), failure.severity
    if failure.is_class and failure.value and _is_undescribed(failure.value, facts, shapes):
        code, severity = UNDESCRIBED, Severity.INFO
    is_undescribed = code == UNDESCRIBED
    return ShapeResult(
        code=code,
        severity=severity,
        focus=failure.focus,
        path=failure.path,
        value=failure.value,
        component=failure.component,
        shape=shape,
        messages=(
            explain_undescribed(failure, shapes.labels)
            if is_undescribed
            else explain(failure, shapes.labels, values)
        ),
        remedies=(
            remedy_undescribed(failure, shapes.labels) if is_undescribed else remedy(failure, shapes.labels)
        ),
    )


def _undeclared_result(term: UndeclaredTerm) -> ShapeResult:
    if (term.value or "").startswith('"'):
        return _own_result(term, "SHACL", Severity.VIOLATION, "NodeKind")
    return _own_result(term, UNDECLARED, Severity.WARNING, "Closed" if term.value is None else "Class")


def _own_result(
    found: UndeclaredTerm | Misfit, code: str, severity: Severity, constraint: str
) -> ShapeResult:
    """The result about something that no shape says, as if one did by this constraint of SHACL."""
    return ShapeResult(
        code=code,
        severity=severity,
        focus=found.focus,
        path=found.path,
        value=found.value,
        component=f"{SH}{constraint}ConstraintComponent",
        shape="",
        messages=found.messages,
        remedies=found.remedies,
    )


def _misfits(
    lines: Iterable[bytes], model: Model, focuses: frozenset[str] | None
) -> dict[tuple[str, str | None, str | None], ShapeResult]:
    """The results about values that do not fit their properties, by focus, path and value."""
    return {
        (one.focus, one.path, one.value): _own_result(
            one, MISFIT, Severity.WARNING, "NodeKind" if one.is_of_other_kind else "Datatype"
        )
        for one in iter_misfits(lines, model)
        if focuses is None or one.focus in focuses
    }


def _is_undescribed(value: str, facts: _FocusFacts, shapes: Shapes) -> bool:
    return not (value.startswith('"') or value in facts.described or value in shapes.background)


def _code(failure: ConstraintFailure) -> str:
    codes = (code_in(message.value) for message in failure.reported)
    return next((code for code in codes if code), "SHACL")


def _code_list(description: Description, shapes: Shapes) -> str | None:
    """The IRI of the code list that the shape takes values from, if there is one."""
    for node in description.get("node", ()):
        for inner in shapes.descriptions.get(key(node), {}).get("property", ()):
            declared = shapes.descriptions.get(key(inner), {})
            if [key(path) for path in declared.get("path", ())] == [IN_SCHEME] and "hasValue" in declared:
                return key(declared["hasValue"][0])
    return None
