"""`/feed.atom` and `/doc/….atom`: lasting ids, one entry for each real change, in the language of the reader."""

from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.releases.rollback import roll_back
from tests.graph_api.support.series import date_releases, publish

BASE = "https://w3id.org/vn-ndp/"
PREFIX = f"@prefix id: <{BASE}id/> . "
LABEL = "<b>một & \\u202e</b>"
NAMED = f'id:a a ndp:DigitalPlatform ; skos:prefLabel "{LABEL}"@vi , "one"@en .'
TEXTS = (
    f":g {{ {NAMED} id:b :p 1 }}",
    f":g {{ {NAMED} id:b :p 2 }}",
    f":g {{ {NAMED} id:c a ndp:DigitalPlatform }} :h {{ id:a :p 1 }}",
)
BUILT = ("2026-01-10T08:00:00Z", "2026-02-10T08:00:00Z", "2026-03-10T08:00:00Z")
PUBLIC = "https://ndp.example.vn"


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    location = Location(tmp_path_factory.mktemp("atom") / "store")
    for text in TEXTS:
        publish(location, PREFIX + text)
    date_releases(Folder(location.folder), BUILT)
    return location


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store=f"sqlite:{location.folder}", public_url=PUBLIC))) as client:
        yield client


def entries(content: bytes) -> list[dict[str, str]]:
    """The entries as a reader of feeds has them; texts are plain."""
    feed = feedparser.parse(content, sanitize_html=False)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return [
        {name: one[name] for name in ("id", "title", "updated", "link", "summary")} for one in feed.entries
    ]


def test_releases_are_told_in_words_and_in_three_languages(client: TestClient, location: Location) -> None:
    answer = client.get("/feed.atom", headers={"accept-language": "en"})
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert (answer.headers["content-language"], answer.headers["vary"].split(",")[0]) == (
        "en",
        "Accept-Language",
    )
    found = entries(answer.content)
    ids = Folder(location.folder).published()
    assert [(one["id"], one["title"], one["updated"]) for one in found] == [
        (f"{BASE}releases/{one}", f"Release {3 - n}", BUILT[2 - n]) for n, one in enumerate(ids)
    ]
    assert [one["link"] for one in found] == [f"{PUBLIC}/releases/{one}" for one in ids]
    assert found[0]["summary"].splitlines()[:2] == [
        "Resources: 1 new, 1 changed, 1 removed.",
        "Digital platform: 1 new, 1 changed, 0 removed.",
    ]
    assert found[0]["summary"].splitlines()[2].startswith("Problems that rules and shapes found: ")
    for language, word in (("vi", "Bản phát hành 1"), ("fr", "Version 1")):
        other = client.get("/feed.atom", params={"lang": language})
        assert entries(other.content)[-1]["title"] == word
        assert [one["id"] for one in entries(other.content)] == [one["id"] for one in found]
    again = client.get(
        "/feed.atom", headers={"accept-language": "en", "if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304


def test_a_feed_of_a_resource_has_its_real_changes_only(client: TestClient, location: Location) -> None:
    first, _, third = reversed(Folder(location.folder).published())
    answer = client.get("/doc/id/a.atom?lang=vi")
    found = entries(answer.content)
    assert [(one["id"], one["updated"]) for one in found] == [
        (f"{BASE}release/{third}/doc/id/a", BUILT[2]),
        (f"{BASE}release/{first}/doc/id/a", BUILT[0]),
    ]
    assert found[0]["title"] == "<b>một & \\u202e</b>: nội dung đã thay đổi"
    assert found[0]["link"] == f"{PUBLIC}/release/{third}/doc/id/a"
    assert found[0]["summary"].endswith("theo các nguồn: http://example.org/h")
    gone = entries(client.get("/doc/id/b.atom?lang=en").content)
    assert [one["title"].partition(": ")[2] for one in gone] == [
        "no longer described",
        "what is stated has changed",
        "described for the first time",
    ]
    assert gone[0]["summary"] == "In release 3; until then by these sources: http://example.org/g"
    assert gone[1]["summary"] == "In release 2, by these sources: http://example.org/g"
    assert client.get("/doc/id/never.atom").status_code == 404


def test_what_is_described_again_is_not_described_for_the_first_time(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    for text in (":g { id:a :p 1 }", ":g { id:b :p 1 }", ":g { id:a :p 1 }"):
        publish(location, PREFIX + text)
    with TestClient(create_app(Settings(store=f"sqlite:{location.folder}"))) as client:
        found = entries(client.get("/doc/id/a.atom?lang=en").content)
        french = entries(client.get("/feed.atom?lang=fr").content)[0]["summary"].splitlines()[0]
    assert [one["title"].partition(": ")[2] for one in found] == [
        "described again",
        "no longer described",
        "described for the first time",
    ]
    assert french == "Ressources — ajouts : 1 ; modifications : 0 ; suppressions : 1."


def test_a_rollback_is_an_entry_of_its_own(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    ids = [publish(location, text) for text in (":g { :a :p 1 }", ":g { :a :p 2 }")]
    roll_back(location, ids[0])
    with TestClient(create_app(Settings(store=f"sqlite:{location.folder}"))) as client:
        found = entries(client.get("/feed.atom?lang=en").content)
    assert [one["title"] for one in found] == ["Release 1 is the current one again", "Release 2", "Release 1"]
    assert len({one["id"] for one in found}) == 3
