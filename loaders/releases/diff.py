"""The difference of two releases, by resources and statements; graphs whose files are the same are never read.

A blank node has no lasting name: its label depends on the file and on its order there. So a blank node of one release
equals one of the other if the statements about it, and about all blank nodes connected with it, are the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from loaders.folder.folder import Folder
from loaders.folder.manifest import GraphEntry, Manifest
from loaders.nquads.graph_files import iter_scoped, scope_of
from loaders.nquads.lines import first_term, has_blank, split_line
from loaders.stores.sqlite.store import SqliteStore
from ontology.values.literals import from_ntriples, to_ntriples

Colours = Mapping[str, object]
_TwoSides = tuple[Collection[bytes], Collection[bytes]]
_SCOPE = len("_:" + scope_of("0" * 64).decode())
"""The length of the part of a label that depends on the file."""
_ROUNDS = 32
"""Rounds of comparing blank nodes, each one step further. Two that differ only beyond count as equal."""


@dataclass(frozen=True, slots=True)
class ReleaseDifference:
    """The statements that only one of two releases makes, by subject (an IRI or `_:label`), in canonical order."""

    added: Mapping[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    removed: Mapping[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    @property
    def subjects(self) -> frozenset[str]:
        """All resources with different statements."""
        return frozenset(self.added) | frozenset(self.removed)

    @property
    def statements(self) -> int:
        """The number of statements in it."""
        return sum(map(len, self.added.values())) + sum(map(len, self.removed.values()))


@dataclass(frozen=True, slots=True)
class ReleaseComparison:
    """Two releases to compare: in all source graphs, or in `graphs` only, which may be derived ones."""

    folder: Folder
    before: Manifest
    after: Manifest
    graphs: frozenset[str] | None = None

    @property
    def size(self) -> int:
        """The number of statements in the changed graphs, on both sides."""
        return sum(g.statements for g in (*self._old, *self._new))

    @property
    def _old(self) -> tuple[GraphEntry, ...]:
        return self._changed(self.before, self.after)

    @property
    def _new(self) -> tuple[GraphEntry, ...]:
        return self._changed(self.after, self.before)

    def _changed(self, one: Manifest, other: Manifest) -> tuple[GraphEntry, ...]:
        files = {g.file for g in other.stored}
        compared = one.graphs if self.graphs is None else [g for g in one.stored if g.iri in self.graphs]
        return tuple(g for g in compared if g.file not in files)

    def run(self) -> ReleaseDifference:
        """The difference."""
        old, new = {g.iri: g for g in self._old}, {g.iri: g for g in self._new}
        blank = {g.iri for g in (*old.values(), *new.values()) if g.blank}
        difference = ReleaseDifference()
        for graph in sorted((old.keys() | new.keys()) - blank):
            before, after = (set(self._lines([side[graph]] if graph in side else [])) for side in (old, new))
            _sort_in(difference, before - after, after - before)
        touched = [[side[graph] for graph in sorted(blank & side.keys())] for side in (old, new)]
        _sort_in(difference, *self._with_blanks(*(list(self._lines(graphs)) for graphs in touched)))
        for by_subject in (difference.added, difference.removed):
            for lines in by_subject.values():
                lines.sort()
        return difference

    def _with_blanks(self, before: list[bytes], after: list[bytes]) -> _TwoSides:
        """The lines of which one side has more than the other, where some lines have blank nodes."""
        touched = [line for line in chain(before, after) if has_blank(line)]
        removed, added = _surplus(before, after, _colours(touched))
        if not (removed or added) and self.graphs is None:
            # The files differ, but only in how blank nodes are connected: then compare by their labels.
            labels = {part for line in touched for part in split_line(line) if part.startswith("_:")}
            return _surplus(before, after, {label: label[_SCOPE:] for label in labels})
        return removed, added

    def _lines(self, graphs: Iterable[GraphEntry]) -> Iterator[bytes]:
        """The lines of some graphs, without those of others that are in the same files."""
        files = {g.file: g.blank for g in graphs}
        ends = tuple(f" {to_ntriples(g.iri)} .".encode() for g in graphs)
        for file, blank in sorted(files.items()):
            lines = iter_scoped(self.folder.graph_path(file), file, blank)
            yield from (line for line in lines if not blank or line.endswith(ends))


def _sort_in(difference: ReleaseDifference, removed: Iterable[bytes], added: Iterable[bytes]) -> None:
    for lines, into in ((removed, difference.removed), (added, difference.added)):
        for line in lines:
            into[from_ntriples(first_term(line).decode())].append(line)


def _surplus(before: list[bytes], after: list[bytes], colours: Colours) -> _TwoSides:
    """The lines of which one side has more than the other, comparing blank nodes by their colours."""
    old, new = _by_form(before, colours), _by_form(after, colours)
    removed = [line for form, lines in old.items() for line in lines[len(new.get(form, ())) :]]
    added = [line for form, lines in new.items() for line in lines[len(old.get(form, ())) :]]
    return removed, added


def _by_form(lines: Iterable[bytes], colours: Colours) -> dict[object, list[bytes]]:
    forms: dict[object, list[bytes]] = defaultdict(list)
    for line in lines:
        forms[_form(line, colours) if has_blank(line) else line].append(line)
    return forms


def _form(line: bytes, colours: Colours) -> object:
    return tuple(colours.get(part, part) for part in split_line(line))


def _colours(lines: Collection[bytes]) -> Colours:
    """A colour for each blank node, from the statements about it and its neighbours: equal for those that are alike."""
    about: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for line in lines:
        terms = split_line(line)
        for label in {part for part in terms if part.startswith("_:")}:
            about[label].append(terms)
    colours: dict[str, object] = dict.fromkeys(about, 0)
    kinds = 1
    for _ in range(_ROUNDS):
        colours = {label: _colour(label, statements, colours) for label, statements in about.items()}
        before, kinds = kinds, len(set(colours.values()))
        if kinds == before:
            break
    return colours


def _colour(label: str, statements: Iterable[tuple[str, str, str, str]], colours: Colours) -> object:
    forms = (
        tuple("self" if part == label else colours.get(part, part) for part in terms) for terms in statements
    )
    return hash((colours[label], *sorted(map(hash, forms))))


@dataclass(frozen=True, slots=True)
class ResourceChanges:
    """The resources of a difference by IRI: described only after, only before, or in both but differently."""

    difference: ReleaseDifference
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def by_name(self) -> Mapping[str, tuple[str, ...]]:
        """The three lists, by name."""
        return {"added": self.added, "removed": self.removed, "changed": self.changed}


def classify(
    difference: ReleaseDifference,
    before: SqliteStore,
    after: SqliteStore,
    classes: Collection[str] | None = None,
) -> ResourceChanges:
    """The resources of a difference, perhaps only those that are instances of `classes` before or after."""
    only_added = difference.added.keys() - difference.removed.keys()
    only_removed = difference.removed.keys() - difference.added.keys()
    added = only_added - before.described(only_added)
    removed = only_removed - after.described(only_removed)
    changed = difference.subjects - added - removed
    if classes is not None:
        wanted = [store.members(difference.subjects, classes) for store in (before, after)]
        added, removed, changed = added & wanted[1], removed & wanted[0], changed & (wanted[0] | wanted[1])
    return ResourceChanges(difference, *(tuple(sorted(iris)) for iris in (added, removed, changed)))
