"""The composed labels of a release: brought up to date by each load, on both stores, and never part of what it says."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from loaders.folder.folder import Folder
from loaders.folder.location import Location
from loaders.releases.diff import ReleaseComparison
from loaders.releases.neo4j_sync import open_neo4j
from loaders.releases.rebuild import read_model_of
from loaders.releases.verify import verify_release
from loaders.releases.views import build_view
from loaders.stores.port import Store
from loaders.stores.sqlite.store import SqliteStore
from ontology.iris import DEFAULT_BASE, derived_graphs
from ontology.record import composed_labels, decoder, source_statements
from ontology.values.literals import split
from tests.loaders.support.releasing import canonical, dumped, kept, load, trig

EX = "http://example.org/"
LABELS = derived_graphs(DEFAULT_BASE)[2]
OWNER = f"<{DEFAULT_BASE}code/role-kind/owner>"
ROLE = f":roles {{ :r a ndp:PlatformRole ; <http://www.w3.org/ns/dcat#hadRole> {OWNER} . }}"
SEA = ':sea { :p a ndp:DigitalPlatform ; <http://purl.org/dc/terms/title> "Cổng biển"@vi ; ndp:hasRole :r . }'
PORT = SEA.replace("Cổng biển", "Cổng cảng")
NAMED = ':names { :r <http://www.w3.org/2000/01/rdf-schema#label> "Vai"@vi . }'


@pytest.fixture(params=("sqlite", "neo4j"))
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    neo4j = request.getfixturevalue("neo4j_empty") if request.param == "neo4j" else None
    return Location(tmp_path / "store", neo4j)


def publish(location: Location, text: str) -> str:
    return load(location, trig(text), on_violation="record").manifest.id


def labels_in(store: Store, folder: Folder, release: str, of: str = EX) -> Mapping[str, str]:
    """The Vietnamese label that is composed for each resource under `of`, by the end of its IRI."""
    model = read_model_of(folder, folder.manifest(release))
    decode, found = decoder(model), {}
    for record in store.scan():
        for predicate, obj in decode(record) if record.iri.startswith(of) else ():
            if predicate == model.composed_label and split(obj)[1] == "vi":
                found[record.iri.removeprefix(of)] = split(obj)[0]
    return found


def labels(location: Location, release: str) -> Mapping[str, str]:
    """The same in the store of a location."""
    folder = Folder(location.folder)
    with open_neo4j(location) as neo4j:
        return labels_in(neo4j or SqliteStore(folder.sqlite_path(release)), folder, release)


def test_a_load_composes_the_labels_of_what_leads_to_a_changed_name(location: Location) -> None:
    many = ":many { " + "".join(f":o{n} a <{EX}Thing> ; ndp:order {n} . " for n in range(60)) + "}"
    first = publish(location, many + ROLE + SEA)
    assert labels(location, first) == {"r": "Chủ sở hữu của Cổng biển"}
    second = publish(location, many + ROLE + PORT)
    assert labels(location, second) == {"r": "Chủ sở hữu của Cổng cảng"}
    third = publish(location, many + ROLE + PORT + NAMED)
    assert labels(location, third) == {}
    folder = Folder(location.folder)
    with open_neo4j(location) as neo4j:
        assert [
            check for check in verify_release(folder, folder.manifest(third), neo4j) if not check.holds
        ] == []


def test_labels_are_in_no_dump_and_no_diff_and_do_not_change_the_hash(location: Location) -> None:
    first, second = publish(location, ROLE + SEA), publish(location, ROLE + PORT)
    folder = Folder(location.folder)
    before, after = folder.manifest(first), folder.manifest(second)
    assert [entry.iri for entry in after.derived if entry.iri == LABELS] == [LABELS]
    assert dumped(location) == kept(folder, second) == canonical(trig(ROLE + PORT))
    assert after.statements == len(canonical(trig(ROLE + PORT)))
    assert ReleaseComparison(folder, before, after).run().subjects == {EX + "p"}
    assert ReleaseComparison(folder, before, after, frozenset((LABELS,))).run().subjects >= {EX + "r"}


def test_a_view_has_labels_of_what_its_own_sources_say(tmp_path: Path) -> None:
    location = Location(tmp_path)
    release = publish(location, ROLE + SEA + NAMED)
    folder = Folder(location.folder)
    for without, composed in (
        ("names", {"r": "Chủ sở hữu của Cổng biển"}),
        ("sea", {}),
        ("roles", {}),
    ):
        path = build_view(folder, folder.manifest(release), {EX + without}, 9)
        assert labels_in(SqliteStore(path), folder, release) == composed
    path = build_view(folder, folder.manifest(release), {EX + "names", EX + "sea"}, 9)
    assert labels_in(SqliteStore(path), folder, release) == {"r": "Chủ sở hữu"}


def test_a_source_that_states_a_composed_label_is_warned(tmp_path: Path) -> None:
    outcome = load(
        Location(tmp_path), trig(ROLE + ':x { :r ndp:composedLabel "Của tôi"@vi }'), on_violation="record"
    )
    stated = [result for result in outcome.results if result.path == f"{DEFAULT_BASE}ns#composedLabel"]
    assert [(result.focus, result.severity) for result in stated] == [(EX + "r", "Warning")]
    assert "none are allowed" in stated[0].messages["en"]
    assert stated[0].remedies["en"].startswith("remove all values for")


def test_a_label_that_a_source_states_does_not_count_and_is_not_lost(location: Location) -> None:
    forged = ':x { :r ndp:composedLabel "Giả"@vi , "Forged"@en . :s ndp:composedLabel "Giả"@vi . }'
    release, folder = publish(location, ROLE + SEA + forged), Folder(location.folder)
    manifest = folder.manifest(release)
    model = read_model_of(folder, manifest)
    gids = {graph.iri: graph.gid for graph in manifest.stored}
    with open_neo4j(location) as neo4j:
        store = neo4j or SqliteStore(folder.sqlite_path(release))
        one, other = sorted(store.records([EX + "r", EX + "s"]), key=lambda record: record.iri)
        assert [check for check in verify_release(folder, manifest, neo4j) if not check.holds] == []
    assert {text for text in composed_labels(one, model) if text.endswith("@vi")} == {
        "Chủ sở hữu của Cổng biển@vi"
    }
    assert composed_labels(other, model) == ()
    said = source_statements(one, model)
    assert said[model.composed_label, '"Giả"@vi'] == (gids[EX + "x"],)
    assert {graphs for _, graphs in said.items()} == {(gids[EX + "roles"],), (gids[EX + "x"],)}
    assert dumped(location) == canonical(trig(ROLE + SEA + forged))
