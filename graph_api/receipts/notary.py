"""Signing of answers: looks up the release, puts the claims together and signs them with the key in use."""

import asyncio
import logging
import time
from collections.abc import Callable

from graph_api.errors import QueryError
from graph_api.history.history import History, KnownReleases, Release
from graph_api.receipts.claims import KIND, AnswerCircumstances, Claims, Operation, ReleaseClaim
from graph_api.receipts.keyring import Keyring
from graph_api.receipts.keys import SigningKey
from ontology.errors import NdpError

log = logging.getLogger("ndp_graph")


def _now() -> int:
    return int(time.time())


class Notary:
    """Signs with the key in use of a folder, and follows when keys are made or rotated."""

    def __init__(
        self, keyring: Keyring, history: History, issuer: str, program: str, now: Callable[[], int] = _now
    ) -> None:
        """`issuer` is the address of the service, `program` the version of the program that answers."""
        self._keyring = keyring
        self._history = history
        self._issuer = issuer
        self._program = program
        self._now = now
        self._read: tuple[object, SigningKey | None] = (None, None)
        self._releases: dict[str, Release] = {}  # a memo: small, one entry a release

    async def key(self) -> SigningKey:
        """The key in use. Raises `QueryError` `RECEIPT_UNAVAILABLE` if there is none or it is unusable."""
        return await asyncio.to_thread(self._key)

    def _key(self) -> SigningKey:
        version = self._keyring.version
        if self._read[0] != version or self._read[1] is None:
            try:
                self._read = version, self._keyring.signing()
            except (NdpError, OSError) as problem:
                log.error("no receipt can be signed: %s", problem)  # noqa: TRY400 - the traceback adds nothing
                raise receipt_unavailable("The keys of this service are not usable at the moment.") from None
        key = self._read[1]
        if key is None:
            raise receipt_unavailable("This service has no key to sign receipts with.")
        return key

    async def can_sign(self, release: str) -> bool:
        """True if answers of a release can be signed."""
        try:
            await self.key()
            await self._release(release)
        except QueryError:
            return False
        return True

    async def sign(
        self,
        operation: Operation,
        circumstances: AnswerCircumstances,
        answer: str,
        release: str,
    ) -> str:
        """The receipt of the answer with this hash. Raises `QueryError`: `RECEIPT_UNAVAILABLE`, or for a number."""
        key = await self.key()
        facts = await self._release(release)
        claims = Claims(
            issuer=self._issuer,
            time=self._now(),
            release=ReleaseClaim(facts.id, facts.hash, facts.certificate, facts.ontology),
            operation=operation,
            operation_hash=operation.hash,
            circumstances=circumstances,
            answer=answer,
            program=self._program,
        )
        try:
            return key.sign(KIND, claims.to_payload())
        except ValueError as problem:
            raise QueryError(
                f"A receipt cannot hold these variables: {problem}.",
                hint="Write the number as a string.",
            ) from None

    async def _release(self, release: str) -> Release:
        known = self._releases.get(release) or await asyncio.to_thread(self._history.get, release)
        if known is None:
            raise receipt_unavailable(
                "This service has not the files of the release, which a receipt is about."
            )
        self._releases[release] = known
        return known

    async def known(self) -> KnownReleases | None:
        """The releases that there are now."""
        return await asyncio.to_thread(self._history.now)


def receipt_unavailable(message: str, hint: str | None = None) -> QueryError:
    """The error about a receipt that is not available."""
    return QueryError(message, code="RECEIPT_UNAVAILABLE", hint=hint)
