"""The exports of justifications, each checked by a program that is not ours."""

import csv
import io
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import attr
import pytest
import rdflib
from openlineage.client.event_v2 import RunEvent
from openlineage.client.generated import (
    base,
    dataset_version_dataset,
    datasource_dataset,
    documentation_dataset,
    documentation_job,
    ownership_dataset,
    parent_run,
    tags_dataset,
)
from openlineage.client.serde import Serde
from prov.model import ProvDerivation, ProvDocument, ProvEntity
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from graph_api.exports import html, openlineage, oscal, prov, svg, table, text
from graph_api.exports.case import JustifiedCase, NamedResource
from graph_api.exports.layout import lay_out
from loaders.folder.location import Location
from ontology.printable import printable
from tests.graph_api.support.justified import VERDICTS, dump_lines, iter_wanted, justifying

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of pydantic, about the way that trestle uses it
    from trestle.oscal.assessment_results import AssessmentResults

WANTED = list(iter_wanted())
WIDTHS = (320, 390, 768, 1200, 1920)
OLD_RDFLIB = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""The readers of prov and of JSON-LD use what rdflib will give up."""
SVG = "{http://www.w3.org/2000/svg}"
PROV, DCT = "http://www.w3.org/ns/prov#", "http://purl.org/dc/terms/"


@pytest.fixture(scope="module")
def cases(location: Location) -> tuple[JustifiedCase, ...]:
    with justifying(location) as justifier:
        found = tuple(justifier.case(wanted) for wanted in WANTED)
    assert len(found) == 2 * len(VERDICTS)
    return found


@pytest.fixture(
    params=range(len(WANTED)), ids=lambda n: f"{str(WANTED[n].platform)[-16:]}-{WANTED[n].against}"
)
def case(request: pytest.FixtureRequest, cases: tuple[JustifiedCase, ...]) -> JustifiedCase:
    number: int = request.param
    return cases[number]


def test_the_cases_are_of_all_kinds(cases: tuple[JustifiedCase, ...]) -> None:
    found = {case.platform.iri.rsplit("/", 1)[1]: case.verdict for case in cases if not case.against}
    assert found == VERDICTS
    assert {case.status.code for case in cases if case.status} == {"recognised", "potential"}
    assert any(case.findings for case in cases)


# -- hostile data

NASTY = " <b>&\"'\x1b[31m\x00\ufffe\u202e two\nlines\u0323 "


@pytest.fixture
def hostile(cases: tuple[JustifiedCase, ...]) -> JustifiedCase:
    """A case whose names say what no format takes as it is, and whose addresses run something."""
    whole = next(case for case in cases if case.verdict == "SUPPORTED_WITH_DEFECTS")

    def renamed(one: NamedResource) -> NamedResource:
        return replace(one, label=NASTY)

    return replace(
        whole,
        platform=NamedResource("https://example.org/nền tảng", NASTY),
        steps=tuple(
            replace(step, text=NASTY, remedy=NASTY, about=step.about and renamed(step.about))
            for step in whole.steps
        ),
        sources=tuple(
            replace(source, label=NASTY, licence="javascript:alert(1)", attributed_to=(), generated_at=" \n")
            for source in whole.sources
        ),
        findings=tuple(
            replace(one, iri="javascript:alert(2)", message="", remedy=NASTY) for one in whole.findings
        ),
    )


def test_hostile_names_and_addresses_do_no_harm(hostile: JustifiedCase, tmp_path: Path) -> None:
    path = tmp_path / "assessment-results.json"
    path.write_bytes(oscal.write(hostile))
    assert isinstance(AssessmentResults.oscal_read(path), AssessmentResults)
    rows = list(csv.DictReader(io.StringIO(table.write(hostile).decode(), newline="")))
    assert {row["text"] for row in rows} == {printable(NASTY)}
    events = [json.loads(line) for line in openlineage.write(hostile).splitlines()]
    assert len(events) == 2 + 2 * len(hostile.steps)
    root = ET.fromstring(svg.write(hostile))  # noqa: S314 - it is ours
    assert {link.get("href", "").partition(":")[0] for link in root.iter(SVG + "a")} == {"https"}
    assert not list(root.iter(SVG + "b"))
    assert "\x1b" not in text.write(hostile).decode()
    page = html.write(hostile).decode()
    assert "<b>" not in page
    assert not re.search(r'(href|src)="(?!https://|#)', page)


# -- PROV-O


def triples(content: bytes, syntax: RdfFormat = RdfFormat.TURTLE) -> list[Triple]:
    return [quad.triple for quad in parse(content, syntax)]


def is_ours(term: object) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith("urn:uuid:")


# What the dump says of graphs stays as it is there: it does not call them entities, so that the package keeps
# their licences out of its own model, and says so.
@pytest.mark.filterwarnings("ignore:The following attributes were not converted:UserWarning")
@OLD_RDFLIB
def test_prov_is_read_and_comes_round(case: JustifiedCase, tmp_path: Path) -> None:
    content = prov.write_turtle(case)
    (tmp_path / "case.ttl").write_bytes(content)
    document = ProvDocument.deserialize(tmp_path / "case.ttl", format="rdf", rdf_format="turtle")
    count = Counter(type(record) for record in document.get_records())
    assert count[ProvEntity] == len(case.steps) + len(case.statements) + 2  # the conclusion and the release
    derived = len(case.sources) + sum(len(step.graphs) for step in case.steps)
    derived += sum(len(statement.graphs) for statement in case.statements)
    assert count[ProvDerivation] == derived
    again = ProvDocument.deserialize(content=document.serialize(format="json"), format="json")
    assert again == document
    # Its own Turtle declares no prefix for names that it cannot abbreviate, and without one it cannot read them.
    prefixes = "".join(re.findall(r"@prefix [^\n]*\n", content.decode()))
    turtle = prefixes + str(document.serialize(format="rdf", rdf_format="turtle"))
    assert ProvDocument.deserialize(content=turtle, format="rdf", rdf_format="turtle") == document


def test_what_prov_says_of_others_is_in_the_dump(
    cases: tuple[JustifiedCase, ...], location: Location
) -> None:
    dump = dump_lines(location)
    count = 0
    for case in cases:
        said = {f"{t} ." for t in triples(prov.write_turtle(case)) if not is_ours(t.subject)}
        assert said - dump == set()
        assert {statement.ntriples for statement in case.statements} <= said
        count += len(said)
    assert count > 900


def test_all_that_is_ours_is_derived_from_graphs_that_say_it(case: JustifiedCase) -> None:
    found = triples(prov.write_turtle(case))
    links: dict[tuple[str, str], set[str]] = {}
    for triple in found:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            links.setdefault((triple.subject.value, triple.predicate.value), set()).add(triple.object.value)
    conclusion = case.uuid().urn
    assert links.get((conclusion, PROV + "wasDerivedFrom"), set()) == {one.iri for one in case.sources}
    assert len(links.get((conclusion, DCT + "hasPart"), ())) == len(case.steps)
    assert len(links.get((conclusion, DCT + "requires"), ())) == len(case.support)
    for statement in case.statements:
        graphs = links[case.uuid("statement", statement.ntriples).urn, PROV + "wasDerivedFrom"]
        assert graphs == set(statement.graphs)


@OLD_RDFLIB
def test_turtle_and_json_ld_say_the_same_to_two_readers(case: JustifiedCase) -> None:
    turtle, jsonld = prov.write_turtle(case), prov.write_jsonld(case)
    assert set(triples(turtle)) == set(triples(jsonld, RdfFormat.JSON_LD))
    first, second = (
        rdflib.Graph().parse(turtle, format="turtle"),
        rdflib.Graph().parse(jsonld, format="json-ld"),
    )
    assert len(first) == len(second) == len(set(triples(turtle)))


# -- OSCAL


def iter_members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from iter_members(one)


def test_oscal_is_valid_and_its_references_lead_somewhere(case: JustifiedCase, tmp_path: Path) -> None:
    content = oscal.write(case)
    path = tmp_path / "assessment-results.json"
    path.write_bytes(content)
    read = AssessmentResults.oscal_read(path)
    assert isinstance(read, AssessmentResults)
    (result,) = read.results
    assert len(result.observations or ()) == len(case.steps)
    states = [
        finding.target.status and finding.target.status.state.value for finding in result.findings or ()
    ]
    assert states == ["satisfied" if step.holds else "not-satisfied" for step in case.steps if step.essential]
    assert len(result.risks or ()) == len(case.blocking) + len(case.findings)
    members = list(iter_members(json.loads(content)))
    known = [value for name, value in members if name == "uuid"]
    assert len(known) == len(set(known))
    referred = {value for name, value in members if name.endswith("-uuid")}
    referred |= {value[1:] for name, value in members if name == "href" and value.startswith("#")}
    assert referred <= set(known)


# -- OpenLineage

FACETS: Mapping[str, Any] = {
    "dataSource": datasource_dataset.DatasourceDatasetFacet,
    "version": dataset_version_dataset.DatasetVersionDatasetFacet,
    "ownership": ownership_dataset.OwnershipDatasetFacet,
    "tags": tags_dataset.TagsDatasetFacet,
    "parent": parent_run.ParentRunFacet,
}
PARTS: Mapping[str, Any] = {
    "tags": tags_dataset.TagsDatasetFacetFields,
    "owners": ownership_dataset.Owner,
}


def facets_of(found: Mapping[str, Any], documentation: Any) -> dict[str, Any]:
    """The facets as the package's classes."""
    made: dict[str, Any] = {}
    for name, facet in found.get("facets", {}).items():
        given = {key.lstrip("_"): value for key, value in facet.items() if key != "_schemaURL"}
        for part, of in PARTS.items():
            if part in given:
                given[part] = [of(**one) for one in given[part]]
        if name == "parent":
            given["run"] = parent_run.Run(**given["run"])
            given["job"] = parent_run.Job(**given["job"])
        made[name] = (documentation if name == "documentation" else FACETS[name])(**given)
    return made


