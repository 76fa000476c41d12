"""The descriptions of releases over HTTP: negotiated, cacheable, and kind where there is no release folder."""

import json
import re
import shutil
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.http.descriptions.paths import DESCRIPTION_PATHS
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from tests.graph_api.http.descriptions.conftest import PUBLIC
from tests.graph_api.support.series import Series, serving

SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("path", ["/catalog", "/void"])
@pytest.mark.parametrize("media", SYNTAXES)
def test_rdf_is_negotiated(described: TestClient, path: str, media: str) -> None:
    response = described.get(path, headers={"accept": media})
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    assert "Accept" in response.headers["vary"]
    statements = {str(quad) for quad in parse(response.content, SYNTAXES[media])}
    turtle = described.get(f"{path}.ttl")
    assert statements == {str(quad) for quad in parse(turtle.content, RdfFormat.TURTLE)}
    assert len(statements) > 50


def test_a_suffix_and_a_parameter_win_over_accept(described: TestClient) -> None:
    for path in ("/catalog.nt", "/catalog?format=nt"):
        response = described.get(path, headers={"accept": "text/turtle"})
        assert response.headers["content-type"] == "application/n-triples"
        assert "Accept," not in response.headers["vary"]


def test_other_forms_are_refused(described: TestClient) -> None:
    assert described.get("/catalog.xyz").status_code == 404
    assert described.get("/catalog?format=xyz").status_code == 406
    assert described.get("/void", headers={"accept": "text/html"}).status_code == 406
    assert described.get("/catalog?page=2").json()["hint"] == "Available: 1."
    for page in ("0", "-1", "x", "9" * 40, "²"):
        assert described.get("/catalog", params={"page": page}).status_code == 400


