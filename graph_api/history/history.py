"""The releases of the release folder, found by id or by moment; each manifest is read once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time
from difflib import get_close_matches
from pathlib import Path

from graph_api.errors import QueryError
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest, number_of
from ontology.errors import DamagedFile

_LISTED = 3


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the folder, without its graphs: `ontology` is the hash of its model, `policy` its rule settings.

    `previous` is the release that was current when it was built.
    """

    id: str
    built_at: str
    evaluation_date: str
    statements: int
    hash: str
    certificate: str
    ontology: str
    policy: Mapping[str, object]
    previous: str | None = None

    @property
    def number(self) -> int:
        """Its running number."""
        return number_of(self.id)

    @property
    def moment(self) -> datetime:
        """The time when it was built."""
        return datetime.fromisoformat(self.built_at)


def release_of(manifest: Manifest) -> Release:
    """The release that a manifest describes."""
    return Release(
        manifest.id,
        manifest.built_at,
        manifest.evaluation_date,
        manifest.statements,
        manifest.hash,
        manifest.certificate,
        manifest.ontology,
        manifest.policy,
        manifest.previous,
    )


@dataclass(frozen=True, slots=True)
class KnownReleases:
    """The releases of a folder at a moment: the `current` one, and the `newest` that was published."""

    current: str
    newest: str


class History:
    """The published releases of a folder. Reads files: not for the event loop."""

    def __init__(self, folder: Path, known: KnownReleases | None = None) -> None:
        """`known`: the releases as they were then; later ones are ignored."""
        self.folder = Folder(folder)
        self._then = known
        self._known: dict[str, Release] = {}  # a memo: small, one entry a release, none ever changes

    def ids(self) -> tuple[str, ...]:
        """All ids, newest first; none if the folder does not exist."""
        ids = self.folder.published()
        if self._then is None:
            return ids
        return ids[ids.index(self._then.newest) :] if self._then.newest in ids else ()

    def current(self) -> str | None:
        """Return the id of the current release, which may be older than the newest one; None before the first load."""
        return self.folder.current_id() if self._then is None else self._then.current

    def now(self) -> KnownReleases | None:
        """The releases as they are now; None if there are none."""
        current = self.current()
        return None if current is None else KnownReleases(current, max(self.ids(), key=number_of))

    def list(self) -> tuple[Release, ...]:
        """All releases, newest first."""
        return tuple(self._release(release) for release in self.ids())

    def readable(self) -> Iterator[Release]:
        """The releases whose manifest can be read, oldest first."""
        for release in reversed(self.ids()):
            with suppress(DamagedFile):
                yield self._release(release)

    def get(self, release: str) -> Release | None:
        """The release with this id, or None if there is none."""
        return self._release(release) if release in self.ids() else None

    def find(self, release: str) -> Release:
        """The release with this id. Raises `QueryError` `RELEASE_UNAVAILABLE` that names a similar one."""
        ids = self.ids()
        if release in ids:
            return self._release(release)
        near = get_close_matches(release, ids, n=1)
        raise release_unavailable(
            f"There is no release {release!r}.", f"Did you mean {near[0]}?" if near else self._list_releases()
        )

    def at(self, moment: datetime) -> Release:
        """The release that was current at `moment`. Raises `QueryError` `RELEASE_UNAVAILABLE`."""
        changes = self._changes()
        for number, (since, release) in enumerate(changes):
            if since <= moment:
                return self.find(release if number else self.current() or release)
        is_day = moment.time() == time.max  # the end of a day: `knownAt` is a date without a time
        when = f"on {moment.date().isoformat()}" if is_day else f"at {moment.isoformat()}"
        problem = "There was no release yet" if changes else "This service does not know its release"
        raise release_unavailable(f"{problem} {when}.", self._list_releases())

    def _changes(self) -> Sequence[tuple[datetime, str]]:
        """The moments when another release became the current one, and its id, newest first."""
        changes = [(release.moment, release.id) for release in reversed(self.list())]
        changes += [(datetime.fromisoformat(r.moment), r.release) for r in self.folder.rollbacks()]
        return sorted(changes, key=lambda change: change[0])[::-1]

    def _release(self, release: str) -> Release:
        known = self._known.get(release)
        if known is None:
            known = self._known[release] = release_of(self.folder.manifest(release))
        return known

    def _list_releases(self) -> str:
        """The releases in one sentence."""
        releases = self.list()
        if not releases:
            return "There is no release folder: only the current release is available."
        shown = [f"{r.id} (built {r.built_at})" for r in releases]
        if len(shown) > _LISTED + 1:
            shown = [*shown[:_LISTED], f"{len(shown) - _LISTED - 1} more", shown[-1]]
        return f"Available: {', '.join(shown)}."


def release_unavailable(message: str, hint: str) -> QueryError:
    """The error about a release that cannot answer."""
    return QueryError(message, code="RELEASE_UNAVAILABLE", hint=hint)
