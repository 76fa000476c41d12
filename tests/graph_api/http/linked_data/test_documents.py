"""Documents over HTTP: negotiation, headers, redirects from other spellings, and problems."""

import base64
import gzip
import hashlib
import html
import unicodedata

import httpx2
import orjson
import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from ontology.described import DescribedTerms
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCT
from tests.graph_api.support.stores import RELEASE, Content

VTVGO = "id/platform/vtvgo"
FORMS = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
}


def media(answer: httpx2.Response) -> str:
    kind: str = answer.headers["content-type"]
    return kind.partition(";")[0]


def test_a_thing_leads_to_its_document_in_the_negotiated_form(client: TestClient) -> None:
    for path in (
        VTVGO,
        "code/platform-status/recognised",
        "graph/illustrative/bo-hoc-tap/2026-10-15",
        "shapes",
        "rules",
    ):
        for extension, kind in FORMS.items():
            answer = client.get(f"/{path}", headers={"accept": kind})
            assert answer.status_code == 303, path
            assert "Accept" in answer.headers["vary"]
            end = "" if extension == "html" else f".{extension}"
            assert answer.headers["location"] == f"/doc/{path}{end}"
            assert media(client.get(answer.headers["location"], headers={"accept": kind})) == kind


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle;q=0.5, application/rdf+xml", "application/rdf+xml"),
        ("application/rdf+xml, text/turtle", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("application/json", "application/json"),
        ("image/png, application/n-triples;q=0.1", "application/n-triples"),
    ],
)
def test_the_client_chooses_the_form(client: TestClient, accept: str, kind: str) -> None:
    answer = client.get(f"/doc/{VTVGO}", headers={"accept": accept})
    assert media(answer) == kind
    assert answer.headers["content-location"].startswith(f"/doc/{VTVGO}.")
    assert answer.headers["vary"].startswith("Accept, Accept-Profile, Accept-Language, Accept-Encoding")


def test_the_address_chooses_before_the_client(client: TestClient) -> None:
    for address in (f"/doc/{VTVGO}.ttl", f"/doc/{VTVGO}?format=ttl", f"/doc/{VTVGO}?_mediatype=text/turtle"):
        answer = client.get(address, headers={"accept": "application/ld+json"})
        assert media(answer) == "text/turtle"
        assert answer.headers["content-location"] == f"/doc/{VTVGO}.ttl"
        assert "Accept," not in answer.headers["vary"]
    assert media(client.get(f"/doc/{VTVGO}?_mediatype=application/ld+json")) == "application/ld+json"


def test_a_form_that_there_is_not_is_refused_with_those_that_there_are(client: TestClient) -> None:
    for path in (f"/doc/{VTVGO}", f"/{VTVGO}"):
        answer = client.get(path, headers={"accept": "image/png"})
        assert answer.status_code == 406
        assert answer.json()["code"] == "NOT_ACCEPTABLE"
        assert answer.headers["link"].count('rel="alternate"') == len(FORMS)
    assert client.get(f"/doc/{VTVGO}?format=csv").status_code == 406


def test_headers_of_a_document(client: TestClient) -> None:
    answer = client.get(f"/doc/{VTVGO}.ttl", headers={"origin": "https://other.example"})
    assert answer.headers["ndp-release"] == RELEASE
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["content-language"] == "en, vi"
    assert answer.headers["access-control-allow-origin"] == "*"
    for name in ("Link", "ETag", "Content-Location", "NDP-Release", "Memento-Datetime", "Last-Modified"):
        assert name in answer.headers["access-control-expose-headers"]
    assert f'<{DEFAULT_BASE}{VTVGO}>; rel="cite-as"' in answer.headers["link"]
    assert f'<{DEFAULT_BASE}ns#DigitalPlatform>; rel="type"' in answer.headers["link"]
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in answer.headers["link"]
    head = client.head(f"/doc/{VTVGO}.ttl", headers={"origin": "https://other.example"})
    assert {**head.headers, "x-request-id": ""} == {**answer.headers, "x-request-id": ""}