def test_a_browser_is_led_to_the_page(described: TestClient) -> None:
    response = described.get("/catalog", headers={"accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 303
    assert urljoin("/catalog", response.headers["location"]) == "/dataset"


def test_names_are_led_to_their_documents(described: TestClient, folder: Folder) -> None:
    known = described.get("/.well-known/void")
    assert (known.status_code, urljoin("/.well-known/void", known.headers["location"])) == (303, "/void")
    release = folder.published()[-1]
    page = described.get(f"/releases/{release}")
    assert page.status_code == 303
    address = urljoin(f"/releases/{release}", page.headers["location"])
    assert release in described.get(address).text
    unknown = described.get("/releases/000009-00000000")
    assert (unknown.status_code, unknown.json()["code"]) == (400, "RELEASE_UNAVAILABLE")


@pytest.mark.parametrize("lang", ["vi", "en", "fr"])
def test_the_page_has_its_data_in_it(described: TestClient, folder: Folder, lang: str) -> None:
    response = described.get(f"/dataset?lang={lang}")
    assert response.headers["content-language"] == lang
    assert (
        f'<https://w3id.org/vn-ndp/releases/{folder.current_id()}>; rel="cite-as"' in response.headers["link"]
    )
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert f'<html lang="{lang}">' in response.text
    (embedded,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.text, re.DOTALL)
    dataset = json.loads(embedded)["@graph"][0]
    assert dataset["identifier"] == folder.current_id()
    assert dataset["creator"][0]["name"] == "</script><script>alert(1)</script>"
    assert "alert" not in response.text.replace(embedded, "")
    assert described.get(f"/dataset.jsonld?lang={lang}").json()["@graph"][0] == dataset


def test_an_older_release_has_descriptions_of_its_own(described: TestClient, folder: Folder) -> None:
    newest, first = folder.published()
    for path in ("/void", "/dataset", "/linkset", "/dataset.jsonld"):
        then, now = described.get(path, params={"release": first}), described.get(path)
        assert then.status_code == 200
        assert first in then.text
        assert newest in now.text
        assert then.headers["etag"] != now.headers["etag"]
        assert (then.headers["ndp-release"], now.headers["ndp-release"]) == (first, newest)


@pytest.mark.parametrize(
    "path",
    ["/catalog", "/void.ttl", "/dataset", "/dataset.jsonld", "/linkset", "/.well-known/api-catalog", "/sitemap.xml",
     "/sitemap/pages-1.xml", "/robots.txt"],
)  # fmt: skip
def test_answers_can_be_kept(described: TestClient, path: str) -> None:
    response = described.get(path)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=60"
    assert response.headers["etag"] == described.get(path).headers["etag"]
    again = described.get(path, headers={"if-none-match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = described.head(path)
    assert head.headers["etag"] == response.headers["etag"]
    assert head.headers["content-type"] == response.headers["content-type"]
    foreign = described.get(path, headers={"origin": "https://elsewhere.example"})
    assert foreign.headers["access-control-allow-origin"] == "*"


def test_media_types_of_links(described: TestClient) -> None:
    assert described.get("/linkset").headers["content-type"] == "application/linkset+json"
    catalogue = described.get("/.well-known/api-catalog")
    assert catalogue.headers["content-type"].startswith('application/linkset+json; profile="')
    assert 'rel="api-catalog"' in described.head("/.well-known/api-catalog").headers["link"]


def test_the_site_map_leads_to_every_part(described: TestClient) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ET.fromstring(described.get("/sitemap.xml").content)  # noqa: S314 - the program's own
    parts = [urlsplit(loc.text or "").path for loc in index.iter(f"{space}loc")]
    listed = [
        loc.text
        for part in parts
        for loc in ET.fromstring(described.get(part).content).iter(f"{space}loc")  # noqa: S314 - the same
    ]
    assert f"{PUBLIC}/doc/id/ministry" in listed
    assert f"{PUBLIC}/resource?iri=http%3A%2F%2Fexample.org%2Fv" in listed
    assert len(listed) == len(set(listed)) == 5
    assert described.get("/sitemap/none-1.xml").status_code == 404


def test_every_path_is_answered(described: TestClient, folder: Folder) -> None:
    filled = {"form": "ttl", "release": folder.published()[0], "name": "pages-1"}
    for row in DESCRIPTION_PATHS:
        response = described.get(row.path.format(**filled))
        assert response.status_code in (200, 303), row.path
        if response.status_code == 200:
            assert response.headers["content-type"].partition(";")[0] in row.media


def test_the_endpoint_for_sparql_is_named_if_it_is_on(described: TestClient, folder: Folder) -> None:
    settings = Settings(store=f"sqlite:{folder.path}", public_url=PUBLIC, sparql=True)
    app = create_app(settings)
    with TestClient(app) as client:
        for path in ("/catalog.nt", "/void.nt", "/.well-known/api-catalog"):
            assert f"{PUBLIC}/sparql" in client.get(path).text
            assert f"{PUBLIC}/sparql" not in described.get(path).text
        then = client.get("/void.nt", params={"release": folder.published()[-1]})
        assert "sparqlEndpoint" not in then.text


def test_the_home_page_and_the_one_about_the_service_lead_to_descriptions_that_are_there(
    described: TestClient,
) -> None:
    html = described.get("/?lang=en").text + described.get("/about?lang=en").text
    links = [
        link for link in re.findall(r'href="(/[^"#]*)"', html) if not link.startswith(("/static", "/graphql"))
    ]
    lists = [link for link in links if link.startswith("/list/")]
    assert {"/dataset?lang=en", "/feed.atom?lang=en", "/catalog.ttl", "/ns?lang=en"} <= set(links)
    assert lists
    for link in (*(one for one in links if one not in lists), lists[0]):
        response = described.get(link.replace("&amp;", "&"))
        assert response.status_code == 200, (link, response.text)


# -- on each store


def test_each_store_has_the_descriptions_of_its_releases(series: Series) -> None:
    with serving(series.settings) as client:
        catalogue = client.get("/catalog.nt").text
        assert all(f"/releases/{release}> " in catalogue for release in series.ids)
        statistics = client.get("/void.nt").text
        assert f'/releases/{series.ids[-1]}> <http://rdfs.org/ns/void#triples> "2"' in statistics
        older = client.get("/void.nt", params={"release": series.ids[0]}).text
        assert f'/releases/{series.ids[0]}> <http://rdfs.org/ns/void#triples> "3"' in older
        assert "http%3A%2F%2Fexample.org%2Fa" in client.get("/sitemap/bridge-1.xml").text


def test_a_store_without_its_release_folder_says_what_it_lacks(series: Series, tmp_path: Path) -> None:
    if series.location.neo4j is None:
        pytest.skip("a SQLite store is its own release folder")
    with serving(replace(series.settings, releases=tmp_path / "none")) as client:
        response = client.get("/catalog")
        assert (response.status_code, response.json()["code"]) == (404, "NOT_FOUND")
        assert client.get("/robots.txt").status_code == 200


# -- without a release folder


@pytest.mark.parametrize(
    "path",
    [
        "/catalog",
        "/void",
        "/dataset.jsonld",
        "/linkset",
        "/sitemap.xml",
        "/releases/x",
        "/dumps/x/ro-crate-metadata.json",
    ],
)
def test_a_store_alone_says_what_it_lacks(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["hint"] == "Start the service with --releases to publish descriptions."
    page = client.get(path, headers={"accept": "text/html"})
    assert page.status_code in (303, 404, 406)


def test_a_store_alone_has_what_needs_no_release(client: TestClient) -> None:
    assert client.get("/robots.txt").status_code == 200
    assert client.get("/.well-known/api-catalog").status_code == 200


def test_a_damaged_release_is_a_problem_of_the_service(folder: Folder, tmp_path: Path) -> None:
    copy = tmp_path / "store"
    shutil.copytree(folder.path, copy)
    with TestClient(create_app(Settings(store=f"sqlite:{copy}"))) as client:
        for path in (copy / "graphs").iterdir():
            path.write_bytes(b"damaged")
        response = client.get("/void")
    assert response.status_code == 503
