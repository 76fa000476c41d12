"""Some sources alone count: `@data`, `?illustrative=` and `?confidence=`, on both stores."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.errors import QueryError
from graph_api.history.history import Release
from graph_api.http.app import create_app
from graph_api.http.negotiation import GRAPHQL_JSON
from graph_api.receipts.keyring import Keyring
from graph_api.serving.older import ReleaseView
from graph_api.serving.views import ViewCount, ViewLimits
from loaders.folder.location import Location
from loaders.releases.views import VIEWS
from ontology.iris import DEFAULT_BASE
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.series import Series, publish, serving

EX = "http://example.org/"
_PRIMARY = f"<{DEFAULT_BASE}code/confidence/primary>"
DATA = f"""
:facts {{
  :facts a ndp:SourceGraph ; ndp:confidence {_PRIMARY} .
  :a a ndp:DigitalPlatform ; skos:prefLabel "Alpha"@en ; ndp:slug "a" . :shared skos:prefLabel "both"@en
}}
:made-up {{
  :made-up a ndp:SourceGraph ; ndp:illustrative true .
  :a ndp:slug "z" . :m a ndp:DigitalPlatform ; skos:prefLabel "Mu"@en . :shared skos:prefLabel "both"@en
}}
:plain {{ :p a ndp:DigitalPlatform ; skos:prefLabel "Pi"@en }}
"""
LATER = ':facts { :l a ndp:DigitalPlatform ; skos:prefLabel "Lambda"@en }'
NAMES = """{
  digitalPlatforms(orderBy: {iri: {}}) { totalCount nodes { label { value } slug } facets { types { count } } }
  search(text: "mu", types: [DigitalPlatform]) { totalCount }
  resource(iri: "http://example.org/shared") { label { value } sources { iri } }
}"""


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def some(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Series:
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("some") / "store", uri)
    return Series(location, (publish(location, DATA), publish(location, LATER), publish(location, DATA)))


@pytest.fixture(scope="module")
def client(some: Series) -> Iterator[TestClient]:
    with serving(some.settings) as client:
        yield client


def ask(client: TestClient, query: str, **params: str) -> Any:
    found = client.post("/graphql", json={"query": query}, params=params).json()
    assert "errors" not in found, found
    return found


def labels(found: Any) -> list[str]:
    return [node["label"]["value"] for node in found["data"]["digitalPlatforms"]["nodes"]]


def test_without_a_choice_all_sources_count(client: TestClient) -> None:
    found = ask(client, NAMES)
    assert labels(found) == ["Alpha", "Mu", "Pi"]
    assert found["data"]["search"]["totalCount"] == 1
    assert "data" not in found["extensions"]


@pytest.mark.parametrize("way", ["directive", "parameter"])
def test_what_only_illustrative_sources_state_is_left_out_everywhere(client: TestClient, way: str) -> None:
    if way == "directive":
        found = ask(client, f"query @data(illustrative: false) {NAMES}")
    else:
        found = ask(client, NAMES, illustrative="false")
    data = found["data"]
    assert labels(found) == ["Alpha", "Pi"]
    assert data["digitalPlatforms"]["totalCount"] == 2
    assert data["digitalPlatforms"]["nodes"][0]["slug"] == "a"
    assert sum(bucket["count"] for bucket in data["digitalPlatforms"]["facets"]["types"]) == 2
    assert data["search"]["totalCount"] == 0
    assert data["resource"] == {"label": {"value": "both"}, "sources": [{"iri": EX + "facts"}]}
    assert found["extensions"]["data"] == {"illustrative": False}


@pytest.mark.parametrize(
    ("query", "params", "expected"),
    [
        ("query @data(confidence: [PRIMARY])", {}, ["Alpha"]),
        ("query @data(confidence: PRIMARY)", {}, ["Alpha"]),
        ("query", {"confidence": "primary"}, ["Alpha"]),
        ("query", {"confidence": "primary, SECONDARY_WEAK"}, ["Alpha"]),
        ("query", {"confidence": "none"}, []),
        ("query @data(confidence: [SEED])", {}, []),
        ("query @data(confidence: [])", {}, []),
        ("query @data(illustrative: true, confidence: null)", {}, ["Alpha", "Mu", "Pi"]),
        ("query @data(illustrative: false)", {"confidence": "primary"}, ["Alpha"]),
        ("query @data(confidence: [PRIMARY])", {"confidence": "seed"}, []),
        ("query", {"illustrative": "true"}, ["Alpha", "Mu", "Pi"]),
        ("query", {"illustrative": ""}, ["Alpha", "Mu", "Pi"]),
    ],
)
def test_choices_in_the_document_and_beside_it_hold_together(
    client: TestClient, query: str, params: dict[str, str], expected: list[str]
) -> None:
    assert labels(ask(client, query + NAMES, **params)) == expected


def test_the_choice_may_be_made_by_variables(client: TestClient) -> None:
    query = (
        f"query Q($i: Boolean, $c: [Confidence!] = [PRIMARY]) @data(illustrative: $i, confidence: $c) {NAMES}"
    )

    def ask_with(variables: object) -> list[str]:
        found = client.post("/graphql", json={"query": query, "variables": variables}).json()
        assert "errors" not in found, found
        return labels(found)

    assert ask_with({}) == ["Alpha"]
    assert ask_with({"i": False, "c": None}) == ["Alpha", "Pi"]
    assert ask_with({"c": ["SEED"]}) == []


def test_a_choice_in_an_older_release_leaves_out_its_sources(client: TestClient, some: Series) -> None:
    _, second, _ = some.ids
    assert labels(ask(client, f'query @release(id: "{second}") {NAMES}')) == ["Lambda"]
    assert labels(ask(client, NAMES, release=second, illustrative="false")) == ["Lambda"]
    assert labels(ask(client, NAMES, release=second, confidence="primary")) == []


@pytest.mark.parametrize(
    ("query", "params", "code"),
    [
        ("query @data(confidence: [SURE])", {}, "GRAPHQL_VALUE_INVALID"),
        ("query @data(illustrative: 3)", {}, "GRAPHQL_VALUE_INVALID"),
        ("query", {"confidence": "sure"}, "BAD_PARAMETER"),
        ("query", {"confidence": ""}, "BAD_PARAMETER"),
        ("query", {"confidence": "primary,"}, "BAD_PARAMETER"),
        ("query", {"illustrative": "no"}, "BAD_PARAMETER"),
        ("query", {"ilustrative": "false"}, "BAD_PARAMETER"),
    ],
)
def test_an_invalid_choice_is_refused(
    client: TestClient, query: str, params: dict[str, str], code: str
) -> None:
    answer = client.post(
        "/graphql", json={"query": query + NAMES}, params=params, headers={"accept": GRAPHQL_JSON}
    )
    assert answer.status_code == 400
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == [code]


def test_answers_to_different_choices_have_different_tags(client: TestClient) -> None:
    def tag(**params: str) -> str:
        return client.get("/graphql", params={"query": "{ __typename }", **params}).headers["etag"]

    tags = [tag(), tag(illustrative="false"), tag(confidence="primary"), tag(confidence="seed")]
    assert len(set(tags)) == 4
    assert tag(confidence="primary,seed") == tag(confidence="SEED,PRIMARY")


def test_a_view_is_made_once_and_opened_again_after_it_was_deleted(client: TestClient, some: Series) -> None:
    assert labels(ask(client, NAMES, illustrative="false")) == ["Alpha", "Pi"]
    files = sorted((some.folder.path / VIEWS / some.ids[2]).glob("*.sqlite"))
    assert files
    before = [file.stat().st_ino for file in files]
    assert labels(ask(client, NAMES, illustrative="false")) == ["Alpha", "Pi"]
    assert [file.stat().st_ino for file in files] == before
    for file in files:
        file.unlink()
    assert labels(ask(client, NAMES, illustrative="false")) == ["Alpha", "Pi"]
    assert list((some.folder.path / VIEWS / some.ids[2]).glob("*.sqlite")), "it is made again"


def test_of_the_views_that_are_made_a_client_has_a_share_until_some_time_has_passed() -> None:
    now = 0.0
    count = ViewCount(ViewLimits(keep=4, share=0.5), lambda: now)
    view = ReleaseView(Release("000001-0", "", "", 0, "", "", "", {}))

    def made(client: str | None) -> str:
        try:
            count.add(view, client)
        except QueryError as refused:
            return f"{refused.code}: {refused}"
        return ""

    assert [made("a"), made("a")] == ["", ""]
    assert "you opened 2 other choices" in made("a")
    now = 599.0
    assert [made("b"), made("b")] == ["", ""]
    assert "you opened 2 other choices" in made("b")
    assert "all clients together opened 4 other choices" in made("c")
    assert "all clients together opened 4 other choices" in made(None)
    now = 600.0
    assert [made("a"), made(None)] == ["", ""]
    assert made("c").startswith("RELEASE_NOT_READY: ")


def test_what_clients_choose_takes_nothing_from_others_and_never_the_place_of_what_is_not_made_up(
    tmp_path: Path,
) -> None:
    location = Location(tmp_path / "store")
    series = Series(location, (publish(location, LATER), publish(location, DATA)))
    app = create_app(replace(series.settings, max_views=2))
    service = TestClient(app)

    def outcome(address: str, **params: str) -> object:
        client = TestClient(app, client=(address, 50_000))
        client.portal = service.portal  # all are answered in one event loop
        body = client.get("/graphql", params={"query": NAMES, **params}).json()
        return labels(body) if "data" in body else body["errors"][0]["extensions"]["code"]

    with service:
        assert outcome("10.0.0.1", confidence="primary") == ["Alpha"]
        assert outcome("10.0.0.1", confidence="seed") == "RELEASE_NOT_READY"
        assert outcome("10.0.0.1", illustrative="false") == ["Alpha", "Pi"], "it is not counted"
        assert outcome("10.0.0.2", confidence="seed") == []
        assert outcome("10.0.0.3", confidence="primary") == ["Alpha"], "it is there"
        files = {path: path.stat().st_ino for path in location.folder.glob(f"{VIEWS}/*/*.sqlite")}
        assert len(files) == 3, "it has a place beside the others"
        assert outcome("10.0.0.3", illustrative="false") == ["Alpha", "Pi"]
        assert outcome("10.0.0.3", confidence="secondary-weak") == [], "it is the same as another"
        assert outcome("10.0.0.3", illustrative="false", confidence="primary") == ["Alpha"]
        assert {path: path.stat().st_ino for path in files} == files
        older = {"release": series.ids[0], "confidence": "primary"}
        assert outcome("10.0.0.3", **older) == "RELEASE_NOT_READY"


def test_a_receipt_states_the_choice_and_is_verified_with_it(
    some: Series, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "keys"
    Keyring(keys).make()
    store = ["--store", some.settings.store, "--releases", str(some.location.folder)]
    store = store if some.location.neo4j else store[:2]
    code = ndp_graph(
        "query",
        NAMES.removesuffix("}") + "release { id } }",
        *store,
        "--keys",
        str(keys),
        "--receipt",
        "--data",
        "illustrative=false&confidence=primary",
    )
    out = capsys.readouterr().out
    assert code == 0
    assert json.loads(out)["extensions"]["data"] == {
        "illustrative": False,
        "confidence": ["PRIMARY"],
        "wholeReleases": ["release"],
    }
    answer = tmp_path / "answer.json"
    answer.write_text(out)
    code = ndp_graph("verify", str(answer), *store, "--keys", str(keys), "--format", "json")
    checks = json.loads(capsys.readouterr().out)
    assert code == 0, checks
    assert all(check["holds"] for check in checks), checks
    changed = json.loads(out)
    del changed["extensions"]["data"]
    answer.write_text(json.dumps(changed))
    assert ndp_graph("verify", str(answer), *store, "--keys", str(keys), "--format", "json") == 1


@pytest.mark.parametrize(
    ("fields", "whole"),
    [
        ("digitalPlatforms { totalCount }", None),
        ("__typename digitalPlatforms { totalCount } release { id }", ["release"]),
        ("all: releases { totalCount } mine: digitalPlatforms { totalCount }", ["all"]),
        ('d: diff(from: "%s", to: "%s") { added { totalCount } } release { id }', ["d", "release"]),
    ],
)
def test_the_choice_names_what_is_about_whole_releases(
    client: TestClient, some: Series, fields: str, whole: list[str] | None
) -> None:
    fields = fields % some.ids[:2] if "%" in fields else fields
    found = ask(client, f"query @data(illustrative: false) {{ {fields} }}")
    named = {} if whole is None else {"wholeReleases": whole}
    assert found["extensions"]["data"] == {"illustrative": False, **named}
    assert "data" not in ask(client, f"{{ {fields} }}")["extensions"]


def test_the_home_page_can_leave_out_what_is_made_up(client: TestClient) -> None:
    page = client.get("/?lang=en").text
    assert 'href="?illustrative=false&amp;lang=en"' in page
    page = client.get("/?illustrative=false&lang=en").text
    assert 'href="?lang=en"' in page
    assert 'href="?illustrative=false&amp;lang=fr"' in page
    page = client.get("/?confidence=primary&lang=en").text
    assert 'href="?lang=en"' in page


def test_the_page_without_what_is_made_up_does_not_offer_itself(tmp_path: Path) -> None:
    location = Location(tmp_path / "store")
    described = """
