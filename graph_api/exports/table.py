"""CSV: a row for each statement of each step and each of its source graphs; one row for a step without statements."""

from collections.abc import Iterator, Mapping

from graph_api.exports.case import CitedSource, CitedStatement, CitedStep, JustifiedCase
from graph_api.exports.sheet import write_sheet

COLUMNS = (
    *("release", "platform", "decision", "day", "verdict", "status", "step", "parent", "kind", "outcome"),
    *("essential", "text", "remedy", "about", "involves", "acts", "findings"),
    *("subject", "predicate", "object", "needed"),
    *("graph", "graphLabel", "licence", "confidence", "illustrative", "documents", "note"),
)


def write(case: JustifiedCase) -> bytes:
    """The case as a table in UTF-8. Spaces separate the IRIs in a cell; `needed`: the derivation fails without it."""
    return write_sheet(COLUMNS, _rows(case), "\r\n").encode()


def _rows(case: JustifiedCase) -> Iterator[Mapping[str, object]]:
    whole = {
        "release": case.release.reference,
        "platform": case.platform.iri,
        "decision": case.decision.iri if case.decision else "",
        "day": case.day,
        "verdict": case.verdict,
        "status": case.status.code if case.status else "",
    }
    for step in case.steps:
        row = whole | _step(step)
        for statement in step.statements:
            needed = {"needed": _truth(statement.ntriples in case.support)}
            for graph in statement.graphs:
                yield row | _statement(statement) | needed | _source(case.source(graph))
        if not step.statements:
            yield row
    if not case.steps:
        yield whole


def _step(step: CitedStep) -> dict[str, object]:
    return {
        "step": step.number,
        "parent": step.parent or "",
        "kind": step.kind,
        "outcome": step.outcome,
        "essential": _truth(step.essential),
        "text": step.text,
        "remedy": step.remedy or "",
        "about": step.about.iri if step.about else "",
        "involves": " ".join(one.iri for one in step.involves),
        "acts": " ".join(one.iri for one in step.acts),
        "findings": " ".join(step.findings),
    }


def _statement(statement: CitedStatement) -> dict[str, object]:
    return {"subject": statement.subject, "predicate": statement.predicate, "object": statement.object}


def _source(source: CitedSource) -> dict[str, object]:
    return {
        "graph": source.iri,
        "graphLabel": source.label,
        "licence": source.licence or "",
        "confidence": source.confidence or "",
        "illustrative": _truth(source.illustrative),
        "documents": " ".join(source.documents),
        "note": source.note or "",
    }


def _truth(value: bool) -> str:
    return "true" if value else "false"
