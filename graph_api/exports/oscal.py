"""OSCAL assessment results: each step is an observation, each essential step a finding, each blocking step a risk.

https://pages.nist.gov/OSCAL-Reference/models/v1.1.3/assessment-results/json-reference/
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from graph_api.exports import words
from graph_api.exports.case import CitedFinding, CitedSource, CitedStep, JustifiedCase, NamedResource
from ontology.iris import local_name

OSCAL_VERSION = "1.1.3"
_STATES = {True: ("satisfied", "pass"), False: ("not-satisfied", "fail")}
_SPACES = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
OscalObject = dict[str, Any]


def write(case: JustifiedCase) -> bytes:
    """The case as one document of assessment results."""
    document: OscalObject = {
        "uuid": _uuid(case, "document", case.language),
        "metadata": {
            "title": _line(words.title(case)),
            "last-modified": _modified(case),
            "version": case.release.reference,
            "oscal-version": OSCAL_VERSION,
            **_filled("props", [_prop(case, "hash", case.release.hash)] if case.release.hash else []),
        },
        "import-ap": {"href": "#" + _resource_uuid(case, _plan(case).iri)},
        "results": [_result(case)],
        "back-matter": {"resources": [*_resources(case), *(_source(case, one) for one in case.sources)]},
    }
    return orjson.dumps({"assessment-results": document}, option=orjson.OPT_INDENT_2) + b"\n"


def _uuid(case: JustifiedCase, *parts: object) -> str:
    return str(case.uuid("oscal", *parts))


def _resource_uuid(case: JustifiedCase, iri: str) -> str:
    return _uuid(case, "resource", iri)


def _filled(name: str, items: Sequence[object]) -> Mapping[str, Sequence[object]]:
    """A member with an array; none if it is empty, as OSCAL has no empty arrays."""
    return {name: items} if items else {}


def _prop(case: JustifiedCase, name: str, value: str) -> OscalObject:
    return {"name": name, "ns": case.base + "ns#", "value": _line(value)}


def _line(text: str) -> str:
    """The text as one line, never empty, as titles and values must be."""
    return _SPACES.sub(" ", text).strip() or "–"


def _day(case: JustifiedCase) -> str:
    return case.day + "T00:00:00Z"


def _modified(case: JustifiedCase) -> str:
    """The time when the release was built (no clock is read); if unknown, the day of the case."""
    return case.release.built_at or _day(case)


def _plan(case: JustifiedCase) -> NamedResource:
    """The plan of the assessment: the criteria set, else the assessment, else the subject of the case."""
    about = {step.kind: step.about for step in reversed(case.steps) if step.about}
    return about.get("CRITERIA_SET") or about.get("ASSESSMENT") or case.decision or case.platform


def _control(step: CitedStep) -> str:
    """The identifier of a step's control: an OSCAL token, by kind and resource."""
    name = f"-{local_name(step.about.iri)}" if step.about else ""
    return re.sub(r"[^\w.\-]", "_", f"{step.kind.lower()}{name}")


def _result(case: JustifiedCase) -> OscalObject:
    essential = [step for step in case.steps if step.essential]
    controls = list(dict.fromkeys(_control(step) for step in essential))
    selection: OscalObject = {"include-controls": [{"control-id": one} for one in controls]}
    if not controls:
        selection = {"include-all": {}}
    risks = [
        *(_obstacle(case, step) for step in case.blocking),
        *(_defect(case, one) for one in case.findings),
    ]
    return {
        "uuid": _uuid(case, "result"),
        "title": _line(words.title(case)),
        "description": words.verdict(case),
        "start": _day(case),
        "end": _day(case),
        "props": [_prop(case, "verdict", case.verdict), *_status(case)],
        "reviewed-controls": {"control-selections": [selection]},
        **_filled("observations", [_observation(case, step) for step in case.steps]),
        **_filled("risks", risks),
        **_filled("findings", [_finding(case, step) for step in essential]),
    }


def _status(case: JustifiedCase) -> list[OscalObject]:
    return [_prop(case, "status", case.status.code)] if case.status else []


