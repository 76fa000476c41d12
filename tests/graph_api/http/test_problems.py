"""Every response has safe headers; what is not there is a page for a browser and a problem document for programs."""

import re

import pytest
from starlette.testclient import TestClient

from graph_api.http.about import AboutEndpoint
from ontology.values.languages import LANGUAGES

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
QUERY = "{ __typename }"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/graphql", 200),
        ("GET", f"/graphql?query={QUERY}", 200),
        ("GET", "/graphql?extensions=x", 400),
        ("PUT", "/graphql", 405),
        ("OPTIONS", "/graphql", 204),
        ("GET", "/static/editor/main.js", 200),
        ("GET", "/static/icon.svg", 200),
        ("GET", "/static/none.js", 404),
        ("GET", "/graphql/schema.graphql", 200),
        ("GET", "/verify", 200),
        ("POST", "/", 405),
        ("GET", "/dossier", 400),
        ("GET", "/none", 404),
        ("GET", "/graphql/", 308),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
    ],
)
def test_every_response_keeps_browsers_from_guessing_framing_and_telling(
    client: TestClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path, headers={"accept": BROWSER})
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "server" not in answer.headers
    assert answer.headers["x-request-id"]


def test_a_fault_of_ours_has_the_headers_of_other_responses_and_shows_no_secret(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(AboutEndpoint, "_about", fail)
    headers = {"origin": "https://portal.example.vn", "x-request-id": "abc3"}
    answer = client.get("/graphql/about.json", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "INTERNAL"
    assert "abc3" in answer.json()["hint"]
    assert "secret" not in answer.text
    assert "a secret of ours" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    page = client.get("/about", headers={"accept": BROWSER, "accept-language": "fr"})
    assert page.status_code == 500
    assert "Le service ne peut pas répondre en ce moment." in page.text


@pytest.mark.parametrize("path", ["/none", "/graphql/none", "/static/none.js", "/graphiql", "/%3Cscript%3E"])
def test_an_unknown_path_is_a_problem_document_for_programs(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["title"], problem["type"]) == (404, "Not Found", "about:blank")
    assert (problem["code"], problem["detail"]) == ("NOT_FOUND", f"There is nothing at {path}.")
    assert problem["hint"]


def test_a_path_that_is_nearly_right_is_named(client: TestClient) -> None:
    assert client.get("/graphiql").json()["hint"] == "Did you mean /graphql?"
    assert client.get("/dosier").json()["hint"] == "Did you mean /dossier?"


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/dossier?platfrom=x", "Did you mean `platform`?"),
        ("/dossier?platform=x&as_of=2026-01-01", "Did you mean `asOf`?"),
        ("/justification?platform=x&relase=1", "Did you mean `release`?"),
        ("/justification?platform=x&desicion=1", "Did you mean `decision`?"),
        ("/?Lang=vi", "Did you mean `lang`?"),
        ("/graphql/schema.graphql?releases=1", "Did you mean `release`?"),
        ("/dossier?platform=x&platform=y", "Give each parameter once."),
        ("/verify?lang=vi&lang=en", "Give each parameter once."),
    ],
)
def test_a_slip_in_a_parameter_is_refused_with_the_name_that_was_meant(
    client: TestClient, path: str, hint: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"], answer.json()["hint"]) == (400, "BAD_PARAMETER", hint)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/releases/stream?illustrative=false", "illustrative"),
        ("/releases/stream?release=000001-0a1b2c3d", "release"),
        ("/releases/stream?confidence=primary", "confidence"),
        ("/releases/stream?lastEventId=000001-0a1b2c3d", "lastEventId"),
        ("/releases/stream?asOf=2026-01-01", "asOf"),
        ("/about?release=000001-0a1b2c3d", "release"),
        ("/graphql/schema.graphql?illustrative=false", "illustrative"),
        ("/graphql/about.json?illustrativ=false", "illustrativ"),
        ("/graphql/examples.json?confidence=primary", "confidence"),
        ("/.well-known/jwks.json?release=000001-0a1b2c3d", "release"),
        ("/verify?lang=vi&release=000001-0a1b2c3d", "release"),
    ],
)
def test_a_parameter_that_does_not_apply_to_a_path_is_refused(
    client: TestClient, path: str, name: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_PARAMETER")
    assert name in answer.json()["detail"]
    assert answer.json()["hint"] == f"Leave out `{name}`."


@pytest.mark.parametrize(
    "query",
    ["?relase=1&query={__typename}", "?query={a}&query={b}", "?qurey={__typename}", "?doc-id=x&query={a}"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_slip_in_a_parameter_of_a_question_is_an_error_of_graphql(
    client: TestClient, method: str, query: str
) -> None:
    answer = client.request(method, "/graphql" + query, json={"query": "{ __typename }"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/json; charset=utf-8")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_PARAMETER"


@pytest.mark.parametrize("path", ["/", "/graphql", "/dossier"])
def test_more_parameters_than_anybody_needs_are_refused_before_they_are_compared(
    client: TestClient, path: str
) -> None:
    query = "&".join(f"platfor{number}=" for number in range(1000))
    answer = client.get(f"{path}?{query}", headers={"accept": "application/json"})
    assert (answer.status_code, "1000 parameters" in answer.text) == (400, True)
    long = "l" * 40_000
    assert client.get(f"/?{long}=1&{TRACKERS}").status_code == 200


TRACKERS = "utm_source=zalo&utm_medium=a&utm_source_platform=b&fbclid=c&gclid=d&mc_cid=e&ref=f&_ga=g&zarsrc=h&v=1&n=2"


@pytest.mark.parametrize("path", ["/", "/graphql", "/verify", "/healthz", "/graphql/schema.graphql"])
def test_parameters_that_trackers_add_to_links_are_ignored(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?{TRACKERS}", headers={"accept": BROWSER}).status_code == 200
    answer = client.get(f"/graphql?query={QUERY}&{TRACKERS}").json()
    assert "BAD_PARAMETER" not in str(answer)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_path_is_a_page_in_the_readers_language_for_a_browser(
    client: TestClient, lang: str
) -> None:
    answer = client.get("/none?x=<b>", headers={"accept": BROWSER, "accept-language": lang})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert f'<html lang="{lang}">' in answer.text
    said = {"vi": "Địa chỉ này không có", "en": "There is nothing at this address", "fr": "Il n’y a rien"}
    assert said[lang] in answer.text
    assert 'href="?x=%3Cb%3E&amp;lang=fr"' in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("path", ["/dossier", "/justification"])
@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("", "BAD_USER_INPUT", "Hãy nêu nền tảng"),
        ("?platform=", "BAD_USER_INPUT", "Hãy nêu nền tảng"),
        ("?platform=http://example.org/none", "NO_PLATFORM", "Không có nền tảng nào"),
        ("?decision=http://example.org/none", "NO_DECISION", "Không có quyết định nào"),
        ("?platform=x&asOf=y", "BAD_USER_INPUT", "Một giá trị trong địa chỉ không hợp lệ"),
    ],
)
def test_a_case_that_is_not_there_is_a_page_that_asks_for_a_platform_and_a_problem_document(
    client: TestClient, path: str, query: str, code: str, said: str
) -> None:
    program = client.get(path + query)
    assert (program.status_code, program.headers["content-type"]) == (400, "application/problem+json")
    assert program.json()["code"] == code
    assert program.json()["hint"]
    page = client.get(path + query, headers={"accept": BROWSER, "accept-language": "vi"})
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert said in page.text
    assert f'action="{path}"' in page.text


@pytest.mark.parametrize(
    ("query", "platform", "kept"),
    [
        ("platform=http://e/<x>%22&asOf=2026-01-01", "http://e/&lt;x&gt;&#34;", ["2026-01-01"]),
        ("asOf=2026-01-01&format=html", "", ["2026-01-01", "html"]),
        ("platform=http://e/x&asOf=soon", "http://e/x", []),
    ],
)
def test_the_form_of_a_case_that_is_not_there_keeps_what_was_asked_unless_it_may_be_wrong(
    client: TestClient, query: str, platform: str, kept: list[str]
) -> None:
    page = client.get(f"/dossier?{query}&lang=en", headers={"accept": BROWSER}).text
    assert re.findall(r'type="url" value="([^"]*)"', page) == [platform]
    assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.partition("<main")[2])[1:] == [
        ({"html": "format"}.get(value, "asOf"), value) for value in kept
    ]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/graphql/", "../graphql"),
        ("/graphql///", "../../../graphql"),
        ("/graphql/schema.graphql/", "../schema.graphql"),
        ("/dossier/?platform=x&lang=vi", "../dossier?platform=x&lang=vi"),
    ],
)
def test_a_slash_too_many_leads_to_the_path_on_this_host_whatever_the_request_names(
    client: TestClient, path: str, target: str
) -> None:
    answer = client.get(path, headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (308, target)


@pytest.mark.parametrize("path", ["//evil.example/", "/none/", "/graphql/none/", "/static/editor/", "//"])
def test_no_other_path_is_redirected(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}", headers={"host": "evil.example"})
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize(
    "asked",
    [
        "content-type, apollographql-client-name",
        "traceparent, sentry-trace",
        "authorization, x-requested-with",
    ],
)
def test_pages_of_other_origins_may_send_any_header(client: TestClient, asked: str) -> None:
    headers = {
        "origin": "https://portal.example.vn",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
    }
    answer = client.options("/graphql", headers=headers)
    assert (answer.status_code, answer.headers["access-control-allow-headers"]) == (200, asked)


@pytest.mark.parametrize(
    "path",
    [
        "/dossier",
        "/dossier?decision=x&not=1",
        "/dossier?platform=x&asOf=y",
        "/justification?width=z&platform=x",
    ],
)
def test_a_client_of_problem_documents_learns_what_is_wrong_with_its_request(
    client: TestClient, path: str
) -> None:
    answer = client.get(path, headers={"accept": "application/problem+json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_USER_INPUT")
    assert answer.headers["content-language"] == "en"
    answer = client.get("/dossier?platform=x", headers={"accept": "application/problem+json"})
    assert (answer.status_code, answer.json()["code"]) == (406, "NOT_ACCEPTABLE")
