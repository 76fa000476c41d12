"""`ndp-graph publish`."""

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.terminal import progress, say
from graph_api.setting_kinds import URL
from graph_api.settings import SettingGroup, Settings
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.progress import Progress
from ontology.errors import NdpError, UsageError
from ontology.values.languages import LANGUAGES

if TYPE_CHECKING:
    from loaders.publication.published_file import PublishedFile


def _read_url(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    """The address in a flag. Raises `UsageError`."""
    if text is None:
        return None
    try:
        address: str = URL.read(text)
    except ValueError:
        raise UsageError(f"--service-url: {text!r} is not a valid {URL.noun}", hint=URL.hint) from None
    return address


@click.command(
    "publish",
    cls=SettingsCommand,
    short_help="Write the files of a release for any web server.",
    epilog="""\b
Examples:
  ndp-graph publish /srv/www                      the current release, below /srv/www/dumps
  ndp-graph publish /srv/www --all                every release of the folder
  (cd /srv/www/dumps/latest && sha256sum -c SHA256SUMS)""",
)
@click.argument("target", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False))
@click.option("--all", "everything", is_flag=True, help="Write every release, not only one.")
@click.option(
    "--service-url",
    "service",
    metavar="URL",
    callback=_read_url,
    help="The address of a service (`ndp-graph serve`) with the same data. Descriptions then also name its documents, "
    "pages and interfaces, and there is a site map of them. Absent: they name only files in FOLDER.",
)
@click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="vi",
    help="The language of labels and titles in tables. Default: vi.",
)
@setting_flags(SettingGroup.STORE, SettingGroup.RELEASE, "keys", "public_url", "publisher")
def command(target: Path, everything: bool, service: str | None, language: str, **flags: Any) -> int:
    """Write the files of a release to FOLDER/dumps: dumps in all forms, graphs, patch, checksums, certificate, crate.

    Beside them is a Data Package (datapackage.json) with the CSV of each class that has members, as /list/….csv gives
    it, and its metadata (CSV on the Web), in the folder `tables`.

    Descriptions of the current release are written to FOLDER, at the same paths as those of the service: catalogue,
    statistics, linkset. Name the address of the web server in --public-url.

    What is missing in the release folder is made first. Files are linked, where the disk allows it, so they take no
    room twice: do not change them. The certificate is signed if there is a key (`ndp-graph keys make`), and again if it
    names another address than --public-url.
    """
    from loaders.publication.addresses import Addresses
    from loaders.publication.record import release_record
    from loaders.publication.tree import files_in_tree, link_files, write_descriptions

    settings = settings_of(flags, os.environ)
    folder = Folder(settings.location.folder)
    if target.resolve().is_relative_to(folder.path.resolve()):
        raise UsageError(f"{target} is in the release folder, {folder.path}", hint="name a folder outside it")
    releases = list(folder.history())[::-1] if everything else [folder.find(settings.release)]
    try:
        with progress() as listener:
            for manifest in releases:
                _complete(settings, folder, manifest, listener)
                files = link_files(folder, manifest, target)
                listener(f"writing the tables of release {manifest.id}")
                tables = _write_tables(settings, manifest, language, target / DUMPS / manifest.id)
                listener(f"describing release {manifest.id}")
                tree = settings.public_url or manifest.base.rstrip("/")
                addresses = Addresses(manifest.base, service or tree, tree, is_served=service is not None)
                files_of = partial(files_in_tree, target, folder)
                record = release_record(folder, manifest, files_of, publisher=settings.publisher_name)
                record = record.with_own_files((*files, *tables))
                number = write_descriptions(folder, record, addresses, target)
                say(f"{number} files of {manifest.id} are in {target / 'dumps' / manifest.id}")
    except KeyboardInterrupt:
        raise click.Abort(f"{target} is not complete; publish again") from None
    return 0


def _write_tables(
    settings: Settings, manifest: Manifest, language: str, files: Path
) -> "Sequence[PublishedFile]":
    """Write the CSV of each class, and its metadata, beside a release's files; none if it cannot be queried."""
    from graph_api.cli.list_files import write_lists
    from graph_api.engine.answer import QuestionRefused

    try:
        return asyncio.run(write_lists(settings, manifest.id, language, files))
    except (NdpError, QuestionRefused) as problem:
        say(f"warning: the tables of {manifest.id} are left out: {problem}")
        return ()


def _complete(settings: Settings, folder: Folder, manifest: Manifest, listener: Progress) -> None:
    """Make what is missing of a release's files, and sign its certificate unless it has one for this address."""
    from graph_api.receipts.certificate import CertificateSigner, issuer_of
    from graph_api.receipts.keyring import Keyring
    from graph_api.version import program_version
    from loaders.publication.certificate import certificate_claims
    from loaders.publication.dump_folder import add_file
    from loaders.publication.dumping import make_files
    from loaders.publication.files import CERTIFICATE, files_path, published_file

    for name, reason in make_files(folder, manifest, progress=listener).items():
        say(f"warning: {name} is left out: {reason}")
    is_signed = published_file(folder, manifest.id, CERTIFICATE) is not None
    path = files_path(folder, manifest.id) / CERTIFICATE
    if is_signed and (settings.public_url is None or issuer_of(path.read_bytes()) == settings.issuer):
        return
    key = Keyring(settings.keys).signing()
    if key is None and is_signed:
        say(f"warning: {path} names another address, and there is no key to sign it again")
        return
    if key is None:
        say(
            f"{manifest.id} has no certificate: there is no key to sign it. Make a key with `ndp-graph keys make`"
        )
        return
    signer = CertificateSigner(key, settings.issuer, program_version())
    add_file(folder, manifest, CERTIFICATE, signer.sign(certificate_claims(folder, manifest, listener)))
