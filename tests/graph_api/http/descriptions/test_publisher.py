"""The name of the body that publishes, in every description and feed, on the service and in published files."""

from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import Literal, RdfFormat, parse
from starlette.testclient import TestClient

from graph_api.settings import Settings, read_settings
from loaders.folder.location import Location
from ontology.errors import UsageError
from ontology.model import Text
from tests.graph_api.support.series import serving
from tests.loaders.support.releasing import load, trig

NAMES = {"vi": "Cục Chuyển đổi số", "en": "Digital Transformation Agency", "fr": "Agence du numérique"}
WRITTEN = "; ".join(f"{tag}={name}" for tag, name in NAMES.items())
ONE = "Cục Chuyển đổi số quốc gia"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    location = Location(tmp_path_factory.mktemp("publisher") / "store")
    load(location, trig(":g { :a :p 1 }"))
    return f"sqlite:{location.folder}"


@pytest.fixture(scope="module", params=[WRITTEN, ONE, None])
def names(request: pytest.FixtureRequest) -> str | None:
    written: str | None = request.param
    return written


@pytest.fixture(scope="module")
def client(store: str, names: str | None) -> Iterator[TestClient]:
    settings = read_settings({"store": store, "publisher": names}, {})
    with serving(settings) as client:
        yield client


def expected(names: str | None, unnamed: Callable[[str], str]) -> dict[str, str]:
    """The name in each language."""
    return {tag: unnamed(tag) if names is None else ONE if names == ONE else NAMES[tag] for tag in NAMES}


OPERATOR = {
    "vi": "Đơn vị vận hành 127.0.0.1:8000",
    "en": "The operator of 127.0.0.1:8000",
    "fr": "L’organisme qui exploite 127.0.0.1:8000",
}
GRAPH = {
    "vi": "Đồ thị tri thức về các nền tảng số quốc gia của Việt Nam",
    "en": "Knowledge graph of Vietnam’s national digital platforms",
    "fr": "Graphe de connaissances des plateformes numériques nationales du Vietnam",
}


def test_the_service_names_it_in_every_description(client: TestClient, names: str | None) -> None:
    name = expected(names, OPERATOR.__getitem__)
    quads = parse(input=client.get("/catalog.nt").content, format=RdfFormat.N_TRIPLES)
    found = {
        (quad.object.language or "", quad.object.value)
        for quad in quads
        if "#publisher" in str(quad.subject) and isinstance(quad.object, Literal)
    }
    assert found == ({("", ONE)} if names == ONE else {*name.items()})
    for tag in NAMES:
        graph = client.get(f"/dataset.jsonld?lang={tag}").json()["@graph"]
        assert [one["name"] for one in graph if one["@type"] == "Organization"] == [name[tag]]
        feed = client.get(f"/feed.atom?lang={tag}").text
        assert f"<name>{expected(names, GRAPH.__getitem__)[tag]}</name>" in feed
    crate = client.get("/dumps/latest/ro-crate-metadata.json", follow_redirects=True).json()["@graph"]
    assert [one["name"] for one in crate if one["@type"] == "Organization"] == [name["en"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bộ A", {"": "Bộ A"}),
        ("A; B", {"": "A; B"}),
        ("vi=Bộ A;en=A", {"vi": "Bộ A", "en": "A"}),
    ],
)
def test_a_name_has_languages_if_it_names_them(text: str, names: dict[str, str]) -> None:
    assert read_settings({"publisher": text}, {}).publisher_name == Text(names)
    assert Settings().publisher_name is None


@pytest.mark.parametrize("text", ["vi=A; de=B", "vi=", "vi=A; B"])
def test_a_language_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--publisher"):
        read_settings({"publisher": text}, {})
