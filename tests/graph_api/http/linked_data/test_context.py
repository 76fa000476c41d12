"""`/ns/context.jsonld`: what it has, and how it is cached."""

from starlette.testclient import TestClient

from ontology.json_ld import context_of
from tests.graph_api.support.stores import RELEASE, Content

PATH = "/ns/context.jsonld"


def test_the_context_is_that_of_the_ontology_of_the_release(client: TestClient, content: Content) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json() == {"@context": context_of(content.model)}
    assert client.get(PATH, params={"release": RELEASE}).json() == answer.json()


def test_it_has_an_entity_tag_and_that_of_a_release_never_changes(client: TestClient) -> None:
    first = client.get(PATH)
    tag = {"if-none-match": first.headers["etag"]}
    assert first.headers["cache-control"] == "public, max-age=60"
    assert client.get(PATH, headers=tag).status_code == 304
    of_release = client.get(PATH, params={"release": RELEASE})
    assert of_release.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert of_release.headers["etag"] == first.headers["etag"]


def test_unknown_releases_and_other_methods_are_refused(client: TestClient) -> None:
    assert client.get(PATH, params={"release": "000009-00000000"}).json()["code"] == "RELEASE_UNAVAILABLE"
    assert client.post(PATH).status_code == 405