def test_the_digest_is_that_of_the_bytes_that_are_sent(client: TestClient) -> None:
    def digest(content: bytes) -> str:
        return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"

    plain = client.get("/ns.ttl", headers={"accept-encoding": "identity"})
    assert plain.headers["repr-digest"] == digest(plain.content)
    small = client.get("/ns.ttl", headers={"accept-encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert small.content == plain.content
    assert small.headers["repr-digest"] == digest(gzip.compress(small.content, 5, mtime=0))
    assert small.headers["etag"] != plain.headers["etag"]


def test_a_client_that_has_a_document_gets_no_other(client: TestClient) -> None:
    tags = {client.get(f"/doc/{VTVGO}.{extension}").headers["etag"] for extension in FORMS}
    assert len(tags) == len(FORMS)
    for extension in FORMS:
        first = client.get(f"/doc/{VTVGO}.{extension}")
        again = client.get(f"/doc/{VTVGO}.{extension}", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["vary"] == first.headers["vary"]
    assert client.get("/doc/id/nothing", headers={"if-none-match": "*"}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "id/platform/VTVGO",
        "id/platform/vtvgo/",
        "ID/platform/VtvGo",
        unicodedata.normalize("NFD", "id/platform/vtvgọ"),
        "id/platform/vtvgọ",
    ],
)
def test_another_spelling_leads_to_the_resource_in_one_hop(client: TestClient, path: str) -> None:
    thing = client.get(f"/{path}?lang=fr")
    assert (thing.status_code, thing.headers["location"]) == (308, f"/{VTVGO}?lang=fr")
    document = client.get(f"/doc/{path}")
    assert (document.status_code, document.headers["location"]) == (308, f"/doc/{VTVGO}")


def test_what_nothing_is_known_of_is_a_problem(client: TestClient) -> None:
    for path in (
        "/id/platform/none",
        "/doc/id/platform/none.ttl",
        "/code/none",
        "/resource?iri=http://none.example/",
    ):
        answer = client.get(path, headers={"accept": "text/turtle"})
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND"), path
    page = client.get("/id/platform/none?lang=fr", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert 'lang="fr"' in page.text
    assert client.get("/none").json()["detail"] == "There is nothing at /none."


def test_other_methods_and_options(client: TestClient) -> None:
    for path in (f"/{VTVGO}", f"/doc/{VTVGO}", "/ns", "/resource?iri=x:y"):
        refused = client.post(path)
        assert refused.status_code == 405
        assert set(refused.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        answer = client.options(path)
        assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_bad_parameters(client: TestClient) -> None:
    for query, text in (
        ("formats=ttl", "Did you mean `format`?"),
        ("derived=maybe", "`derived` must be true or false"),
        ("_profile=none", "Available: bounded, labelled, schema, alternates."),
        ("illustrativ=false", "Did you mean `illustrative`?"),
        ("asOf=1990-01-01", "`asOf` is for pages"),
        ("asOf=1990", "`asOf` must be a day"),
    ):
        answer = client.get(f"/doc/{VTVGO}?{query}", headers={"accept": "text/turtle"})
        assert answer.status_code == 400
        assert text in answer.text
    for iri in ("", "platform", "_:b1"):
        assert client.get("/resource", params={"iri": iri}).status_code == 400


def test_an_iri_of_ours_has_no_document_elsewhere(client: TestClient) -> None:
    answer = client.get("/resource", params={"iri": DEFAULT_BASE + VTVGO, "format": "ttl"})
    assert (answer.status_code, answer.headers["location"]) == (308, f"/doc/{VTVGO}?format=ttl")
    term = client.get("/resource", params={"iri": f"{DEFAULT_BASE}ns#DigitalPlatform"})
    assert (term.status_code, term.headers["location"]) == (308, "/ns#DigitalPlatform")


def test_the_ontology_has_documents(client: TestClient, content: Content) -> None:
    terms = DescribedTerms(content.model.files, content.model.base)
    for path, name in (("/ns", "ns"), ("/doc/shapes", "shapes"), ("/doc/rules", "rules")):
        answer = client.get(f"{path}.nq")
        assert answer.text.splitlines() == list(terms.about(DEFAULT_BASE + name))
    for path, target in (
        ("/ns/DigitalPlatform", "/ns#DigitalPlatform"),
        ("/rules/D01", "/doc/rules#D01"),
        ("/shapes/ndp_Decision", "/doc/shapes#ndp_Decision"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, target)
    assert client.get("/ns/Nothing").status_code == 404
    assert 'id="DigitalPlatform"' in client.get("/ns?lang=en").text
    whole = {line for name in ("ns", "shapes", "rules") for line in terms.about(DEFAULT_BASE + name)}
    assert len(whole) > 7000


def test_profiles_add_labels_or_tell_what_there_is(client: TestClient) -> None:
    bounded = set(client.get(f"/doc/{VTVGO}.nt").text.splitlines())
    for headers, query in (
        ({}, "?_profile=labelled"),
        ({"accept-profile": f"<{DEFAULT_BASE}profile/labelled>"}, ""),
        ({"accept-profile": "<https://other.example/p>, <labelled>;q=0.5"}, ""),
    ):
        answer = client.get(f"/doc/{VTVGO}.nt{query}", headers=headers)
        assert f'<{DEFAULT_BASE}profile/labelled>; rel="profile"' in answer.headers["link"]
        more = set(answer.text.splitlines()) - bounded
        assert set(answer.text.splitlines()) >= bounded
        assert more
        assert all("<http://www.w3.org/2000/01/rdf-schema#label>" in line for line in more)
        assert any(f"<{DEFAULT_BASE}ns#lifecycle>" in line and line.endswith("@fr .") for line in more)


def test_every_form_and_profile_is_named_and_there(client: TestClient) -> None:
    """The addresses are whole, the header `Content-Location` has their paths."""
    path = f"/doc/{VTVGO}.nt?_profile=alternates&derived=true"
    quads = list(parse(client.get(path).content, RdfFormat.N_TRIPLES))
    stated = {(str(q.subject.value), q.predicate.value.rpartition("/")[2]): q.object.value for q in quads}
    addresses = {q.object.value for q in quads if q.predicate.value == f"{DCT}hasFormat"}
    assert len(addresses) == 4 * len(FORMS) - 2  # a page has two of the profiles
    assert {stated[one, "format"] for one in addresses} == {*FORMS.values()}
    for address in addresses:
        local = "/" + address.split("/", 3)[3]
        answer = client.get(local)
        assert (answer.status_code, answer.headers["content-location"]) == (200, local)
        profile = stated[address, "conformsTo"]
        if not (local.startswith(f"/doc/{VTVGO}.html") and profile.endswith("bounded")):
            assert f'<{profile}>; rel="profile"' in answer.headers["link"]
    page = client.get(path.replace(".nt", ".html")).text
    assert all(f'<h2><a href="{html.escape(address)}">' in page for address in addresses)


@pytest.mark.parametrize(
    ("headers", "query", "location"),
    [
        ({"accept-profile": "schema"}, "", ".jsonld?_profile=schema"),
        (
            {"accept-profile": "labelled", "accept": "text/turtle"},
            "?derived=1",
            ".ttl?_profile=labelled&derived=1",
        ),
        ({"accept": "text/html", "accept-profile": "labelled"}, "?lang=fr", ".html?lang=fr"),
        ({}, "?format=nt&lang=fr&derived=true", ".nt?derived=true"),
        ({}, "?_mediatype=text/turtle&_profile=bounded", ".ttl"),
    ],
)
def test_the_location_of_the_content_names_what_was_chosen(
    client: TestClient, headers: dict[str, str], query: str, location: str
) -> None:
    answer = client.get(f"/doc/{VTVGO}{query}", headers=headers)
    assert answer.headers["content-location"] == f"/doc/{VTVGO}{location}"
    again = client.get(answer.headers["content-location"])
    assert again.content == answer.content


def test_json_has_the_names_of_graphql_as_keys(client: TestClient) -> None:
    document = orjson.loads(client.get(f"/doc/{VTVGO}", headers={"accept": "application/json"}).content)
    (node,) = document["@graph"]
    assert node["id"] == DEFAULT_BASE + VTVGO
    assert node["types"] == ["DigitalPlatform"]
    assert node["title"] == {"vi": ["VTVGo"]}


def test_a_page_has_its_data_in_it(client: TestClient) -> None:
    page = client.get(f"/doc/{VTVGO}.html").text
    _, _, rest = page.partition('<script type="application/ld+json">')
    data = orjson.loads(rest.partition("</script>")[0])
    assert data == orjson.loads(client.get(f"/doc/{VTVGO}.jsonld").content)


def test_from_another_spelling_to_the_document_it_is_two_hops(client: TestClient) -> None:
    seen = [f"/{VTVGO.upper()}/"]
    while True:
        answer = client.get(seen[-1], headers={"accept": "text/turtle"})
        if answer.status_code == 200:
            break
        seen.append(answer.headers["location"])
    assert seen == [f"/{VTVGO.upper()}/", f"/{VTVGO}", f"/doc/{VTVGO}.ttl"]
