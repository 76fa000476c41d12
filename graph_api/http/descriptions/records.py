"""The records of releases and what is written from them: made once in a thread, and kept while they are used."""

import asyncio
import zlib
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from graph_api.cache import Cache
from graph_api.errors import QueryError
from graph_api.http.caching import tag_of_content
from graph_api.http.descriptions.workbench import Workbench
from graph_api.serving.service import Service
from graph_api.settings import Settings
from loaders.folder.checksums import CHECKSUMS
from loaders.folder.folder import DUMPS, Folder
from loaders.publication.addresses import Addresses
from loaders.publication.describing.descriptions import SITEMAP, iter_sitemap_files
from loaders.publication.files import files_path, offered_files
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord, release_record, with_files
from ontology.errors import DamagedFile, UsageError

_RECORDS, _DOCUMENTS, _SITEMAPS, _LISTED = 4, 16_000_000, 2, 2_000
"""The records that are kept, the bytes of documents written from them, the site maps, and releases with their files."""


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document, its entity tag, and the release that it describes (empty: none)."""

    content: bytes
    tag: str
    release: str = ""

    @classmethod
    def of(cls, content: bytes, release: str = "") -> "WrittenDocument":
        """A document with this content."""
        return cls(content, tag_of_content(content), release)


@dataclass(frozen=True, slots=True)
class WrittenSitemap:
    """The index of a site map, and its parts by their paths, compressed: they repeat themselves."""

    index: bytes
    parts: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record, and the key of all that it depends on."""

    record: ReleaseRecord
    key: Hashable


@dataclass(frozen=True, slots=True)
class ReleaseRecords:
    """Gives the documents that describe releases."""

    settings: Settings
    service: Service
    _counted: Workbench[ReleaseRecord] = field(init=False)
    """Records without the files of the releases, which may be made later."""
    _records: Workbench[ReleaseRecord] = field(init=False)
    _documents: Workbench[WrittenDocument] = field(init=False)
    _listed: Cache[Hashable, tuple[PublishedFile, ...]] = field(default_factory=lambda: Cache(_LISTED))
    _sitemaps: Workbench[WrittenSitemap] = field(init=False)

    def __post_init__(self) -> None:
        seconds = self.settings.time_budget / 1000
        documents = Cache[object, WrittenDocument](_DOCUMENTS, lambda _, document: len(document.content))
        for name, kept in (
            ("_counted", Cache(_RECORDS)),
            ("_records", Cache(_RECORDS)),
            ("_documents", documents),
            ("_sitemaps", Cache[object, WrittenSitemap](_SITEMAPS)),
        ):
            object.__setattr__(self, name, Workbench(seconds, kept))

    @property
    def folder(self) -> Folder:
        """The release folder."""
        return Folder(self.settings.location.folder)

    def addresses(self, base: str) -> Addresses:
        """The addresses of the service for a release whose own IRIs begin with `base`."""
        return Addresses(base, self.settings.issuer)

    async def current(self) -> str:
        """The id of the current release."""
        return await (await self.service.engine()).reader.release()

    async def record(self, release: str | None = None) -> KnownRecord:
        """The record of a release, or of the current one. Raises `QueryError`."""
        chosen = release or await self.current()
        newest, files = await asyncio.to_thread(self._look)
        counted = await self._counted.get((chosen, newest), lambda: self._count(chosen))
        key = (chosen, newest, files)
        record = await self._records.get(key, lambda: with_files(counted, self._files))
        return KnownRecord(record, key)

    async def document(
        self, known: KnownRecord, name: str, write: Callable[[ReleaseRecord, Addresses], bytes]
    ) -> WrittenDocument:
        """The document of that name, which `write` writes. Raises `QueryError`."""

        def make() -> WrittenDocument:
            record = known.record
            return WrittenDocument.of(write(record, self.addresses(record.base)), record.id)

        return await self._documents.get((known.key, name), make)

    async def sitemap(self) -> WrittenSitemap:
        """The site map of the current release. Raises `QueryError`."""
        release = await self.current()
        return await self._sitemaps.get(release, lambda: self._make_sitemap(release))

    def _look(self) -> tuple[str | None, Hashable]:
        """The newest release, and a mark of the lists of all published files."""
        lists = sorted(self.folder.path.glob(f"{DUMPS}/*/{CHECKSUMS}"))
        marks = []
        for path in lists:
            with suppress(OSError):
                marks.append((path.parent.name, path.stat().st_mtime_ns))
        return next(iter(self.folder.published()), None), tuple(marks)

    def _count(self, release: str) -> ReleaseRecord:
        folder = self.folder
        try:
            manifest = folder.manifest(release)
        except UsageError:
            raise _unavailable(folder, release) from None
        return release_record(folder, manifest, publisher=self.settings.publisher_name)

    def _files(self, release: str) -> tuple[PublishedFile, ...]:
        """The files of a release, also those that are made later; none if one is damaged, which `/dumps` reports."""
        try:
            since = (files_path(self.folder, release) / CHECKSUMS).stat().st_mtime_ns
        except OSError:
            since = 0
        with suppress(DamagedFile):
            return self._listed.get((release, since), lambda: offered_files(self.folder, release))
        return ()

    def _make_sitemap(self, release: str) -> WrittenSitemap:
        folder = self.folder
        try:
            manifest = folder.manifest(release)
        except UsageError:
            raise _unavailable(folder, release) from None
        files = {
            path: zlib.compress(content)
            for path, content in iter_sitemap_files(folder, manifest, self.addresses(manifest.base))
        }
        return WrittenSitemap(zlib.decompress(files.pop(SITEMAP)), files)


def _unavailable(folder: Folder, release: str) -> QueryError:
    if not folder.published():
        return QueryError(
            "This service has no release folder, so it publishes no descriptions of releases.",
            code="NOT_FOUND",
            hint="Start the service with --releases to publish descriptions.",
        )
    return QueryError(
        f"There is no release {release[:60]!r}.",
        code="RELEASE_UNAVAILABLE",
    )
