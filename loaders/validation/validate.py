"""Validating: what the shapes of an ontology find wrong with data, in words a person can act on.

    shapes = prepare_shapes(documents)
    for result in validate(quads, shapes): …

No inference: the engine sees the data, the ontology's code lists and other individuals, and `rdfs:subClassOf`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from loaders.validation.explain import ConstraintFailure, code_in, explain, remedy
from loaders.validation.shapes import IN_SCHEME, SH, Description, Shapes, key, prepare_shapes
from loaders.validation.undeclared import UndeclaredTerm, iter_undeclared

__all__ = ["ShapeResult", "Shapes", "prepare_shapes", "validate"]

UNDESCRIBED = "D31"
UNDECLARED = "UNDECLARED"
CODES = ("SHACL", "D26", UNDESCRIBED, UNDECLARED)
"""The codes of what shapes find; shapes of an added ontology may give others."""
_RANKS = {"Violation": 0, "Warning": 1, "Info": 2}


@dataclass(frozen=True, slots=True)
class ShapeResult:
    """One thing found.

    `severity` is Violation, Warning or Info. `focus` is an IRI, or `_:label`; so is `value`, unless it is a
    literal in N-Triples form or None. `path` is the property's IRI, None for the node itself or a long path.
    `component` and `shape` are IRIs (no shape: empty). `code` is D26, D31, another code that the shape's message
    begins with, UNDECLARED for a term that the ontology lacks in its own namespace, or SHACL. `messages` and
    `remedies` (how to mend it) are by language tag, English always there.
    """

    code: str
    severity: str
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
        rank = _RANKS.get(self.severity, len(_RANKS))
        return (rank, self.code, self.focus, self.path or "", self.value or "", self.component, self.shape)


def validate(
    data: Iterable[Quad] | Iterable[bytes], shapes: Shapes, *, focuses: frozenset[str] | None = None
) -> tuple[ShapeResult, ...]:
    """What is wrong with the data, the worst first.

    `data` are statements, or canonical lines of N-Triples or N-Quads as bytes without their ends; graph names
    do not matter. With `focuses` only results about these nodes are given: if `shapes.is_local`, it is enough
    then that `data` holds the statements of these and of the nodes they refer to.
    """
    lines = [_triple_line(one) for one in data]
    report = shapes.validator.validate_w3c(
        data=b"\n".join(lines) + b"\n", data_format="nt", run_infer=False, sort_results=False
    )
    undeclared = {
        _slip(one)
        for one in iter_undeclared(lines, shapes.vocabulary)
        if focuses is None or one.focus in focuses
    }
    if report.conforms:
        return tuple(sorted(undeclared, key=lambda result: result.order))
    found = _iter_found(report._report_ntriples.encode(), focuses)  # noqa: SLF001 - labels are only here
    cases = [_case(one, shapes) for one in found]
    facts = _look_up(lines, cases)
    # What only the ontology describes is known here, so that data can refer to it, and not in question.
    asked = (case for case in cases if case.focus in facts.described or case.focus not in shapes.background)
    results = {_result(case, facts, shapes) for case in asked} | undeclared
    return tuple(sorted(results, key=lambda result: result.order))


def _triple_line(statement: Quad | bytes) -> bytes:
    if isinstance(statement, Quad):
        return f"{statement.triple} .".encode()
    head, last, _ = statement.rsplit(b" ", 2)
    # The last term is a graph's name if three stand before it; a literal's end has a quote in it.
    is_name = b'"' not in last and head.count(b" ") > 1
    return head + b" ." if is_name else statement


def _iter_found(report: bytes, focuses: frozenset[str] | None) -> list[dict[str, list[object]]]:
    """The report's results, each as SHACL's local names to values."""
    said: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    listed: list[str] = []
    for quad in parse(report, format=RdfFormat.N_TRIPLES):
        name = quad.predicate.value.removeprefix(SH)
        if name == "result":
            listed.append(key(quad.object))
        else:
            said[key(quad.subject)][name].append(quad.object)
    found = [said[label] for label in listed]
    if focuses is None:
        return found
    return [one for one in found if key(one["focusNode"][0]) in focuses]


def _case(found: Mapping[str, list[object]], shapes: Shapes) -> ConstraintFailure:
    def one(name: str) -> str | None:
        values = found.get(name)
        return key(values[0]) if values else None

    source = one("sourceShape") or ""
    path = found.get("resultPath", [None])[0]
    severity = (one("resultSeverity") or "").removeprefix(SH)
    description: Description = shapes.descriptions.get(source, {})
    return ConstraintFailure(
        focus=one("focusNode") or "",
        path=path.value if isinstance(path, NamedNode) else None,
        value=one("value"),
        component=one("sourceConstraintComponent") or "",
        severity=severity if severity in _RANKS else "Violation",
        source=source,
        description=description,
        code_list=_code_list(description, shapes),
        said=tuple(m for m in found.get("resultMessage", ()) if isinstance(m, Literal)),
    )


@dataclass(frozen=True, slots=True)
class _FocusFacts:
    """What the data say about the cases: which nodes they describe, and how many values a path has."""

    described: frozenset[str]
    counts: Mapping[tuple[str, str], int]


def _look_up(lines: Iterable[bytes], cases: list[ConstraintFailure]) -> _FocusFacts:
    wanted = {_written(case.focus): case.focus for case in cases}
    wanted |= {_written(case.value): case.value for case in cases if case.value and case.is_class}
    paths = {f"<{case.path}>".encode() for case in cases if case.path}
    described = set()
    values: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for line in lines:
        subject, _, rest = line.partition(b" ")
        node = wanted.get(subject)
        if node is not None:
            described.add(node)
            predicate, _, value = rest.partition(b" ")
            if predicate in paths:
                values[node, predicate[1:-1].decode()].add(value)
    return _FocusFacts(frozenset(described), {place: len(known) for place, known in values.items()})


def _written(node: str) -> bytes:
    return (node if node.startswith(("_:", '"')) else f"<{node}>").encode()


def _result(case: ConstraintFailure, facts: _FocusFacts, shapes: Shapes) -> ShapeResult:
    count = facts.counts.get((case.focus, case.path or ""), 0)
    shape = shapes.names.get(case.source, case.source)
    code, severity = _code(case), case.severity
    if case.is_class and case.value and _is_undescribed(case.value, facts, shapes):
        code, severity = UNDESCRIBED, "Info"
    return ShapeResult(
        code=code,
        severity=severity,
        focus=case.focus,
        path=case.path,
        value=case.value,
        component=case.component,
        shape=shape,
        messages=explain(case, shapes.labels, count, undescribed=code == UNDESCRIBED),
        remedies=remedy(case, shapes.labels, undescribed=code == UNDESCRIBED),
    )


def _slip(found: UndeclaredTerm) -> ShapeResult:
    return ShapeResult(
        code=UNDECLARED,
        severity="Warning",
        focus=found.focus,
        path=found.path,
        value=found.value,
        component=f"{SH}{'Closed' if found.value is None else 'Class'}ConstraintComponent",
        shape="",
        messages=found.messages,
        remedies=found.remedies,
    )


def _is_undescribed(value: str, facts: _FocusFacts, shapes: Shapes) -> bool:
    return not (value.startswith('"') or value in facts.described or value in shapes.background)


def _code(case: ConstraintFailure) -> str:
    codes = (code_in(message.value) for message in case.said)
    return next((code for code in codes if code), "SHACL")


def _code_list(description: Description, shapes: Shapes) -> str | None:
    """The IRI of the code list whose members alone conform to the shape, if that is what it requires."""
    for node in description.get("node", ()):
        for inner in shapes.descriptions.get(key(node), {}).get("property", ()):
            said = shapes.descriptions.get(key(inner), {})
            if [key(path) for path in said.get("path", ())] == [IN_SCHEME] and "hasValue" in said:
                return key(said["hasValue"][0])
    return None
