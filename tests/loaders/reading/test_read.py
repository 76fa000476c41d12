"""Reading: every kind of damage is reported with file and line; legal statements stay unchanged."""

import gzip
import io
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Dataset, NamedNode, Quad, RdfFormat, parse, serialize

from loaders.nquads.canonical import canonical_lines
from loaders.reading.read import ReadError, Stdin, read
from ontology.errors import UsageError
from tests.support.depth import deep
from tests.support.rdf_strategies import datasets

BASE = "https://example.org/base/"
GOOD = b'<http://a/x> <http://a/p> "x" .\n'
XML = (
    b'<?xml version="1.0"?>\n<rdf:RDF xmlns:a="http://a/" '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n%b\n</rdf:RDF>\n'
)
NODE = b'<rdf:Description rdf:about="http://a/x"><a:p>%b</a:p></rdf:Description>'
ENTITY_BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE r [\n<!ENTITY a "' + b"x" * 100 + b'">\n'
    b'<!ENTITY b "' + b"&a;" * 50 + b'">\n<!ENTITY c "' + b"&b;" * 50 + b'">]>\n<r>&c;</r>'
)
QUADRATIC_BOMB = (
    b'<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "' + b"x" * 900 + b'">]>\n'
    b'<rdf:RDF xmlns:a="http://a/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    + NODE % (b"&a;" * 200_000)
    + b"</rdf:RDF>"
)

