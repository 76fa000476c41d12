"""The codec: a record gives back all statements that went into it, with values where queries expect them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.files import OntologyFile, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.model import Kind
from ontology.namespaces import RDF_TYPE, XSD
from ontology.read import read_model
from ontology.record import (
    Edge,
    Graphs,
    Record,
    Statement,
    class_path,
    decode,
    exposed_classes,
    from_json,
    to_json,
)
from ontology.record_encoder import encoder
from ontology.storage import UNKNOWN_RELATION
from ontology.values.literals import join, split
from tests.ontology.support import every_kind
from tests.ontology.support.every_kind import MODEL, NS
from tests.support.depth import deep

SUBJECT = "http://example.org/s"
HOME = (1,)


def said(*statements: tuple[str, str], graphs: Graphs = HOME) -> dict[Statement, Graphs]:
    return {(p if ":" in p else NS + p, o): graphs for p, o in statements}


def typed(lexical: str, name: str) -> str:
    return f'"{lexical}"^^<{XSD}{name}>'


def record_of(statements: dict[Statement, Graphs]) -> Record:
    record = encoder(MODEL, ())(SUBJECT, statements)
    assert decode(record, MODEL) == statements
    return record


@settings(max_examples=deep(300))
@given(every_kind.descriptions)
def test_decoding_gives_back_exactly_what_was_encoded(statements: dict[Statement, Graphs]) -> None:
    record = encoder(MODEL, ())(SUBJECT, statements)
    assert decode(record, MODEL) == statements
    assert from_json(SUBJECT, to_json(record), record.edges) == record
    assert record.graphs() == tuple(sorted({g for graphs in statements.values() for g in graphs}))
    types = {o[1:-1] for p, o in statements if p == RDF_TYPE and o[0] == "<"}
    assert record.all_types() == tuple(sorted(types))


@settings(max_examples=deep(100))
@given(st.lists(every_kind.descriptions, min_size=2, max_size=6))
def test_records_do_not_depend_on_those_encoded_before(many: list[dict[Statement, Graphs]]) -> None:
    encode = encoder(MODEL, ())
    records = [encode(SUBJECT, statements) for statements in (*many, *many)]
    assert records == [encoder(MODEL, ())(SUBJECT, statements) for statements in (*many, *many)]


@given(every_kind.literals)
def test_a_literal_taken_apart_and_put_together_is_the_same(term: str) -> None:
    assert join(*split(term)) == term


def test_clean_data_need_no_residue() -> None:
    record = record_of(
        said(
            (RDF_TYPE, f"<{NS}Part>"),
            ("text", '"Học Việt"@vi'),
            ("text", '"Learn@home"'),
            ("decimalOne", typed("54.20", "decimal")),
            ("integerValue", typed("10", "integer")),
            ("integerValue", typed("9", "integer")),
            ("booleanOne", typed("true", "boolean")),
            ("doubleOne", typed("5.42E1", "double")),
            ("dateOne", typed("2024-05-20", "date")),
            ("stringOne", '"tab\\tquote\\""'),
            ("code", f"<{NS}list-a>"),
            ("link", "<http://example.org/home>"),
            ("any", '"x"@en'),
            ("partOf", "<http://example.org/whole>"),
        )
    )
    assert record == Record(
        iri=SUBJECT,
        types=(NS + "Part",),
        values={
            "any": ['"x"@en'],
            "booleanOne": True,
            "code": [NS + "list-a"],
            "dateOne": "2024-05-20",
            "decimalOne": "54.20",
            "doubleOne": 54.2,
            "integerValue": [10, 9],
            "link": "http://example.org/home",
            "stringOne": 'tab\tquote"',
            "text": ["Học Việt@vi", "Learn@home@"],
        },
        approximate=(),
        residue=(),
        home=HOME,
        edges=(Edge(NS + "partOf", "http://example.org/whole", None),),
        elsewhere=(),
    )


def test_what_the_projection_cannot_write_again_is_for_queries_only() -> None:
    record = record_of(said(("integerOne", typed("007", "integer"))))
    assert record.values == {"integerOne": 7}
    assert record.approximate == ("integerOne",)
    assert record.residue == (f"<{NS}integerOne> {typed('007', 'integer')}",)
    assert record.elsewhere == ()


def test_a_literal_that_does_not_fit_its_datatype_is_residue_only() -> None:
    statements = said(("dateOne", typed("2023-02-30", "date")), ("decimalOne", typed("5", "double")))
    record = record_of(statements)
    assert record.values == {}
    assert record.approximate == ()
    assert len(record.residue) == 2
    assert record.elsewhere == (f"{NS}dateOne 1", f"{NS}decimalOne 1")


@pytest.mark.parametrize(
    ("name", "form", "datatype", "value"),
    [
        ("decimalOne", "5", "integer", "5"),
        ("decimalOne", "5", "unsignedByte", "5"),
        ("decimalOne", " 5.0\n", "decimal", "5.0"),
        ("integerOne", "5", "int", 5),
        ("doubleOne", "1.5", "decimal", 1.5),
        ("doubleOne", "1.5", "float", 1.5),
        ("doubleOne", "5", "long", 5.0),
        ("dateTimeOne", "2024-01-31T00:00:00Z", "dateTimeStamp", "2024-01-31T00:00:00Z"),
        ("dateOne", "\t2024-01-31", "date", "2024-01-31"),
        ("booleanOne", " 1", "boolean", True),
        ("stringOne", " a \n b ", "token", "a b"),
        ("stringOne", "https://a.example/", "anyURI", "https://a.example/"),
        ("stringOne", " a ", "string", " a "),
    ],
)
def test_values_of_derived_and_promoted_datatypes_count_and_stay_as_they_came(
    name: str, form: str, datatype: str, value: object
) -> None:
    statements = said((name, typed(form, datatype)))
    record = record_of(statements)
    assert record.values == {name: value}
    assert decode(record, MODEL) == statements


@pytest.mark.parametrize(
    ("name", "form", "datatype"),
    [
        ("integerOne", "5.0", "decimal"),
        ("integerOne", "300", "byte"),
        ("decimalOne", "5", "double"),
        ("decimalOne", "5", "string"),
        ("dateTimeOne", "2024-01-31", "date"),
        ("dateOne", "2024-01-31T00:00:00", "dateTime"),
        ("gYearOne", "2024", "integer"),
        ("stringOne", "5", "integer"),
    ],
)
def test_values_of_other_datatypes_do_not(name: str, form: str, datatype: str) -> None:
    record = record_of(said((name, typed(form, datatype))))
    assert record.values == {}
    assert len(record.residue) == 1


def test_of_several_values_of_a_to_one_property_the_smallest_that_fits_is_projected() -> None:
    dates = ("2024-05-21", "2024-05-20", "2023-02-30")
    record = record_of(said(*(("dateOne", typed(d, "date")) for d in dates)))
    assert record.values == {"dateOne": "2024-05-20"}
    assert record.approximate == ("dateOne",)
    assert len(record.residue) == 3


def test_home_is_where_most_types_and_values_are_said_and_the_rest_is_marked() -> None:
    statements = {
        **said((RDF_TYPE, f"<{NS}Part>"), ("stringOne", '"a"'), graphs=(2,)),
        **said(("stringValue", '"b"'), ("partOf", "<http://example.org/w>"), graphs=(1, 2)),
        **said(("related", "<http://example.org/1>"), ("related", "<http://example.org/2>"), graphs=(1,)),
    }
    record = record_of(statements)
    assert record.home == (2,)
    assert record.approximate == ("stringValue",)
    assert record.residue == (f'<{NS}stringValue> "b" @1,2',)
    assert [e.graphs for e in record.edges] == [(1, 2), (1,), (1,)]
    assert record.elsewhere == (f"{NS}partOf 1,2", f"{NS}related 1", f"{NS}stringValue 1,2")


def test_types_said_elsewhere_count_as_types() -> None:
    statements = {
        **said((RDF_TYPE, f"<{NS}Part>"), ("stringOne", '"a"')),
        **said((RDF_TYPE, f"<{NS}Other>"), graphs=(3,)),
    }
    record = record_of(statements)
    assert record.types == (NS + "Part",)
    assert record.all_types() == (NS + "Other", NS + "Part")


def test_unknown_predicates_are_edges_to_resources_and_residue_for_literals() -> None:
    unknown = "http://example.org/unknown"
    record = record_of(said((unknown, "_:b1"), (unknown, '"x @1"@en'), ("related", '"not a thing"')))
    assert record.edges == (Edge(unknown, "_:b1", None),)
    assert record.residue == (f'<{unknown}> "x @1"@en', f'<{NS}related> "not a thing"')
    assert record.elsewhere == (f"{unknown} 1", f"{NS}related 1")


def test_a_list_of_integers_is_of_one_type_throughout() -> None:
    record = record_of(said(*(("integerValue", typed(n, "integer")) for n in ("5", "9" * 30))))
    assert record.values == {"integerValue": ["5", "9" * 30]}
    assert record.approximate == ()


def test_doubles_that_are_no_numbers_are_residue_only() -> None:
    record = record_of(said(("doubleValue", typed("NaN", "double")), ("doubleValue", typed("1", "double"))))
    assert record.values == {"doubleValue": [1.0]}
    assert record.approximate == ("doubleValue",)


def test_the_class_path_holds_the_most_specific_exposed_classes_by_rank_then_iri() -> None:
    paths = {
        (): "",
        ("Unheard",): "",
        ("Thing",): "Thing",
        ("Thing", "Part"): "Part",
        ("Hidden",): "Part",
        ("Hidden", "Piece"): "Piece",
        ("Other", "Thing"): "Other|Thing",
        ("Other", "Part"): "Part|Other",
    }
    for names, path in paths.items():
        assert class_path([NS + n for n in names], MODEL) == path
    assert exposed_classes([NS + "Hidden"], MODEL) == (NS + "Part", NS + "Thing")


BUILTIN = read_model(builtin_files(DEFAULT_BASE), DEFAULT_BASE)
builtin_statements = st.dictionaries(
    st.one_of(
        st.tuples(st.just(RDF_TYPE), st.sampled_from([f"<{c}>" for c in sorted(BUILTIN.superclasses)])),
        st.tuples(st.sampled_from(sorted(BUILTIN.properties)), every_kind.objects),
    ),
    every_kind.graphs,
    min_size=1,
    max_size=12,
)


@given(builtin_statements)
def test_the_ontology_that_ships_loses_nothing_either(statements: dict[Statement, Graphs]) -> None:
    assert decode(encoder(BUILTIN, (2,))(SUBJECT, statements), BUILTIN) == statements


def test_no_two_properties_share_a_name_in_the_stores() -> None:
    turtle = """
    @prefix : <http://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    :A a owl:Class .
    :rdfTriple a owl:ObjectProperty ; rdfs:range :A .
    :fooBar a owl:ObjectProperty ; rdfs:range :A .
    :foo_bar a owl:ObjectProperty ; rdfs:range :A .
    <http://example.org/x#fooBar> a owl:DatatypeProperty .
    """
    model = read_model([OntologyFile("a.ttl", turtle.encode(), added=True)], DEFAULT_BASE)
    assert len({p.key for p in model.properties.values()}) == 4
    relations = {p.relationship for p in model.properties.values() if p.kind is Kind.RELATION}
    assert len(relations) == 3
    assert UNKNOWN_RELATION not in relations
