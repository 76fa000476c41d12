"""Documents in the words of schema.org, as the ontology relates its terms to them."""

from typing import Any

import orjson
import pytest
from rdflib import RDF, SDO, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic
from starlette.testclient import TestClient

from graph_api.respond.description import Description
from graph_api.respond.schema_org import onward
from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import SCHEMA
from ontology.read import read_model

pytestmark = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated"
)  # rdflib reads JSON-LD with it
VTVGO = "id/platform/vtvgo"
ACT = "id/act/2006-luat-67-2006-qh11"
CODE = "code/platform-status/recognised"


def graph_of(client: TestClient, path: str, form: str = "ttl", **headers: str) -> Graph:
    """What a document in the profile says."""
    answer = client.get(f"/doc/{path}.{form}?_profile=schema", headers=headers)
    assert answer.status_code == 200, answer.text
    names = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
    return Graph().parse(data=answer.text, format=names[form])


def types(graph: Graph, path: str) -> set[Any]:
    return {*graph.objects(URIRef(DEFAULT_BASE + path), RDF.type)}


def test_resources_have_the_classes_that_the_ontology_names(client: TestClient) -> None:
    for path, kind in (
        (VTVGO, SDO.GovernmentService),
        (ACT, SDO.Legislation),
        (CODE, SDO.DefinedTerm),
        ("id/org/quoc-hoi", SDO.GovernmentOrganization),
    ):
        assert types(graph_of(client, path), path) == {kind}, path


def test_a_document_says_it_in_schema_org_with_the_names_of_what_it_mentions(client: TestClient) -> None:
    graph = graph_of(client, ACT)
    act, assembly = URIRef(DEFAULT_BASE + ACT), URIRef(DEFAULT_BASE + "id/org/quoc-hoi")
    assert graph.value(act, SDO.legislationIdentifier) == Literal("67/2006/QH11")
    assert (act, SDO.name, Literal("Luật Công nghệ thông tin", lang="vi")) in graph
    assert (act, SDO.legislationPassedBy, assembly) in graph
    assert types(graph, "id/org/quoc-hoi") == {SDO.GovernmentOrganization}
    assert (assembly, SDO.name, Literal("Quốc hội", lang="vi")) in graph
    assert [str(page) for page in graph.objects(act, SDO.mainEntityOfPage)] == [
        f"http://127.0.0.1:8000/doc/{ACT}"
    ]
    others = {str(p) for p in graph.predicates() if p != RDF.type and not str(p).startswith(SCHEMA)}
    assert others == set()


def test_every_form_says_the_same(client: TestClient) -> None:
    graphs = [to_isomorphic(graph_of(client, VTVGO, form)) for form in ("ttl", "jsonld", "nt", "rdf")]
    assert len(graphs[0]) > 8
    assert all(graph == graphs[0] for graph in graphs)


def test_the_profile_comes_as_json_ld_unless_the_client_wants_another_form(client: TestClient) -> None:
    profile = {"accept-profile": f"<{DEFAULT_BASE}profile/schema>"}
    for headers, query, media in (
        ({"accept": "*/*"}, "?_profile=schema", "application/ld+json"),
        ({"accept": "text/html, */*;q=0.8"}, "?_profile=schema", "application/ld+json"),
        ({"accept": "text/turtle", **profile}, "", "text/turtle; charset=utf-8"),
        (profile, "", "application/ld+json"),
    ):
        answer = client.get(f"/doc/{VTVGO}{query}", headers=headers)
        assert answer.headers["content-type"] == media
        assert f'<{DEFAULT_BASE}profile/schema>; rel="profile"' in answer.headers["link"]
    led = client.get(f"/{VTVGO}?_profile=schema", headers={"accept": "text/html, */*;q=0.8"})
    assert led.headers["location"] == f"/doc/{VTVGO}.jsonld?_profile=schema"
    by_header = client.get(f"/{VTVGO}", headers=profile)
    assert by_header.headers["location"] == f"/doc/{VTVGO}.jsonld"
    assert "Accept-Profile" in by_header.headers["vary"]
    assert client.get(f"/doc/{VTVGO}?_profile=schema", headers={"accept": "text/html"}).status_code == 406


def test_the_json_has_plain_names_as_keys(client: TestClient) -> None:
    document = orjson.loads(client.get(f"/doc/{VTVGO}.jsonld?_profile=schema").content)
    first = document["@graph"][0]
    assert first["@id"] == DEFAULT_BASE + VTVGO
    assert first["@type"] == "GovernmentService"
    assert first["name"] == {"@value": "VTVGo", "@language": "vi"}


