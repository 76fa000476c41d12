"""`ndp-graph verify`."""

import asyncio
import json
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.engines import open_engines
from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.published import FileOrWord, decompressed, verify_patches, word_of
from graph_api.cli.scopes import FlagScope, is_given
from graph_api.cli.terminal import progress
from graph_api.settings import SettingGroup, Settings
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.publication.download import compression_of
from loaders.releases.check import Check
from ontology.byte_order import to_utf8
from ontology.errors import NdpError, UsageError
from ontology.printable import printable_line

if TYPE_CHECKING:
    from graph_api.engine.engine import Engine
    from graph_api.receipts.answer_file import AnswerFile
    from graph_api.receipts.claims import Claims
    from graph_api.receipts.keys import KeySet
    from graph_api.serving.engines import Engines

_LOOKED = 65_536
"""Bytes by which the kind of a file is recognised."""
_MARKS = {True: "holds", False: "does not hold", None: "not checked"}


@click.command(
    "verify",
    cls=SettingsCommand,
    short_help="Verify a receipt, a dump, a certificate or a release.",
    scopes=(
        FlagScope(
            ("answer", "jwks", "keys", "timezone"),
            "to receipts",
            "name the file of one",
            lambda values: values["files"],
        ),
        FlagScope(("keys",), "without --jwks", "leave --jwks out", lambda values: values["jwks"] is None),
    ),
    epilog="""\b
Examples:
  ndp-graph verify answer.json                     an answer with its receipt in it
  ndp-graph verify receipt.jws --answer data.json  a receipt and its answer in two files
  ndp-graph verify answer.json --jwks jwks.json    with the keys of another service
  ndp-graph verify release.nq                      a dump: the release that it is of; also compressed
  ndp-graph verify patch OLD.nq.zst PATCH.rdfp.zst the dump that a patch makes of an older one
  ndp-graph verify certificate certificate.json    a certificate: its signature, and each part of its release
  ndp-graph verify --release 000001-5f2c9a31       a release: its files, its certificate, its stores""",
)
@click.argument("files", nargs=-1, metavar="[patch|certificate] [FILE]...", type=FileOrWord())
@click.option(
    "--answer",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The answer of the receipt, if it is in a file of its own.",
)
@click.option(
    "--jwks",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The published keys of the service that signed. Default: those in the folder of --keys.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The format of the findings. Default: text.",
)
@setting_flags(SettingGroup.STORE, SettingGroup.RELEASE, "keys", "timezone")
def command(files: tuple[Path, ...], answer: Path | None, jwks: Path | None, form: str, **flags: Any) -> int:
    """Verify receipts, answers with receipts and dumps (N-Quads); without a file, the release itself.

    A receipt is checked against the published keys and its release, its question is asked again, and the statements
    in the store that answers are compared with the release's hash. If the new answer differs, the whole release is
    verified. Exit code 1 if anything is wrong.
    """
    settings = settings_of(flags, os.environ)
    word, files = word_of(files)
    with asyncio.Runner() as runner:
        releases = _StoredReleases(settings)
        call = _VerifyFlags(settings, answer, jwks, runner, releases)
        try:
            groups = call.verify_as(word, files)
        finally:
            runner.run(releases.close())
    if not files:
        groups = [("", tuple(call.verify_release(call.folder.find(call.settings.release))))]
    if form == "json":
        _print_json(groups)
    else:
        _print_text(groups)
    return int(any(check.holds is False for _, checks in groups for check in checks))


