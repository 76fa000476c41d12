"""The contract of every store, on both: SQLite and a real Neo4j."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from loaders.stores.port import GraphInfo, StoreChange, StoreState
from ontology.errors import StoreError
from ontology.model import Kind
from ontology.namespaces import RDF_TYPE, XSD
from ontology.record import Graphs, Record, Statement, decode
from ontology.record_encoder import encoder
from ontology.storage import FORMAT
from ontology.values.keys import sort_key
from tests.loaders.support.places import Place, neo4j_place, sqlite_place
from tests.ontology.support import every_kind
from tests.ontology.support.every_kind import MODEL, NS
from tests.support.depth import deep

Release = Mapping[str, Mapping[Statement, Graphs]]
EX = "http://example.org/"


@pytest.fixture(params=["sqlite", "neo4j"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place for a store of each kind."""
    if request.param == "sqlite":
        yield sqlite_place(tmp_path)
    else:
        with neo4j_place(request.getfixturevalue("neo4j_empty")) as place:
            yield place


def records_of(release: Release) -> dict[str, Record]:
    encode = encoder(MODEL, ())
    return {subject: encode(subject, statements) for subject, statements in release.items()}


def graphs_of(release: Release) -> dict[int, GraphInfo]:
    numbers = [g for statements in release.values() for graphs in statements.values() for g in graphs]
    return {g: GraphInfo(f"{EX}graph/{g}", numbers.count(g)) for g in sorted(set(numbers))}


def whole(name: str, release: Release) -> StoreChange:
    records = iter(records_of(release).values())
    return StoreChange(name, MODEL, b"ontology", graphs_of(release), records, replace=True)


def difference(name: str, old: Release, new: Release) -> StoreChange:
    upserts = [r for s, r in records_of(new).items() if old.get(s) != new[s]]
    return StoreChange(
        name, MODEL, b"ontology", graphs_of(new), iter(upserts), sorted(old.keys() - new.keys())
    )


def by_iri(records: Iterable[Record]) -> dict[str, Record]:
    found = list(records)
    assert len({r.iri for r in found}) == len(found)
    return {r.iri: r for r in found}


def described(**values: str) -> dict[Statement, Graphs]:
    return {(NS + p, o): (1,) for p, o in values.items()}


FIRST: Release = {
    EX + "a": {
        (RDF_TYPE, f"<{NS}Part>"): (1,),
        (NS + "text", '"Học Việt"@vi'): (1,),
        (NS + "partOf", f"<{EX}whole>"): (1, 2),
        (EX + "unknown", "_:b0"): (1,),
    },
    EX + "b": {(RDF_TYPE, f"<{NS}Thing>"): (2,), (NS + "integerValue", f'"007"^^<{XSD}integer>'): (2,)},
    "_:b0": {(NS + "stringOne", '"nobody"'): (1,)},
}
SECOND: Release = {
    EX + "a": {(RDF_TYPE, f"<{NS}Other>"): (1,), (NS + "related", f"<{EX}b>"): (3,)},
    EX + "c": {(NS + "partOf", f"<{EX}whole2>"): (3,)},
    "_:b0": {(NS + "stringOne", '"nobody"'): (1,)},
}


def test_an_empty_store_has_no_state_and_no_records(place: Place) -> None:
    assert place.store().state() is None


def test_a_store_gives_back_what_it_was_given_and_says_where_it_stands(place: Place) -> None:
    place.apply(whole("000001-aa", FIRST))
    store = place.store()
    assert store.state() == StoreState(
        "000001-aa", MODEL.hash, FORMAT, {1: EX + "graph/1", 2: EX + "graph/2"}
    )
    assert by_iri(store.scan()) == records_of(FIRST)
    assert by_iri(store.records([EX + "b", EX + "whole", EX + "nowhere"])) == {
        EX + "b": records_of(FIRST)[EX + "b"]
    }


