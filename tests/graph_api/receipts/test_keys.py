"""Keys of receipts: standard forms, rotation, and every changed byte reported."""

import asyncio
import json
import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as other
from joserfc.jwk import KeySet as OtherKeySet
from joserfc.jwk import OKPKey

from graph_api.history.history import History
from graph_api.receipts import jws
from graph_api.receipts.keyring import Keyring
from graph_api.receipts.keys import DamagedKey, make_key, read_key_set, read_signing_key, thumbprint
from graph_api.receipts.notary import Notary
from ontology.errors import UsageError

SET = make_key().publish(1_700_000_000, 1_800_000_000), make_key().publish(1_800_000_000)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keys")


def test_the_id_of_a_key_is_the_thumbprint_of_the_standard_s_example() -> None:
    raw = jws.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert thumbprint(raw) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_another_library_verifies_what_a_key_signs() -> None:
    key = make_key()
    token = key.sign("any+jwt", {"b": "đ", "a": 1})
    found = other.deserialize_compact(token, OKPKey.import_key(key.to_jwk()), algorithms=["Ed25519"])
    assert json.loads(found.payload or b"") == {"a": 1, "b": "đ"}
    assert found.headers() == {"alg": "Ed25519", "kid": key.id, "typ": "any+jwt"}


def test_another_library_reads_the_published_set(keyring: Keyring) -> None:
    first, second = keyring.make(1_000), keyring.rotate(2_000)
    found = OtherKeySet.import_key_set(json.loads(keyring.public().to_json()))
    assert [key.kid for key in found.keys] == [first.id, second.id]
    assert not any(key.is_private for key in found.keys)


def test_without_a_folder_there_are_no_keys(keyring: Keyring) -> None:
    assert (keyring.version, keyring.public().keys, keyring.signing()) == (None, (), None)
    with pytest.raises(UsageError, match="no key to rotate"):
        keyring.rotate()


def test_a_made_key_signs_and_only_its_owner_can_read_it(keyring: Keyring) -> None:
    made = keyring.make(1_000)
    [private] = keyring.path.glob("*.private.jwk")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(keyring.path.stat().st_mode) == 0o700
    key = keyring.signing()
    assert key is not None
    assert key.id == made.id
    assert "d" not in made.to_jwk()
    with pytest.raises(UsageError, match="a key is in use"):
        keyring.make()


def test_a_key_whose_secret_was_lost_can_be_followed_by_another(keyring: Keyring) -> None:
    lost = keyring.make(1_000)
    keyring.path.joinpath(f"{lost.id}.private.jwk").unlink()
    with pytest.raises(DamagedKey, match="does not exist"):
        keyring.signing()
    second = keyring.rotate(2_000)
    assert [(key.id, key.until) for key in keyring.sound().keys] == [(lost.id, None), (second.id, None)]
    found = keyring.signing()
    assert found
    assert found.id == second.id
    third = keyring.rotate(3_000)
    assert [key.until for key in keyring.sound().keys] == [None, 3_000, None]
    assert third.id == keyring.sound().keys[-1].id


def test_a_rotated_key_stays_published_with_its_times_and_its_secret_is_gone(keyring: Keyring) -> None:
    first = keyring.make(1_000)
    before = keyring.version
    second = keyring.rotate(2_000)
    assert keyring.version != before
    assert [(k.id, k.since, k.until) for k in keyring.sound().keys] == [
        (first.id, 1_000, 2_000),
        (second.id, 2_000, None),
    ]
    assert [path.name for path in keyring.path.glob("*.private.jwk")] == [f"{second.id}.private.jwk"]


def test_a_secret_that_everybody_may_read_does_not_sign(keyring: Keyring) -> None:
    key = keyring.make()
    (keyring.path / f"{key.id}.private.jwk").chmod(0o604)
    with pytest.raises(UsageError, match="may read"):
        keyring.signing()


def test_a_lost_secret_is_reported(keyring: Keyring) -> None:
    key = keyring.make()
    os.remove(keyring.path / f"{key.id}.private.jwk")  # noqa: PTH107 - short
    with pytest.raises(DamagedKey, match="does not exist"):
        keyring.signing()


@given(st.data())
def test_a_changed_bit_in_a_secret_key_is_reported(data: st.DataObject) -> None:
    content = json.dumps(make_key().to_jwk()).encode().replace(b" ", b"")
    with pytest.raises(DamagedKey, match="the file"):
        read_signing_key(flipped(content, data), "the file")


@given(st.data())
def test_a_changed_bit_in_a_published_set_is_reported_and_spoils_no_other_key(data: st.DataObject) -> None:
    content = json.dumps({"keys": [key.to_jwk() for key in SET]}, separators=(",", ":")).encode()
    changed = flipped(content, data)
    try:
        found = read_key_set(changed)
    except DamagedKey:
        return
    assert len(found.keys) < 2
    assert set(found.keys) < set(SET)


def flipped(content: bytes, data: st.DataObject) -> bytes:
    """The bytes with one bit of one of them turned."""
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    return content[:at] + bytes([content[at] ^ (1 << bit)]) + content[at + 1 :]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"keys": 7}',
        b'{"keys": [7]}',
        b'{"keys": [], "keys": []}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_a_malformed_set_of_keys_is_reported(content: bytes) -> None:
    with pytest.raises(DamagedKey):
        read_key_set(content)


def test_keys_of_other_kinds_are_passed_over() -> None:
    assert read_key_set(b'{"keys": [{"kty": "EC", "crv": "P-256", "x": "", "y": ""}]}').keys == ()


def test_a_service_looks_for_its_key_beside_the_event_loop(tmp_path: Path) -> None:
    looked: list[int] = []

    class Watched(Keyring):
        @property
        def version(self) -> tuple[int, int] | None:
            looked.append(threading.get_ident())
            return super().version

    keyring = Watched(tmp_path / "keys")
    made = keyring.make()
    notary = Notary(keyring, History(tmp_path), "https://example.vn", "0")
    assert asyncio.run(notary.key()).id == made.id
    assert looked
    assert threading.get_ident() not in looked
