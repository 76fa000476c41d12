"""A changed bit in a receipt, an answer or a key: the reported part is the changed one."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from graph_api.receipts.answer_file import FileKind, kind_of, read_answer_file
from graph_api.receipts.claims import Claims
from graph_api.receipts.keyring import Keyring
from graph_api.receipts.keys import DamagedKey, KeySet, read_key_set
from graph_api.receipts.verify import ReceiptEvidence, ReceiptReleases, UnansweredQuestion, verify_receipt
from graph_api.receipts.wording import say
from graph_api.settings import Settings
from loaders.folder.location import Location
from loaders.folder.manifest import Manifest
from loaders.releases.check import Check
from tests.graph_api.support.series import publish_series, serving
from tests.support.depth import deep

QUERY = '{ resources(iris: ["http://example.org/a"]) { iri types { iri } label { value lang } rdf } }'
QUICK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=deep(300))


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer with its receipt, as bytes, and what they are held against."""

    answer: bytes
    evidence: ReceiptEvidence
    keys: bytes

    @property
    def receipt(self) -> str:
        """The receipt alone."""
        return str(orjson.loads(self.answer)["extensions"]["receipt"])

    def verify(
        self, receipt: str, answer: bytes | None = None, keys: KeySet | None = None
    ) -> tuple[Check, ...]:
        """The checks of a receipt, in every language."""
        evidence = self.evidence if keys is None else replace(self.evidence, keys=keys)
        found = asyncio.run(
            verify_receipt(receipt, evidence, None if answer is None else read_answer_file(answer))
        )
        assert all(say(check, lang) for check in found for lang in ("vi", "en", "fr"))
        return found


@dataclass(frozen=True, slots=True)
class Remembered(ReceiptReleases):
    """Releases whose every question has the same answer, or none because of a problem."""

    manifests: Mapping[str, Manifest | None]
    data: Any
    problem: str = ""

    def manifest(self, release: str) -> Manifest | None:
        return self.manifests.get(release)

    async def ask_again(self, claims: Claims) -> Any:
        if self.problem:
            raise UnansweredQuestion(self.problem)
        return self.data

    async def check_store(self, release: str) -> Check | None:
        return None


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    folder = tmp_path_factory.mktemp("flips")
    series, keyring = publish_series(Location(folder / "store")), Keyring(folder / "keys")
    keyring.make(int(time.time()) - 1_000)
    keyring.rotate()
    store = f"sqlite:{series.location.folder}"
    with serving(Settings(store=store, keys=keyring.path)) as client:
        answer = ask(client)
    data = orjson.loads(answer)["data"]

    manifests = {release: series.folder.manifest(release) for release in series.ids}
    evidence = ReceiptEvidence(keyring.sound(), Remembered(manifests, data), int(time.time()), program="0")
    return Signed(answer, evidence, (keyring.path / "jwks.json").read_bytes())


def ask(client: TestClient) -> bytes:
    found = client.post("/graphql", json={"query": QUERY, "extensions": {"receipt": True}})
    assert "errors" not in found.json(), found.text
    return found.content


def flipped(content: bytes, data: st.DataObject) -> bytes:
    """The bytes with one bit of one of them turned."""
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]


def wrong(checks: tuple[Check, ...]) -> set[str]:
    return {check.part for check in checks if check.holds is False}


def test_what_nobody_changed_holds(signed: Signed) -> None:
    checks = signed.verify(signed.receipt, signed.answer)
    assert [(check.part, check.holds) for check in checks] == [
        (part, True) for part in ("receipt", "key", "release", "operation", "rerun", "answer")
    ]


@QUICK
@given(st.data())
def test_a_changed_bit_in_a_receipt_is_reported_as_that(signed: Signed, data: st.DataObject) -> None:
    receipt = flipped(signed.receipt.encode(), data).decode("utf-8", "replace")
    checks = signed.verify(receipt, signed.answer)
    # What the receipt says may then differ from the release, the question and the answer, too.
    assert "receipt" in wrong(checks)
    assert "key" not in wrong(checks)
    assert [check for check in checks if check.part == "rerun" and check.holds] == []