def datasets(found: list[Any], of: Any) -> list[Any]:
    documentation = documentation_dataset.DocumentationDatasetFacet
    return [of(one["namespace"], one["name"], facets=facets_of(one, documentation)) for one in found]


def event_of(found: Mapping[str, Any]) -> RunEvent:
    """An event as the package's classes."""
    run, job = found["run"], found["job"]
    return RunEvent(
        eventTime=found["eventTime"],
        producer=found["producer"],
        eventType=base.EventType(found["eventType"]),
        run=base.Run(run["runId"], facets=facets_of(run, None)),
        job=base.Job(job["namespace"], job["name"], facets_of(job, documentation_job.DocumentationJobFacet)),
        inputs=datasets(found["inputs"], base.InputDataset),
        outputs=datasets(found["outputs"], base.OutputDataset),
    )


def without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nothing(one) for key, one in value.items() if one not in ({}, [], None)}
    return [without_nothing(one) for one in value] if isinstance(value, list) else value


def test_openlineage_events_are_what_the_classes_of_the_standard_write(case: JustifiedCase) -> None:
    found = [json.loads(line) for line in openlineage.write(case).splitlines()]
    for event in found:
        written = Serde.to_dict(attr.asdict(event_of(event), value_serializer=lambda _, __, value: value))
        assert without_nothing(written) == without_nothing(event)
    begun = [event["run"]["runId"] for event in found if event["eventType"] == "START"]
    ended = [event["run"]["runId"] for event in found if event["eventType"] == "COMPLETE"]
    assert len(set(begun)) == len(begun) == len(case.steps) + 1
    assert sorted(begun) == sorted(ended)
    read = {one["name"] for event in found for one in event["inputs"]}
    assert {source.iri for source in case.sources} <= read


