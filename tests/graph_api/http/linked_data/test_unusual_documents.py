"""Documents of unusual IRIs, of source graphs about which nothing is stated, and pages about what is not there.

An own IRI with a fragment is a resource of its own: no document, state or feed takes it for the IRI before it.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.publish.forms import BY_EXTENSION, FORMS
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.support.replica import Replica
from tests.graph_api.support.series import publish

BASE = "https://w3id.org/vn-ndp/"
_NOT_IN_XML = f"<{BASE}id/v> <{BASE}p/1> 1"
_QUIET = (
    f"<{BASE}graph/quiet> {{ :z :p 1 , 2 }} <{BASE}graph/g> {{ <{BASE}id/org/A-B> :p 1 . {_NOT_IN_XML} }}"
)
HUE = tuple(unicodedata.normalize(form, "huế") for form in ("NFC", "NFD"))
_HUE = f"<{BASE}id/y/{HUE[0]}> :p 7 . <{BASE}id/y/{HUE[1]}> :p 8 . <{BASE}id/z/{HUE[1]}> :p 9"
LINES = "A\u2028B\u2029C\x85D"
_LINES = f'<{BASE}id/x/lines> :p "{LINES}"'
_CASES = " . ".join(
    f"<{BASE}id/w/{name}> :p 1" for name in ("HOA", "Hồa", "Lan", "LAN", "b\u1ed9-tin", "bo-tin")
)
_BOTH = f"{_LINES} . {_HUE} . {_CASES} . <{BASE}id/x/../up> :p 3 . <{BASE}id/x/a.atom> :p 4 . <{BASE}id/x/h.ttl> :p 6"
TEXTS = (
    f":g {{ <{BASE}id/x/h> :p 1 . <{BASE}id/x/h#part> :p 2 . {_BOTH} }} {_QUIET}",
    f":g {{ <{BASE}id/x/h> :p 5 . {_BOTH} }} {_QUIET}",
)
PART = quote(f"{BASE}id/x/h#part", safe="")
NT = {"accept": "application/n-triples"}


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    location = Location(tmp_path_factory.mktemp("fragments") / "store")
    for text in TEXTS:
        publish(location, text)
    return location


@pytest.fixture(scope="module")
def ids(location: Location) -> tuple[str, ...]:
    return tuple(reversed(Folder(location.folder).published()))


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    settings = Settings(store=f"sqlite:{location.folder}")
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def test_all_addresses_of_a_fragment_are_its_own(client: TestClient, ids: tuple[str, ...]) -> None:
    answer = client.get(f"/resource?iri={PART}&release={ids[0]}", headers=NT)
    assert (answer.status_code, b'"2"' in answer.content) == (200, True)
    assert answer.headers["content-location"] == f"/resource?iri={PART}&format=nt&release={ids[0]}"
    assert "/doc/" not in answer.headers["link"]
    assert f"</timemap?iri={PART}>" in answer.headers["link"]
    page = client.get(f"/resource?iri={PART}&release={ids[0]}&format=html").text
    assert f'href="/resource?iri={PART}&amp;format=ttl' in page
    thing = client.get("/id/x/h%23part", params={"release": ids[0]}, headers=NT)
    assert (thing.status_code, thing.headers["location"].split("&")[0]) == (303, f"/resource?iri={PART}")
    state = client.get(f"/release/{ids[0]}/resource?iri={PART}", headers=NT)
    assert (state.status_code, b'"2"' in state.content) == (200, True)


@pytest.mark.parametrize("form", [form.extension for form in FORMS if not form.is_page])
def test_a_value_with_other_ends_of_lines_is_whole(client: TestClient, form: str) -> None:
    answer = client.get(f"/doc/id/x/lines.{form}")
    assert answer.status_code == 200
    found = parse(answer.content, RdfFormat.from_media_type(BY_EXTENSION[form].media))
    assert [quad.object.value for quad in found if quad.predicate.value.endswith("/p")] == [LINES]


def test_the_page_of_what_has_no_path_has_its_other_languages(client: TestClient) -> None:
    iri = quote("http://example.org/z", safe="")
    page = client.get(f"/resource?iri={iri}&format=html&illustrative=false").text
    (address,) = re.findall(r'href="([?][^"]+)" lang="fr"', page)
    assert iri in address
    assert (
        client.get("/resource" + html.unescape(address), headers={"accept": "text/html"}).status_code == 200
    )


def test_a_fragment_that_is_gone_leads_to_its_own_state(client: TestClient, ids: tuple[str, ...]) -> None:
    gone = client.get(f"/resource?iri={PART}", headers=NT)
    assert (gone.status_code, f"/release/{ids[0]}/resource?iri={PART}." in gone.json()["hint"]) == (410, True)
    dated = client.get(f"/resource?iri={PART}", headers={"accept-datetime": "Thu, 01 Jan 2009 00:00:00 GMT"})
    assert dated.headers["location"] == f"/release/{ids[0]}/resource?iri={PART}"
    assert client.get(f"/timemap?iri={PART}").text.count("memento") == 1


def test_the_form_of_a_document_is_not_that_of_an_iri_that_ends_like_it(client: TestClient) -> None:
    def get(iri: str) -> bytes:
        thing = client.get(f"/{iri}", headers={"accept": "text/turtle"})
        assert thing.status_code == 303
        return client.get(thing.headers["location"]).content

    assert (b"h.ttl>" in get("id/x/h"), b"h.ttl>" in get("id/x/h.ttl")) == (False, True)


@pytest.mark.parametrize("name", ["id/x/../up", "id/x/a.atom"])
def test_iris_whose_paths_clients_or_feeds_take_are_at_resource(client: TestClient, name: str) -> None:
    answer = client.get(f"/resource?iri={quote(BASE + name, safe='')}", headers=NT)
    assert answer.status_code == 200


def test_a_replica_keeps_fragments_apart(client: TestClient) -> None:
    def fetch(address: str) -> bytes:
        return client.get(address.removeprefix("http://127.0.0.1:8000")).content

    replica = Replica(fetch).follow("http://127.0.0.1:8000/feed")
    assert len(replica.hashes) == 2
    assert all(stated == own for stated, own in replica.hashes.values())
    assert b"ndp-service" not in fetch("/feed") + b"".join(map(fetch, replica.seen))


def test_a_source_graph_of_which_nothing_is_stated_has_an_empty_document(client: TestClient) -> None:
    thing = client.get("/graph/quiet", headers=NT)
    assert (thing.status_code, thing.headers["location"]) == (303, "/doc/graph/quiet.nt")
    for extension, empty in (("nt", b""), ("nq", b""), ("jsonld", None), ("ttl", None), ("rdf", None)):
        answer = client.get(f"/doc/graph/quiet.{extension}")
        assert answer.status_code == 200
        assert empty is None or answer.content == empty
    page = client.get("/doc/graph/quiet.html?lang=en")
    assert (page.status_code, "Its number of statements: 2." in page.text) == (200, True)
    assert client.get("/resource?iri=http://example.org/g", headers=NT).status_code == 200
    assert client.get("/doc/graph/none", headers=NT).status_code == 404


@pytest.mark.parametrize(
    ("lang", "text"),
    [("vi", "Xem trạng thái cuối cùng"), ("en", "Show the last state"), ("fr", "Voir le dernier état")],
)
def test_the_page_of_what_is_gone_leads_to_its_last_state(
    client: TestClient, ids: tuple[str, ...], lang: str, text: str
) -> None:
    page = client.get(f"/resource?iri={PART}&lang={lang}", headers={"accept": "text/html"})
    assert page.status_code == 410
    assert f'<a href="/release/{ids[0]}/resource?iri={PART}&amp;lang={lang}">{text}</a>' in page.text


def test_what_the_chosen_sources_do_not_state_is_not_said_of_the_release(client: TestClient) -> None:
    answer = client.get("/doc/id/x/h.nt?confidence=PRIMARY")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    assert answer.json()["detail"].startswith("The chosen sources state nothing about")
    assert client.get("/doc/id/none").json()["detail"].startswith("This release states nothing about")


def test_the_page_of_a_named_release_leads_to_the_current_state(
    client: TestClient, ids: tuple[str, ...]
) -> None:
    link = '<a href="/doc/id/x/h?lang=en">Show the current state</a>'
    for path in (f"/release/{ids[0]}/doc/id/x/h.html?lang=en", f"/doc/id/x/h.html?lang=en&release={ids[1]}"):
        assert link in client.get(path).text, path
    assert link not in client.get("/doc/id/x/h.html?lang=en").text


def test_another_spelling_leads_to_the_form_in_one_hop(client: TestClient) -> None:
    for path, target in (
        ("/doc/id/org/a-b.ttl", "/doc/id/org/A-B.ttl"),
        (f"/resource?iri={BASE}id/org/a-b", "/doc/id/org/A-B"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, target)


def test_a_path_that_may_mean_two_resources_lists_both(client: TestClient) -> None:
    """Two names that differ in the form of their letters alone are two resources."""
    for number, name in enumerate(HUE):
        found = client.get(f"/doc/id/y/{quote(name)}", headers=NT)
        assert (found.status_code, f'"{number + 7}"' in found.text) == (200, True)
    both = {quote(f"id/y/{name}") for name in HUE}
    for meant in (f"{HUE[0]}/", f"{HUE[1]}/", HUE[0].upper(), HUE[1].upper(), "Hu\u00ea\u0301"):
        for begin in ("/", "/doc/"):
            several = client.get(f"{begin}id/y/{quote(meant)}", headers=NT)
            assert several.status_code == 300, meant
            assert {*several.json()["choices"]} == {begin + one for one in both}
            assert several.headers["link"].count('rel="alternate"') == 2
        one = client.get(f"/id/z/{quote(meant)}", headers=NT)
        assert (one.status_code, one.headers["location"]) == (308, f"/id/z/{quote(HUE[1])}")


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("HOA", ["HOA"]),
        ("hồa", ["Hồa"]),  # differs from it in the case alone, from HOA in the diacritics, too
        ("HỒA/", ["Hồa", "HOA"]),
        ("hoà", ["HOA"]),
        ("lan", ["LAN", "Lan"]),
        ("bộ tin", ["bộ-tin"]),
        ("BO TIN", ["bo-tin"]),
        ("BO\u0323_TIN", ["bo-tin"]),
    ],
)
def test_another_spelling_leads_to_the_closest_name_and_several_are_listed(
    client: TestClient, path: str, meant: list[str]
) -> None:
    addresses = {f"/doc/id/w/{quote(name)}.nt" for name in meant}
    answer = client.get(f"/doc/id/w/{quote(path)}.nt")
    if meant == [path]:
        assert answer.status_code == 200
    elif len(meant) > 1:
        assert (answer.status_code, {*answer.json()["choices"]}) == (300, addresses)
    else:
        assert (answer.status_code, answer.headers["location"]) == (308, *addresses)


def test_a_document_does_not_name_the_form_that_cannot_express_it(client: TestClient) -> None:
    """RDF/XML cannot name the property of this resource."""
    assert client.get("/doc/id/v.rdf").status_code == 422
    for path in ("/doc/id/v.nt", "/doc/id/v.html"):
        link = client.get(path).headers["link"]
        assert ("v.ttl" in link, "v.trig" in link, "v.rdf" in link) == (True, True, False)
    page = client.get("/doc/id/v.html").text
    assert ("v.ttl" in page, "v.rdf" in page) == (True, False)
    assert "v.rdf" not in client.get("/doc/id/v.nt?_profile=alternates").text
    refused = client.get("/doc/id/v", headers={"accept": "image/png"})
    assert (refused.status_code, "v.rdf" in refused.headers["link"]) == (406, False)
    assert "h.rdf" in client.get("/doc/id/x/h.nt").headers["link"]
