"""The changes of each release, with the statements that they lead to: pages of the feed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from graph_api.cache import Cache
from graph_api.history.history import Release
from graph_api.history.states import EntityHistories
from loaders.folder.manifest import Manifest
from loaders.publication.entity_reader import EntityReader
from loaders.publication.journal import REMOVED
from loaders.publication.ldes import PAGE, FeedMember, FeedPage, FeedRelease
from loaders.publication.state import release_state
from loaders.releases.rebuild import read_model_of, readable_sqlite
from loaders.stores.sqlite.journal_file import EntityChange
from ontology.model import Model

_MODELS, _CHOICES, _FIGURES = 4, 32, 200


@dataclass(frozen=True, slots=True)
class ReleaseFigures:
    """The numbers of changes in a release by kind, and those of some classes; the findings of it and the one before."""

    kinds: Mapping[str, int]
    classes: Mapping[str, Mapping[str, int]]
    findings: int
    findings_before: int


class ReleaseChanges:
    """Reads the changes of the releases of a folder. Reads files: not for the event loop."""

    def __init__(self, histories: EntityHistories) -> None:
        self.histories = histories
        self._models: Cache[str, Model] = Cache(_MODELS)
        self._choices: Cache[tuple[str, str], Sequence[int]] = Cache(_CHOICES)
        self._figures: Cache[tuple[str, str], ReleaseFigures] = Cache(_FIGURES)

    def releases(self) -> tuple[FeedRelease, ...]:
        """All releases, oldest first. Raises `QueryError` as `EntityHistories.journal`."""
        counts = self.histories.journal().counts()
        return tuple(
            FeedRelease(one.id, one.number, one.built_at, counts.get(one.number, 0))
            for one in self.histories.releases()
        )

    def release(self, release: str) -> Release | None:
        """The release with this id; None if there is none that can be read."""
        return self.histories.release(release)

    def model(self, release: str) -> Model:
        """The ontology of a release."""
        folder = self.histories.folder
        return self._models.get(release, lambda: read_model_of(folder, folder.manifest(release)))

    def page(self, release: Release, number: int, class_iri: str = "") -> FeedPage | None:
        """A page of a release's changes, of entities of one class or all; None if it has no such page.

        Raises `QueryError` as `EntityHistories.journal`.
        """
        places = self._places(release, class_iri)
        feed_release = FeedRelease(release.id, release.number, release.built_at, len(places))
        if not 1 <= number <= feed_release.pages:
            return None
        changes = self.histories.journal().at(release.number, places[(number - 1) * PAGE : number * PAGE])
        members = self._members(self.histories.folder.manifest(release.id), changes)
        is_last = number == feed_release.pages
        state = self._state(release.id) if is_last and not class_iri else None
        return FeedPage(feed_release, number, members, state)

    def figures(self, release: Release) -> ReleaseFigures:
        """The numbers of changes in a release, by class too if they are not too many, and of findings."""
        before = self._before(release)
        key = release.id, before.id if before else ""
        return self._figures.get(key, lambda: self._counted(release, before))

    def _counted(self, release: Release, before: Release | None) -> ReleaseFigures:
        journal, folder = self.histories.journal(), self.histories.folder
        kinds = Counter(journal.kinds(release.number))
        findings = tuple(
            sum(folder.manifest(one.id).findings.values()) if one else 0 for one in (release, before)
        )
        classes: dict[str, Counter[str]] = {}
        if kinds.total() <= PAGE:
            classes = self._kinds_by_class(release, before)
        return ReleaseFigures(kinds, classes, findings[0], findings[1])

    def _kinds_by_class(self, release: Release, before: Release | None) -> dict[str, Counter[str]]:
        """The numbers of changes of each kind, by the most special classes that have a name."""
        changes = self.histories.journal().of_release(release.number)
        model = self.model(release.id)
        counts: dict[str, Counter[str]] = {}
        for one in model.classes.values():
            if one.descendants:
                continue
            chosen = self._chosen_of(release, before, changes, one.iri)
            kinds = Counter(change.kind for change in changes if change.iri in chosen)
            if kinds:
                counts[one.iri] = kinds
        return counts

    def _state(self, release: str) -> str:
        folder = self.histories.folder
        work = partial(release_state, folder, folder.manifest(release))
        return self.histories.pending.result(("state", release), work).hash

    def _members(self, manifest: Manifest, changes: Sequence[EntityChange]) -> tuple[FeedMember, ...]:
        store = readable_sqlite(self.histories.folder, manifest)
        described = [change.iri for change in changes if change.kind != REMOVED]
        stated = EntityReader(store, manifest, self.model(manifest.id)).read(described)
        return tuple(
            FeedMember(
                change.iri, change.kind, stated.get(change.iri, ()), tuple(filter(None, change.graphs))
            )
            for change in changes
        )

    def _places(self, release: Release, class_iri: str) -> Sequence[int]:
        """The places of the changes of a release, perhaps only of those to entities of a class."""
        if not class_iri:
            return range(self.histories.journal().counts().get(release.number, 0))
        return self._choices.get((release.id, class_iri), lambda: tuple(self._chosen(release, class_iri)))

    def _chosen(self, release: Release, class_iri: str) -> Iterable[int]:
        changes = self.histories.journal().of_release(release.number)
        chosen = self._chosen_of(release, self._before(release), changes, class_iri)
        return (place for place, change in enumerate(changes) if change.iri in chosen)

    def _before(self, release: Release) -> Release | None:
        """The release with the next lower number."""
        older = [one for one in self.histories.releases() if one.number < release.number]
        return max(older, key=lambda one: one.number, default=None)

    def _chosen_of(
        self, release: Release, before: Release | None, changes: Sequence[EntityChange], class_iri: str
    ) -> frozenset[str]:
        """The changed entities that are of a class, or were before they were removed."""
        removed = [change.iri for change in changes if change.kind == REMOVED]
        present = [change.iri for change in changes if change.kind != REMOVED]
        chosen = self._of_class(release.id, present, class_iri)
        return chosen if before is None else chosen | self._of_class(before.id, removed, class_iri)

    def _of_class(self, release: str, iris: Sequence[str], class_iri: str) -> frozenset[str]:
        if not iris:
            return frozenset()
        folder = self.histories.folder
        return readable_sqlite(folder, folder.manifest(release)).members(iris, [class_iri])
