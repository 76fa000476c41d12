"""Malformed input: every kind of damage is reported with file and line."""

import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.reading.read import ReadError
from tests.loaders.support.reading import COMPRESSIONS, GOOD, NODE, XML, load, write
from tests.support.depth import deep

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
