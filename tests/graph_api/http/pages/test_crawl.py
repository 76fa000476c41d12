"""A crawl from the home page and the sitemap: no link is broken, everything is reached, each page has its languages."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from graph_api.http.app import create_app
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.addresses import Addresses
from ontology.iris import DEFAULT_BASE
from tests.bench.documents import ShippedNames
from tests.graph_api.support.justified import publish, settings_of

HOST = "http://testserver"
MOST = 2
"""Pages of one kind that are opened, but for the pages about things, which are all opened in one language."""
ENTITY = re.compile(r"/doc/(?:id|graph)/[^?]+(?<!\.\w{2})(?<!\.\w{3})(?<!\.jsonld)\?lang=vi")


class Links(HTMLParser):
    """The links of a page, its places, its language, and the links to it in other languages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.lang = ""
        self.languages: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        if "id" in given:
            self.places.add(given["id"])
        if tag == "a" and given.get("hreflang") and "lang" in given and given["hreflang"] == given["lang"]:
            self.languages[given["hreflang"]] = given.get("href", "")
        for name in ("href", "src"):
            if name in given and tag in ("a", "link", "img", "script", "iframe"):
                self.links.append(given[name])


def kind_of(address: str) -> str:
    """The kind of page at an address: its path without names of things, and its parameter if it has one."""
    path, _, query = address.partition("?")
    parts = path.split("/")
    form = re.search(r"\.(\w{2,6})$", parts[-1])
    given = dict(parse_qsl(query, keep_blank_values=True))
    names = sorted(set(given) - {"lang"})
    depth = 2 if parts[1] in ("doc", "list") and (form or names) else 4 if path.startswith("/doc/id/") else 3
    return " ".join(
        [
            "/".join(parts[:depth]),
            form.group(1) if form else "",
            names[0] if len(names) == 1 else "…" if names else "",
            given.get("lang", ""),
        ]
    )


@dataclass
class Crawl:
    """Opens pages until there are no new ones of a kind that is not known well enough."""

    client: TestClient
    opened: dict[str, int] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)
    wanted: dict[str, set[str]] = field(default_factory=dict)
    """The places that links lead to, by page."""
    broken: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def run(self, *starts: str) -> None:
        """Open pages from these on."""
        waiting = [(address, "") for address in starts]
        seen = set(starts)
        while waiting:
            address, origin = waiting.pop()
            for link in self._open(address, origin):
                target, place = urldefrag(urljoin(HOST + address, link))
                parts = urlsplit(target)
                if f"{parts.scheme}://{parts.netloc}" != HOST:
                    continue
                following = target.removeprefix(HOST)
                if place:
                    self.wanted.setdefault(following, set()).add(unquote(place))
                if following not in seen:
                    seen.add(following)
                    waiting.append((following, address))

    def _open(self, address: str, origin: str) -> Iterator[str]:
        kind = kind_of(address)
        if not ENTITY.fullmatch(address):
            if self.counts[kind] >= MOST:
                return
            self.counts[kind] += 1
        answer = self.client.get(address, headers={"accept": "text/html, */*;q=0.1"})
        self.opened[address] = answer.status_code
        if answer.status_code >= 400:
            self.broken.append(f"{answer.status_code} {address} from {origin}")
            return
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return
        page = Links(answer.text)
        self.places[address] = page.places
        if page.languages:
            self._check_languages(address, page)
        yield from page.links

    def _check_languages(self, address: str, page: Links) -> None:
        if set(page.languages) != {"vi", "en", "fr"} or page.lang not in page.languages:
            self.broken.append(f"languages {sorted(page.languages)} of {address}, which is in {page.lang}")

    def missing_places(self) -> list[str]:
        """The places that links lead to and pages do not have; what follows `#` in the editor is a question."""
        return sorted(
            f"{address}#{place}"
            for address, places in self.wanted.items()
            if address in self.places and not address.startswith("/graphql")
            for place in places - self.places[address]
        )


def sitemap_of(client: TestClient) -> list[str]:
    """The paths of all pages in the sitemap."""
    index = re.findall(r"<loc>https?://[^/<]*(/[^<]*)</loc>", client.get("/sitemap.xml").text)
    pages = [re.findall(r"<loc>https?://[^/<]*(/[^<]*)</loc>", client.get(part).text) for part in index]
    return [unescape(path) for part in pages for path in part]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawl, Folder]]:
    location = Location(tmp_path_factory.mktemp("release") / "store")
    publish(location)
    with TestClient(create_app(settings_of(location)), follow_redirects=True) as client:
        found = Crawl(client)
        found.run("/?lang=vi", *(f"{path}?lang=vi" for path in sitemap_of(client)))
        yield found, Folder(location.folder)


def test_no_link_is_broken(crawl: tuple[Crawl, Folder]) -> None:
    assert crawl[0].broken == []
    assert len(crawl[0].opened) > 1500


def test_each_place_that_a_link_leads_to_is_there(crawl: tuple[Crawl, Folder]) -> None:
    assert crawl[0].missing_places() == []


def test_everything_that_the_release_describes_is_reached(crawl: tuple[Crawl, Folder]) -> None:
    addresses = Addresses(DEFAULT_BASE, "")
    reached = {address.partition("?")[0] for address in crawl[0].opened}
    described = {addresses.document(iri) for iri in ShippedNames.of(crawl[1]).iris}
    assert len(described) > 1000
    assert {one for one in described if one.startswith("/doc/")} - reached == set()
