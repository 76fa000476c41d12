"""Receipts over HTTP: their verification as a page or as JSON, and the published keys."""

import asyncio
import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from graph_api.errors import QueryError
from graph_api.http.frames import bare_frame
from graph_api.http.negotiation import HTML, JSON, accepts
from graph_api.http.page import page
from graph_api.http.problems import answer_error
from graph_api.http.sending import IncomingBody
from graph_api.http.verify_form import VerifyForm, read_form
from graph_api.pages.frame import Frame
from graph_api.pages.verify import Verification, VerifiedPart, render_verify
from graph_api.receipts.answer_file import AnswerFile, FileKind, kind_of, read_answer_file
from graph_api.receipts.certificate import KIND as CERTIFICATE
from graph_api.receipts.certificate import certificate_in, verify_pasted
from graph_api.receipts.claims import KIND, Claims
from graph_api.receipts.jws import MalformedJws, read
from graph_api.receipts.keyring import Keyring
from graph_api.receipts.keys import DamagedKey, KeySet
from graph_api.receipts.report import report
from graph_api.receipts.verify import ReceiptEvidence, ReceiptReleases, check_signature, verify_receipt
from graph_api.receipts.wording import say
from graph_api.serving.admission import Admission, client_of
from graph_api.serving.engines import Engines
from graph_api.serving.rerun import ask_again, engine_of
from graph_api.version import program_version
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.releases.check import Check
from ontology.errors import NdpError

_LONG = 100_000
"""From this many characters on, a form is read only if it has a receipt of ours."""
_RECEIPT = re.compile(r'"receipt"\s*:\s*"([\w.-]*)"')
MAX_FORM = 8_000_000
"""Most bytes of a form; an answer grows to three times its size in one."""


@dataclass(frozen=True, slots=True)
class VerificationEndpoint:
    """`/verify` and the published keys. Receipts are checked against the service's releases, their folder and keys."""

    engines: Engines
    folder: Folder
    keyring: Keyring
    seconds: int
    """Seconds for which clients may cache the keys."""
    admission: Admission

    async def answer(self, request: Request) -> Response:
        """The form, or the findings on the receipt in it: as a page, or as JSON for clients that prefer JSON."""
        frame = bare_frame(request)
        if request.method != "POST":
            return page(render_verify(Verification(), frame), frame.lang)
        client = client_of(request.client and request.client.host)
        try:
            with IncomingBody(request, self.admission, client) as body:
                content = await body.read(MAX_FORM)
                form = await self.admission.prepare(client, partial(read_form, content))
                checks = await self._verify(form, client)
        except QueryError as error:
            if error.code == "TOO_LARGE":
                error.hint = "Verify the file with `ndp-graph verify`."
            return answer_error(request, error)
        if accepts(request.headers.get("accept", ""), HTML, JSON) == JSON:
            return JSONResponse([report(check) for check in checks], headers={"cache-control": "no-store"})
        return page(await asyncio.to_thread(_render, form, checks, frame), frame.lang, stored=False)

    async def answer_keys(self, _: Request) -> Response:
        """The public keys as a JWK Set."""
        keys = await asyncio.to_thread(_published, self.keyring)
        headers = {"cache-control": f"public, max-age={self.seconds}"}
        return Response(keys.to_json(), media_type="application/jwk-set+json", headers=headers)

    async def _verify(self, form: VerifyForm, client: str) -> tuple[Check, ...]:
        """The checks of a form. The signature comes first: without one, no long answer is read."""
        evidence = await self.admission.prepare(client, partial(self._evidence, client))
        certified = await self.admission.prepare(client, partial(self._verify_certificate, form))
        if certified is not None:
            return certified
        if len(form.receipt) + len(form.answer) > _LONG:
            first = partial(check_signature, _receipt_in(form.receipt), evidence)
            _, signed = await self.admission.prepare(client, first)
            if not all(check.holds for check in signed):
                return (*signed, Check("rerun", "rerun-unasked", None))
        receipt, beside = await self.admission.prepare(client, partial(_parts, form.receipt, form.answer))
        if not receipt:
            if beside is None:
                return (Check("answer", "answer-bare", False, {"form": "empty"}),)
            problem = beside.problem
            code = "answer-unreadable" if problem else "answer-bare"
            return (Check("answer", code, False, {"problem": problem}),)
        with await self.admission.older.enter(client):
            return await verify_receipt(receipt, evidence, beside)

    def _verify_certificate(self, form: VerifyForm) -> tuple[Check, ...] | None:
        """The checks of a certificate in the form; None if it has none."""
        if form.answer or certificate_in(form.receipt) is None:
            return None
        releases = {manifest.id: manifest for manifest in self._manifests()}
        keys, now = _published(self.keyring), int(time.time())
        return tuple(verify_pasted(form.receipt, keys, self.folder, releases, now))

    def _evidence(self, client: str) -> ReceiptEvidence:
        manifests = {manifest.id: manifest for manifest in self._manifests()}
        releases = _ServedReleases(self.engines, client, manifests)
        return ReceiptEvidence(_published(self.keyring), releases, int(time.time()), program_version())

    def _manifests(self) -> tuple[Manifest, ...]:
        try:
            return tuple(self.folder.history())
        except NdpError:
            return ()  # a database that is served without its release folder


@dataclass(frozen=True, slots=True)
class _ServedReleases(ReceiptReleases):
    """The releases of a service, for a client."""

    engines: Engines
    client: str
    manifests: Mapping[str, Manifest]

    def manifest(self, release: str) -> Manifest | None:
        return self.manifests.get(release)

    async def ask_again(self, claims: Claims) -> Any:
        async with engine_of(claims, self.engines, client=self.client) as engine:
            return await ask_again(claims, engine)

    async def check_store(self, release: str) -> Check | None:
        return None  # a client could keep the service busy with it


def _published(keyring: Keyring) -> KeySet:
    try:
        return keyring.public()
    except DamagedKey:
        return KeySet(damaged=(keyring.path.name,))


def _parts(receipt: str, answer: str) -> tuple[str, AnswerFile | None]:
    """The receipt, and its answer if there is one: in its own field, or around the receipt."""
    beside = read_answer_file(answer.encode("utf-8", "replace")) if answer else None
    content = receipt.encode("utf-8", "replace")
    if kind_of(content) is not FileKind.ANSWER:
        return receipt, beside
    whole = read_answer_file(content)
    return whole.receipt or "", beside or whole


def _receipt_in(field: str) -> str:
    """The receipt in its field of a form: the field itself, or the last member of that name in an answer."""
    found = None
    for found in _RECEIPT.finditer(field):  # noqa: B007 - the last one
        pass
    return found[1] if found and field[0] == "{" else field


def _render(form: VerifyForm, checks: Iterable[Check], frame: Frame) -> str:
    findings = [VerifiedPart(check.holds, say(check, frame.lang)) for check in checks]
    # A long answer is not sent back: it would be escaped to twice its size.
    receipt, answer = (text if len(text) <= _LONG else "" for text in (form.receipt, form.answer))
    return render_verify(Verification(receipt, answer, findings, _claims(receipt)), frame)


def _claims(receipt: str) -> str:
    """The claims of a receipt or certificate as indented JSON, for the page."""
    certificate = certificate_in(receipt)
    text, kind = (certificate, CERTIFICATE) if certificate is not None else (_parts(receipt, "")[0], KIND)
    try:
        return json.dumps(read(text, kind).payload, ensure_ascii=False, indent=2)
    except MalformedJws:
        return ""