# -- CSV


def test_csv_has_every_statement_of_every_step_with_its_sources(case: JustifiedCase) -> None:
    rows = list(csv.DictReader(io.StringIO(table.write(case).decode(), newline="")))
    expected = [
        (str(step.number), step.text, said.subject, said.predicate, said.object, graph)
        for step in case.steps
        for said in step.statements
        for graph in said.graphs
    ]
    expected += [(str(step.number), step.text, "", "", "", "") for step in case.steps if not step.statements]
    names = ("step", "text", "subject", "predicate", "object", "graph")
    found = [tuple(row[name] for name in names) for row in rows if row["step"]]
    assert sorted(found) == sorted(expected)
    assert {(row["platform"], row["day"], row["verdict"]) for row in rows} == {
        (case.platform.iri, case.day, case.verdict)
    }
    needed = {(r["subject"], r["predicate"], r["object"]) for r in rows if r["needed"] == "true"}
    assert len(needed) == len(case.support)
    licences = {row["graph"]: row["licence"] for row in rows if row["graph"]}
    assert licences == {source.iri: source.licence or "" for source in case.sources}


# -- SVG


@pytest.mark.parametrize("width", WIDTHS)
def test_the_picture_is_xml_with_every_step_and_text_for_who_does_not_see_it(
    case: JustifiedCase, width: int
) -> None:
    root = ET.fromstring(svg.write(case, width))  # noqa: S314 - it is ours
    names = {element.get("id"): element for element in root.iter() if element.get("id")}
    title, desc = names[root.get("aria-labelledby")], names[root.get("aria-describedby")]
    assert case.platform.label in (title.text or "")
    for step in case.steps:
        assert step.text in (desc.text or "")
        (group,) = [one for name, one in names.items() if name and name.startswith(f"step-{step.number}-")]
        shown = re.sub(r"\s+", "", "".join(line.text or "" for line in group.iter(SVG + "text")))
        assert re.sub(r"\s+", "", step.text) in shown
        (mark,) = group.findall(f"{SVG}g[@role='img']")
        assert mark.get("aria-label")
    links = {element.get("href") or "" for element in root.iter(SVG + "a")}
    assert all(link.startswith("https://") for link in links)
    assert {source.iri for source in case.sources} <= links
    assert {step.about.iri for step in case.steps if step.about} <= links
    assert root.get("width") == str(width)


@pytest.mark.parametrize("width", WIDTHS)
def test_in_the_picture_nothing_covers_anything_and_no_line_leaves_its_box(
    case: JustifiedCase, width: int
) -> None:
    picture = lay_out(case, width)
    boxes = picture.boxes
    assert len(boxes) > len(case.steps)
    for number, one in enumerate(boxes):
        assert one.x >= 0
        assert one.x + one.width <= width
        assert one.y + one.height <= picture.height
        assert all(0 <= line.x < one.width and 0 < line.y < one.height for line in one.lines)
        for other in boxes[number + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y
