"""The journal: which release changes what is said about which entity, whatever came before it."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.publication.journal import complete_journal, journal_of, rebuild_journal
from loaders.releases.diff import ReleaseComparison
from loaders.releases.repair import repair
from loaders.releases.rollback import roll_back
from loaders.stores.sqlite.journal_file import EntityChange
from tests.loaders.support.releasing import kept, known_datasets, load, trig
from tests.support.depth import deep

EX = "http://example.org/"
Description = tuple[str, ...]


def published(location: Location, quads: Iterable[Quad]) -> str:
    return load(location, quads, replace=True, on_violation="record").manifest.id


def changes(location: Location, number: int) -> dict[str, str]:
    """The kind of each change in a release, by the end of the entity's IRI."""
    rows = journal_of(Folder(location.folder)).of_release(number)
    return {row.iri.removeprefix(EX): row.kind for row in rows}


def histories(location: Location, *texts: str) -> list[dict[str, str]]:
    """The changes of releases made of TriG text."""
    for text in texts:
        published(location, trig(text))
    return [changes(location, number) for number in range(1, len(texts) + 1)]


def all_rows(folder: Folder) -> list[EntityChange]:
    journal = journal_of(folder)
    return [row for number in sorted(journal.counts()) for row in journal.of_release(number)]


def descriptions(folder: Folder, release: str) -> Mapping[str, Description]:
    """The bounded description of each entity, cut from a dump and in canonical form."""
    about: dict[object, list[Quad]] = defaultdict(list)
    for quad in parse("\n".join(kept(folder, release)), RdfFormat.N_QUADS):
        about[quad.subject].append(quad)
    described = {}
    for subject in about:
        if isinstance(subject, NamedNode):
            nodes: list[object] = [subject]
            for node in nodes:
                nodes += [
                    q.object
                    for q in about[node]
                    if isinstance(q.object, BlankNode) and q.object in about and q.object not in nodes
                ]
            dataset = Dataset(quad for node in nodes for quad in about[node])
            dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
            described[subject.value] = tuple(sorted(map(str, dataset)))
    return described


def test_the_first_release_creates_what_it_describes_and_the_next_have_only_what_differs(
    location: Location,
) -> None:
    assert histories(
        location,
        ":g { :same :p 1 . :less :p 1, 2 . :gone :p 1 } :h { :other :p :gone }",
        ":g { :same :p 1 . :less :p 1 . :new :p :gone } :h { :other :p :gone }",
        ":g { :same :p 1 . :less :p 1 . :new :p :gone . :gone :p 1 } :h { :other :p :gone }",
    ) == [
        dict.fromkeys(("gone", "less", "other", "same"), "created"),
        {"gone": "removed", "less": "changed", "new": "created"},
        {"gone": "created"},
    ]
    journal = journal_of(Folder(location.folder))
    created, removed, again = journal.of_entity(EX + "gone")
    assert (removed.digest, removed.graphs) == ("", (EX + "g",))
    assert created.digest == again.digest != ""
    assert journal.of_entity(EX + "never") == ()
    assert journal.counts() == {1: 4, 2: 3, 3: 1}
    latest = journal.latest([EX + "gone", EX + "same", EX + "new", EX + "never"], 2)
    assert {iri.removeprefix(EX): row.number for iri, row in latest.items()} == {
        "gone": 2,
        "same": 1,
        "new": 2,
    }


def test_what_another_graph_says_is_a_change_and_its_graph_is_named(location: Location) -> None:
    first, second, third = histories(
        location, ":g { :a :p 1 }", ":g { :a :p 1 } :h { :a :q 1 }", ":h { :a :q 1 }"
    )
    assert (first, second, third) == ({"a": "created"}, {"a": "changed"}, {"a": "changed"})
    rows = journal_of(Folder(location.folder)).of_entity(EX + "a")
    assert [row.graphs for row in rows] == [(EX + "g",), (EX + "h",), (EX + "g",)]


def test_blank_nodes_belong_to_what_they_hang_from_and_are_compared_by_what_they_say(
    location: Location,
) -> None:
    assert histories(
        location,
        ":g { :a :p [ :q [ :r 1 ] ] . :b :p [ :q 1 ] . :c :p 1 }",
        ":g { :a :p [ :q [ :r 2 ] ] . :b :p [ :q 1 ] . :c :p 1 }",
        ":g { :b :p _:x, _:y . _:x :q 1 . _:y :q 1 . :c :p 1 . :a :p [ :q [ :r 2 ] ] }",
        ":g { :b :p _:x . _:x :q 1 . :c :p 1 . :a :p [ :q [ :r 2 ] ] } :h { _:x :s 1 }",
        ":g { :b :p [ :q 1 ; :r [ :r 1 ] ] ; :s [ :t 1 ; :u [ :r 1 ] ] }",
        ":g { :b :p [ :q 1 ; :r _:x ] ; :s [ :t 1 ; :u _:x ] . _:x :r 1 }",
    )[1:] == [
        {"a": "changed"},
        {"b": "changed"},
        {"b": "changed"},
        {"a": "removed", "b": "changed", "c": "removed"},
        {"b": "changed"},
    ]


