"""OpenLineage: a run for each step, which reads source graphs, inside a run that concludes from the steps.

One event a line. `eventTime` is when the release was built: no clock is read. https://openlineage.io/spec/2-0-2/
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from graph_api.exports import words
from graph_api.exports.case import CitedSource, CitedStep, JustifiedCase

_SPEC = "https://openlineage.io/spec/"
_EVENT = _SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent"
EventObject = dict[str, Any]


def write(case: JustifiedCase) -> bytes:
    """The case as events, in the order in which things begin and end."""
    return b"".join(orjson.dumps(event) + b"\n" for event in _events(case))


def _events(case: JustifiedCase) -> Iterator[EventObject]:
    sources = [_graph(case, source) for source in case.sources]
    steps = [_step_data(case, step) for step in case.steps]
    output = [_data(case, case.uuid().urn, words.title(case), {"verdict": case.verdict, **_status(case)})]
    yield _event(case, "START", None, sources, [])
    for step, data in zip(case.steps, steps, strict=True):
        inputs = [graph for graph in sources if graph["name"] in step.graphs]
        yield _event(case, "START", step, inputs, [])
        yield _event(case, "COMPLETE", step, inputs, [data])
    yield _event(case, "COMPLETE", None, [*sources, *steps], output)


def _status(case: JustifiedCase) -> Mapping[str, str]:
    return {"status": case.status.code} if case.status else {}


def _producer(case: JustifiedCase) -> str:
    return case.base + "ns"


def _event(
    case: JustifiedCase,
    kind: str,
    step: CitedStep | None,
    inputs: Sequence[EventObject],
    outputs: Sequence[EventObject],
) -> EventObject:
    """An event of the run of a step, or of the whole run if `step` is None."""
    run: EventObject = {"runId": str(case.uuid("run", step.number) if step else case.uuid("run"))}
    if step:
        run["facets"] = {"parent": _parent(case)}
    return {
        "eventTime": case.release.built_at or f"{case.day}T00:00:00Z",
        "eventType": kind,
        "producer": _producer(case),
        "schemaURL": _EVENT,
        "run": run,
        "job": _job(case, step),
        "inputs": list(inputs),
        "outputs": list(outputs),
    }


def _job(case: JustifiedCase, step: CitedStep | None) -> EventObject:
    name = "why-not" if case.against else "why-approved"
    description = words.title(case)
    if step:
        name, description = f"{name}.{step.number:02d}-{step.kind.lower()}", step.text
    return {
        "namespace": case.base,
        "name": name,
        "facets": {"documentation": _facet(case, "1-1-0", "DocumentationJobFacet", description=description)},
    }


def _parent(case: JustifiedCase) -> EventObject:
    run, job = {"runId": str(case.uuid("run"))}, _job(case, None)
    named = {"namespace": job["namespace"], "name": job["name"]}
    return _facet(case, "1-2-0", "ParentRunFacet", run=run, job=named)


def _graph(case: JustifiedCase, source: CitedSource) -> EventObject:
    """A source graph as a data set: its note, its document as data source, its licence and confidence as tags."""
    tags = {"licence": source.licence, "confidence": source.confidence}
    tags |= {"illustrative": "true" if source.illustrative else None}
    tags |= {"documents": " ".join(source.documents)}
    data = _data(case, source.iri, words.cited(source), {name: tag for name, tag in tags.items() if tag})
    if source.documents:
        named = {"name": source.label, "uri": source.documents[0]}
        data["facets"]["dataSource"] = _facet(case, "1-0-1", "DatasourceDatasetFacet", **named)
    if source.attributed_to:
        owners = [{"name": one.iri, "type": "ATTRIBUTED"} for one in source.attributed_to]
        data["facets"]["ownership"] = _facet(case, "1-0-1", "OwnershipDatasetFacet", owners=owners)
    return data


def _step_data(case: JustifiedCase, step: CitedStep) -> EventObject:
    tags = {"kind": step.kind, "outcome": step.outcome, "essential": str(step.essential).lower()}
    return _data(case, case.uuid("step", step.number).urn, step.text, tags)


def _data(case: JustifiedCase, name: str, description: str, tags: Mapping[str, str]) -> EventObject:
    version = case.release.reference
    tag_list = [{"key": key, "value": value, "source": "INTEGRATION"} for key, value in tags.items()]
    facets = {
        "documentation": _facet(case, "1-1-0", "DocumentationDatasetFacet", description=description),
        "version": _facet(case, "1-0-1", "DatasetVersionDatasetFacet", datasetVersion=version),
    }
    if tag_list:
        facets["tags"] = _facet(case, "1-0-0", "TagsDatasetFacet", tags=tag_list)
    return {"namespace": case.base, "name": name, "facets": facets}


def _facet(case: JustifiedCase, version: str, kind: str, **members: object) -> EventObject:
    schema = f"{_SPEC}facets/{version}/{kind}.json#/$defs/{kind}"
    return {"_producer": _producer(case), "_schemaURL": schema, **members}