# name, content, line, a piece of the message
MALFORMED: tuple[tuple[str, bytes, int, str], ...] = (
    ("dot.ttl", GOOD + b"<http://a/x> <http://a/p> 1\n" + GOOD, 3, "dot is expected"),
    ("prefix.ttl", b"\n\n<http://a/x> foo:bar 1 .\n", 3, "prefix foo: has not been declared"),
    ("space.ttl", b"\n<http://a/x y> <http://a/p> 1 .\n", 2, "Invalid IRI code point ' '"),
    ("percent.nq", GOOD + b'<http://a/%zz> <http://a/p> "1" .\n', 2, "percent encoding"),
    ("relative.ttl", b"<x> <http://a/p> 1 .\n", 1, "No scheme"),
    ("dots.ttl", b"#\n@base <http://a/b/../c> .\n<x> <p> 1 .\n", 2, "has . or .. in its path"),
    ("dots.trig", GOOD + b"BASE\n<http://a/./> <http://g> { <x> <p> 1 }", 2, "has . or .. in its path"),
    ("relative.nt", GOOD + b"<x> <http://a/p> <http://a/y> .\n", 2, "No scheme"),
    ("latin1.ttl", GOOD + b'<http://a/x> <http://a/p> "caf\xe9" .\n', 2, "byte 0xe9 at offset 62"),
    ("latin1.nq", b"# caf\xe9\n" + GOOD, 1, "byte 0xe9 at offset 5"),
    ("half.ttl", GOOD + b'<http://a/x> <http://a/p> "caf\xc3', 2, "in the middle of a character"),
    ("utf16.ttl", GOOD.decode().encode("utf-16"), 1, "is UTF-16"),
    ("utf16le.ttl", GOOD.decode().encode("utf-16-le"), 1, "is UTF-16"),
    ("utf32.nt", GOOD.decode().encode("utf-32"), 1, "is UTF-32"),
    ("empty.ttl", b"", 1, "has no statements"),
    ("comment.nq", b"# nothing\n\n", 1, "has no statements"),
    ("mark.ttl", b"\xef\xbb\xbf", 1, "has no statements"),
    ("empty.jsonld", b"{}", 1, "has no statements"),
    ("empty.rdf", b"", 1, "ends before its root element"),
    ("none.rdf", XML % b"", 1, "has no statements"),
    ("quote.ttl", b'<http://a/x> <http://a/p> """open\n\n', 1, "Unexpected end of file"),
    ("cut.nq", GOOD + b'<http://a/x> <http://a/p> "cut', 2, "Unexpected end of file"),
    ("subject.nt", GOOD + b'"x" <http://a/p> "a" .\n', 2, "subject"),
    ("predicate.nq", b'_:x _:p "a" .\n', 1, "predicate"),
    ("graph.ttl", b"<http://a/g> { <http://a/x> a <http://a/C> }", 1, "not a valid predicate"),
    ("escape.ttl", GOOD + b'<http://a/x> <http://a/p> "\\q" .\n', 2, "escape"),
    ("surrogate.nt", GOOD + b'<http://a/x> <http://a/p> "\\uD800" .\n', 2, "escape sequence"),
    ("tag.ttl", GOOD + b'<http://a/x> <http://a/p> "x"@toolongtobeatag .\n', 2, "subtag"),
    (
        "triple-term.ttl",
        GOOD + b"<http://a/x> <http://a/p> <<( <http://a/x> <http://a/p> 1 )>> .",
        2,
        "RDF 1.2",
    ),
    ("annotation.trig", GOOD + b"<http://a/x> <http://a/p> 1 {| <http://a/q> 2 |} .", 2, "RDF 1.2"),
    ("direction.nt", GOOD + b'<http://a/x> <http://a/p> "x"@ar--rtl .', 2, "base direction"),
    (
        "deep.ttl",
        GOOD + b"<http://a/x> <http://a/p> " + b"<<( <http://a/x> <http://a/p> " * 50_000,
        2,
        "RDF 1.2",
    ),
    ("cut.ttl.gz", gzip.compress(GOOD * 1000)[:-9], 1001, "cut off"),
    ("cut.nq.zst", zstandard.compress(GOOD * 5000)[:-9], 1, "cut off"),
    ("not.ttl.gz", GOOD, 1, "is not a gzip archive"),
    ("not.ttl.zst", GOOD, 1, "is not a zstd archive"),
    ("swapped.ttl.gz", zstandard.compress(GOOD), 1, "is not a gzip archive"),
    ("archive.ttl", gzip.compress(GOOD), 1, "is compressed (gz)"),
    ("damaged.nt.gz", gzip.compress(GOOD)[:-8] + b"12345678", 1, "damaged"),
    ("nothing.nt.gz", b"", 1, "is not a gzip archive"),
    ("unclosed.rdf", XML % b'<rdf:Description rdf:about="http://a/x">', 4, "mismatched tag"),
    ("cut.rdf", (XML % (NODE % b"x"))[:-12], 3, "ends before its root element"),
    ("amp.rdf", XML % (NODE % b"a & b"), 3, "not well-formed"),
    ("unbound.rdf", XML % b"<b:Thing/>", 3, "unbound prefix"),
    ("space.rdf", XML % (NODE % b"x").replace(b"/x", b"/x y"), 3, "Invalid IRI code point"),
    ("relative.rdf", XML % (NODE % b"x").replace(b"http://a/x", b"x"), 3, "No scheme"),
    ("tag.rdf", XML % (NODE % b"x").replace(b"<a:p>", b'<a:p xml:lang="e_n">'), 3, "language tag"),
    ("latin1.rdf", b'<?xml version="1.0" encoding="ISO-8859-1"?>\n<r>\xe9</r>', 1, "encoding ISO-8859-1"),
    ("entity.rdf", XML % (NODE % b"&nope;"), 3, "entity"),
    ("bomb.rdf", ENTITY_BOMB, 4, "refers to another entity"),
    ("quadratic.rdf", QUADRATIC_BOMB, 4, "amplification"),
    ("external.rdf", b'<!DOCTYPE r [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<r>&x;</r>', 2, "external"),
    ("deep.rdf", XML % (b"<rdf:Description><a:p>" * 2000), 3, "nested"),
    ("html.rdf", b"<html>\n<body/>\n</html>", 1, "is HTML"),
    ("syntax.jsonld", b'{\n"@id": "http://a/x",\n "http://a/p": ]}', 3, "square bracket"),
    ("cut.jsonld", b'{\n"@id": "http://a/x",\n "http://a/p": "x"', 3, "values must be followed"),
    ("remote.jsonld", b'{\n"@context": "https://schema.org/", "name": "x"}', 2, "is outside the file"),
    ("listed.jsonld", b'{"@context": [{"a": {"@id": "http://a/"}},\n"https://schema.org/"]}', 2, "outside"),
    ("import.jsonld", b'{"@context": {\n"@import": "https://schema.org/"}, "name": "x"}', 2, "outside"),
    (
        "scoped.jsonld",
        b'{"@context": {"n": {"@id": "http://a/n",\n"@context": "https://schema.org/"}}, "n": {}}',
        2,
        "outside",
    ),
    ("space.jsonld", b'{\n"@id": "http://a/x y", "http://a/p": "x"}', 2, "Invalid IRI code point"),
    ("relative.jsonld", b'{\n"@id": "x", "http://a/p": "x"}', 2, "No scheme"),
    ("type.jsonld", b'{"@id": "http://a/x",\n"@type": "Person"}', 2, "No scheme"),
    ("tag.jsonld", b'{"http://a/p":\n{"@value": "x", "@language": "e_n"}}', 2, "language tag"),
    (
        "direction.jsonld",
        b'{"http://a/p":\n{"@value": "x", "@language": "ar", "@direction": "rtl"}}',
        2,
        "base direction",
    ),
    ("deep.jsonld", b'{"http://a/p":\n' * 2000 + b"1" + b"}" * 2000, 501, "nested"),
    ("latin1.jsonld", b'{"http://a/p":\n"caf\xe9"}', 2, "not valid UTF-8"),
    ("huge.nt", GOOD + b'<http://a/x> <http://a/p> "' + b"x" * 17_000_000 + b'" .\n', 2, "16 MB"),
)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


