"""`/justification` and `ndp-graph why`: the same answer as the GraphQL field, in all formats, from both stores."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from starlette.testclient import TestClient

from graph_api.cli.commands.why import FORMATS as OFFERED
from graph_api.cli.commands.why import command as why
from graph_api.exports import words
from graph_api.exports.case import read_case
from graph_api.exports.formats import BY_MEDIA, FORMATS, Material, stem_of, write_case
from graph_api.exports.layout import NARROWEST, USUAL, WIDEST
from graph_api.exports.measure import width_of, wrap
from graph_api.exports.question import DOCUMENTS, JustificationRequest
from graph_api.schema.justification import StepKind, StepOutcome, Verdict
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from ontology.values.languages import LANGUAGES
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.justified import (
    DAY,
    PLATFORM,
    VERDICTS,
    iter_wanted,
    justifying,
    publish,
    settings_of,
)
from tests.graph_api.support.series import serving

TEXTS = [name for name in FORMATS if name not in ("pdf", "zip")]
"""The formats whose bytes do not depend on when they are written: the others are in `test_dossier`."""
SUPPORTED = PLATFORM + "minh-hoa-hoc-sang"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Location:
    found = Location(tmp_path_factory.mktemp("release") / "store")
    publish(found)
    return found


@pytest.fixture(scope="module")
def client(location: Location) -> Iterator[TestClient]:
    with serving(settings_of(location)) as client:
        yield client


def get(client: TestClient, accept: str = "*/*", **params: str) -> Any:
    return client.get("/justification", params=params, headers={"accept": accept})


def error(answer: Any) -> tuple[int, str]:
    """The status and the code; there is always a hint."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["detail"]
    assert problem["hint"]
    assert problem["status"] == answer.status_code
    return answer.status_code, problem["code"]


# -- over HTTP


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


# -- at the command line


@pytest.mark.parametrize("form", TEXTS)
def test_the_command_writes_what_the_service_answers(
    client: TestClient, location: Location, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "out"
    store = ["--store", f"sqlite:{location.folder}", "--lang", "vi", "--as-of", DAY]
    flags, params = (["--not"], {"not": "true"}) if form == "csv" else ([], {})
    assert ndp_graph("why", SUPPORTED, *flags, "--format", form, "-o", str(file), *store) == 0
    answer = get(client, platform=SUPPORTED, asOf=DAY, lang="vi", format=form, **params)
    if form != "html":  # the page of a service leads to the other formats
        assert file.read_bytes() == answer.content


def test_the_command_says_in_text_what_holds_and_who_says_so(
    location: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    cho_que = PLATFORM + "minh-hoa-cho-que"
    assert ndp_graph("why", cho_que, "--as-of", DAY, "--store", f"sqlite:{location.folder}") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        f"The status of “Cho Que (illustrative)” on {DAY}, and why",
        "Not supported: an essential step does not hold",
        "Status: none",
    ]
    assert (
        f"  ✗ In force (essential): On {DAY} the decision has expired (its last day was 2025-10-01). [1]"
        in lines
    )
    assert "[1] Inherited data of the Ministry of Digital Communications (illustrative)" in lines


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([PLATFORM + "nothing"], "is not a platform of this release"),
        ([SUPPORTED, "--as-of", "soon"], "is not a valid date"),
        ([SUPPORTED, "--width", "390"], "--width applies only to a picture"),
        ([SUPPORTED, "--max-depth", "9"], "there is no option --max-depth"),
        ([SUPPORTED, "--format", "tsv"], "choose text, json, html"),
        ([SUPPORTED, "--format", "svg", "--width", "1"], "--width: '1' is not a valid number"),
        ([SUPPORTED, "--release", "000009-none"], "000009-none"),
    ],
)
def test_a_wrong_call_is_reported_with_exit_code_2(
    location: Location, capsys: pytest.CaptureFixture[str], args: list[str], said: str
) -> None:
    assert ndp_graph("why", *args, "--store", f"sqlite:{location.folder}") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err


