"""Certificates of releases: signed with the keys of receipts, and verified part by part."""

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from graph_api.receipts import jws
from graph_api.receipts.keys import KeySet, SigningKey
from graph_api.receipts.verify import LONGEST, key_in_use
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.publication.certificate import (
    CertifiedPart,
    compare_downloads,
    compare_parts,
    compare_record,
)
from loaders.releases.check import Check
from ontology.errors import DamagedFile, DataError
from ontology.json_reader import JsonProblem, read_json

KIND = "ndp-certificate+jwt"
"""The `typ` of a certificate."""
_MEMBER = re.compile(r'"certificate"\s*:\s*"([\w.-]*)"')
_OF_ANSWERS = re.compile(r'"(?:data|receipt)"\s*:')
_MOST_MEMBERS = 8
"""The members of that name that are looked at; only one is that of the document."""


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


def verify_certificate(path: Path, keys: KeySet, folder: Folder, now: int) -> Iterator[Check]:
    """The checks of the `certificate.json` at a path: its form, its signature, its key, and each part of the release.

    The parts are those of the release folder, or, if that does not have the release, the files beside the certificate.
    """
    yield from (Check("key", "key-damaged", False, {"key": key}) for key in keys.damaged)
    document = _read(path.read_bytes())
    if document is None:
        yield Check("certificate", "certificate-form", False)
        return
    read, claims = document
    signature = _signature(read, keys, now)
    yield from signature
    if claims != read.payload:
        yield Check("certificate", "certificate-claims", False)
    release = str(read.payload.get("release"))
    try:
        if release in folder.published():
            parts = [*compare_parts(folder, folder.manifest(release), read.payload)]
            yield from _compare(parts, release)
        else:
            yield from _compare_beside([*compare_downloads(path.parent, read.payload)], release)
    except DataError:
        yield Check("certificate", "certificate-form", False)


def certificate_in(text: str) -> str | None:
    """The certificate in a pasted text, which is one, or the content of `certificate.json`; None if it has none."""
    if text.startswith("{"):
        members = [match[1] for match in islice(_MEMBER.finditer(text), _MOST_MEMBERS)]
        if not members or _OF_ANSWERS.search(text) is not None:
            return None
        return next(filter(_is_certificate, members), members[0])
    return text if _is_certificate(text) else None


def _is_certificate(text: str) -> bool:
    """True if a text has the form of a certificate."""
    try:
        jws.read(text[: LONGEST + 1], KIND)
    except jws.MalformedJws:
        return False
    return len(text) <= LONGEST


def verify_pasted(
    text: str, keys: KeySet, folder: Folder, releases: Mapping[str, Manifest], now: int
) -> Iterator[Check]:
    """The checks of a certificate in a pasted text: its signature, its key, and its parts as the folder notes them.

    `releases` are those of the folder. Without a valid signature the parts are not looked at.
    """
    yield from (Check("key", "key-damaged", False, {"key": key}) for key in keys.damaged)
    try:
        read = jws.read((certificate_in(text) or "")[:LONGEST], KIND)
    except jws.MalformedJws:
        yield Check("certificate", "certificate-form", False)
        return
    signature = _signature(read, keys, now)
    yield from signature
    if not all(check.holds for check in signature):
        return
    document = _read(text.encode("utf-8", "replace")) if text.startswith("{") else (read, read.payload)
    if document is None or document[1] != read.payload:
        yield Check("certificate", "certificate-claims", False)
    release = str(read.payload.get("release"))
    if (manifest := releases.get(release)) is None:
        yield Check("release", "release-missing", False, {"release": release})
        return
    try:
        parts = [*compare_record(folder, manifest, read.payload)]
    except DamagedFile as problem:
        yield Check("release", "certified-unread", None, {"release": release, "problem": problem.message})
    except DataError:
        yield Check("certificate", "certificate-form", False)
    else:
        yield from _compare(parts, release, "certified-noted")


def _compare(parts: Sequence[CertifiedPart], release: str, code: str = "certified-holds") -> Iterator[Check]:
    """A failed check for each part that is not as it was, or the check that all are, with this code."""
    wrong = [_differing(part, release) for part in parts if not part.holds]
    yield from wrong or [Check("release", code, True, {"release": release, "count": str(len(parts))})]


def _compare_beside(parts: Sequence[CertifiedPart], release: str) -> Iterator[Check]:
    """The checks of the files that lie beside a certificate; those that do not are not checked."""
    there = [part for part in parts if part.found or part.part != "file"]
    values = {"release": release, "count": str(len(there))}
    if not there:
        yield Check("release", "certified-unchecked", None, values)
        return
    wrong = [_differing(part, release) for part in there if not part.holds]
    yield from wrong or [Check("release", "certified-beside", True, values)]
    if len(there) < len(parts):
        yield Check("file", "certified-absent", None, {**values, "count": str(len(parts) - len(there))})


def _differing(part: CertifiedPart, release: str) -> Check:
    code = (
        "certified-other"
        if part.found and part.said
        else "certified-missing"
        if part.said
        else "certified-added"
    )
    values = {"name": part.name, "said": part.said, "found": part.found, "release": release}
    return Check(part.part, code, False, values)


def issuer_of(content: bytes) -> str | None:
    """The address of the service that a `certificate.json` was signed for; None if it cannot be read."""
    document = _read(content)
    return None if document is None else str(document[0].payload.get("iss"))


def _read(content: bytes) -> tuple[jws.Jws, object] | None:
    try:
        document = read_json(content)
        if not isinstance(document, dict) or not isinstance(document.get("certificate"), str):
            return None
        read = jws.read(document["certificate"], KIND)
        return read, document.get("claims", read.payload)
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