:register {
  :register a ndp:SourceGraph .
  :facts a ndp:SourceGraph ; ndp:illustrative false . :made-up a ndp:SourceGraph ; ndp:illustrative true .
}
:facts { :a a ndp:DigitalPlatform ; skos:prefLabel "Alpha"@en }
:made-up { :m a ndp:DigitalPlatform ; skos:prefLabel "Mu"@en }
"""
    series = Series(location, (publish(location, described),))
    with serving(series.settings) as client:
        page = client.get("/?lang=en").text
        assert 'href="?illustrative=false&amp;lang=en">Show the page without them</a>' in page
        page = client.get("/?illustrative=false&lang=en").text
        assert "made-up" not in page
        assert 'href="?lang=en">Show everything</a>' in page
        assert "Show the page without them" not in page
        assert labels(ask(client, NAMES, illustrative="false")) == ["Alpha"]


@pytest.mark.parametrize("some", ["neo4j"], indirect=True)
def test_without_the_files_of_the_release_no_source_can_be_left_out(some: Series, tmp_path: Path) -> None:
    settings = replace(some.settings, releases=tmp_path / "none", standby=False)
    with serving(settings) as client:
        answer = client.post("/graphql?illustrative=false", json={"query": NAMES})
        [error] = answer.json()["errors"]
        assert error["extensions"]["code"] == "RELEASE_UNAVAILABLE"
        assert "--releases" in error["extensions"]["hint"]
