"""The IRIs of profiles lead to documents that say what they are; pages have names for what they show."""

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.publish.profiles import PROFILES
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCT, RDF_TYPE, RDFS

PROF = "http://www.w3.org/ns/dx/prof/"
VTVGO = "id/platform/vtvgo"


@pytest.mark.parametrize("token", PROFILES)
def test_a_profile_leads_to_a_document_about_it(client: TestClient, token: str) -> None:
    led = client.get(f"/profile/{token}", headers={"accept": "text/turtle"})
    assert (led.status_code, led.headers["location"]) == (303, f"/doc/profile/{token}.ttl")
    quads = list(parse(input=client.get(led.headers["location"]).content, format=RdfFormat.TURTLE))
    profile = NamedNode(f"{DEFAULT_BASE}profile/{token}")
    assert {quad.subject for quad in quads} == {profile}
    stated = {(quad.predicate.value, quad.object) for quad in quads}
    assert (RDF_TYPE, NamedNode(f"{PROF}Profile")) in stated
    assert (f"{PROF}hasToken", Literal(token)) in stated
    for predicate in (f"{RDFS}label", f"{DCT}description"):
        texts = [quad.object for quad in quads if quad.predicate.value == predicate]
        assert {text.language for text in texts if isinstance(text, Literal)} == {"vi", "en", "fr"}


def test_the_page_about_a_profile_is_in_words(client: TestClient) -> None:
    page = client.get("/doc/profile/schema.html?lang=fr").text
    assert "<h1>description dans le vocabulaire schema.org</h1>" in page
    assert ">profil</" in page


def test_there_are_no_other_profiles(client: TestClient) -> None:
    assert client.get("/profile/none").status_code == 404


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (f"doc/{VTVGO}.html?_profile=alternates", ("has the form", "format", "conforms to")),
        ("resource?iri=http://www.w3.org/ns/org%23Organization", ("definition", "subclass of", "class")),
        ("doc/graph/illustrative/bo-hoc-tap/2026-10-15.html", ("attributed to",)),
    ],
)
def test_pages_have_names_for_terms_of_other_vocabularies(
    client: TestClient, path: str, names: tuple[str, ...]
) -> None:
    joined = "&" if "?" in path else "?"
    answer = client.get(f"/{path}{joined}lang=en", follow_redirects=True)
    assert answer.status_code == 200
    for name in names:
        assert f">{name}</a>" in answer.text or f">{name}</span>" in answer.text, name
    assert not any(f">{raw}<" in answer.text for raw in ("hasFormat", "Violation", "subClassOf"))


def test_a_name_without_a_language_is_shown_instead_of_the_iri(client: TestClient) -> None:
    agent = f"{DEFAULT_BASE}id/agent/minh-hoa-nhom-bien-soan"
    data = client.get(f"/doc/{agent.removeprefix(DEFAULT_BASE)}.nt").text
    name = next(line for line in data.splitlines() if "/foaf/0.1/name>" in line).split('"')[1]
    page = client.get(f"/doc/{agent.removeprefix(DEFAULT_BASE)}.html?lang=en").text
    assert f"<h1>{name}</h1>" in page
