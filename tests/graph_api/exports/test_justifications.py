"""`/justification`: the same answer as the GraphQL field, in all formats."""

import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.exports.case import read_case
from graph_api.exports.formats import BY_MEDIA, FORMATS, stem_of
from graph_api.exports.question import DOCUMENTS, JustificationRequest
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from tests.graph_api.support.justified import (
    DAY,
    PLATFORM,
    SUPPORTED,
    TEXTS,
    VERDICTS,
    get,
    settings_of,
)
from tests.graph_api.support.series import serving

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def error(answer: Any) -> tuple[int, str]:
    """The status and the code; there is always a hint."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert problem["hint"]
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


@pytest.mark.parametrize("name", TEXTS)
def test_each_format_can_be_had_by_its_name_and_by_its_media_type(client: TestClient, name: str) -> None:
    media = FORMATS[name].media
    named = get(client, platform=SUPPORTED, asOf=DAY, format=name)
    accepted = get(client, media, platform=SUPPORTED, asOf=DAY)
    assert (named.status_code, accepted.status_code) == (200, 200)
    assert named.headers["content-type"] == accepted.headers["content-type"] == f"{media}; charset=utf-8"
    assert named.content == accepted.content
    assert named.headers["vary"].startswith("Accept, Accept-Language")


@pytest.mark.parametrize(("accept", "media"), [("*/*", "application/json"), (BROWSER, "text/html")])
def test_without_a_wish_it_is_json_and_for_a_browser_the_page(
    client: TestClient, accept: str, media: str
) -> None:
    assert get(client, accept, platform=SUPPORTED).headers["content-type"] == f"{media}; charset=utf-8"


@pytest.mark.parametrize("name", TEXTS)
def test_each_format_names_the_document_and_the_note_of_a_source(client: TestClient, name: str) -> None:
    text = get(client, platform=PLATFORM + "vtvgo", asOf=DAY, format=name, lang="en").text
    assert "https://github.com/vhttxatd/claude-skills/blob/872ff4a000a6da8ac816e4937a48f2e538c678ad/" in text
    assert "A transcription of the decision by a commune officer; the act itself was not readable" in text


@pytest.mark.parametrize(("lang", "named"), [("vi", "“Postmart.vn”: "), ("fr", "« Postmart.vn")])
def test_findings_of_shapes_name_the_resource(client: TestClient, lang: str, named: str) -> None:
    case = get(client, platform=PLATFORM + "postmart", asOf=DAY, format="json", lang=lang).json()
    messages = [one["message"] for one in case["findings"] if one["code"] == "SHACL"]
    assert messages
    assert any(message.startswith(named) for message in messages)


@pytest.mark.parametrize("root", ["whyApproved", "whyNot"])
@pytest.mark.parametrize("name", VERDICTS)
def test_it_is_the_answer_of_the_graphql_field(client: TestClient, name: str, root: str) -> None:
    query = """query($platform: ID!, $day: Date) { why: %s(platform: $platform, asOf: $day) {
        asOf verdict decision { iri } status { code }
        steps { kind outcome essential text(lang: "en") { value } about { iri } statements { ntriples } }
        support { ntriples } findings { iri }
    } }"""
    variables = {"platform": PLATFORM + name, "day": DAY}
    asked = client.post("/graphql", json={"query": query % root, "variables": variables}).json()
    expected = asked["data"]["why"]
    more = {"not": "true"} if root == "whyNot" else {}
    found = get(client, platform=PLATFORM + name, asOf=DAY, lang="en", format="json", **more).json()
    assert found["day"] == expected["asOf"] == DAY
    assert found["verdict"] == expected["verdict"]
    assert (
        found["decision"] == expected["decision"] or found["decision"]["iri"] == expected["decision"]["iri"]
    )
    assert (found["status"] or {}).get("code") == (expected["status"] or {}).get("code")
    assert [
        {
            "kind": step["kind"],
            "outcome": step["outcome"],
            "essential": step["essential"],
            "text": {"value": step["text"]},
            "about": step["about"] and {"iri": step["about"]["iri"]},
            "statements": [{"ntriples": said["ntriples"]} for said in step["statements"]],
        }
        for step in found["steps"]
    ] == expected["steps"]
    assert found["support"] == sorted(said["ntriples"] for said in expected["support"])
    assert [one["iri"] for one in found["findings"]] == [one["iri"] for one in expected["findings"]]


def test_the_decision_can_be_chosen(client: TestClient) -> None:
    found = get(client, platform=SUPPORTED, asOf=DAY).json()
    decision = found["decision"]["iri"]
    assert get(client, platform=SUPPORTED, asOf=DAY, decision=decision).json() == found
    assert get(client, asOf=DAY, decision=decision).json() == found


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, (400, "BAD_USER_INPUT")),
        ({"platform": PLATFORM + "nothing"}, (400, "NO_PLATFORM")),
        ({"platform": "no IRI <at> all"}, (400, "NO_PLATFORM")),
        ({"platform": PLATFORM[:-9] + "org/minh-hoa-bo-hoc-tap-2025"}, (400, "NO_PLATFORM")),
        ({"platform": SUPPORTED, "decision": "http://example.org/none"}, (400, "NO_DECISION")),
        (
            {"platform": SUPPORTED, "decision": "http://example.org/none", "not": "true"},
            (400, "BAD_USER_INPUT"),
        ),
        ({"platform": SUPPORTED, "asOf": "2026-02-30"}, (400, "BAD_USER_INPUT")),
        ({"platform": SUPPORTED, "asOf": "yesterday"}, (400, "BAD_USER_INPUT")),
        ({"platform": SUPPORTED, "not": "perhaps"}, (400, "BAD_USER_INPUT")),
        ({"platform": SUPPORTED, "format": "docx"}, (400, "UNKNOWN_FORMAT")),
        ({"decision": SUPPORTED}, (400, "NO_DECISION")),
        ({"not": "true", "decision": SUPPORTED}, (400, "BAD_USER_INPUT")),
        ({"platform": SUPPORTED, "format": "svg", "width": "12"}, (400, "BAD_USER_INPUT")),
        ({"platform": SUPPORTED, "format": "svg", "width": "wide"}, (400, "BAD_USER_INPUT")),
        ({"platform": SUPPORTED, "release": "000009-none"}, (400, "RELEASE_UNAVAILABLE")),
    ],
)
def test_an_invalid_request_is_reported(
    client: TestClient, params: dict[str, str], expected: tuple[int, str]
) -> None:
    assert error(get(client, **params)) == expected


def test_an_unknown_format_is_reported_with_the_known_ones(client: TestClient) -> None:
    answer = get(client, "application/msword", platform=SUPPORTED)
    assert error(answer) == (406, "NOT_ACCEPTABLE")
    assert all(media in answer.json()["detail"] for media in BY_MEDIA)
    near = get(client, platform=SUPPORTED, format="oskal").json()
    assert near["hint"] == "Did you mean oscal?"


def test_who_knows_the_answer_is_not_sent_it_again(client: TestClient) -> None:
    first = get(client, platform=SUPPORTED, asOf=DAY, lang="fr", format="svg")
    tag = first.headers["etag"]
    assert first.headers["cache-control"].startswith("public")
    for params, status in (
        ({"lang": "fr", "format": "svg"}, 304),
        ({"lang": "en", "format": "svg"}, 200),
        ({"lang": "fr", "format": "csv"}, 200),
        ({"lang": "fr", "format": "svg", "width": "390"}, 200),
    ):
        found = client.get(
            "/justification",
            params={"platform": SUPPORTED, "asOf": DAY, **params},
            headers={"if-none-match": tag},
        )
        assert found.status_code == status, params


def test_a_picture_may_load_and_run_nothing(client: TestClient) -> None:
    headers = get(client, platform=SUPPORTED, format="svg").headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert headers["x-content-type-options"] == "nosniff"


def test_limits_of_documents_are_not_for_ours(location: Location) -> None:
    settings = replace(settings_of(location), max_tokens=10, max_cost=1, trusted_only=True)
    with serving(settings) as client:
        found = get(client, platform=SUPPORTED)
        assert found.status_code == 200
        assert get(client, decision=found.json()["decision"]["iri"]).status_code == 200
    assert len(DOCUMENTS) == 3


def test_small_pages_do_not_keep_a_case_from_being_written(location: Location) -> None:
    with serving(replace(settings_of(location), page_size=2, page_size_max=3)) as client:
        assert get(client, platform=SUPPORTED, asOf=DAY).status_code == 200


@pytest.mark.parametrize(("value", "against"), [("", False), ("false", False), ("0", False), ("true", True)])
def test_an_empty_parameter_is_one_that_is_absent(client: TestClient, value: str, against: bool) -> None:
    plain = get(client, platform=SUPPORTED, asOf=DAY, format="json")
    given = get(client, platform=SUPPORTED, asOf=DAY, format="json", decision="", **{"not": value})
    assert (given.json() == plain.json()) is not against


@pytest.mark.parametrize(
    ("tail", "stem"),
    [
        ("Nền-tảng-số-Đà-Nẵng", "dossier-nen-tang-so-da-nang-"),
        ("N%E1%BB%81n%20t%E1%BA%A3ng%20d%C3%A2n%20c%C6%B0", "dossier-nen-tang-dan-cu-"),
        ("VTVgo", "dossier-vtvgo-"),
        ("平台", "dossier-2026"),
        ("a" * 59 + "-b", "dossier-" + "a" * 59 + "-2026"),
    ],
)
def test_the_name_of_a_dossier_can_be_read(client: TestClient, tail: str, stem: str) -> None:
    request = JustificationRequest(SUPPORTED, day=DAY)
    question = request.question()
    answer = client.post("/graphql", json={"query": question.query, "variables": question.variables})
    case = read_case(answer.content, request, "")
    named = replace(case, platform=replace(case.platform, iri=PLATFORM + tail))
    assert stem_of(named).startswith(stem)


def test_the_release_is_the_one_in_the_folder(client: TestClient, location: Location) -> None:
    manifest = Folder(location.folder).find(None)
    found = get(client, platform=SUPPORTED, release=manifest.id).json()["release"]
    assert found == {
        "id": manifest.id,
        "data": {},
        "hash": manifest.hash,
        "certificate": manifest.certificate,
        "builtAt": manifest.built_at,
        "evaluationDate": manifest.evaluation_date,
        "policy": {name: json.dumps(value) for name, value in manifest.policy.items()},
    }
