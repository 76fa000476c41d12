"""Dumps in every format: other readers read the same statements from them."""

import io
from collections.abc import Iterable

import pytest
import rdflib
from hypothesis import given, settings
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from loaders.dump import FORMATS, dump_hash, statements, write
from loaders.nquads.canonical import canonical_lines
from ontology.errors import DataError, UsageError
from tests.loaders.support.releasing import trig
from tests.support.depth import deep
from tests.support.rdf_strategies import datasets

PREFIXES = {
    "ex": "http://example.org/",
    "id": "http://example.org/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
PARSED = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "rdf": RdfFormat.RDF_XML,
}


def dump(quads: Iterable[Quad], form: str, graph: str | None = None) -> bytes:
    out = io.BytesIO()
    lines = (line.encode() for line in canonical_lines(quads))
    with statements(lines, graph) as found:
        write(form, found, out, PREFIXES)
    return out.getvalue()


def union(quads: Iterable[Quad]) -> list[str]:
    """The content of the triple formats: everything in one graph, with the labels of the whole data set."""
    triples = parse("\n".join(canonical_lines(quads)).encode(), RdfFormat.N_QUADS)
    return canonical_lines(Quad(*q.triple) for q in triples)


def test_every_format_has_its_module() -> None:
    assert sorted(FORMATS) == sorted(PARSED)


@pytest.mark.parametrize("form", ["nq", "trig", "jsonld"])
@given(quads=datasets())
@settings(max_examples=deep(150), deadline=None)
def test_formats_with_graphs_give_back_the_data_set(form: str, quads: list[Quad]) -> None:
    assert canonical_lines(parse(dump(quads, form), PARSED[form])) == canonical_lines(quads)


@pytest.mark.parametrize("form", ["nt", "ttl"])
@given(quads=datasets())
@settings(max_examples=deep(150), deadline=None)
def test_formats_without_graphs_give_back_the_union(form: str, quads: list[Quad]) -> None:
    assert canonical_lines(parse(dump(quads, form), PARSED[form])) == union(quads)


@given(quads=datasets())
@settings(max_examples=deep(200), deadline=None)
def test_rdf_xml_gives_back_the_union_or_refuses(quads: list[Quad]) -> None:
    try:
        written = dump(quads, "rdf")
    except DataError:
        return
    assert canonical_lines(parse(written, RdfFormat.RDF_XML)) == union(quads)


def test_n_quads_are_canonical_sorted_and_end_in_line_feeds() -> None:
    quads = trig(":g { :b :p _:x . _:x :q 'é', 'z' } :a { :a :p _:y . _:y :q :a }")
    written = dump(quads, "nq")
    lines = written.decode().split("\n")
    assert lines[-1] == ""
    assert lines[:-1] == sorted(canonical_lines(quads))


def test_triple_formats_give_each_triple_once() -> None:
    assert dump(trig(":g { :a :p :b } :h { :a :p :b }"), "nt").count(b"\n") == 1


def test_the_dump_of_one_graph_holds_no_other_and_labels_it_alone() -> None:
    quads = trig(":g { _:z :p :b } :h { _:a :p :c }")
    assert dump(quads, "nq", "http://example.org/h") == (
        b"_:c14n0 <http://example.org/p> <http://example.org/c> <http://example.org/h> .\n"
    )


def test_a_graph_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"no graph <http://example.org/i>"):
        dump(trig(":g { :a :p :b }"), "nq", "http://example.org/i")


def test_the_hash_is_that_of_the_bytes() -> None:
    from hashlib import sha256  # noqa: PLC0415 - says what is compared

    quads = trig(":g { :a :p _:x . _:x :q :b }")
    with statements(line.encode() for line in canonical_lines(quads)) as lines:
        assert dump_hash(lines) == "sha256:" + sha256(dump(quads, "nq")).hexdigest()


def quad(predicate: str, value: str = "x") -> Quad:
    s, g = NamedNode("http://example.org/s"), NamedNode("http://example.org/g")
    return Quad(s, NamedNode(predicate), Literal(value), g)


@pytest.mark.parametrize(
    "unsayable",
    [
        quad("http://example.org/p", "bell \x07"),
        quad("http://example.org/p", "\ufffe"),
        quad("http://example.org/1"),
        quad("http://example.org/"),
        quad("http://www.w3.org/1999/02/22-rdf-syntax-ns#Description"),
        quad("http://www.w3.org/1999/02/22-rdf-syntax-ns#li"),
    ],
)
def test_rdf_xml_refuses_before_the_first_byte(unsayable: Quad) -> None:
    out = io.BytesIO()
    lines = [line.encode() for line in canonical_lines([quad("http://example.org/a"), unsayable])]
    with pytest.raises(DataError, match="RDF/XML cannot") as caught:
        write("rdf", lines, out, {})
    assert caught.value.code == "FORMAT_CANNOT_SAY"
    assert out.getvalue() == b""


@pytest.mark.parametrize("text", ["a\r\nb\rc", " leading\t", "<&>\"'", "é\x85\u2028"])
def test_rdf_xml_keeps_text_for_a_reader_that_is_not_ours(text: str) -> None:
    graph = rdflib.Graph()
    graph.parse(data=dump([quad("http://example.org/p", text)], "rdf"), format="xml")
    assert [str(o) for o in graph.objects()] == [text]


@pytest.mark.parametrize(
    "predicate",
    [
        "http://example.org/p1",
        "http://example.org/2p",
        "http://example.org/a%20b",
        "http://example.org/é",
        "http://example.org/quyếtĐịnh",
        "urn:x",
        "http://www.w3.org/XML/1998/namespacelang",
        "http://www.w3.org/2000/xmlns/ab",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#_1",
    ],
)
def test_rdf_xml_finds_a_name_for_every_predicate_that_has_one(predicate: str) -> None:
    graph = rdflib.Graph()
    graph.parse(data=dump([quad(predicate)], "rdf"), format="xml")
    assert [str(p) for p in graph.predicates()] == [predicate]
