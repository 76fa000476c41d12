"""Receipts through the real application and the command line, on real releases in both stores."""

import json
import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from joserfc import jws as other
from joserfc.jwk import KeySet as OtherKeySet
from starlette.testclient import TestClient

from graph_api.engine.engine import Engine
from graph_api.receipts.canonical import canonical_hash
from graph_api.receipts.keyring import Keyring
from graph_api.serving.opening import open_engine
from graph_api.settings import Settings
from loaders.folder.checksums import set_checksum
from loaders.folder.location import Location
from loaders.nquads.graph_files import hash_of_file
from loaders.releases.rollback import roll_back
from tests.graph_api.support.command_line import ndp_graph
from tests.graph_api.support.receipts import HOLDS, PLATFORMS, QUERY, Verify, asked, codes, settings_with
from tests.graph_api.support.series import ONE, Series, publish, publish_series, serving


def test_a_receipt_is_a_jwt_that_another_library_verifies_with_the_published_keys(
    client: TestClient, series: Series, keyring: Keyring
) -> None:
    answer = asked(client, lang="fr, en;q=0.5").json()
    keys = OtherKeySet.import_key_set(client.get("/.well-known/jwks.json").json())
    token = other.deserialize_compact(answer["extensions"]["receipt"], keys, algorithms=["Ed25519"])
    assert token.headers() == {"alg": "Ed25519", "kid": keyring.sound().keys[0].id, "typ": "ndp-receipt+jwt"}
    said = json.loads(token.payload or b"")
    manifest = series.folder.manifest(series.ids[-1])
    assert said.pop("iat") > 1_700_000_000
    assert len(said.pop("today")) == len("2026-01-31")
    assert said.pop("program")
    assert said == {
        "iss": "https://example.vn",
        "release": {
            "id": manifest.id,
            "hash": manifest.hash,
            "certificate": manifest.certificate,
            "ontology": manifest.ontology,
        },
        "operation": {
            "name": "Q",
            "document": QUERY,
            "hash": said["operation"]["hash"],
            "variables": {"iri": "http://example.org/a"},
        },
        "languages": ["fr", "en"],
        "pages": [20, 200],
        "answer": canonical_hash(answer["data"]),
    }


def test_the_published_keys_are_a_jwk_set_that_may_be_cached(client: TestClient, keyring: Keyring) -> None:
    answer = client.get("/.well-known/jwks.json")
    assert answer.headers["content-type"] == "application/jwk-set+json"
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.content == (keyring.path / "jwks.json").read_bytes()


def test_without_being_asked_for_there_is_none_and_with_one_an_answer_is_not_cached(
    client: TestClient,
) -> None:
    plain = client.post("/graphql", json={"query": "{ __typename }"})
    assert "receipt" not in plain.json()["extensions"]
    params = {"query": "{ __typename }", "extensions": '{"receipt": true}'}
    signed = client.get("/graphql", params=params)
    assert "receipt" in signed.json()["extensions"]
    assert signed.headers["cache-control"] == "no-store"
    assert "etag" not in signed.headers


@pytest.mark.parametrize("query", [QUERY, PLATFORMS, "{ __typename __schema { queryType { name } } }"])
def test_a_whole_answer_is_verified(client: TestClient, verify: Verify, tmp_path: Path, query: str) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(asked(client, query).content)
    code, found = verify(file)
    assert (code, codes(found)) == (0, [*HOLDS, "answer-holds"])


def test_several_receipts_share_one_engine(
    client: TestClient, verify: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Engine] = []

    async def counted(settings: Settings) -> Engine:
        opened.append(await open_engine(settings))
        return opened[-1]

    monkeypatch.setattr("graph_api.serving.opening.open_engine", counted)
    files = [tmp_path / f"answer{number}.json" for number in range(3)]
    for file, query in zip(files, (QUERY, PLATFORMS, QUERY), strict=True):
        file.write_bytes(asked(client, query).content)
    code, found = verify(*files)
    assert (code, codes(found)) == (0, 3 * [*HOLDS, "answer-holds"])
    assert len(opened) == 1