def test_documents_name_the_profile(client: TestClient) -> None:
    for extension in ("html", "ttl"):
        link = client.get(f"/doc/{VTVGO}.{extension}").headers["link"]
        assert (
            f'</doc/{VTVGO}.jsonld?_profile=schema>; rel="alternate"; type="application/ld+json"; '
            f'formats="{DEFAULT_BASE}profile/schema"' in link
        )
    alternates = client.get(f"/doc/{VTVGO}.nt?_profile=alternates").text
    assert f"<{DEFAULT_BASE}profile/schema>" in alternates


def test_a_page_has_it_for_search_engines(client: TestClient) -> None:
    page = client.get(f"/doc/{VTVGO}.html").text
    scripts = [
        part.partition("</script>")[0] for part in page.split('<script type="application/ld+json">')[1:]
    ]
    graph = Graph().parse(data=scripts[1], format="json-ld")
    assert f'<a href="/doc/{VTVGO}.jsonld?_profile=schema" type="application/ld+json"' in page
    assert types(graph, VTVGO) == {SDO.GovernmentService}


def test_what_has_no_class_there_is_a_thing_and_one_without_a_name_has_its_label(client: TestClient) -> None:
    finding = "id/role/vtvgo-operator-1"
    graph = graph_of(client, finding)
    assert [*graph.objects(URIRef(DEFAULT_BASE + finding), SDO.name)]
    things = graph_of(client, "graph/illustrative/bo-hoc-tap/2026-10-15")
    assert [*things.objects(None, RDF.type)]


def test_the_ontology_names_only_terms_that_schema_org_has() -> None:
    words = sorted({*read_model(builtin_files(DEFAULT_BASE)).schema_org.values()})
    assert len(words) > 50
    missing = [word for word in words if URIRef(word) not in SDO]
    assert missing == []


def test_a_term_has_the_word_of_what_it_is_below() -> None:
    added = b"""@prefix ndp: <https://w3id.org/vn-ndp/ns#> . @prefix x: <https://x.example/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        x:Course a owl:Class ; ndp:schemaOrg <https://schema.org/Course> ; rdfs:label "Course"@en .
        x:LongCourse a owl:Class ; rdfs:subClassOf x:Course ; rdfs:label "Long course"@en .
        x:nick a owl:DatatypeProperty ; rdfs:subPropertyOf rdfs:label ; rdfs:label "nick"@en .
    """
    words = read_model((*builtin_files(DEFAULT_BASE), OntologyFile("x.ttl", added, added=True))).schema_org
    assert words["https://x.example/LongCourse"] == f"{SCHEMA}Course"
    assert words["https://x.example/nick"] == f"{SCHEMA}name"
    assert words[f"{DEFAULT_BASE}ns#Recognition"] == f"{SCHEMA}ChooseAction"


def test_a_provider_leads_over_its_role_to_an_organization(client: TestClient) -> None:
    graph = graph_of(client, VTVGO)
    platform = URIRef(DEFAULT_BASE + VTVGO)
    roles = {
        one for one in graph.objects(platform, SDO.provider) if (one, RDF.type, SDO.OrganizationRole) in graph
    }
    assert roles
    for role in roles:
        (provider,) = graph.objects(role, SDO.provider)
        assert [*graph.objects(provider, SDO.name)]
        assert {*graph.objects(provider, RDF.type)} & {SDO.Organization, SDO.GovernmentOrganization}
        assert [*graph.objects(role, SDO.roleName)]
        assert [*graph.objects(role, SDO.name)]


def test_the_way_onward_is_data_of_the_ontology() -> None:
    added = b"""@prefix ndp: <https://w3id.org/vn-ndp/ns#> . @prefix x: <https://x.example/> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        x:taught a owl:ObjectProperty ; ndp:schemaOrgOnward x:by , x:at ; rdfs:label "taught"@en .
    """
    model = read_model((*builtin_files(DEFAULT_BASE), OntologyFile("x.ttl", added, added=True)))
    assert model.schema_org_onward["https://x.example/taught"] == (
        "https://x.example/at",
        "https://x.example/by",
    )
    lines = ["<x:s> <https://x.example/taught> <x:o> <x:g> .", "<x:s> <x:p> <x:q> <x:g> ."]
    found = onward(Description.of("x:s", lines, model), model)
    assert found == {"x:o": ("https://x.example/at", "https://x.example/by")}
