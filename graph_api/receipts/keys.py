"""Keys for receipts: Ed25519 as JSON Web Keys (RFC 7517, RFC 8037), named by their thumbprints (RFC 7638).

A published key shows every changed byte: its id is its hash, and it has signed its own times in the member
`proof`. Once a key is closed its private half is deleted, so nobody can sign other times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from graph_api.receipts import jws
from graph_api.receipts.canonical import canonical_json, text_hash
from ontology.errors import DataError
from ontology.json_reader import read_json

_KIND = "ndp-key+jwt"
_FAMILY = {"kty": "OKP", "crv": "Ed25519"}
_USE = {"use": "sig", "alg": jws.ALGORITHM}


class DamagedKey(DataError):
    """A key was changed: its id or its proof does not match it."""

    default_code: ClassVar[str] = "KEY_DAMAGED"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies. `since` and `until` (None: in use) are seconds since 1970; `proof` its signature of them."""

    id: str
    raw: bytes
    since: int
    until: int | None
    proof: str

    def verifies(self, signed: bytes, signature: bytes) -> bool:
        """True if the signature of these bytes is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, signed)
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_jwk(self) -> dict[str, Any]:
        """The key as a public JWK."""
        times = {"nbf": self.since} | ({} if self.until is None else {"exp": self.until})
        return {**_FAMILY, **_USE, "kid": self.id, "x": jws.encode(self.raw), **times, "proof": self.proof}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs."""

    id: str
    private: Ed25519PrivateKey

    @property
    def raw(self) -> bytes:
        """The public half."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, kind: str, payload: Mapping[str, Any]) -> str:
        """The JWS of a payload by this key."""
        return jws.sign(kind, self.id, payload, self.private.sign)

    def publish(self, since: int, until: int | None = None) -> PublicKey:
        """Its public half, with its signature of the times in which it signs."""
        return PublicKey(self.id, self.raw, since, until, self.sign(_KIND, _times(self.id, since, until)))

    def to_jwk(self) -> dict[str, Any]:
        """The key as a secret JWK."""
        secret = jws.encode(self.private.private_bytes_raw())
        return {**_FAMILY, **_USE, "kid": self.id, "x": jws.encode(self.raw), "d": secret}


def make_key() -> SigningKey:
    """A new key."""
    private = Ed25519PrivateKey.generate()
    return SigningKey(thumbprint(private.public_key().public_bytes_raw()), private)


def thumbprint(raw: bytes) -> str:
    """The id of a key: the base64url of the SHA-256 of its public half as a canonical JWK."""
    digest = text_hash(canonical_json({**_FAMILY, "x": jws.encode(raw)}))
    return jws.encode(bytes.fromhex(digest.removeprefix("sha256:")))


def read_signing_key(content: bytes, name: str) -> SigningKey:
    """The key in a secret JWK. Raises `DamagedKey`, which names the file."""
    try:
        parts = read_json(content)
        private = Ed25519PrivateKey.from_private_bytes(jws.decode(parts["d"]))
        key = SigningKey(thumbprint(private.public_key().public_bytes_raw()), private)
        is_sound = parts == key.to_jwk()
    except (ValueError, KeyError, TypeError, AttributeError):
        is_sound, key = False, None
    if key is None or not is_sound:
        raise DamagedKey(
            f"{name} does not contain a valid key", hint="restore it from a backup, or rotate the keys"
        )
    return key


@dataclass(frozen=True, slots=True)
class KeySet:
    """Published keys, oldest first. `damaged` are the ids (or places) of those that were changed."""

    keys: tuple[PublicKey, ...] = ()
    damaged: tuple[str, ...] = ()

    def find(self, key: str) -> PublicKey | None:
        """The key with this id, or None if there is none."""
        return next((one for one in self.keys if one.id == key), None)

    def to_json(self) -> bytes:
        """The set as a JWK Set."""
        return canonical_json({"keys": [key.to_jwk() for key in self.keys]}) + b"\n"


def read_key_set(content: bytes) -> KeySet:
    """A published set. Keys of other kinds are ignored, as the standard requires. Raises `DamagedKey`."""
    try:
        members = read_json(content)["keys"]
        listed = [(str(n), jwk) for n, jwk in enumerate(members, 1) if jwk["kty"] and jwk["crv"]]
    except (ValueError, KeyError, TypeError):
        raise DamagedKey(
            "the file is not a JWK Set", hint="download the published keys from /.well-known/jwks.json"
        ) from None
    ours = [(place, jwk) for place, jwk in listed if all(jwk[k] == v for k, v in _FAMILY.items())]
    read = [(place, jwk, _read_public(jwk)) for place, jwk in ours]
    return KeySet(
        tuple(key for _, _, key in read if key is not None),
        tuple(str(jwk.get("kid", place)) for place, jwk, key in read if key is None),
    )


def _read_public(parts: Mapping[str, Any]) -> PublicKey | None:
    """A published key; None if its id, its proof or its kind does not match it."""
    try:
        raw = jws.decode(parts["x"])
        key = PublicKey(thumbprint(raw), raw, parts["nbf"], parts.get("exp"), parts["proof"])
        proof = jws.read(key.proof, _KIND)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    is_ours = dict(proof.payload) == _times(key.id, key.since, key.until)
    is_ours = is_ours and proof.header["kid"] == key.id and key.verifies(proof.signed, proof.signature)
    return key if is_ours and {name: parts.get(name) for name in key.to_jwk()} == key.to_jwk() else None


def _times(key: str, since: int, until: int | None) -> dict[str, Any]:
    return {"sub": key, "nbf": since} | ({} if until is None else {"exp": until})