def test_an_older_release_is_verified_by_its_own_ontology(
    client: TestClient, series: Series, verify: Verify, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    for release in series.ids:
        file.write_bytes(asked(client, f'query @release(id: "{release}") {PLATFORMS}').content)
        code, found = verify(file)
        assert (code, codes(found)) == (0, [*HOLDS, "answer-holds"])
        assert found[2]["values"]["release"] == release


def test_receipt_and_answer_may_be_apart_and_laid_out_otherwise(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    answer = asked(client).json()
    receipt, data = tmp_path / "receipt", tmp_path / "data"
    receipt.write_text(answer["extensions"]["receipt"] + "\n", "utf-8")
    data.write_text(json.dumps(answer["data"], indent=2, sort_keys=True), "utf-8")
    code, found = verify(receipt, "--answer", data)
    assert (code, codes(found)) == (0, [*HOLDS, "answer-layout"])


def test_an_answer_that_was_only_saved_again_holds(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    answer = asked(client)
    receipt, data = tmp_path / "receipt", tmp_path / "data"
    text = json.dumps(answer.json(), indent=2, ensure_ascii=False).replace("\n", "\r\n")
    for encoding in ("utf-8-sig", "utf-16"):
        data.write_bytes(text.encode(encoding))
        code, found = verify(data)
        assert (code, codes(found)) == (0, [*HOLDS, "answer-layout"])
        receipt.write_bytes((answer.json()["extensions"]["receipt"] + "\r\n").encode(encoding))
        code, found = verify(receipt, "--answer", data)
        assert (code, codes(found)) == (0, [*HOLDS, "answer-layout"])
    data.write_bytes(text.encode("utf-16")[:-1])
    code, found = verify(receipt, "--answer", data)
    assert (code, codes(found)) == (1, [*HOLDS, "answer-unreadable"])


def test_an_answer_that_says_a_member_twice_does_not_verify(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    content = asked(client).content
    for twice in (
        content.replace(b'"value":"three"', b'"value":"other","value":"three"'),
        content.replace(b'{"data":', b'{"data":null,"data":'),
    ):
        assert twice != content
        file.write_bytes(twice)
        code, found = verify(file)
        assert (code, [check["holds"] for check in found][-1]) == (1, False)
        assert codes(found)[-1] == "answer-unreadable"
        assert "occurs twice" in found[-1]["values"]["problem"]


def test_a_changed_answer_is_reported_with_the_place(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(asked(client).content.replace(b'"three"', b'"thrEe"'))
    code, found = verify(file)
    assert (code, codes(found)) == (1, [*HOLDS, "answer-differs"])
    assert found[-1]["values"]["path"] == "data.resource.label.value"
    assert (found[-1]["values"]["left"], found[-1]["values"]["right"]) == ('"thrEe"', '"three"')


def test_an_answer_in_another_normal_form_is_reported_as_that(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    content = asked(client, "{ findings(first: 1) { nodes { message { value } } } }", lang="vi").content
    file.write_text(unicodedata.normalize("NFD", content.decode()))
    assert file.read_bytes() != content
    code, found = verify(file)
    assert (code, codes(found)) == (1, [*HOLDS, "answer-differs"])
    assert "looks the same" in found[-1]["message"]
    assert (found[-1]["values"]["left_form"], found[-1]["values"]["right_form"]) == ("NFD", "NFC")


def test_an_answer_without_its_extensions_is_reported_as_that(
    client: TestClient, verify: Verify, tmp_path: Path
) -> None:
    answer = asked(client).json()
    receipt, bare = tmp_path / "receipt.jwt", tmp_path / "answer.json"
    receipt.write_text(answer["extensions"]["receipt"])
    bare.write_text(json.dumps({"data": answer["data"]}))
    assert codes(verify(receipt, "--answer", bare)[1]) == [*HOLDS, "answer-no-extensions"]
    answer["data"]["resource"]["label"]["value"] = "thrEe"
    bare.write_text(json.dumps({"data": answer["data"]}))
    code, found = verify(receipt, "--answer", bare)
    assert (code, codes(found)) == (1, [*HOLDS, "answer-differs"])
    assert found[-1]["values"]["path"] == "data.resource.label.value"


def test_a_receipt_of_another_service_is_verified_with_its_keys(
    client: TestClient, verify: Verify, tmp_path: Path, keyring: Keyring
) -> None:
    file, foreign = tmp_path / "answer.json", Keyring(tmp_path / "foreign")
    file.write_bytes(asked(client).content)
    foreign.make()
    code, found = verify(file, "--jwks", foreign.path / "jwks.json")
    assert code == 1
    assert codes(found) == [
        "key-unknown",
        "release-holds",
        "operation-holds",
        "rerun-unasked",
        "answer-holds",
    ]
    assert verify(file, "--jwks", keyring.path / "jwks.json")[0] == 0


def test_without_keys_a_sentence_says_where_they_are(
    client: TestClient, series: Series, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answer.json").write_bytes(asked(client).content)
    answer, keys = str(tmp_path / "answer.json"), str(tmp_path / "none")
    assert ndp_graph("verify", answer, "--keys", keys, "--store", f"sqlite:{series.location.folder}") == 2
    assert "/.well-known/jwks.json" in capsys.readouterr().err


def test_what_nobody_signed_is_not_asked(client: TestClient, tmp_path: Path) -> None:
    key = Keyring(tmp_path / "mine")
    key.make()
    signing = key.signing()
    assert signing is not None
    token = asked(client).json()["extensions"]["receipt"]
    payload = json.loads(other.extract_compact(token.encode()).payload)
    forged = signing.sign("ndp-receipt+jwt", payload)
    found = client.post("/verify", data={"receipt": forged}, headers={"accept": "application/json"}).json()
    assert codes(found) == ["key-unknown", "release-holds", "operation-holds", "rerun-unasked"]


def test_what_releases_there_were_is_verified_as_of_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    series = publish_series(Location(tmp_path / "store"))
    keys = tmp_path / "keys"
    Keyring(keys).make()
    with serving(settings_with(series, keys)) as client:
        answer = asked(client, "{ releases { totalCount nodes { id current } } release { current } }")
    (tmp_path / "answer.json").write_bytes(answer.content)
    roll_back(series.location)
    with serving(settings_with(series, keys)) as client:
        answer = asked(client, "{ releases { totalCount nodes { id current } } release { current } }")
    (tmp_path / "back.json").write_bytes(answer.content)
    publish(series.location, ONE)
    arguments = ("--store", f"sqlite:{series.location.folder}", "--keys", str(keys), "--format", "json")
    for name in ("answer.json", "back.json"):
        capsys.readouterr()
        assert ndp_graph("verify", str(tmp_path / name), *arguments) == 0, capsys.readouterr().out


def test_other_page_sizes_and_another_day_change_nothing(
    series: Series, keyring: Keyring, verify: Verify, tmp_path: Path
) -> None:
    settings = replace(settings_with(series, keyring.path), page_size=1, timezone="Pacific/Kiritimati")
    with serving(settings) as client:
        answer = asked(client, "{ digitalPlatforms { nodes { iri } pageInfo { hasNextPage } } }")
    (tmp_path / "answer.json").write_bytes(answer.content)
    assert verify(tmp_path / "answer.json")[0] == 0


def test_a_service_without_keys_says_so_until_one_is_made(series: Series, tmp_path: Path) -> None:
    body = {"query": "{ __typename }", "extensions": {"receipt": True}}
    with serving(settings_with(series, tmp_path / "keys")) as client:
        error = client.post("/graphql", json=body).json()["errors"][0]
        assert error["extensions"]["code"] == "RECEIPT_UNAVAILABLE"
        assert "keys make" in error["extensions"]["hint"]
        assert client.get("/.well-known/jwks.json").json() == {"keys": []}
        first = Keyring(tmp_path / "keys").make()
        assert "receipt" in client.post("/graphql", json=body).json()["extensions"]
        second = Keyring(tmp_path / "keys").rotate()
        token = client.post("/graphql", json=body).json()["extensions"]["receipt"]
        assert other.extract_compact(token.encode()).headers()["kid"] == second.id
        published = client.get("/.well-known/jwks.json").json()["keys"]
        assert [key["kid"] for key in published] == [first.id, second.id]
        (tmp_path / "keys" / f"{second.id}.private.jwk").chmod(0o644)
        (tmp_path / "keys" / "jwks.json").touch()
        assert (
            client.post("/graphql", json=body).json()["errors"][0]["extensions"]["code"]
            == "RECEIPT_UNAVAILABLE"
        )


def test_a_database_without_its_release_folder_signs_nothing(
    series: Series, keyring: Keyring, tmp_path: Path
) -> None:
    if series.location.neo4j is None:
        pytest.skip("a sqlite: store is its own release folder")
    settings = Settings(store=series.location.neo4j, releases=tmp_path / "none", keys=keyring.path)
    body = {"query": "{ __typename }", "extensions": {"receipt": True}}
    with serving(settings) as client:
        found = client.post("/graphql", json=body).json()
        assert found["errors"][0]["extensions"]["code"] == "RECEIPT_UNAVAILABLE"
        page = client.post("/verify", data={"receipt": "a.b.c"})
        assert page.status_code == 200


def test_a_number_that_no_receipt_can_hold_is_reported(client: TestClient) -> None:
    query = "query Q($n: Integer) { marketShareObservations(where: {userCount: {eq: $n}}) { totalCount } }"
    body = {"query": query, "extensions": {"receipt": True}}
    error = client.post("/graphql", json=body | {"variables": {"n": 2**53 + 1}}).json()["errors"][0]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "hint": "Write the number as a string."}
    written = client.post("/graphql", json=body | {"variables": {"n": str(2**53 + 1)}}).json()
    assert "receipt" in written["extensions"]


def sign(
    series: Series, keyring: Keyring, query: str, capsys: pytest.CaptureFixture[str], *flags: str
) -> str:
    """The answer of `ndp-graph query --receipt`."""
    capsys.readouterr()
    more = ["--releases", str(series.location.folder)] if series.location.neo4j else []
    arguments = ("--receipt", "--store", series.settings.store, "--keys", str(keyring.path), *more)
    assert ndp_graph("query", query, *arguments, *flags) == 0
    return capsys.readouterr().out


def test_the_command_line_signs_too(
    series: Series, keyring: Keyring, verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "answer.json").write_text(sign(series, keyring, PLATFORMS, capsys), "utf-8")
    assert verify(tmp_path / "answer.json")[0] == 0


def test_a_subgraph_signs_too_and_its_receipts_hold_elsewhere(
    series: Series, keyring: Keyring, verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = '{__typename: "Resource", iri: "http://example.org/a"}'
    query = f"{{ _entities(representations: [{named}]) {{ __typename }} __schema {{ types {{ name }} }} }}"
    text = sign(series, keyring, query, capsys, "--federation")
    answer = json.loads(text)
    assert answer["data"]["_entities"] == [{"__typename": "Bridge"}]
    assert {"name": "_Entity"} in answer["data"]["__schema"]["types"]
    (tmp_path / "answer.json").write_text(text, "utf-8")
    code, found = verify(tmp_path / "answer.json")
    assert (code, codes(found)) == (0, [*HOLDS, "answer-holds"])


def test_a_signed_answer_of_a_forged_store_does_not_hold(
    series: Series, keyring: Keyring, verify: Verify, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = series.folder.sqlite_path(series.ids[0])
    sums = path.with_name("SHA256SUMS")
    before = path.read_bytes(), sums.read_bytes()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE resource SET record = replace(record, 'one@en', 'won@en')")
    set_checksum(path, hash_of_file(path))
    try:
        answer = sign(series, keyring, f'query @release(id: "{series.ids[0]}") {PLATFORMS}', capsys)
        assert '"won"' in answer
        (tmp_path / "answer.json").write_text(answer, "utf-8")
        code, found = verify(tmp_path / "answer.json")
        assert (code, codes(found)) == (1, [*HOLDS[:-1], "sqlite-other", "answer-holds"])
    finally:
        path.write_bytes(before[0])
        sums.write_bytes(before[1])
