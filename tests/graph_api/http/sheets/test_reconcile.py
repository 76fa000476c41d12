"""Reconciliation: batches, matches, constraints, suggestions, data extension and previews, as clients ask for them."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCT, ORG, SKOS, XSD
from ontology.read import read_model
from tests.graph_api.support.stores import RELEASE, Content, contents

NS = DEFAULT_BASE + "ns#"
DATA = f"""
@prefix ndp: <{NS}> . @prefix org: <{ORG}> . @prefix xsd: <{XSD}> . @prefix skos: <{SKOS}> . @prefix dct: <{DCT}> .
@prefix st: <{DEFAULT_BASE}code/platform-status/> . @prefix id: <{DEFAULT_BASE}id/> . @prefix : <http://example.org/> .
id:mic a org:FormalOrganization ; skos:prefLabel "Bộ Thông tin và Truyền thông"@vi ,
  "Ministry of Information and Communications"@en ; skos:altLabel "Bộ 4T"@vi ;
  org:identifier "MIC" ; ndp:slug "the-ministry" ;
  ndp:validFrom "2007-08-01"^^xsd:date .
id:ban1 a org:FormalOrganization ; skos:prefLabel "Bàn"@vi .
id:ban2 a org:FormalOrganization ; skos:prefLabel "Bán"@vi .
id:one a ndp:DigitalPlatform ; dct:title "Cổng dịch vụ"@vi , "Service portal"@en ; ndp:declaredStatus st:recognised ;
  ndp:ofKind id:kind ; dct:identifier "NDP-1" .
id:two a ndp:DigitalPlatform ; dct:title "Cổng dịch vụ"@vi ; ndp:declaredStatus st:potential ; ndp:ofKind id:other .
id:kind a ndp:PlatformKind ; dct:title "Nền tảng dịch vụ công"@vi ; dct:identifier "B1" .
id:other a ndp:PlatformKind ; dct:title "Nền tảng khác"@vi .
id:list a ndp:NationalPlatformList ; dct:title "Danh mục"@vi ; ndp:publishedEntryCount 79 ;
  <http://xmlns.com/foaf/0.1/homepage> <http://example.org/list> .