# `format` is the name of the flag.
def load(*sources: Path | Stdin, graph: str | None = None, format: str | None = None) -> list[Quad]:  # noqa: A002
    return list(read(sources, graph=graph, format=format, base=BASE))


def graphs(quads: list[Quad]) -> set[str]:
    return {str(quad.graph_name) for quad in quads}


def test_there_are_many_kinds_of_malformed_input() -> None:
    assert len(MALFORMED) >= 60
    assert len({name for name, *_ in MALFORMED}) == len(MALFORMED)


@pytest.mark.parametrize(("name", "content", "line", "piece"), MALFORMED, ids=[m[0] for m in MALFORMED])
def test_malformed_input_is_refused_with_file_and_line(
    tmp_path: Path, name: str, content: bytes, line: int, piece: str
) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(ReadError) as caught:
        load(path)
    error = caught.value
    assert piece in error.message
    assert error.message.startswith(f"{path}:{error.line}:")
    assert error.line == line or name.startswith("cut.nq.zst")
    assert error.exit_code == 1


@pytest.mark.parametrize(
    "name",
    [m[0] for m in MALFORMED if not m[0].startswith(("predicate", "subject", "graph", "syntax", "cut.json"))],
)
def test_malformed_input_comes_with_a_hint(tmp_path: Path, name: str) -> None:
    content = next(m[1] for m in MALFORMED if m[0] == name)
    with pytest.raises(ReadError) as caught:
        load(write(tmp_path, name, content))
    assert caught.value.hint


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


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".zst": zstandard.compress,
}
SEEDS = {
    "ttl": b'@prefix a: <http://a/> .\na:x a a:C ; a:p "\xc3\xa9\\n"@vi , 1.5 , [ a:q ( 1 2 ) ] .\n',
    "nq": b'<http://a/x> <http://a/p> "\xc3\xa9\\n"@vi _:g .\n_:b <http://a/p> <http://a/x> <http://a/g> .\n',
    "rdf": XML
    % (
        b'<rdf:Description rdf:about="http://a/x"><a:p xml:lang="vi">\xc3\xa9 &amp;</a:p>'
        b'<a:q rdf:nodeID="n"/><a:r rdf:datatype="http://a/d">1</a:r></rdf:Description>'
    ),
    "jsonld": b'{"@context": {"p": "http://a/p"},\n"@id": "http://a/x", "p": ["\xc3\xa9", 1, {"@list": [{}]}]}',
}
SNIPPETS = (
    b"<",
    b">",
    b'"',
    b"\\",
    b"{",
    b"]",
    b"&",
    b"\0",
    b"\xff",
    b"<<",
    b"\\u",
    b"%",
    b":",
    b"\xef\xbb\xbf",
)


@settings(max_examples=deep(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(SEEDS)),
    st.sampled_from(sorted(COMPRESSIONS)),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 8), st.sampled_from(SNIPPETS)), min_size=1, max_size=3
    ),
    st.one_of(st.none(), st.floats(0, 1)),
)
def test_damage_of_any_kind_is_read_or_refused_with_a_line(
    tmp_path: Path, suffix: str, ending: str, edits: list[tuple[float, int, bytes]], cut: float | None
) -> None:
    content = SEEDS[suffix]
    for place, length, snippet in edits:
        at = int(place * len(content))
        content = content[:at] + snippet + content[at + length :]
    content = COMPRESSIONS[ending](content)
    if cut is not None:
        content = content[: int(cut * len(content))]
    try:
        load(write(tmp_path, f"a.{suffix}{ending}", content))
    except ReadError as error:
        assert error.line is not None  # noqa: PT017 - reading it is as good


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