@QUICK
@given(st.data())
def test_a_changed_bit_in_an_answer_is_reported_as_that(signed: Signed, data: st.DataObject) -> None:
    body = orjson.loads(signed.answer)
    del body["extensions"]["receipt"]
    checks = signed.verify(signed.receipt, flipped(orjson.dumps(body), data))
    assert wrong(checks) == {"answer"}


@QUICK
@given(st.data())
def test_a_changed_bit_in_the_keys_is_reported_as_that(signed: Signed, data: st.DataObject) -> None:
    changed = flipped(signed.keys.rstrip(), data)
    try:
        keys = read_key_set(changed)
    except DamagedKey:
        return
    checks = signed.verify(signed.receipt, signed.answer, keys)
    # One that is no longer an Ed25519 key is passed over: it may not be the one that is needed.
    assert wrong(checks) == {"key"} or (not keys.damaged and len(keys.keys) == 1)


@QUICK
@given(st.data())
def test_a_damaged_file_is_taken_for_what_it_was(signed: Signed, data: st.DataObject) -> None:
    dump = b'<http://example.org/a> <http://example.org/p> "one" <http://example.org/g> .\n' * 2
    for content, kind in (
        (signed.answer, FileKind.ANSWER),
        (signed.receipt.encode(), FileKind.RECEIPT),
        (dump, FileKind.DUMP),
    ):
        assert kind_of(flipped(content, data)) == kind


def test_each_invalid_claim_is_named(signed: Signed, tmp_path_factory: pytest.TempPathFactory) -> None:
    keyring = Keyring(tmp_path_factory.mktemp("own") / "keys")
    keyring.make()
    key = keyring.signing()
    assert key is not None
    payload = claims_of(signed)
    for name in payload:
        bad: object
        for bad in (None, True, 1.5, [None], {}):
            token = key.sign("ndp-receipt+jwt", {**payload, name: bad})
            found = signed.verify(token, keys=keyring.sound())
            assert found[-1].code == "receipt-claim", name
            assert found[-1].values["claim"].partition(".")[0] == name


def claims_of(signed: Signed) -> dict[str, Any]:
    from graph_api.receipts.jws import read  # noqa: PLC0415 - for this test alone

    return dict(read(signed.receipt, "ndp-receipt+jwt").payload)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"iat": 1_000}, "key-time"),
        ({"iat": 10**15}, "key-future"),
        (
            {"release": {"id": "000009-nowhere", "hash": "", "certificate": "", "ontology": ""}},
            "release-missing",
        ),
        ({"operation": {"document": "{ a }", "hash": "sha256:", "variables": {}}}, "operation-other"),
        ({"answer": "sha256:other"}, "rerun-other"),
        ({"answer": "sha256:other", "program": "99"}, "rerun-other-program"),
    ],
)
def test_a_signed_lie_is_reported(
    signed: Signed, tmp_path_factory: pytest.TempPathFactory, change: dict[str, Any], code: str
) -> None:
    keyring = Keyring(tmp_path_factory.mktemp("own") / "keys")
    keyring.make()
    key = keyring.signing()
    assert key is not None
    token = key.sign(
        "ndp-receipt+jwt", {**claims_of(signed), "iat": int(time.time()), "program": "0", **change}
    )
    checks = signed.verify(token, keys=keyring.sound())
    assert code in [check.code for check in checks if check.holds is False]


def test_a_receipt_that_cannot_be_asked_again_says_why(signed: Signed) -> None:
    manifest = signed.evidence.releases.manifest
    release = str(claims_of(signed)["release"]["id"])
    failing = Remembered({release: manifest(release)}, None, "STORE_UNAVAILABLE: no")
    checks = replace(signed, evidence=replace(signed.evidence, releases=failing)).verify(
        signed.receipt, signed.answer
    )
    assert [(c.part, c.holds) for c in checks][-2:] == [("rerun", False), ("answer", True)]


def test_a_key_s_receipts_hold_after_it_was_rotated(
    signed: Signed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keyring = Keyring(tmp_path_factory.mktemp("own") / "keys")
    keyring.make()
    key = keyring.signing()
    assert key is not None
    token = key.sign("ndp-receipt+jwt", {**claims_of(signed), "iat": int(time.time())})
    keyring.rotate()
    assert wrong(signed.verify(token, keys=keyring.sound())) == set()
    assert json.loads(keyring.sound().to_json())["keys"][0]["exp"]
