"""Certificates of releases: signed with the keys of receipts, and verified part by part."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_api.receipts import jws
from graph_api.receipts.keys import KeySet, SigningKey
from graph_api.receipts.verify import key_in_use
from loaders.folder.folder import Folder
from loaders.publication.certificate import compare_parts
from loaders.releases.check import Check
from ontology.errors import DataError
from ontology.json_reader import JsonProblem, read_json

KIND = "ndp-certificate+jwt"
"""The `typ` of a certificate."""


@dataclass(frozen=True, slots=True)
class CertificateSigner:
    """Signs with `key`, for the service at `issuer`, as this version of the program."""

    key: SigningKey
    issuer: str
    program: str

    def sign(self, claims: Mapping[str, Any], now: int | None = None) -> bytes:
        """The content of `certificate.json`: the certificate, and what it says, for people."""
        payload = {
            "iss": self.issuer,
            "iat": int(time.time()) if now is None else now,
            **claims,
            "versions": {**claims["versions"], "ndp-graph": self.program},
        }
        document = {"certificate": self.key.sign(KIND, payload), "claims": payload}
        return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def verify_certificate(content: bytes, keys: KeySet, folder: Folder, now: int) -> Iterator[Check]:
    """The checks of a `certificate.json`: its form, its signature, its key, and each part of the release."""
    yield from (Check("key", "key-damaged", False, {"key": key}) for key in keys.damaged)
    document = _read(content)
    if document is None:
        yield Check("certificate", "certificate-form", False)
        return
    read, claims = document
    signature = _signature(read, keys, now)
    yield from signature
    if claims != read.payload:
        yield Check("certificate", "certificate-claims", False)
    release = str(read.payload.get("release"))
    if release not in folder.published():
        yield Check("release", "release-missing", False, {"release": release})
        return
    try:
        wrong = total = 0
        for part in compare_parts(folder, folder.manifest(release), read.payload):
            total += 1
            if not part.holds:
                wrong += 1
                values = {"name": part.name, "said": part.said or "-", "found": part.found or "-"}
                yield Check(part.part, "certified-other", False, {**values, "release": release})
    except DataError:
        yield Check("certificate", "certificate-form", False)
        return
    if not wrong:
        yield Check("release", "certified-holds", True, {"release": release, "count": str(total)})


def _read(content: bytes) -> tuple[jws.Jws, object] | None:
    try:
        document = read_json(content)
        if not isinstance(document, dict) or not isinstance(document.get("certificate"), str):
            return None
        return jws.read(document["certificate"], KIND), document.get("claims")
    except (JsonProblem, jws.MalformedJws):
        return None


def _signature(read: jws.Jws, keys: KeySet, now: int) -> tuple[Check, ...]:
    name = str(read.header["kid"])
    key = keys.find(name)
    if key is None:
        return (Check("key", "key-unknown", False, {"key": name}),)
    if not key.verifies(read.signed, read.signature):
        return (Check("certificate", "certificate-changed", False, {"key": name}),)
    issued = read.payload.get("iat")
    issued = issued if isinstance(issued, int) else 0
    values = {"key": name, "issuer": str(read.payload.get("iss", "?"))}
    return (Check("certificate", "certificate-signed", True, values), key_in_use(key, issued, now))
