"""Reading: legal statements stay unchanged, and every one goes into its graph."""

import gzip
import io
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from pyoxigraph import Dataset, NamedNode, Quad, RdfFormat, parse, serialize

from loaders.nquads.canonical import canonical_lines
from loaders.reading.read import ReadError, Stdin, read
from ontology.errors import UsageError
from tests.loaders.support.reading import BASE, COMPRESSIONS, GOOD, NODE, XML, graphs, load, write
from tests.support.depth import deep
from tests.support.rdf_strategies import datasets


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.ttl: no such file"):
        load(tmp_path / "none.ttl")


def test_an_unknown_suffix_is_refused_unless_the_format_is_given(tmp_path: Path) -> None:
    path = write(tmp_path, "data.txt", GOOD)
    with pytest.raises(ReadError, match="the format of this suffix is unknown") as caught:
        load(path)
    assert caught.value.hint is not None
    assert ".ttl" in caught.value.hint
    assert len(load(path, format="nt")) == 1


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "README.md", b"nothing")
    with pytest.raises(ReadError, match="has no file to read"):
        load(tmp_path)


def test_a_folder_is_read_below_in_order_and_each_file_once(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/z.nt.gz", "a/package.json", ".hidden/c.ttl", "notes.txt"):
        write(tmp_path, name, gzip.compress(GOOD) if name.endswith(".gz") else GOOD)
    quads = load(tmp_path, tmp_path / "b.ttl")
    assert [str(q.graph_name) for q in quads] == [f"<{BASE}graph/file/z>", f"<{BASE}graph/file/b>"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a.ttl", "a"),
        ("a.ttl.gz", "a"),
        ("2024.05.nt", "2024.05"),
        ("tre\u0302.TTL", "tr%C3%AA"),
        ("a b#c%.nq", "a%20b%23c%25"),
    ],
)
def test_a_files_own_graph_is_named_after_it(tmp_path: Path, name: str, stem: str) -> None:
    path = write(tmp_path, name, gzip.compress(GOOD) if name.endswith(".gz") else GOOD)
    assert graphs(load(path)) == {f"<{BASE}graph/file/{stem}>"}


def test_graph_takes_only_what_has_no_graph(tmp_path: Path) -> None:
    path = write(tmp_path, "a.nq", GOOD + b'<http://a/x> <http://a/p> "y" <http://a/g> .\n')
    assert graphs(load(path, graph="http://a/h")) == {"<http://a/h>", "<http://a/g>"}
    assert graphs(load(path)) == {f"<{BASE}graph/file/a>", "<http://a/g>"}