def test_rings_lists_and_blank_nodes_too_much_alike_have_digests(location: Location) -> None:
    numbers = " ".join(map(str, range(1500)))
    ring = " . ".join(f"_:n{n} :next _:n{(n + 1) % 40}" for n in range(40))
    pairs = [(n, m) for n in range(12) for m in range(12) if n != m]
    alike = " . ".join([f":x{n} :p _:m{n}" for n in range(12)] + [f"_:m{n} :to _:m{m}" for n, m in pairs])
    text = f":g {{ :l :p ({numbers}) . :r :p _:n0 . {ring} . {alike} }}"
    _, same, second, third = histories(
        location,
        text,
        text.replace("_:n", "_:k") + " :h { :o :p 1 }",
        text.replace("1499)", "1498)") + " :h { :o :p 1 }",
        text.replace("1499)", "1498)").replace("_:m0 :to _:m1 .", "_:m0 :to _:m1 . _:m0 :is 1 .")
        + " :h { :o :p 1 }",
    )
    assert (same, second) == ({"o": "created"}, {"l": "changed"})
    assert third == {f"x{n}": "changed" for n in range(12)}


def test_a_journal_that_is_missing_damaged_or_behind_is_made_again(location: Location) -> None:
    folder = Folder(location.folder)
    published(location, trig(":g { :a :p 1 }"))
    behind = folder.journal_path.read_bytes()
    published(location, trig(":g { :a :p 2 }"))
    whole = all_rows(folder)
    for content in (behind, b"", b"damaged" * 1000, None):
        folder.journal_path.unlink(missing_ok=True)
        if content is not None:
            folder.journal_path.write_bytes(content)
        assert complete_journal(folder).releases() == tuple(reversed(folder.published()))
        assert all_rows(folder) == whole
    assert rebuild_journal(folder) is True
    folder.journal_path.write_bytes(behind)
    assert rebuild_journal(folder) is True  # it was right as far as it went
    folder.journal_path.write_bytes(b"damaged" * 1000)
    assert rebuild_journal(folder) is False
    assert all_rows(folder) == whole


def test_a_rollback_leaves_the_journal_and_the_next_release_is_compared_with_the_one_before_it(
    location: Location,
) -> None:
    first = published(location, trig(":g { :a :p 1 } :h { :b :p 1 }"))
    published(location, trig(":g { :a :p 2 } :h { :b :p 1 }"))
    folder = Folder(location.folder)
    before = folder.journal_path.read_bytes()
    roll_back(location, first)
    assert folder.journal_path.read_bytes() == before
    load(location, trig(":h { :b :p 2 }"), on_violation="record")
    assert changes(location, 3) == {"a": "changed", "b": "changed"}
    assert len({row.digest for row in journal_of(folder).of_entity(EX + "a")}) == 2


def test_a_load_is_published_even_if_its_journal_cannot_be_written(
    location: Location, caplog: pytest.LogCaptureFixture
) -> None:
    published(location, trig(":g { :a :p 1 }"))
    folder = Folder(location.folder)
    folder.journal_path.unlink()
    folder.journal_path.mkdir()
    second = published(location, trig(":g { :a :p 2 }"))
    assert folder.current_id() == second
    assert "the journal is not complete" in caplog.text
    assert [result.path for result in repair(location)] == [folder.journal_path]
    assert all_rows(folder)[-1].number == 2


def test_repair_makes_a_wrong_journal_again(location: Location) -> None:
    published(location, trig(":g { :a :p 1 }"))
    folder = Folder(location.folder)
    assert repair(location) == ()
    with tempfile.TemporaryDirectory() as other:
        published(Location(Path(other)), trig(":g { :z :p 1 }"))
        shutil.copy(Folder(Path(other)).journal_path, folder.journal_path)
    assert [(result.path, result.restored) for result in repair(location)] == [(folder.journal_path, True)]
    assert changes(location, 1) == {"a": "created"}
    assert repair(location) == ()


@settings(max_examples=deep(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(loads=st.lists(known_datasets(), min_size=2, max_size=4), back=st.integers(0, 3))
def test_its_rows_are_the_differences_of_all_neighbours(loads: list[list[Quad]], back: int) -> None:
    with tempfile.TemporaryDirectory() as path:
        location = Location(Path(path))
        for number, quads in enumerate(loads):
            published(location, quads)
            if number == back:
                roll_back(location, Folder(location.folder).published()[-1])
        folder = Folder(location.folder)
        rows = all_rows(folder)
        before: Mapping[str, Description] = {}
        for release in reversed(folder.published()):
            after = descriptions(folder, release)
            expected = {
                iri: "created" if iri not in before else "changed" if iri in after else "removed"
                for iri in before.keys() | after.keys()
                if before.get(iri) != after.get(iri)
            }
            number = folder.manifest(release).number
            assert {row.iri: row.kind for row in rows if row.number == number} == expected
            before = after
        for older, newer in zip(folder.published()[1:], folder.published(), strict=False):
            sides = [folder.manifest(release) for release in (older, newer)]
            cut = [descriptions(folder, release) for release in (older, newer)]
            hang = {iri for side in cut for iri, lines in side.items() if any("_:" in line for line in lines)}
            differing = ReleaseComparison(folder, sides[0], sides[1]).run().subjects
            changed = {row.iri for row in rows if row.number == sides[1].number}
            assert changed - hang == {iri for iri in differing - hang if not iri.startswith("_:")}
        assert rebuild_journal(folder) is True
        assert all_rows(folder) == rows