def _observation(case: JustifiedCase, step: CitedStep) -> OscalObject:
    """The observation of a step; its source graphs are the evidence."""
    return {
        "uuid": _uuid(case, "observation", step.number),
        "title": _line(words.headline(step, case.language)),
        "description": step.text,
        "props": [_prop(case, "kind", step.kind), _prop(case, "outcome", step.outcome)],
        "methods": ["EXAMINE"],
        **_filled("types", ["finding"] if step.essential else []),
        **_filled(
            "subjects",
            [
                {"subject-uuid": _resource_uuid(case, one.iri), "type": "resource", "title": _line(one.label)}
                for one in step.resources
            ],
        ),
        **_filled("relevant-evidence", [_evidence(case, step, graph) for graph in step.graphs]),
        "collected": _day(case),
    }


def _evidence(case: JustifiedCase, step: CitedStep, graph: str) -> OscalObject:
    lines = [statement.ntriples for statement in step.statements if graph in statement.graphs]
    return {
        "href": "#" + _resource_uuid(case, graph),
        "description": words.cited(case.source(graph)),
        "remarks": "\n".join(lines),
    }


def _finding(case: JustifiedCase, step: CitedStep) -> OscalObject:
    state, reason = _STATES[step.holds]
    defects = [one for one in case.findings if one.iri in step.findings]
    risks = [_uuid(case, "risk", step.number)] if step.blocks else []
    risks += [_uuid(case, "risk", one.iri) for one in defects]
    return {
        "uuid": _uuid(case, "finding", step.number),
        "title": _line(words.headline(step, case.language)),
        "description": step.text,
        "target": {
            "type": "objective-id",
            "target-id": _control(step),
            "status": {"state": state, "reason": reason},
        },
        "related-observations": [{"observation-uuid": _uuid(case, "observation", step.number)}],
        **_filled("related-risks", [{"risk-uuid": one} for one in risks]),
    }


def _obstacle(case: JustifiedCase, step: CitedStep) -> OscalObject:
    """The risk of a blocking step, with its remedy."""
    risk = _risk(case, step.number, words.headline(step, case.language), (step.text, step.remedy))
    return risk | {"related-observations": [{"observation-uuid": _uuid(case, "observation", step.number)}]}


def _defect(case: JustifiedCase, finding: CitedFinding) -> OscalObject:
    """The risk of a finding about a resource of the case."""
    risk = _risk(case, finding.iri, f"{finding.code} ({finding.severity})", (finding.message, finding.remedy))
    return risk | {"props": [_prop(case, "code", finding.code), _prop(case, "severity", finding.severity)]}


def _risk(case: JustifiedCase, key: object, title: str, texts: tuple[str, str | None]) -> OscalObject:
    text, remedy = texts[0] or title, texts[1]
    remediation = {
        "uuid": _uuid(case, "remediation", key),
        "lifecycle": "recommendation",
        "title": _line(words.word("remedy", case.language)),
        "description": remedy,
    }
    return {
        "uuid": _uuid(case, "risk", key),
        "title": _line(title),
        "description": text,
        "statement": text,
        "status": "open",
        **_filled("remediations", [remediation] if remedy else []),
    }


def _resources(case: JustifiedCase) -> list[OscalObject]:
    """The resources of the case."""
    return [
        {"uuid": _resource_uuid(case, one.iri), "title": _line(one.label), **_links(one.iri)}
        for one in case.resources
    ]


def _source(case: JustifiedCase, source: CitedSource) -> OscalObject:
    """A source graph, with its licence and confidence as properties, its note, and links to its documents."""
    properties = (
        ("licence", source.licence),
        ("confidence", source.confidence),
        ("generated-at", source.generated_at),
        ("illustrative", "true" if source.illustrative else None),
    )
    return {
        "uuid": _resource_uuid(case, source.iri),
        "title": _line(source.label),
        **({"description": source.note} if source.note else {}),
        **_filled("props", [_prop(case, name, value) for name, value in properties if value]),
        **_links(source.iri, *source.documents),
    }


def _links(*iris: str) -> Mapping[str, Sequence[object]]:
    """The links to resources; none to a blank node."""
    return _filled("rlinks", [{"href": iri} for iri in iris if not iri.startswith("_:")])
