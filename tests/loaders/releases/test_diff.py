"""The differences between two releases: resources, statements, blank nodes, and the files that need not be read."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from pyoxigraph import Quad

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.nquads.canonical import format_line, has_blank
from loaders.releases.diff import ReleaseComparison, ResourceChanges, classify
from loaders.stores.sqlite.store import SqliteStore
from tests.loaders.support.releasing import NDP, known_datasets, load, trig
from tests.support.depth import deep

EX = "http://example.org/"


def published(location: Location, quads: Iterable[Quad]) -> str:
    return load(location, quads, replace=True, on_violation="record").manifest.id


def compare(
    location: Location,
    before: str,
    after: str,
    graphs: frozenset[str] | None = None,
    classes: list[str] | None = None,
) -> ResourceChanges:
    folder = Folder(location.folder)
    comparison = ReleaseComparison(folder, folder.manifest(before), folder.manifest(after), graphs)
    stores = [SqliteStore(folder.sqlite_path(release)) for release in (before, after)]
    return classify(comparison.run(), stores[0], stores[1], classes)


def changes(location: Location, before: str, after: str) -> ResourceChanges:
    """The changes between two releases that are made of TriG text."""
    first = published(location, trig(before))
    return compare(location, first, published(location, trig(after)))


def short(lines: Iterable[bytes]) -> list[str]:
    return [line.decode().replace(EX, "").removesuffix(" .") for line in lines]


def told(found: ResourceChanges) -> tuple[list[str], list[str]]:
    """The statements of a difference: removed, added."""
    sides = (found.difference.removed, found.difference.added)
    # There are two sides.
    return tuple(sorted(line for lines in side.values() for line in short(lines)) for side in sides)  # type: ignore[return-value]


def test_a_resource_is_added_removed_or_changed(location: Location) -> None:
    found = changes(
        location,
        ":g { :same :p 1 . :less :p 1, 2 . :gone :p 1 . :other :p 1 }",
        ":g { :same :p 1 . :less :p 1 . :new :p :gone . :other :p 2 }",
    )
    assert (found.added, found.removed, found.changed) == (
        (EX + "new",),
        (EX + "gone",),
        (EX + "less", EX + "other"),
    )
    integer = '"^^<http://www.w3.org/2001/XMLSchema#integer> <g>'
    assert told(found) == (
        [f'<gone> <p> "1{integer}', f'<less> <p> "2{integer}', f'<other> <p> "1{integer}'],
        ["<new> <p> <gone> <g>", f'<other> <p> "2{integer}'],
    )


def test_a_resource_that_another_graph_describes_is_changed_and_not_added(location: Location) -> None:
    found = changes(location, ":g { :a :p 1 } :h { :b :p 1 }", ":g { :a :p 1 } :h { :b :p 1 . :a :q :b }")
    assert (found.added, found.changed) == ((), (EX + "a",))
    back = changes(location, ":g { :a :p 1 } :h { :b :p 1 . :a :q :b }", ":g { :a :p 1 } :h { :b :p 1 }")
    assert (back.removed, back.changed) == ((), (EX + "a",))


def test_a_statement_that_moves_to_another_graph_is_a_change(location: Location) -> None:
    found = changes(location, ":g { :a :p :b }", ":h { :a :p :b }")
    assert (found.changed, told(found)) == ((EX + "a",), (["<a> <p> <b> <g>"], ["<a> <p> <b> <h>"]))


def test_a_release_and_itself_differ_in_nothing(location: Location) -> None:
    first = published(location, trig(":g { :a :p [ :q 1 ] }"))
    found = compare(location, first, first)
    assert (found.added, found.removed, found.changed, found.difference.statements) == ((), (), (), 0)


def test_blank_nodes_are_told_by_what_is_said_of_them(location: Location) -> None:
    before = ":g { :a :p [ :q 1 ; :r [ :s 1 ] ], [ :q 2 ], [ :q 3 ; :r [ :s 3 ] ] }"
    found = changes(location, before, before.replace(":a :p", ":a :p [ :q 0 ], ").replace(":s 3", ":s 4"))
    removed, added = found.difference.removed, found.difference.added
    # the outer one of the changed pair is another node too, as another is said of what it is connected with
    assert (len(found.removed), len(found.added), found.changed) == (2, 3, (EX + "a",))
    assert (len(removed[EX + "a"]), len(added[EX + "a"])) == (1, 2)


def test_of_blank_nodes_that_are_alike_as_many_as_are_gone_are_told(location: Location) -> None:
    found = changes(
        location, ":g { :a :p _:x, _:y, _:z . _:x :q 1 . _:y :q 1 . _:z :q 1 }", ":g { :a :p [ :q 1 ] }"
    )
    assert (len(found.removed), len(found.added), found.changed) == (2, 0, (EX + "a",))


def test_a_difference_that_is_only_in_how_blank_nodes_are_connected_is_told(location: Location) -> None:
    ring = "_:a :p _:b . _:b :p _:c . _:c :p _:a . _:d :p _:e . _:e :p _:f . _:f :p _:d"
    found = changes(
        location,
        f":g {{ {ring} }}",
        ":g { " + ring.replace("_:c :p _:a", "_:c :p _:d").replace("_:f :p _:d", "_:f :p _:a") + " }",
    )
    assert found.difference.statements > 0


def test_a_long_list_is_compared_and_what_is_far_from_its_change_is_the_same(location: Location) -> None:
    def numbers(changed: int) -> str:
        return ":g { :a :p (" + " ".join(str(-n if n == changed else n) for n in range(200)) + ") }"

    found = changes(location, numbers(-1), numbers(100))
    assert 1 <= len(found.added) == len(found.removed) < 150


def test_files_that_are_the_same_are_not_read(location: Location) -> None:
    many = " ".join(f":g{n} {{ :a{n} :p {n} }}" for n in range(10))
    first = published(location, trig(many + " :x { :x :p 1 }"))
    second = published(location, trig(many + " :x { :x :p 2 }"))
    folder = Folder(location.folder)
    kept = {g.file for g in folder.manifest(first).graphs} & {g.file for g in folder.manifest(second).graphs}
    assert len(kept) == 10
    for file in kept:
        folder.graph_path(file).unlink()
    found = compare(location, first, second)
    assert found.changed == (EX + "x",)
    comparison = ReleaseComparison(folder, folder.manifest(first), folder.manifest(second))
    assert comparison.size == 2


def test_graphs_and_classes_choose_among_the_changes(location: Location) -> None:
    before = ":g { :a a ndp:DigitalPlatform . :b a ndp:PlatformKind } :h { :a :p 1 }"
    first = published(location, trig(before))
    second = published(
        location,
        trig(
            ":g { :a a ndp:PlatformKind . :b :p 1 . :c a ndp:DigitalPlatform ; :p [ :q 1 ] }"
            " :h { :a :p 2 . :d :p 1 }"
        ),
    )
    in_h = compare(location, first, second, graphs=frozenset({EX + "h"}))
    assert (in_h.added, in_h.changed) == ((EX + "d",), (EX + "a",))
    assert told(in_h)[0] == ['<a> <p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <h>']
    platforms = compare(location, first, second, classes=[NDP + "DigitalPlatform"])
    assert (platforms.added, platforms.removed, platforms.changed) == ((EX + "c",), (), (EX + "a",))
    both = compare(location, first, second, classes=[NDP + "PlatformKind", NDP + "DigitalPlatform"])
    assert both.changed == (EX + "a", EX + "b")
    assert compare(location, first, second, graphs=frozenset()).difference.statements == 0
    assert compare(location, first, second, classes=[]).changed == ()
    assert compare(location, first, second, classes=["http://example.org/Unknown"]).changed == ()


@settings(max_examples=deep(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(first=known_datasets(), second=known_datasets())
def test_the_difference_of_what_has_no_blank_nodes_is_that_of_the_lines(
    first: list[Quad], second: list[Quad]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        location = Location(Path(folder))
        one, two = published(location, first), published(location, second)
        found = compare(location, one, two)
        lines = [
            {format_line(quad).encode() for quad in quads if not has_blank(quad)} for quads in (first, second)
        ]
        sides = (found.difference.removed, found.difference.added)
        said = [{line for of in side.values() for line in of if b"_:" not in line} for side in sides]
        assert {line for line in lines[0] - lines[1] if b"_:" not in line} == said[0]
        assert {line for line in lines[1] - lines[0] if b"_:" not in line} == said[1]
        subjects = [{str(quad.subject) for quad in quads} for quads in (first, second)]
        named = [
            {f"<{iri}>" for iri in iris if not iri.startswith("_:")} for iris in (found.added, found.removed)
        ]
        assert named == [
            {s for s in subjects[1] - subjects[0] if s[0] == "<"},
            {s for s in subjects[0] - subjects[1] if s[0] == "<"},
        ]
        again = compare(location, two, one)
        assert (again.added, again.removed, again.changed) == (found.removed, found.added, found.changed)
