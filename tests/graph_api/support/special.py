"""Questions with computed fields, tallies, searches and introspection, about what a release holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from graph_api.engine.engine import Engine
from graph_api.operations.question import Question

_KINDS = (
    "digitalPlatforms",
    "legalResources",
    "criteriaSets",
    "organizations",
    "criterionResults",
    "criteria",
)
_LIST = "query($n: Int) {{ {} (first: $n) {{ nodes {{ iri }} }} }}"
_EACH = """lineage(iri: "IRI", depth: 1) { nodes { depth resource { iri } } }
lineage(iri: "IRI") { nodes { resource { iri label { value } } } edges { from to relation { label { value } } }
  truncated }
lineage(iri: "IRI", depth: 20, direction: FORWARD) { nodes { resource { rdf } } edges { sources { iri } } }
impact(iri: "IRI") { platforms { totalCount nodes { iri } } assessments { totalCount } criteriaSets { totalCount } }
impact(iri: "IRI") { decisions(first: 200) { nodes { iri rdf } } truncated }
paths(from: "IRI", to: "OTHER") { length nodes { iri label { value } } edges { from to } }
paths(from: "IRI", to: "OTHER", maxDepth: 3, limit: 100) { length }"""
_PLATFORM = """whyApproved(platform: "IRI") { verdict }
whyApproved(platform: "IRI") { verdict decision { iri } blocking { kind text { value } } findings { iri }
  steps { kind outcome text { value } about { iri } statements { ntriples sources { iri } } } }
whyNot(platform: "IRI") { verdict steps { kind text { value } remedy { value } }
  context { subject predicate object } }"""
_CHANGED = """whatIf(changes: [{subject: "IRI", property: "title", values: ["?"]}]) {
  gained { platform { iri } } lost { platform { iri } } touched { platform { iri } } }
whatIf(changes: [{subject: "IRI", property: "validUntil", values: ["2000-01-01"]}]) {
  gained { platform { iri } } lost { platform { iri } after { verdict steps { kind text { value } } } } }"""
_OTHERS = (
    "release { id statements subjects }",
    'release { graphs(iris: ["urn:none"]) { iri statements } }',
    "release { classes { iri label { value } count } graphs { iri statements subjects } properties { iri count } }",
    "releases(first: 200) { nodes { id policy { name value } classes { iri } graphs { iri } properties { iri } } }",
    'search(text: "a", suggest: true, first: 200) { totalCount nodes { iri label { value } } }',
    'search(text: "n", suggest: true, first: 50) { edges { score highlight { parts { text match } } node { rdf } } }',
    'search(text: "nền tảng") { totalCount nodes { iri types { iri } } }',
    'search(text: "bộ thông tin") { nodes { iri } }',
    'search(text: "không có từ nào như thế", first: 5) { nodes { iri } }',
    "findings(first: 200) { totalCount nodes { iri rdf label { value } sources { iri } } }",
    "statusPeriods(first: 200) { totalCount nodes { iri label { value } } }",
    "digitalPlatforms(first: 0) { totalCount } criterionResults(first: 0) { totalCount }",
    "criterionResults(first: 0) { totalCount facets { outcome { value { code } count } } }",
    "criterionResults(first: 5) { facets { assertedBy(limit: 5) { value { iri label { value } } count } } }",
    "assessments(first: 0) { aggregates { startedOn { min max } } facets { startedOn { value count } } }",
    "digitalPlatforms(first: 0) { facets { currentStatus { value { code } count } ofKind { count } } }",
    "digitalPlatforms(first: 200) { nodes { roles { totalCount facets { role { value { code } count } } } } }",
    "digitalPlatforms(first: 200) { nodes { iri currentStatus { code } status: currentStatus { label { value } } } }",
    'organizations(first: 200) { nodes { responsibleOn(date: "2025-03-01") { iri } } }',
    "digitalPlatforms { groups(by: [{currentStatus: true}, {ofKind: {}}]) { nodes { keys { value } count } } }",
    "criterionResults { groups(by: [{criterion: {}}, {outcome: true}]) { nodes { keys { value } count } } }",
    "criterionResults { groups(by: [{criterion: {}}]) { nodes { keys { resource { iri label { value } } } } } }",
    "marketShareObservations { groups(by: [{inMarket: {}}]) { nodes { aggregates { marketShare { avg } } } } }",
    "assessments(first: 0) { groups(by: [{startedOn: MONTH}], orderBy: [{keys: ASC}]) { totalCount } }",
    "__schema { types { name fields { name type { name kind } args { name } } } }",
)


def lines_of(text: str) -> list[str]:
    """The fields of a text: one begins on each line that is not indented."""
    return text.replace("\n  ", " ").split("\n")


async def special_operations(engine: Engine, each: int = 2) -> Sequence[str]:
    """The questions, about `each` resources of several kinds."""
    listed = [await _iris(engine, kind) for kind in _KINDS]
    chosen = [iris[len(iris) // 3 :: max(1, len(iris) // (2 * each))][:each] for iris in listed]
    iris = [iri for some in chosen for iri in some]
    fields = [*_OTHERS]
    for number, iri in enumerate(iris):
        fields += _with(_EACH, {"IRI": iri, "OTHER": iris[number - each]})
        fields += _with(_CHANGED, {"IRI": iri})
    for platform in chosen[0]:
        fields += _with(_PLATFORM, {"IRI": platform})
    return [f"{{ {field} }}" for field in fields]


async def _iris(engine: Engine, kind: str) -> list[str]:
    answer = await engine.execute(Question(_LIST.format(kind), {"n": 200}))
    found: Any = orjson.loads(answer.body)["data"][kind]["nodes"]
    return [node["iri"] for node in found]


def _with(text: str, values: Mapping[str, str]) -> Iterator[str]:
    for field in lines_of(text):
        for name, value in values.items():
            field = field.replace(f'"{name}"', f'"{value}"')  # noqa: PLW2901 - one text, filled step by step
        yield field
