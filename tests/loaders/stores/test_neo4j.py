"""Behaviour of Neo4j alone: marks, generations, the remains of a killed load, and errors with a remedy."""

import socket
from collections.abc import Iterator

import neo4j
import pytest

from loaders.stores.neo4j.store import Neo4jStore, translate
from loaders.stores.port import StoreChange
from ontology.errors import StoreError
from ontology.record import Record
from ontology.storage import CHANGING
from tests.loaders.stores.test_contract import FIRST, SECOND, by_iri, difference, records_of, whole
from tests.loaders.support.places import Neo4jPlace, neo4j_place


@pytest.fixture
def place(neo4j_empty: str) -> Iterator[Neo4jPlace]:
    with neo4j_place(neo4j_empty) as place:
        yield place


def marks(place: Neo4jPlace) -> tuple[str, str]:
    """The mark that readers see, and the release that the data are at."""
    ndp, data = place.rows(
        "MATCH (s:NdpStore {name: 'ndp'}), (d:NdpStore {name: 'data'}) RETURN s.mark, d.release"
    )[0]
    return ndp, data


def test_after_a_load_the_mark_is_the_release(place: Neo4jPlace) -> None:
    place.apply(whole("1", FIRST))
    assert marks(place) == ("1", "1")
    place.apply(difference("2", FIRST, SECOND))
    assert marks(place) == ("2", "2")


@pytest.mark.parametrize("committed", ["1", "2"])
def test_a_mark_that_a_killed_load_left_is_set_to_the_release_of_the_data(
    place: Neo4jPlace, committed: str
) -> None:
    place.apply(whole("1", FIRST))
    if committed == "2":
        place.apply(difference("2", FIRST, SECOND))
    place.rows("MATCH (s:NdpStore {name: 'ndp'}) SET s.mark = $changing, s.release = '1'", changing=CHANGING)
    state = place.store().state()
    assert state is not None
    assert state.release == committed
    assert marks(place) == (committed, committed)


def test_a_reader_that_meets_a_change_is_told_so(place: Neo4jPlace) -> None:
    place.apply(whole("1", FIRST))
    scan = place.store().scan()
    next(scan)
    place.apply(difference("2", FIRST, SECOND))
    with pytest.raises(StoreError) as met:
        list(scan)
    assert met.value.code == "STORE_CHANGED"


def test_what_a_killed_replacement_wrote_is_swept_by_the_next_load(place: Neo4jPlace) -> None:
    place.apply(whole("1", FIRST))
    place.rows("MATCH (s:NdpStore {name: 'ndp'}) SET s.stale = [7]")
    place.rows("CREATE (:Resource {_gen: 7, iri: 'left'})-[:X]->(:Resource {_gen: 7, iri: 'behind'})")
    place.apply(whole("2", SECOND))
    assert {gen for (gen,) in place.rows("MATCH (n:Resource) RETURN DISTINCT n._gen")} == {8}
    assert place.rows("MATCH (s:NdpStore {name: 'ndp'}) RETURN s.stale") == [[[]]]


def test_the_old_release_is_served_while_a_replacement_is_written(place: Neo4jPlace) -> None:
    place.apply(whole("1", FIRST))
    seen: list[dict[str, Record]] = []
    place.apply(whole("2", SECOND), lambda _: seen.append(by_iri(place.store().scan())))
    assert seen == [records_of(FIRST)]


def test_a_load_that_another_one_overtook_gives_way(place: Neo4jPlace) -> None:
    place.apply(whole("1", FIRST))
    for change in (whole("3", SECOND), difference("3", FIRST, SECOND)):

        def overtaken(change: StoreChange = change) -> Iterator[Record]:
            yield from change.upserts
            with Neo4jStore(place.uri, None) as other:
                other.apply(whole("2", FIRST))

        slow = StoreChange("3", change.model, b"", change.graphs, overtaken(), change.deletes, replace=True)
        with pytest.raises(StoreError) as busy:
            place.apply(slow)
        assert busy.value.code == "STORE_BUSY"
        assert by_iri(place.store().scan()) == records_of(FIRST)


def test_the_ontology_stays_with_the_data(place: Neo4jPlace) -> None:
    place.apply(whole("1", FIRST))
    assert place.rows("MATCH (s:NdpStore {name: 'ndp'}) RETURN s.ontologyText, s.statements") == [
        [b"ontology", 8]
    ]


def test_nothing_listening_is_said_within_seconds() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{unused.getsockname()[1]}"
        with Neo4jStore(uri, None) as store, pytest.raises(StoreError) as problem:
            store.state()
    assert (problem.value.code, problem.value.exit_code) == ("STORE_UNAVAILABLE", 2)
    assert uri in problem.value.message
    assert problem.value.hint is not None


def test_an_address_of_something_else_is_refused() -> None:
    with pytest.raises(StoreError) as problem:
        Neo4jStore("ftp://127.0.0.1:21", None)
    assert problem.value.code == "STORE_ADDRESS"


def test_what_the_driver_reports_istranslated(place: Neo4jPlace) -> None:
    place.rows(
        "CREATE (:NdpStore {name: 'ndp'}), (:Resource {_gen: 1, iri: 'x'}), (:Resource {_gen: 1, iri: 'x'})"
    )
    with pytest.raises(StoreError, match="constraint") as problem:
        place.apply(whole("1", FIRST))
    assert problem.value.code == "STORE_FAILED"


def test_a_login_that_is_refused_says_what_to_set() -> None:
    problem = translate(neo4j.exceptions.AuthError("no"), "bolt://h:1")
    assert problem.code == "STORE_LOGIN"
    assert "NDP_STORE_PASSWORD" in (problem.hint or "")