@dataclass(frozen=True, slots=True)
class _VerifyFlags:
    """The settings and flags of the command, and the releases that receipts are checked against, in `runner`."""

    settings: Settings
    answer: Path | None
    jwks: Path | None
    runner: asyncio.Runner
    releases: "_StoredReleases"

    @property
    def folder(self) -> Folder:
        """The release folder."""
        return Folder(self.settings.location.folder)

    def verify_as(self, word: str, files: tuple[Path, ...]) -> list[tuple[str, tuple[Check, ...]]]:
        """The checks of each file; with the word `patch`, of a dump and the patches that follow it."""
        if word == "patch":
            return verify_patches(files, self.folder)
        check = self._verify_certificate if word == "certificate" else self.verify
        return [(str(file), tuple(check(file))) for file in files]

    def _verify_certificate(self, file: Path) -> Iterator[Check]:
        from graph_api.receipts.certificate import verify_certificate
        from graph_api.receipts.keys import KeySet

        keys = self._keys()
        if isinstance(keys, KeySet):
            yield from verify_certificate(file, keys, self.folder, int(time.time()))
        else:
            yield keys

    def verify(self, file: Path) -> Iterator[Check]:
        """The checks of a file."""
        from graph_api.receipts.answer_file import FileKind, kind_of, read_answer_file

        with file.open("rb") as opened:
            start = opened.read(_LOOKED)
        if compression_of(start):
            with decompressed(file) as plain:
                yield from self._verify_dump(plain) if isinstance(plain, Path) else (plain,)
            return
        kind = kind_of(start)
        beside = None if self.answer is None else read_answer_file(self.answer.read_bytes())
        match kind:
            case FileKind.DUMP if self.answer is not None:
                raise UsageError(f"--answer needs a receipt, and {file} is a dump", hint="leave --answer out")
            case FileKind.DUMP:
                yield from self._verify_dump(file)
            case FileKind.RECEIPT | FileKind.ANSWER if is_given(click.get_current_context(), "release"):
                raise UsageError(
                    f"--release applies only to dumps: the receipt in {file} names its release",
                    hint="leave it out",
                )
            case FileKind.RECEIPT:
                receipt = to_utf8(file.read_bytes(), "replace").decode("utf-8", "replace").strip()
                yield from self._verify_receipt(receipt, beside)
            case FileKind.ANSWER:
                yield from self._verify_answer(read_answer_file(file.read_bytes()), beside)

    def verify_release(self, manifest: Manifest) -> Iterator[Check]:
        """The checks of a release, in the folder and in the store of the settings."""
        from loaders.releases.neo4j_sync import open_neo4j
        from loaders.releases.verify import verify_release

        with progress() as listener, open_neo4j(self.settings.location) as neo4j:
            yield from verify_release(self.folder, manifest, neo4j, listener)

    def _verify_dump(self, file: Path) -> Iterator[Check]:
        from loaders.releases.verify import verify_dump

        release = self.settings.release
        return verify_dump(file, self.folder, self.folder.find(release), named=release is not None)

    def _verify_answer(self, answer: "AnswerFile", beside: "AnswerFile | None") -> Iterator[Check]:
        if answer.problem:
            yield Check("answer", "answer-unreadable", False, {"problem": answer.problem})
        elif answer.receipt is None:
            yield Check("answer", "answer-bare", False)
        else:
            yield from self._verify_receipt(answer.receipt, beside or answer)

    def _verify_receipt(self, receipt: str, answer: "AnswerFile | None") -> Iterator[Check]:
        checks = self.runner.run(_verify_receipt(self.releases, receipt, answer, self._keys()))
        yield from checks
        for check in checks:
            if check.part == "rerun" and check.holds is False:
                release = next(c.values["release"] for c in checks if c.part == "release")
                yield from self.verify_release(self.folder.manifest(release))

    def _keys(self) -> "KeySet | Check":
        """The keys to trust, or a check that says how they are damaged."""
        from graph_api.receipts.keyring import Keyring
        from graph_api.receipts.keys import DamagedKey, read_key_set

        keyring = Keyring(self.settings.keys)
        if self.jwks is None and keyring.version is None:
            raise UsageError(
                f"there are no keys in {keyring.path} to verify receipts with",
                code="KEY_MISSING",
                hint="name the published keys with --jwks: the service that signed has them at /.well-known/jwks.json",
            )
        try:
            return keyring.public() if self.jwks is None else read_key_set(self.jwks.read_bytes())
        except DamagedKey:
            return Check("key", "key-set", False, {"file": str(self.jwks or keyring.path)})


async def _verify_receipt(
    releases: "_StoredReleases", receipt: str, answer: "AnswerFile | None", keys: "KeySet | Check"
) -> tuple[Check, ...]:
    from graph_api.receipts.keys import KeySet
    from graph_api.receipts.verify import ReceiptEvidence, verify_receipt
    from graph_api.version import program_version

    known, wrong = (KeySet(), (keys,)) if isinstance(keys, Check) else (keys, ())
    evidence = ReceiptEvidence(known, releases, int(time.time()), program_version())
    return (*wrong, *await verify_receipt(receipt, evidence, answer))


class _StoredReleases:
    """The releases of the settings: those of the release folder, and that of the store.

    The engines are opened for the first question that is asked again, and answer all; close them at the end.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stack = AsyncExitStack()
        self._engines: tuple[Engine, Engines] | None = None
        self._checks: dict[str, Check] = {}

    def manifest(self, release: str) -> Manifest | None:
        folder = Folder(self.settings.location.folder)
        return folder.manifest(release) if release in folder.published() else None

    async def ask_again(self, claims: "Claims") -> Any:
        """The new answer, from the store if it serves the release, else from the release's file."""
        from graph_api.receipts.verify import UnansweredQuestion
        from graph_api.serving.rerun import ask_again, engine_of

        # The question was within the limits of the service that signed, so none apply here.
        free = replace(self.settings, release=None, max_cost=10**9, time_budget=600_000, max_tokens=1_000_000)
        free = replace(free, max_depth=200, max_fields=100_000, max_aliases=100_000, max_root_fields=10_000)
        free = replace(free, max_walks=10_000)
        try:
            if self._engines is None:
                self._engines = await self._stack.enter_async_context(open_engines(free))
            current, engines = self._engines
            async with engine_of(claims, engines, current) as engine:
                return await ask_again(claims, engine)
        except NdpError as problem:
            raise UnansweredQuestion(f"{problem.code}: {problem.message}") from None

    async def check_store(self, release: str) -> Check:
        """The check of the store that answers from a release, made once for all receipts."""
        if release not in self._checks:
            self._checks[release] = await asyncio.to_thread(self._check_store, release)
        return self._checks[release]

    def _check_store(self, release: str) -> Check:
        from loaders.releases.neo4j_sync import open_neo4j
        from loaders.releases.verify import verify_served

        location = self.settings.location
        with progress() as listener, open_neo4j(location) as neo4j:
            check = verify_served(Folder(location.folder), release, neo4j, listener)
        return Check("store", "store-holds", True, check.values) if check.holds else check

    async def close(self) -> None:
        """Close the engines."""
        await self._stack.aclose()


def _print_text(groups: Iterable[tuple[str, tuple[Check, ...]]]) -> None:
    from graph_api.receipts.wording import say

    for name, checks in groups:
        if name:
            click.echo(printable_line(name))
        for check in checks:
            click.echo(f"  {_MARKS[check.holds]:<13} {check.part:<11} {printable_line(say(check))}")


def _print_json(groups: Iterable[tuple[str, tuple[Check, ...]]]) -> None:
    from graph_api.receipts.report import report

    rows = [{"file": name or None, **report(check)} for name, checks in groups for check in checks]
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
