"""Verification of a receipt against published keys, against its release, and by asking its question again.

A bad receipt raises nothing: every part that was checked gives a `Check`.
"""

import asyncio
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from graph_api.receipts import jws
from graph_api.receipts.answer_file import AnswerFile, first_difference
from graph_api.receipts.canonical import canonical_hash
from graph_api.receipts.claims import KIND, BadClaim, Claims, moment, read_claims
from graph_api.receipts.keys import KeySet, PublicKey
from loaders.folder.manifest import Manifest
from loaders.releases.check import Check

LONGEST = 3_000_000
"""Most characters of a receipt: it holds the question, which is a request of a million bytes at most."""
_DAMAGED = "key-damaged"
LEEWAY = 60
"""Seconds by which the clocks of signer and verifier may differ."""


class UnansweredQuestion(Exception):
    """The question cannot be asked again; the text is the reason."""


class ReceiptReleases(Protocol):
    """The releases of receipts: their manifests, and their answers now."""

    def manifest(self, release: str) -> Manifest | None:
        """The manifest of a release, or None if the release is absent."""
        ...

    async def ask_again(self, claims: Claims) -> Any:
        """The `data` of the answer, from the release of the receipt. Raises `UnansweredQuestion`."""
        ...

    async def check_store(self, release: str) -> Check | None:
        """The check of all statements in the store that answers from a release; None: that would take too long."""
        ...


@dataclass(frozen=True, slots=True)
class ReceiptEvidence:
    """All that a receipt is checked against. `now` is in seconds since 1970; `program` is our own version."""

    keys: KeySet
    releases: ReceiptReleases
    now: int
    program: str


async def verify_receipt(
    receipt: str, evidence: ReceiptEvidence, answer_file: AnswerFile | None = None
) -> tuple[Check, ...]:
    """The checks of a receipt and, if it is given, of its answer.

    The question is asked again only if the receipt is signed: questions that others made up are not executed.
    """
    read, signed = await asyncio.to_thread(check_signature, receipt, evidence)
    checks = list(signed)
    if read is None:
        return signed
    try:
        claims = read_claims(read.payload)
    except BadClaim as problem:
        return (*checks, Check("receipt", "receipt-claim", False, {"claim": str(problem)}))
    release = _release(claims, evidence.releases.manifest(claims.release.id))
    checks += [release, _operation(claims)]
    data: Any = None
    if all(check.holds for check in signed if check.code != _DAMAGED) and release.holds:
        again, data = await _again(claims, evidence)
        checks.append(again)
        if again.holds and (store := await evidence.releases.check_store(claims.release.id)) is not None:
            checks.append(store)
    else:
        checks.append(Check("rerun", "rerun-unasked", None))
    if answer_file is not None:
        checks += await asyncio.to_thread(_answer, answer_file, claims, data)
    return tuple(checks)


def check_signature(receipt: str, evidence: ReceiptEvidence) -> tuple[jws.Jws | None, tuple[Check, ...]]:
    """The parts of a receipt, and the checks of the keys and its signature; None if it is not a receipt."""
    damaged = [Check("key", _DAMAGED, False, {"key": key}) for key in evidence.keys.damaged]
    try:
        if len(receipt) > LONGEST:
            raise jws.MalformedJws("form")
        read = jws.read(receipt, KIND)
    except jws.MalformedJws as problem:
        return None, (*damaged, Check("receipt", f"receipt-{problem.part}", False))
    return read, (*damaged, *_signature(read, evidence))


def _signature(read: jws.Jws, evidence: ReceiptEvidence) -> Iterator[Check]:
    """The checks of the signature, and of the key at the time of signing."""
    name = str(read.header["kid"])
    key = evidence.keys.find(name)
    if key is None:
        signer = next((k for k in evidence.keys.keys if _signed_under(read, k)), None)
        if signer is not None:
            yield Check("receipt", "receipt-renamed", False, {"key": name, "signer": signer.id})
        elif name not in evidence.keys.damaged:
            yield Check("key", "key-unknown", False, {"key": name})
        else:
            yield Check("receipt", "receipt-unchecked", None)
        return
    if not key.verifies(read.signed, read.signature):
        yield Check("receipt", "receipt-changed", False, {"key": name})
        return
    time = read.payload.get("iat")
    time = time if isinstance(time, int) else 0
    values = {"key": name, "time": moment(time), "issuer": str(read.payload.get("iss", "?"))}
    yield Check("receipt", "receipt-holds", True, values)
    yield key_in_use(key, time, evidence.now)


