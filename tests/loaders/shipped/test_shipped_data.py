"""The data that ship: sourced facts made from their tables, and a sound illustrative data set beside them."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import rdflib
import shifty
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from loaders.shipped.facts import MAPPING, converted
from loaders.shipped.files import FACTS, ILLUSTRATIVE, shipped_files
from loaders.tables.tabular import iter_quads, read_mapping
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE, rebase
from ontology.model import Model
from ontology.namespaces import DCAT, FOAF
from ontology.read import read_model
from tests.ontology.support.concluded import concluded

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NDP = f"{DEFAULT_BASE}ns#"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")

# The code lists are in the ontology, and only the feed of changes describes releases.
NOT_IN_DATA = {f"{SKOS}inScheme", *(f"{NDP}{term}" for term in ("release", "releaseNumber", "stateHash"))}

# What only a real list or register has: an example made up here could be taken for the law.
ONLY_IN_FACTS = {
    f"{SKOS}exactMatch",
    f"{SKOS}closeMatch",
    f"{NDP}listedAs",
    f"{NDP}listedUnder",
    f"{NDP}plannedFrom",
    f"{NDP}plannedUntil",
    f"{NDP}publishedEntryCount",
    *(f"{NDP}{term}" for term in ("PlatformRegime", "term", "governedBy", "appliesFramework", "underRegime")),
    *(f"{NDP}{term}" for term in ("recognitionRequired", "marketShareRequired")),
}

DESCRIPTION = {
    "http://purl.org/dc/terms/source",
    "http://purl.org/dc/terms/license",
    "http://purl.org/dc/terms/title",
    "http://www.w3.org/ns/prov#generatedAtTime",
    "http://www.w3.org/ns/prov#wasAttributedTo",
    f"{NDP}confidence",
    f"{NDP}illustrative",
}


def quads_of(files: Sequence[Path]) -> list[Quad]:
    return [q for f in files for q in parse(f.read_bytes(), format=RdfFormat.TRIG)]


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)


@pytest.fixture(scope="module")
def facts() -> list[Quad]:
    return quads_of(shipped_files(illustrative=False))


@pytest.fixture(scope="module")
def illustrative() -> list[Quad]:
    files = sorted(set(shipped_files(illustrative=True)) - set(shipped_files(illustrative=False)))
    assert len(files) == 8
    return quads_of(files)


def predicates(quads: list[Quad]) -> set[str]:
    return {q.predicate.value for q in quads} - {RDF_TYPE}


def types(quads: list[Quad]) -> set[str]:
    return {
        q.object.value for q in quads if q.predicate.value == RDF_TYPE and isinstance(q.object, NamedNode)
    }


def test_facts_trig_is_what_the_tables_say() -> None:
    assert FACTS.read_bytes() == converted(MAPPING), (
        "facts.trig is stale: run `poe facts` and commit the result"
    )


def test_the_base_iri_can_be_set_for_the_shipped_data() -> None:
    base = "https://elsewhere.example/"
    moved = parse(rebase(FACTS.read_bytes(), base), format=RdfFormat.TRIG)
    assert set(moved) == set(iter_quads(read_mapping(MAPPING), base))
    assert DEFAULT_BASE.encode() not in MAPPING.read_bytes()
    for path in shipped_files(illustrative=True):
        assert DEFAULT_BASE.encode() not in rebase(path.read_bytes(), base)


def test_the_illustrative_data_can_be_left_out() -> None:
    assert shipped_files(illustrative=False) == (FACTS,)
    assert [p.parent for p in shipped_files(illustrative=True)[1:]] == [ILLUSTRATIVE] * 8


def test_every_source_graph_is_described_and_marked(facts: list[Quad], illustrative: list[Quad]) -> None:
    for quads, meta, made_up in ((facts, "facts", "false"), (illustrative, "illustrative", "true")):
        meta_graph = f"{DEFAULT_BASE}graph/meta/{meta}"
        graphs = {q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)} - {meta_graph}
        said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for quad in quads:
            if str(quad.graph_name) == f"<{meta_graph}>" and isinstance(quad.subject, NamedNode):
                said[quad.subject.value][quad.predicate.value].add(str(quad.object))
        assert {g for g in graphs if not said[g].keys() >= DESCRIPTION} == set()
        marks = {mark for g in graphs for mark in said[g][f"{NDP}illustrative"]}
        assert marks == {f'"{made_up}"^^<http://www.w3.org/2001/XMLSchema#boolean>'}
        described = {g for g, properties in said.items() if f"<{NDP}SourceGraph>" in properties[RDF_TYPE]}
        assert described == graphs
        is_illustrative = {"/graph/illustrative/" in g for g in graphs}
        assert is_illustrative == {made_up == "true"}


def test_no_fact_rests_on_memory_or_on_anything_that_is_not_a_public_page(facts: list[Quad]) -> None:
    confidences = {q.object for q in facts if q.predicate.value == f"{NDP}confidence"}
    codes = ("seed", "primary", "secondary", "secondary-weak", "inference")
    assert confidences == {NamedNode(f"{DEFAULT_BASE}code/confidence/{c}") for c in codes}
    source = "http://purl.org/dc/terms/source"
    graphs = {q.subject for q in facts if q.object == NamedNode(f"{NDP}SourceGraph")}
    sources = {str(q.object) for q in facts if q.predicate.value == source and q.subject in graphs}
    assert len(sources) > 60
    assert [s for s in sources if not s.startswith(("<https://", "<http://"))] == []


def test_a_list_has_the_kinds_of_its_entries_and_says_how_many_it_has_by_its_act(facts: list[Quad]) -> None:
    def objects(subject: Any, predicate: str) -> list[Any]:
        return [q.object for q in facts if q.subject == subject and q.predicate.value == predicate]

    subjects = [q.subject for q in facts if q.object == NamedNode(f"{NDP}NationalPlatformList")]
    found = {}
    for one in (subject for subject in subjects if isinstance(subject, NamedNode)):
        entries = objects(one, f"{DCAT}record")
        kinds = [kind for entry in entries for kind in objects(entry, FOAF + "primaryTopic")]
        assert set(objects(one, f"{DCAT}resource")) == set(kinds)
        published = [int(count.value) for count in objects(one, f"{NDP}publishedEntryCount")]
        found[one.value.rpartition("/")[2]] = (len(set(entries)), len(set(kinds)), published)
    assert found == {
        "nen-tang-so-quoc-gia-2022": (19, 19, [35]),
        "nen-tang-so-quoc-gia-2023": (1, 1, []),
        "nen-tang-so-2024": (3, 3, [103]),
        "nen-tang-so-quoc-gia-dung-chung-2025": (16, 16, [55]),
        "nen-tang-so-dung-chung-quoc-gia-2026": (79, 79, [79]),
    }


def test_that_two_lists_mean_the_same_is_marked_as_inference(facts: list[Quad]) -> None:
    matches = [q for q in facts if q.predicate.value in (f"{SKOS}closeMatch", f"{NDP}listedAs")]
    assert len(matches) == 18 + 4
    inference = NamedNode(f"{DEFAULT_BASE}code/confidence/inference")
    concluded = {q.subject for q in facts if q.object == inference}
    assert {q.graph_name for q in matches} <= concluded


def test_every_name_of_the_illustrative_data_says_so(illustrative: list[Quad], model: Model) -> None:
    marks = {"vi": "(minh họa)", "en": "(illustrative)", "fr": "(illustratif)"}
    names = {p.iri for p in model.names}
    texts = [q.object for q in illustrative if q.predicate.value in names and isinstance(q.object, Literal)]
    assert len(texts) > 900
    assert [t for t in texts if not t.value.endswith(marks[t.language or "vi"])] == []
    subjects = {q.subject.value for q in illustrative if isinstance(q.subject, NamedNode)}
    graphs = {q.graph_name.value for q in illustrative if isinstance(q.graph_name, NamedNode)}
    assert [s for s in subjects - graphs if "/minh-hoa-" not in s] == []


def test_every_class_and_every_property_has_an_illustrative_instance(
    facts: list[Quad], illustrative: list[Quad], model: Model
) -> None:
    assert sorted(ONLY_IN_FACTS - predicates(facts) - types(facts)) == []
    found = types(illustrative)
    instances = found | {a for t in found for a in model.superclasses.get(t, ())}
    lacking = set(model.classes) - instances - concluded()
    lacking |= set(model.properties) - predicates(illustrative) - concluded()
    assert sorted(lacking) == sorted(NOT_IN_DATA & set(model.properties) | ONLY_IN_FACTS)


def test_the_data_use_no_term_that_the_ontology_does_not_declare(
    facts: list[Quad], illustrative: list[Quad], model: Model
) -> None:
    quads = facts + illustrative
    assert sorted(predicates(quads) - set(model.properties)) == []
    assert sorted(types(quads) - set(model.classes) - set(model.superclasses)) == []


def test_every_iri_of_ours_that_the_data_mention_is_described(
    facts: list[Quad], illustrative: list[Quad], model: Model
) -> None:
    for quads in (facts, illustrative):  # each alone: the illustrative data are self-contained
        known = {q.subject for q in quads} | {NamedNode(c) for c in model.concepts}
        mentioned = {
            q.object for q in quads if isinstance(q.object, NamedNode) and q.predicate.value != RDF_TYPE
        }
        ours = {o for o in mentioned if o.value.startswith((f"{DEFAULT_BASE}id/", f"{DEFAULT_BASE}code/"))}
        assert len(ours) > 100
        assert sorted(map(str, ours - known)) == []


def results(files: Sequence[Path]) -> set[tuple[str, str, str]]:
    """Severity, component and path of each SHACL result for `files`."""
    data, shapes = rdflib.Graph(), rdflib.Graph()
    for file in (f for f in builtin_files(DEFAULT_BASE) if f.is_turtle):
        (shapes if file.name.startswith("shapes/") else data).parse(data=file.content, format="turtle")
    triples = "\n".join({f"{q.subject} {q.predicate} {q.object} ." for q in quads_of(files)})
    data.parse(data=triples, format="nt")
    _, report, _ = shifty.validate(data, shapes, infer=False)
    found = report.subjects(rdflib.RDF.type, SH.ValidationResult)
    return {
        (
            _last(report.value(r, SH.resultSeverity)),
            _last(report.value(r, SH.sourceConstraintComponent)),
            _last(report.value(r, SH.resultPath)),
        )
        for r in found
    }


def _last(node: object) -> str:
    return str(node).rpartition("#")[2].rpartition("/")[2]


def test_the_illustrative_data_conform_to_every_shape() -> None:
    assert results(shipped_files(illustrative=True)[1:]) == set()


def test_the_facts_violate_no_shape_but_by_what_no_source_says() -> None:
    """Nothing is invented to satisfy a shape: a value without a source stays absent and is a recorded finding."""
    found = results(shipped_files(illustrative=True))
    assert {
        f for f in found if f[0] == "Violation" and not f[1].endswith("MinCountConstraintComponent")
    } == set()
    assert (
        {path for _, _, path in found}
        <= {
            *("title", "prefLabel"),  # D26: known from a French, English or Portuguese page only
            *("sector", "pillar", "hasRole", "modified"),  # kinds and their entries on the lists
            *(
                "ofKind",
                "decidedBy",
                "enactedBy",
            ),  # platforms said to be recognised, by an act that was not found
            *("effectiveDate", "mandatory", "type", "validFrom", "date_document"),
            "issued",  # the second list of 2023: its day was not found
            "assignedTo",  # a task of all bodies of the political system
            "countOf",  # numbers of platforms that belong to no list known here
            "recognitionRequired",  # whether the regime of 2025 asks for a recognition: no act of it was read whole
        }
    )