def test_a_difference_brings_a_store_to_the_next_release(place: Place) -> None:
    place.apply(whole("1", FIRST))
    place.apply(difference("2", FIRST, SECOND))
    state = place.store().state()
    assert state is not None
    assert (state.release, state.graphs) == ("2", {1: EX + "graph/1", 3: EX + "graph/3"})
    assert by_iri(place.store().scan()) == records_of(SECOND)


def test_resources_that_nothing_describes_or_refers_to_any_more_are_gone(place: Place) -> None:
    place.apply(whole("1", FIRST))
    before = {EX + "a", EX + "b", EX + "whole", "_:b0", EX + "graph/1", EX + "graph/2"}
    assert place.resources() == before
    place.apply(difference("2", FIRST, SECOND))
    kept = {EX + "a", EX + "b", EX + "c", EX + "whole2", "_:b0", EX + "graph/1", EX + "graph/3"}
    assert place.resources() == kept


def test_a_described_resource_is_found_by_each_of_its_exposed_classes(place: Place) -> None:
    place.apply(whole("1", FIRST))
    assert place.instances(NS + "Thing") == {EX + "a", EX + "b"}
    assert place.instances(NS + "Part") == {EX + "a"}
    place.apply(difference("2", FIRST, SECOND))
    assert place.instances(NS + "Thing") == place.instances(NS + "Part") == set()
    assert place.instances(NS + "Other") == {EX + "a"}
    assert place.class_path(EX + "a") == "Other"
    assert place.class_path(EX + "b") == ""


def test_values_have_search_keys(place: Place) -> None:
    release = {EX + "a": described(decimalValue=f'"54.20"^^<{XSD}decimal>', text='"a@b"@vi')}
    place.apply(whole("1", release))
    assert place.keys(EX + "a", NS + "decimalValue") == [sort_key(Kind.DECIMAL, "54.2")]


def test_the_words_of_full_texts_are_found_as_long_as_a_resource_has_them(place: Place) -> None:
    first = {
        EX + "a": described(text='"Nền tảng, ĐỊNH danh"@vi', stringValue='"x@vi"'),
        EX + "b": described(text='"Nen 漢字 😀"', stringOne='"danh"'),
    }
    place.apply(whole("1", first))
    assert place.found("nen") == {EX + "a", EX + "b"}
    assert place.found("dinh") == place.found("vi") == {EX + "a"}
    assert place.found("漢字") == {EX + "b"}
    assert place.found("danh") == {EX + "a"}, "a property without ndp:fullText is not searched"
    second = first | {EX + "a": described(text='"khác"@vi')}
    place.apply(difference("2", first, second))
    assert place.found("nen") == {EX + "b"}
    assert place.found("dinh") == set()
    assert place.found("khac") == {EX + "a"}
    place.apply(difference("3", second, {EX + "a": second[EX + "a"]}))
    assert place.found("nen") == set()
    place.apply(whole("4", first))
    assert place.found("dinh") == {EX + "a"}
    assert place.found("khac") == set()


def test_a_replacement_leaves_nothing_of_what_was_there(place: Place) -> None:
    place.apply(whole("1", FIRST))
    place.apply(whole("2", SECOND))
    assert by_iri(place.store().scan()) == records_of(SECOND)
    assert EX + "whole" not in place.resources()


def test_progress_counts_the_records_written(place: Place) -> None:
    seen: list[int] = []
    place.apply(whole("1", FIRST), seen.append)
    assert seen[-1] == len(FIRST)


def test_thousands_of_records_go_through_in_batches(place: Place) -> None:
    many: Release = {f"{EX}{n}": described(partOf=f"<{EX}{n // 2}>", stringOne=f'"{n}"') for n in range(6000)}
    place.apply(whole("1", many))
    assert by_iri(place.store().scan()) == records_of(many)
    fewer = {s: d for s, d in many.items() if s[-1] != "7"}
    place.apply(difference("2", many, fewer))
    assert len(list(place.store().scan())) == len(fewer)


