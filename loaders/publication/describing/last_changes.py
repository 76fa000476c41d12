"""The moments at which resources changed last, by the journal."""

from collections.abc import Collection, Mapping
from contextlib import suppress

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest, number_of
from loaders.publication.describing.sitemap import LastModified
from loaders.publication.journal import journal_of
from ontology.errors import DamagedFile


def last_changes(folder: Folder, manifest: Manifest) -> LastModified:
    """The last changes up to a release; of none if the journal does not have it."""
    journal = journal_of(folder)
    releases: tuple[str, ...] = ()
    with suppress(DamagedFile):
        releases = journal.releases() or ()
    if manifest.id not in releases:
        return lambda _: {}
    ids = {number_of(release): release for release in releases}
    moments: dict[int, str | None] = {}

    def moment(number: int) -> str | None:
        """The moment of a release, None if its manifest is damaged; each is read once."""
        if number not in moments:
            moments[number] = None
            with suppress(DamagedFile):
                moments[number] = folder.manifest(ids[number]).built_at
        return moments[number]

    def of(iris: Collection[str]) -> Mapping[str, str]:
        with suppress(DamagedFile):  # the site map can do without
            changes = journal.latest(iris, manifest.number)
            return {iri: since for iri, change in changes.items() if (since := moment(change.number))}
        return {}

    return of
