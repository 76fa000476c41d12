"""Certificates that are pasted into `/verify`: the signature, and each part beside what the service has on record."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_api.receipts.certificate import CertificateSigner
from graph_api.receipts.keyring import Keyring
from graph_api.settings import Settings
from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.certificate import certificate_claims
from tests.graph_api.support.series import serving
from tests.loaders.support.releasing import load, trig

JSON = {"accept": "application/json"}


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    found = Keyring(tmp_path_factory.mktemp("certified") / "keys")
    found.make()
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    location = Location(tmp_path_factory.mktemp("certified-data") / "store")
    load(location, trig(":g { :a :p 1 } :h { :b :p 2 }"), dump_formats=("nq.zst",))
    return Folder(location.folder)


@pytest.fixture(scope="module")
def client(folder: Folder, keyring: Keyring) -> Iterator[TestClient]:
    with serving(Settings(store=f"sqlite:{folder.path}", keys=keyring.path)) as client:
        yield client


def signed(folder: Folder, keyring: Keyring, **changed: Any) -> dict[str, Any]:
    """A certificate that our key signs, of the release with some claims changed."""
    manifest = folder.manifest(folder.published()[0])
    claims = certificate_claims(folder, manifest) | changed
    key = keyring.signing()
    assert key is not None
    content = CertificateSigner(key, "https://example.vn", "0").sign(claims)
    document: dict[str, Any] = json.loads(content)
    return document


def checked(client: TestClient, pasted: object) -> list[tuple[str, str, bool | None]]:
    text = pasted if isinstance(pasted, str) else json.dumps(pasted)
    found = client.post("/verify", data={"receipt": text}, headers=JSON).json()
    return [(one["part"], one["code"], one["holds"]) for one in found]


SIGNED = [("certificate", "certificate-signed", True), ("key", "key-holds", True)]


def test_a_certificate_holds_as_a_file_and_alone(
    client: TestClient, folder: Folder, keyring: Keyring
) -> None:
    document = signed(folder, keyring)
    assert checked(client, document) == [*SIGNED, ("release", "certified-noted", True)]
    assert checked(client, document["certificate"]) == [*SIGNED, ("release", "certified-noted", True)]
    page = client.post("/verify?lang=vi", data={"receipt": json.dumps(document)}).text
    assert "Giấy chứng nhận có chữ ký của khóa" in page
    assert "&#34;statements&#34;: 2" in page


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"dump": "sha256:00"}, [("dump", "certified-other")]),
        ({"store": "sha256:00"}, [("store", "certified-other")]),
        ({"ontology": "00"}, [("ontology", "certified-other")]),
        (
            {"graphs": {"http://example.org/g": "00"}},
            [("graph", "certified-other"), ("graph", "certified-added")],
        ),
        ({"sources": [{"name": "a.ttl", "sha256": "00"}]}, [("source", "certified-missing")]),
        ({"release": "000009-00000000"}, [("release", "release-missing")]),
        ({"graphs": 1}, [("certificate", "certificate-form")]),
    ],
)
def test_the_part_that_differs_is_named(
    client: TestClient,
    folder: Folder,
    keyring: Keyring,
    changed: dict[str, Any],
    wrong: list[tuple[str, str]],
) -> None:
    found = checked(client, signed(folder, keyring, **changed))
    assert found == [*SIGNED, *((part, code, False) for part, code in wrong)]


def test_a_file_to_download_that_differs_is_named(
    client: TestClient, folder: Folder, keyring: Keyring
) -> None:
    files = signed(folder, keyring)["claims"]["files"]
    name = next(name for name in files if name.endswith(".nq.zst"))
    found = checked(client, signed(folder, keyring, files={**files, name: "00", "never-made.ttl": "00"}))
    assert found == [*SIGNED, ("file", "certified-other", False)]


def test_what_was_changed_after_signing_shows(client: TestClient, folder: Folder, keyring: Keyring) -> None:
    document = signed(folder, keyring)
    head, body, signature = document["certificate"].split(".")
    other = {**document, "certificate": f"{head}.{body}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"}
    assert checked(client, other) == [("certificate", "certificate-changed", False)]
    said = {**document, "claims": {**document["claims"], "statements": 9}}
    assert checked(client, said) == [
        *SIGNED,
        ("certificate", "certificate-claims", False),
        ("release", "certified-noted", True),
    ]
    assert checked(client, {**document, "certificate": "a.b.c"}) == [
        ("certificate", "certificate-form", False)
    ]


def test_unknown_members_and_another_order_change_nothing(
    client: TestClient, folder: Folder, keyring: Keyring
) -> None:
    document = signed(folder, keyring)
    certificate, claims = document["certificate"], document["claims"]
    holds = [*SIGNED, ("release", "certified-noted", True)]
    for pasted in (
        {"$schema": "x", **document},
        {"note": {"certificate": "the one below"}, **document, "more": [1]},
        {"claims": claims, "certificate": certificate},
        {"certificate": certificate},
    ):
        assert checked(client, pasted) == holds, pasted
    differs = {"note": 1, "claims": {**claims, "statements": 9}, "certificate": certificate}
    assert ("certificate", "certificate-claims", False) in checked(client, differs)
    other = signed(folder, keyring, dump="sha256:00")
    assert checked(client, {"note": 1, **other}) == [*SIGNED, ("dump", "certified-other", False)]
    assert checked(client, {"note": 1, **document, "certificate": "a.b.c"}) == [
        ("certificate", "certificate-form", False)
    ]


def test_a_stranger_is_not_believed(client: TestClient, folder: Folder, tmp_path: Path) -> None:
    stranger = Keyring(tmp_path / "keys")
    stranger.make()
    assert checked(client, signed(folder, stranger)) == [("key", "key-unknown", False)]