NASTY = [
    '""',
    '"\\u0000\\u0001\\t\\n\\r\\f\\b\\u007F\\"\\\\"',
    '"Học Việt đ NFD: Ho\u0323c"@vi',
    '"😀"@en-gb',
    '"007"^^<http://www.w3.org/2001/XMLSchema#integer>',
    f'"{"1234567890" * 3}"^^<{XSD}integer>',
    f'"-{"1234567890" * 3}.50"^^<{XSD}decimal>',
    f'"9223372036854775807"^^<{XSD}integer>',
    f'"-9223372036854775808"^^<{XSD}integer>',
    f'"1"^^<{XSD}boolean>',
    f'"-0.0E0"^^<{XSD}double>',
    f'"NaN"^^<{XSD}double>',
    f'"24:00:00"^^<{XSD}time>',
    f'"2024-05-20T24:00:00+07:00"^^<{XSD}dateTime>',
    '"x"^^<http://example.org/odd?type=%20#@1>',
    f'"{"long " * 20_000}"',
]


def test_nasty_data_come_back_character_by_character(place: Place) -> None:
    release: dict[str, dict[Statement, Graphs]] = {}
    for number, obj in enumerate(NASTY):
        release[f"{EX}{number}/é%2F#@1,2"] = {
            (predicate, obj): graphs
            for predicate, graphs in zip(every_kind.PREDICATES, ((1,), (2,), (1, 2)) * 20, strict=False)
        }
    place.apply(whole("1", release))
    found = {r.iri: decode(r, MODEL) for r in place.store().scan()}
    assert found == release


@settings(max_examples=deep(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every_kind.releases, every_kind.releases, every_kind.releases)
def test_one_difference_after_the_other_gives_the_same_as_a_full_build(
    place: Place, first: Release, second: Release, third: Release
) -> None:
    place.apply(whole("1", first))
    place.apply(difference("2", first, second))
    place.apply(difference("3", second, third))
    by_differences = place.content()
    place.apply(whole("3", third))
    assert place.content() == by_differences
    assert by_iri(place.store().scan()) == records_of(third)


class KilledError(Exception):
    """Any error that ends a load in the middle."""


def dying(change: StoreChange, after: int) -> StoreChange:
    """The same change, whose records end in an exception after some of them."""

    def records() -> Iterator[Record]:
        for number, record in enumerate(change.upserts):
            if number == after:
                raise KilledError
            yield record
        raise KilledError

    return StoreChange(
        change.release,
        change.model,
        change.ontology,
        change.graphs,
        records(),
        change.deletes,
        change.replace,
    )


@pytest.mark.parametrize("after", [0, 2])
@pytest.mark.parametrize("replace", [True, False])
def test_a_load_that_fails_in_the_middle_leaves_the_old_release(
    place: Place, after: int, replace: bool
) -> None:
    place.apply(whole("1", FIRST))
    change = whole("2", SECOND) if replace else difference("2", FIRST, SECOND)
    with pytest.raises(KilledError):
        place.apply(dying(change, after))
    state = place.store().state()
    assert state is not None
    assert state.release == "1"
    assert by_iri(place.store().scan()) == records_of(FIRST)
    place.apply(whole("2", SECOND) if replace else difference("2", FIRST, SECOND))
    assert by_iri(place.store().scan()) == records_of(SECOND)


def test_a_first_load_that_fails_leaves_an_empty_store(place: Place) -> None:
    with pytest.raises(KilledError):
        place.apply(dying(whole("1", FIRST), 2))
    assert place.store().state() is None
    place.apply(whole("1", FIRST))
    assert by_iri(place.store().scan()) == records_of(FIRST)


def test_a_database_of_something_else_is_refused_and_left_alone(place: Place) -> None:
    place.make_foreign()
    with pytest.raises(StoreError) as refused:
        place.store().state()
    assert refused.value.code == "STORE_FOREIGN"
    assert refused.value.hint
    if place.refuses_to_write_over_others:
        with pytest.raises(StoreError, match="something else"):
            place.apply(whole("1", FIRST))
        assert place.is_foreign_untouched()