:evil a ndp:DigitalPlatform ; dct:title "<script>alert(1)</script> \\" onload=x"@vi .
_:b a ndp:DigitalPlatform ; dct:title "Không tên"@vi .
"""
PLATFORM, BODY = NS + "DigitalPlatform", ORG + "FormalOrganization"
OPENREFINE = {
    "accept": "application/json, */*",
    "content-type": "application/x-www-form-urlencoded",
    "user-agent": "OpenRefine/3.9",
}


@pytest.fixture(scope="module")
def content() -> Content:
    return contents(read_model(builtin_files(DEFAULT_BASE)), [DATA.encode()])


def found(client: TestClient, query: str | Mapping[str, Any], language: str = "en") -> list[dict[str, Any]]:
    """The candidates for one query, sent as OpenRefine sends it."""
    queries = {"q0": {"query": query} if isinstance(query, str) else query}
    answer = client.post(f"/reconcile/{language}", data={"queries": json.dumps(queries)}, headers=OPENREFINE)
    assert answer.status_code == 200, answer.text
    result: list[dict[str, Any]] = answer.json()["q0"]["result"]
    return result


def matches(candidates: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in candidates if one["match"]]


def ids(candidates: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in candidates]


def test_the_manifest_names_services_that_answer(client: TestClient) -> None:
    answer = client.get("/reconcile/fr", headers={"origin": "http://elsewhere.example"})
    manifest = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["ndp-release"] == RELEASE
    assert manifest["versions"] == ["0.2"]
    assert manifest["identifierSpace"] == DEFAULT_BASE
    assert {one["id"] for one in manifest["defaultTypes"]} >= {PLATFORM, BODY}
    host = manifest["documentation"].rstrip("/")
    paths = [manifest["view"]["url"], manifest["preview"]["url"]]
    for one in manifest["suggest"].values():
        paths.append(one["service_url"] + one["service_path"])
        paths.append((one["flyout_service_url"] + one["flyout_service_path"]).replace("${id}", "id/one"))
    extend = manifest["extend"]["propose_properties"]
    paths.append(extend["service_url"] + extend["service_path"])
    for path in paths:
        there = client.get(path.removeprefix(host).replace("{{id}}", "id/one"))
        assert there.status_code in (200, 303), path


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Bộ Thông tin và Truyền thông", 100),
        ("ministry of information and communications", 100),
        ("Bo Thong tin va Truyen thong", 95),
        ("Bộ 4T", 98),
        ("mic", 98),
    ],
)
def test_a_name_a_code_or_another_name_is_a_match(client: TestClient, query: str, expected: float) -> None:
    candidates = found(client, query)
    assert matches(candidates) == ["id/mic"]
    assert candidates[0]["score"] == expected
    assert candidates[0]["type"] == [{"id": BODY, "name": "Formal organisation"}]


@pytest.mark.parametrize(
    "query",
    [
        "Bộ Thông tin",
        "Bộ Thông tín và Truyền thông",
        "BTTTT",
        "ban",
        "Cổng dịch vụ",
        "Không tên",
        "nothing like it",
    ],
)
def test_there_is_no_match_for_what_is_not_sure(client: TestClient, query: str) -> None:
    assert matches(found(client, query)) == []


def test_marks_decide_between_names_that_differ_in_nothing_else(client: TestClient) -> None:
    assert matches(found(client, "Bàn")) == ["id/ban1"]
    assert matches(found(client, "BÁN")) == ["id/ban2"]
    assert set(ids(found(client, "ban"))) == {"id/ban1", "id/ban2"}


def test_a_batch_of_fifty_is_one_operation(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    run = Engine.run

    async def counted(engine: Engine, operation: Any) -> Any:
        asked.append(operation.question.query)
        return await run(engine, operation)

    monkeypatch.setattr(Engine, "run", counted)
    queries = {f"q{i}": {"query": "Cổng dịch vụ", "limit": 2} for i in range(50)}
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    assert len(asked) == 1
    assert list(answer.json()) == list(queries)
    assert all(len(one["result"]) == 2 for one in answer.json().values())


def test_types_leave_others_out_or_behind(client: TestClient) -> None:
    assert ids(found(client, {"query": "dịch vụ", "type": NS + "PlatformKind"})) == ["id/kind"]
    assert ids(found(client, {"query": "dịch vụ", "type": ["PlatformKind"]})) == ["id/kind"]
    should = found(client, {"query": "dịch vụ", "type": "PlatformKind", "type_strict": "should"})
    assert set(ids(should)) == {"id/kind", "id/one", "id/two"}
    assert ids(found(client, {"query": "dịch vụ", "type": [PLATFORM, BODY], "type_strict": "all"})) == []
    assert found(client, {"query": "dịch vụ", "type": "Unheard"}) == []


@pytest.mark.parametrize(
    ("pid", "value"),
    [
        (NS + "declaredStatus", "recognised"),
        ("declaredStatus", ["unknown", "Recognised national digital platform"]),
        (NS + "ofKind", {"id": "id/kind"}),
        (NS + "ofKind", DEFAULT_BASE + "id/kind"),
        ("ofKind", "nen tang dich vu cong"),
        (DCT + "identifier", "ndp-1"),
        (DCT + "title", "service portal"),
    ],
)
def test_a_property_tells_things_of_one_name_apart(client: TestClient, pid: str, value: object) -> None:
    candidates = found(client, {"query": "Cổng dịch vụ", "properties": [{"pid": pid, "v": value}]})
    assert ids(candidates) == ["id/one", "id/two", "id/kind"]
    assert matches(candidates) == ["id/one"]
    assert [one["score"] for one in candidates][:2] == [100, 60]
    alone = found(client, {"type": PLATFORM, "properties": [{"pid": pid, "v": value}]})
    assert matches(alone) == ids(alone) == ["id/one"]


@pytest.mark.parametrize(
    ("pid", "value", "expected"),
    [
        ("slug", "the-ministry", ["id/mic"]),
        ("validFrom", "2007-08-01T00:00:00Z", ["id/mic"]),
        ("validFrom", "someday", []),
        ("publishedEntryCount", 79, ["id/list"]),
        ("publishedEntryCount", "many", []),
        ("homepages", "http://example.org/list", ["id/list"]),
        ("^" + NS + "ofKind", {"id": "id/two"}, ["id/other"]),
        ("unheard", "x", []),
        ("slug", "…", []),
    ],
)
def test_properties_alone_find_what_has_them(
    client: TestClient, pid: str, value: object, expected: list[str]
) -> None:
    assert ids(found(client, {"properties": [{"pid": pid, "v": value}]})) == expected


def test_a_constraint_that_nothing_can_meet_leaves_no_match(client: TestClient) -> None:
    constraints = [{"pid": "slug", "v": "the-ministry"}, {"pid": "declaredStatus", "v": "unheard"}]
    candidates = found(client, {"query": "Bộ 4T", "properties": constraints})
    assert (ids(candidates), matches(candidates)) == (["id/mic"], [])


def test_names_come_in_the_language_of_the_path(client: TestClient) -> None:
    assert found(client, "mic", "vi")[0]["name"] == "Bộ Thông tin và Truyền thông"
    assert found(client, "mic", "en")[0]["name"] == "Ministry of Information and Communications"
    assert client.get("/reconcile/de").status_code == 404


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"queries": "{"}, "Invalid JSON"),
        ({"queries": "[]"}, "must be a JSON object"),
        ({"queries": '{"q": {}}'}, "needs `query` or `properties`"),
        ({"queries": '{"q": {"query": "x", "type": 1}}'}, "`type`"),
        ({"queries": '{"q": {"query": "x", "type_strict": "x"}}'}, "type_strict"),
        ({"queries": '{"q": {"query": "x", "properties": [{"pid": "slug", "v": null}]}}'}, "`v`"),
        ({"queries": json.dumps({str(i): {"query": "x"} for i in range(51)})}, "50 queries"),
        ({"extend": "{}"}, "`ids`"),
        ({"extend": '{"ids": [], "properties": [{}]}'}, "needs `id`"),
        ({"extend": '{"ids": ["id/one"], "properties": [{"id": "zzz"}]}'}, "no property 'zzz'"),
        ({"queries": '{"q": {"query": "x", "type": "DigitalPlatfrom"}}'}, "no type 'DigitalPlatfrom'"),
        ({"queries": '{"q": {"properties": [{"pid": "declaredStatuss", "v": "x"}]}}'}, "no property"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(client: TestClient, fields: dict[str, str], said: str) -> None:
    answer = client.post("/reconcile", data=fields)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert "GraphQL" not in answer.json()["hint"]
    assert "variables" not in answer.json()["hint"]


def test_hints_are_about_reconciliation(client: TestClient) -> None:
    for refused in (client.post("/reconcile", json={"queries": {}}), client.post("/reconcile")):
        assert (refused.status_code, refused.json()["hint"]) == (
            415,
            "Send `Content-Type: application/x-www-form-urlencoded` and the field `queries` or `extend`.",
        )
    misspelt = client.post("/reconcile", data={"extend": '{"ids": [], "properties": [{"id": "slugg"}]}'})
    assert misspelt.json()["hint"] == "Did you mean 'slug'?"
    assert (
        client.post("/reconcile", content=b"\xff", headers=OPENREFINE)
        .json()["hint"]
        .startswith("Send `queries`")
    )


def test_an_empty_cell_has_no_candidates_and_leaves_those_of_others(client: TestClient) -> None:
    queries = {
        "a": {"query": ""},
        "b": {"query": " …", "type": NS + "NationalPlatformList"},
        "c": {"query": "mic"},
    }
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)}).json()
    assert [len(answer[key]["result"]) for key in queries] == [0, 0, 1]


def test_data_extension_reads_properties(client: TestClient) -> None:
    request = {
        "ids": ["id/one", "id/list", "id/kind", "id/none"],
        "properties": [
            {"id": DCT + "title"},
            {"id": "declaredStatus"},
            {"id": NS + "ofKind"},
            {"id": "^" + NS + "ofKind", "settings": {"limit": "1"}},
            {"id": "platforms", "settings": {"count": True}},
            {"id": NS + "publishedEntryCount"},
        ],
    }
    answer = client.post("/reconcile/vi", data={"extend": json.dumps(request)}, headers=OPENREFINE).json()
    names = [one["name"] for one in answer["meta"]]
    assert names[0] == "tiêu đề"
    assert answer["meta"][2]["type"]["id"] == NS + "PlatformKind"
    rows = answer["rows"]
    assert list(rows) == request["ids"]
    assert rows["id/one"] == {
        DCT + "title": [{"str": "Cổng dịch vụ"}],
        "declaredStatus": [
            {"id": "code/platform-status/recognised", "name": "Được công nhận là nền tảng số quốc gia"}
        ],
        NS + "ofKind": [{"id": "id/kind", "name": "Nền tảng dịch vụ công"}],
        "^" + NS + "ofKind": [],
        "platforms": [],
        NS + "publishedEntryCount": [],
    }
    assert rows["id/kind"]["^" + NS + "ofKind"] == [{"id": "id/one", "name": "Cổng dịch vụ"}]
    assert rows["id/kind"]["platforms"] == [{"int": 1}]
    assert rows["id/list"][NS + "publishedEntryCount"] == [{"int": 79}]
    assert all(cells == [] for cells in rows["id/none"].values())


def test_texts_come_in_one_language_or_in_all(client: TestClient) -> None:
    def titles(settings: dict[str, object]) -> list[str]:
        request = {"ids": ["id/one"], "properties": [{"id": DCT + "title", "settings": settings}]}
        answer = client.get("/reconcile/en", params={"extend": json.dumps(request)}).json()
        return [str(next(iter(cell.values()))) for cell in answer["rows"]["id/one"][DCT + "title"]]

    assert titles({}) == ["Service portal"]
    assert titles({"lang": "all"}) == ["Cổng dịch vụ", "Service portal"]
    assert titles({"lang": "all", "limit": 1}) == ["Cổng dịch vụ"]
    assert titles({"count": "on"}) == ["2"]


def test_suggestions_are_found_by_the_beginnings_of_words(client: TestClient) -> None:
    def suggested(kind: str, prefix: str, **more: str) -> list[str]:
        answer = client.get(f"/reconcile/en/suggest/{kind}", params={"prefix": prefix, **more})
        return ids(answer.json()["result"])

    assert suggested("entity", "bo thong t") == ["id/mic"]
    assert suggested("entity", "bo thong t", cursor="1") == []
    assert suggested("entity", "khong ten") == []  # nobody can refer to a blank node
    assert suggested("type", "digital pl") == [PLATFORM]
    assert suggested("type", "nền tảng số")[0] == PLATFORM
    assert NS + "declaredStatus" in suggested("property", "declared sta")
    assert suggested("type", "assessment") == []  # there is none in the data
    assert client.get("/reconcile/en/suggest/nothing").status_code == 404


def test_properties_of_a_type_are_proposed(client: TestClient) -> None:
    answer = client.get("/reconcile/en/properties", params={"type": PLATFORM, "limit": "3"}).json()
    assert (answer["type"], answer["limit"], len(answer["properties"])) == (PLATFORM, 3, 3)
    assert answer["properties"][0]["id"] == DCT + "title"


@pytest.mark.parametrize("path", ["preview", "flyout/entity"])
def test_a_preview_shows_hostile_names_as_text(client: TestClient, path: str) -> None:
    answer = client.get(f"/reconcile/en/{path}", params={"id": "http://example.org/evil"})
    html = answer.json()["html"] if path != "preview" else answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    if path == "preview":
        assert "frame-ancestors" not in answer.headers["content-security-policy"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    unknown = client.get(f"/reconcile/en/{path}", params={"id": 'x"><script>'})
    shown = unknown.json()["html"] if path != "preview" else unknown.text
    assert "<script" not in shown
    assert "does not have it" in shown


def test_a_view_leads_to_the_document(client: TestClient) -> None:
    own = client.get("/reconcile/en/view", params={"id": "id/one"})
    assert (own.status_code, own.headers["location"].endswith("/doc/id/one")) == (303, True)
    other = client.get("/reconcile/en/view", params={"id": "http://example.org/evil"})
    assert other.headers["location"].endswith("/resource?iri=http%3A%2F%2Fexample.org%2Fevil")