def test_the_help_names_every_format() -> None:
    assert sorted(OFFERED) == sorted(FORMATS)


def test_the_help_names_the_limits_of_a_pictures_width() -> None:
    (width,) = (
        option for option in why.params if isinstance(option, click.Option) and option.name == "width"
    )
    assert width.default == USUAL
    assert width.help is not None
    assert f"from {NARROWEST} to {WIDEST}. Default: {USUAL}" in width.help


# -- from both stores, in all languages


def test_sqlite_and_neo4j_give_the_same_bytes(
    neo4j_empty_for_module: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    neo4j = Location(tmp_path_factory.mktemp("both") / "store", neo4j_empty_for_module)
    publish(neo4j)
    written: list[dict[str, bytes]] = []
    for location in (Location(neo4j.folder), neo4j):
        with justifying(location) as justifier:
            cases = [justifier.case(wanted) for wanted in iter_wanted()]
        written.append(
            {
                f"{number} {name}": write_case(FORMATS[name], Material(case, b""))
                for number, case in enumerate(cases)
                for name in TEXTS
            }
        )
    assert len(written[0]) == 2 * len(VERDICTS) * len(TEXTS)
    assert written[0] == written[1]


def test_languages_have_the_same_identifiers_and_other_words(location: Location) -> None:
    with justifying(location) as justifier:
        vi, en = (
            justifier.case(JustificationRequest(SUPPORTED, day=DAY, language=lang)) for lang in ("vi", "en")
        )
    assert vi.uuid("step", 1) == en.uuid("step", 1)
    assert [step.text for step in vi.steps] != [step.text for step in en.steps]


def test_all_that_a_step_may_be_has_a_word_in_each_language() -> None:
    names = [member.name for kind in (StepKind, StepOutcome, Verdict) for member in kind]
    assert len(names) == 25
    for name in names:
        assert all(words.word(name, language) for language in LANGUAGES)


def test_an_answer_without_a_release_folder_has_no_hash() -> None:
    why: dict[str, Any] = {
        "platform": {"iri": "http://example.org/p", "label": {"value": "P"}},
        "decision": None,
        "asOf": DAY,
        "verdict": "NOT_SUPPORTED",
        "status": None,
        "steps": [],
        "support": [],
        "context": [],
        "findings": [],
    }
    unknown = dict.fromkeys(("hash", "certificate", "builtAt", "evaluationDate", "policy"))
    release = {"id": "000001-a", **unknown}
    body = json.dumps({"data": {"why": why, "release": release}}).encode()
    case = read_case(body, JustificationRequest("http://example.org/p", against=True), "http://example.org/")
    for name in (*TEXTS, "zip"):
        assert write_case(FORMATS[name], Material(case, body))


# -- lines of the picture


def test_lines_break_between_words_never_at_a_french_space_and_inside_only_what_is_too_long() -> None:
    assert wrap("one two three", 10, width_of("one two", 10)) == ["one two", "three"]
    assert wrap("« un » : deux", 10, width_of("« un » :", 10)) == ["«\u00a0un\u00a0»\u00a0:", "deux"]
    long = "https://example.org/a/very/long/address"
    assert "".join(wrap(long, 10, 60)) == long
    assert all(width_of(line, 10) <= 60 for line in wrap(long, 10, 60))
    assert wrap("", 10, 60) == []


def test_the_release_is_the_one_in_the_folder(client: TestClient, location: Location) -> None:
    manifest = Folder(location.folder).find(None)
    found = get(client, platform=SUPPORTED, release=manifest.id).json()["release"]
    assert found == {
        "id": manifest.id,
        "hash": manifest.hash,
        "certificate": manifest.certificate,
        "builtAt": manifest.built_at,
        "evaluationDate": manifest.evaluation_date,
        "policy": {name: json.dumps(value) for name, value in manifest.policy.items()},
    }
