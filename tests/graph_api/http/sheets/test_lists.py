"""`/list/{plural}.csv`: whole lists as CSV, for programs and for spreadsheets, and their metadata."""

import csv
import io
import re
from typing import Any, TypeGuard

import pytest
from pyoxigraph import Literal, NamedNode
from starlette.testclient import TestClient

from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.namespaces import DCT, XSD
from ontology.read import read_model
from tests.graph_api.support.stores import RELEASE, Content, contents

NS = DEFAULT_BASE + "ns#"
EX = "http://example.org/"
DATA = f"""
@prefix ndp: <{NS}> . @prefix xsd: <{XSD}> . @prefix dct: <{DCT}> . @prefix : <{EX}> .
@prefix st: <{DEFAULT_BASE}code/platform-status/> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
:a a ndp:DigitalPlatform ; dct:title "Cổng; “một”, hai"@vi , "Portal"@en ; dct:identifier "A-1" , "A-2" ;
  ndp:declaredStatus st:recognised ; ndp:ofKind :k ; dcat:landingPage :page .
:b a ndp:DigitalPlatform ; dct:title "=1+1"@vi ; ndp:slug "b" .
:k a ndp:PlatformKind ; dct:title "Loại"@vi , "Kind"@en .
:list a ndp:NationalPlatformList ; dct:title "Danh mục"@vi ; ndp:publishedEntryCount 79 ;
  ndp:validFrom "2024-01-01"^^xsd:date .
"""


@pytest.fixture(scope="module")
def content() -> Content:
    return contents(read_model(builtin_files(DEFAULT_BASE)), [DATA.encode()])


def is_plain(term: object) -> TypeGuard[Literal | NamedNode]:
    return isinstance(term, Literal | NamedNode)


def rows(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_list_has_all_members_with_titles_in_the_readers_language(client: TestClient) -> None:
    answer = client.get("/list/digitalPlatforms.csv", params={"lang": "en"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["x-release"] == answer.headers["ndp-release"] == RELEASE
    described = client.get("/list/digitalPlatforms.csv-metadata.json")
    assert described.headers["ndp-release"] == RELEASE
    first, second = rows(answer.content)
    assert list(first)[:3] == ["IRI", "Label", "title"]
    shown = {name: value for name, value in first.items() if value}
    assert shown == {
        "IRI": EX + "a",
        "Label": "Portal",
        "title": "Portal",
        "identifier": "A-1\nA-2",
        "of kind": "Kind",
        "of kind (IRI)": EX + "k",
        "landing page": EX + "page",
        "declared status": "Recognised national digital platform",
    }
    assert second["Label"] == "=1+1"
    in_vietnamese = rows(client.get("/list/digitalPlatforms.csv", headers={"accept-language": "vi"}).content)
    assert in_vietnamese[0]["tiêu đề"] == "Cổng; “một”, hai"


@pytest.mark.parametrize(("lang", "delimiter"), [("vi", ";"), ("fr", ";"), ("en", ",")])
def test_spreadsheets_get_a_mark_their_separator_and_no_formula(
    client: TestClient, lang: str, delimiter: str
) -> None:
    answer = client.get("/list/digitalPlatforms.csv", params={"lang": lang, "excel": "1"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert [list(row.values())[1] for row in rows(answer.content, delimiter)][1] == "'=1+1"
    plain = client.get("/list/digitalPlatforms.csv", params={"lang": lang})
    assert not plain.content.startswith(b"\xef\xbb\xbf")
    assert plain.headers["etag"] != answer.headers["etag"]
    known = {"if-none-match": answer.headers["etag"]}
    assert (
        client.get(
            "/list/digitalPlatforms.csv", params={"lang": lang, "excel": "1"}, headers=known
        ).status_code
        == 304
    )


def test_conditions_choose_members(client: TestClient) -> None:
    where = '{"slug": {"eq": "b"}}'
    answer = client.get("/list/digitalPlatforms.csv", params={"where": where, "lang": "en"})
    assert [row["IRI"] for row in rows(answer.content)] == [EX + "b"]
    lists = client.get("/list/nationalPlatformLists.csv", params={"asOf": "2023-12-31", "lang": "en"})
    assert rows(lists.content) == []


@pytest.mark.parametrize(
    ("path", "parameters", "status", "code"),
    [
        ("/list/nothing.csv", {}, 404, "NOT_FOUND"),
        ("/list/digitalPlatform.csv-metadata.json", {}, 404, "NOT_FOUND"),
        ("/list/digitalPlatforms.csv", {"excel": "maybe"}, 400, "BAD_USER_INPUT"),
        ("/list/digitalPlatforms.csv", {"where": "{"}, 400, "BAD_REQUEST"),
        ("/list/digitalPlatforms.csv", {"where": '{"nothing": {"eq": "x"}}'}, 400, "GRAPHQL_VARIABLE_VALUE"),
        ("/list/digitalPlatforms.csv", {"asOf": "someday"}, 400, "GRAPHQL_VARIABLE_VALUE"),
        ("/list/digitalPlatforms.csv", {"release": "000009-00000000"}, 400, "RELEASE_UNAVAILABLE"),
    ],
)
def test_what_is_wrong_is_said(
    client: TestClient, path: str, parameters: dict[str, str], status: int, code: str
) -> None:
    answer = client.get(path, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert '"query"' not in answer.json()["hint"], "hints of other paths say nothing about this one"


@pytest.mark.parametrize(
    "plural", ["digitalPlatforms", "nationalPlatformLists", "organizations", "platformKinds"]
)
def test_the_metadata_describe_the_columns_of_the_file(client: TestClient, plural: str) -> None:
    answer = client.get(f"/list/{plural}.csv", params={"lang": "fr"})
    target = re.fullmatch(
        r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"', answer.headers["link"]
    )
    assert target is not None
    described = client.get(f"/list/{target[1]}").json()
    assert described["url"] == f"{plural}.csv?lang=fr"
    head = next(csv.reader(io.StringIO(answer.text, newline="")))
    assert [column["titles"]["fr"] for column in described["tableSchema"]["columns"]] == head
    assert len(set(head)) == len(head)


def test_what_the_metadata_make_of_the_cells_is_stated(client: TestClient, content: Content) -> None:
    stated = {(q.subject, q.predicate.value, q.object.value) for q in content.quads if is_plain(q.object)}
    made: set[tuple[Any, ...]] = set()
    for plural in ("digitalPlatforms", "nationalPlatformLists"):
        columns = client.get(f"/list/{plural}.csv-metadata.json", params={"lang": "en"}).json()[
            "tableSchema"
        ]["columns"]
        for row in rows(client.get(f"/list/{plural}.csv", params={"lang": "en"}).content):
            for column, cell in zip(columns, row.values(), strict=True):
                if cell and not column.get("suppressOutput"):
                    values = cell.split(column["separator"]) if "separator" in column else [cell]
                    made |= {(NamedNode(row["IRI"]), column["propertyUrl"], value) for value in values}
    assert made <= stated
    assert len(made) >= 7


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_has_the_headers_of_get(client: TestClient, coding: str) -> None:
    varying = {"x-request-id", "date"}
    for path in ("/list/digitalPlatforms.csv", "/list/digitalPlatforms.csv-metadata.json"):
        got, headed = (ask(path, headers={"accept-encoding": coding}) for ask in (client.get, client.head))
        headers = ({k: v for k, v in one.headers.items() if k not in varying} for one in (got, headed))
        assert next(headers) == next(headers)
        assert "Accept-Encoding" in headed.headers["vary"]
        assert headed.text == ""