def _signed_under(read: jws.Jws, key: PublicKey) -> bool:
    """True if the signature is valid with this key in the header: then only the header was changed."""
    _, _, payload = read.signed.partition(b".")
    return key.verifies(jws.protect(KIND, key.id).encode() + b"." + payload, read.signature)


def key_in_use(key: PublicKey, time: int, now: int) -> Check:
    """The check that a key was in use at a time, which must not be after `now`."""
    values = {"key": key.id, "time": moment(time), "since": moment(key.since)}
    values["until"] = "…" if key.until is None else moment(key.until)
    if time > now + LEEWAY:
        return Check("key", "key-future", False, values)
    holds = key.since - LEEWAY <= time and (key.until is None or time <= key.until + LEEWAY)
    return Check("key", "key-holds" if holds else "key-time", holds, values)


def _release(claims: Claims, manifest: Manifest | None) -> Check:
    claimed = claims.release
    if manifest is None:
        return Check("release", "release-missing", False, {"release": claimed.id})
    for what in ("hash", "certificate", "ontology"):
        actual = getattr(manifest, what)
        if actual != getattr(claimed, what):
            values = {"release": claimed.id, "what": what, "found": actual, "said": getattr(claimed, what)}
            return Check("release", "release-other", False, values)
    return Check("release", "release-holds", True, {"release": claimed.id, "hash": claimed.hash})


def _operation(claims: Claims) -> Check:
    actual = claims.operation.hash
    holds = actual == claims.operation_hash
    values = {"found": actual, "said": claims.operation_hash}
    return Check("operation", "operation-holds" if holds else "operation-other", holds, values)


async def _again(claims: Claims, evidence: ReceiptEvidence) -> tuple[Check, Any]:
    try:
        data = await evidence.releases.ask_again(claims)
    except UnansweredQuestion as problem:
        return Check("rerun", "rerun-failed", False, {"problem": str(problem)}), None
    actual = await asyncio.to_thread(canonical_hash, data)
    values = {"found": actual, "said": claims.answer, "signer": claims.program, "program": evidence.program}
    if actual == claims.answer:
        return Check("rerun", "rerun-holds", True, values), data
    is_same_program = claims.program == evidence.program
    return Check("rerun", "rerun-other" if is_same_program else "rerun-other-program", False, values), None


def _answer(answer_file: AnswerFile, claims: Claims, data: Any) -> list[Check]:
    return list(_iter_answer(answer_file, claims, data))


def _iter_answer(answer_file: AnswerFile, claims: Claims, data: Any) -> Iterator[Check]:
    """The checks of the answer against the signed one; `data` is the signed answer if it is known, else None."""
    if answer_file.problem:
        yield Check("answer", "answer-unreadable", False, {"problem": answer_file.problem})
        return
    if answer_file.release is not None and answer_file.release != claims.release.id:
        values = {"found": answer_file.release, "said": claims.release.id}
        yield Check("answer", "answer-release", False, values)
    stated = claims.circumstances.data
    if answer_file.release is not None and (answer_file.sources or {}) != stated:
        values = {"found": _json(answer_file.sources), "said": _json(dict(stated) or None)}
        yield Check("answer", "answer-sources", False, values)
    given, hashed = answer_file.data, _hash_of(answer_file.data)
    code = "answer-holds" if answer_file.is_verbatim else "answer-layout"
    if hashed != claims.answer and isinstance(given, dict) and given.keys() == {"data"}:
        given, code = given["data"], "answer-no-extensions"
        hashed = _hash_of(given)
    if hashed == claims.answer:
        yield Check("answer", code, True, {"hash": hashed})
        return
    values = {"found": hashed, "said": claims.answer}
    if data is None:
        yield Check("answer", "answer-other", False, values)
        return
    path, left, right = first_difference(given, data)
    shown = {"path": path, "left": _json(left), "right": _json(right)}
    yield Check("answer", "answer-differs", False, values | shown | _forms(left, right))


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _forms(left: Any, right: Any) -> dict[str, str]:
    """The Unicode normal forms of two texts that differ in nothing else, so that people would see one text twice."""
    if not (isinstance(left, str) and isinstance(right, str)):
        return {}
    if unicodedata.normalize("NFC", left) != unicodedata.normalize("NFC", right):
        return {}
    return {"left_form": _form(left), "right_form": _form(right)}


def _form(text: str) -> str:
    return "/".join(form for form in ("NFC", "NFD") if unicodedata.is_normalized(form, text)) or "NFC + NFD"


def _hash_of(data: Any) -> str:
    """The hash of an answer, `-` if no answer has such values."""
    try:
        return canonical_hash(data)
    except ValueError:
        return "-"