def test_two_files_for_one_derived_name_are_refused_at_once(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.ttl", GOOD), write(tmp_path, "b/a.nt", GOOD)
    with pytest.raises(ReadError, match="would have the same graph") as caught:
        read([first, second], base=BASE)
    assert str(first) in caught.value.message
    assert str(second) in caught.value.message
    assert len(load(first, second, graph="http://a/g")) == 2


def test_two_files_of_one_name_are_fine_if_they_name_their_graphs(tmp_path: Path) -> None:
    named = b'<http://a/x> <http://a/p> "y" <http://a/g> .\n'
    first, second = write(tmp_path, "a.nq", named), write(tmp_path, "b/a.nq", named)
    assert len(load(first, second)) == 2
    write(tmp_path, "b/a.nq", GOOD)
    write(tmp_path, "a.nq", GOOD)
    with pytest.raises(ReadError, match="would have the same graph"):
        load(first, second)


@pytest.mark.parametrize("name", ["derived", "findings"])
def test_reserved_graphs_are_refused(tmp_path: Path, name: str) -> None:
    reserved = f"{BASE}graph/{name}"
    path = write(tmp_path, "a.nq", f'<http://a/x> <http://a/p> "y" <{reserved}> .\n'.encode())
    with pytest.raises(ReadError, match="reserved"):
        load(path)
    with pytest.raises(UsageError, match="reserved"):
        load(write(tmp_path, "a.ttl", GOOD), graph=reserved)


def test_standard_input_needs_a_format_and_a_graph() -> None:
    def stdin(content: bytes = GOOD) -> Stdin:
        return Stdin(io.BytesIO(content))

    with pytest.raises(UsageError, match="format"):
        load(stdin())
    with pytest.raises(UsageError, match="without a graph name"):
        load(stdin(), format="ttl")
    with pytest.raises(UsageError, match="unknown format"):
        load(stdin(), format="docx")
    with pytest.raises(UsageError, match="once"):
        load(stdin(), stdin(), format="ttl", graph="http://a/g")
    with pytest.raises(UsageError, match="not an IRI"):
        load(stdin(), format="ttl", graph="g")
    assert graphs(load(stdin(), format="ttl", graph="http://a/g")) == {"<http://a/g>"}
    assert len(load(stdin(gzip.compress(GOOD)), format="nt.gz", graph="http://a/g")) == 1
    assert graphs(load(stdin(GOOD[:-2] + b"<urn:g> ."), format="nq")) == {"<urn:g>"}
    with pytest.raises(ReadError, match="<stdin>:1:13: "):
        load(stdin(b"<http://a/x>"), format="nt", graph="http://a/g")


def test_blank_nodes_of_two_files_stay_apart(tmp_path: Path) -> None:
    first = write(tmp_path, "a.nt", b"_:x <http://a/p> _:y .\n")
    second = write(tmp_path, "b.nq", b'_:x <http://a/p> "1" _:x .\n')
    assert [str(quad) for quad in load(first, second)] == [
        f"_:f0_x <http://a/p> _:f0_y <{BASE}graph/file/a>",
        '_:f1_x <http://a/p> "1" _:f1_x',
    ]


def test_labels_that_n_triples_does_not_allow_are_written_otherwise(tmp_path: Path) -> None:
    node = b'<rdf:Description rdf:nodeID="x."><a:p rdf:nodeID="x."/><a:p rdf:nodeID="x"/></rdf:Description>'
    assert [str(quad.triple) for quad in load(write(tmp_path, "a.rdf", XML % node))] == [
        "_:f0x_782e <http://a/p> _:f0x_782e",
        "_:f0x_782e <http://a/p> _:f0_x",
    ]


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = write(tmp_path, "a.ttl", b"\xef\xbb\xbf" + GOOD)
    assert len(load(path)) == 1


def test_an_empty_xml_lang_means_no_language(tmp_path: Path) -> None:
    node = (NODE % b"x").replace(b"<a:p>", b'<a:p xml:lang="">')
    assert str(load(write(tmp_path, "a.rdf", XML % node))[0].object) == '"x"'


def test_namespace_entities_are_read(tmp_path: Path) -> None:
    document = b'<!DOCTYPE rdf:RDF [<!ENTITY a "http://a/">]>' + (XML % (NODE % b"x")).partition(b"\n")[2]
    assert len(load(write(tmp_path, "a.owl", document.replace(b'"http://a/x', b'"&a;x')))) == 1


def test_keys_outside_the_context_of_json_ld_say_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonld", b'{"@id": "http://a/x", "remark": "r", "http://a/p": "x"}')
    assert len(load(path)) == 1


def test_nothing_is_normalised_but_language_tags(tmp_path: Path) -> None:
    statements = [
        '<http://a/x> <http://a/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '<http://a/x> <http://a/p> "54.20"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '<http://a/x> <http://a/p> "Ne\u0302n"@vi',
        '<http://a/x> <http://a/p> "x"@EN-gb',
    ]
    path = write(tmp_path, "a.nt", "".join(f"{s} .\n" for s in statements).encode())
    read_back = [str(quad.triple) for quad in load(path)]
    assert read_back == [s.replace("EN-gb", "en-gb") for s in statements]


def test_several_members_and_frames_of_an_archive_are_one_file(tmp_path: Path) -> None:
    gz = write(tmp_path, "a.nt.gz", gzip.compress(GOOD) + gzip.compress(GOOD) + b"\0" * 5)
    zst = write(tmp_path, "b.nt.zst", zstandard.compress(GOOD) * 2)
    assert len(load(gz, zst)) == 4


def test_progress_is_told_in_raw_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.nt", GOOD * 10_000)
    heard: list[int] = []
    assert len(list(read([path], base=BASE, on_bytes=heard.append))) == 10_000
    assert sum(heard) == path.stat().st_size
    assert len(heard) > 2


FORMATS: dict[str, RdfFormat] = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}


@settings(max_examples=deep(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(datasets())
def test_any_legal_dataset_is_read_as_it_is(tmp_path: Path, quads: list[Quad]) -> None:
    expected = canonical_lines(quads)
    for suffix, syntax in FORMATS.items():
        if suffix == "jsonld" and not _is_fit_for_json_ld(quads):
            continue
        content = serialize(quads, format=syntax)
        assert content is not None
        for ending, compress in COMPRESSIONS.items():
            path = write(tmp_path, f"a.{suffix}{ending}", compress(content))
            assert canonical_lines(load(path)) == expected


def _is_fit_for_json_ld(quads: list[Quad]) -> bool:
    """True if the writer and parser of JSON-LD preserve the dataset."""
    content = serialize(quads, format=RdfFormat.JSON_LD)
    back = parse(content, format=RdfFormat.JSON_LD)
    return canonical_lines(back) == canonical_lines(quads)


def test_turtle_and_rdf_xml_of_one_graph_are_one(tmp_path: Path) -> None:
    triples = [
        q.triple for q in parse(GOOD + b"<http://a/x> <http://a/p> [ <http://a/p> 1 ] .", RdfFormat.TURTLE)
    ]
    read_back = []
    for suffix, syntax in (
        ("ttl", RdfFormat.TURTLE),
        ("rdf", RdfFormat.RDF_XML),
        ("nt", RdfFormat.N_TRIPLES),
    ):
        path = write(tmp_path, f"a.{suffix}", serialize(triples, format=syntax) or b"")
        read_back.append(canonical_lines(load(path)))
    assert read_back[0] == read_back[1] == read_back[2]
    assert len(Dataset(load(tmp_path / "a.ttl"))) == 3
    assert {q.graph_name for q in load(tmp_path / "a.ttl")} == {NamedNode(f"{BASE}graph/file/a")}
