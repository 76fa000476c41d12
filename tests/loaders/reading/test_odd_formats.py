"""N3, TriX and HexTuples: the same statements as in N-Quads, or an error with a line and a remedy."""

import gzip
import io
import sys
from pathlib import Path

import pytest
from pyoxigraph import Quad

from loaders.nquads.canonical import canonical_lines
from loaders.reading.read import ReadError, Stdin, read
from ontology.iris import DEFAULT_BASE
from tests.loaders.support.reading import write

N3 = """@prefix : <http://x/> .
:a :b 54.20 , 007 , 1.0e6 , "Nền"@vi-VN , "x y" ; = :c .
:s is :p of :o . [] :q ( 1 true ) .
"""
N3_LINES = """
<http://x/a> <http://x/b> "54.20"^^<http://www.w3.org/2001/XMLSchema#decimal> <G> .
<http://x/a> <http://x/b> "007"^^<http://www.w3.org/2001/XMLSchema#integer> <G> .
<http://x/a> <http://x/b> "1.0e6"^^<http://www.w3.org/2001/XMLSchema#double> <G> .
<http://x/a> <http://x/b> "Nền"@vi-vn <G> .
<http://x/a> <http://x/b> "x y" <G> .
<http://x/a> <http://www.w3.org/2002/07/owl#sameAs> <http://x/c> <G> .
<http://x/o> <http://x/p> <http://x/s> <G> .
_:1 <http://x/q> _:2 <G> .
_:2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <G> .
_:2 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:3 <G> .
_:3 <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> "true"^^<http://www.w3.org/2001/XMLSchema#boolean> <G> .
_:3 <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> <G> .
"""
TRIX = """<?xml version="1.0"?>
<TriX xmlns="http://www.w3.org/2004/03/trix/trix-1/">
 <graph><uri>http://x/g</uri>
  <triple><uri>http://x/a</uri><uri>http://x/b</uri>
   <typedLiteral datatype="http://www.w3.org/2001/XMLSchema#integer">007</typedLiteral></triple>
  <triple><id>n</id><uri>http://x/b</uri><plainLiteral xml:lang="vi-VN">Nền &amp; tảng</plainLiteral></triple>
  <triple><uri>http://x/a</uri><uri>http://x/c</uri><id>n</id></triple>
 </graph>
 <graph><triple><uri>http://x/a</uri><uri>http://x/b</uri><plainLiteral>free</plainLiteral></triple></graph>
</TriX>
"""
HEXT = """["http://x/a","http://x/b","007","http://www.w3.org/2001/XMLSchema#integer","","http://x/g"]
["_:n","http://x/b","Nền & tảng","http://www.w3.org/1999/02/22-rdf-syntax-ns#langString","vi-VN","http://x/g"]

["http://x/a","http://x/c","_:n","localId","","http://x/g"]
["http://x/a","http://x/b","free","http://www.w3.org/2001/XMLSchema#string","",""]
"""
IN_GRAPHS = """
<http://x/a> <http://x/b> "007"^^<http://www.w3.org/2001/XMLSchema#integer> <http://x/g> .
_:n <http://x/b> "Nền & tảng"@vi-vn <http://x/g> .
<http://x/a> <http://x/c> _:n <http://x/g> .
<http://x/a> <http://x/b> "free" <G> .
"""
CASES = {"a.n3": (N3, N3_LINES), "a.trix": (TRIX, IN_GRAPHS), "a.hext": (HEXT, IN_GRAPHS)}


def lines_of(text: str) -> list[str]:
    nquads = text.replace("<G>", f"<{DEFAULT_BASE}graph/file/a>").encode()
    return canonical(read([Stdin(io.BytesIO(nquads))], format="nq", base=DEFAULT_BASE))


def canonical(quads: object) -> list[str]:
    found: list[Quad] = list(quads)  # type: ignore[call-overload] # an iterator of statements
    return canonical_lines(found)


@pytest.mark.parametrize("name", list(CASES))
@pytest.mark.parametrize("compression", ["", "gz"])
def test_the_statements_are_those_of_n_quads(tmp_path: Path, name: str, compression: str) -> None:
    content, expected = CASES[name]
    packed = gzip.compress(content.encode()) if compression else content.encode()
    path = write(tmp_path, f"{name}.{compression}" if compression else name, packed)
    assert canonical(read([path], base=DEFAULT_BASE)) == lines_of(expected)


@pytest.mark.parametrize(
    ("name", "content", "line", "problem"),
    [
        (
            "rule.n3",
            "@prefix : <http://x/> .\n{ :a :b ?x } => { ?x :c :d } .",
            2,
            "variables are not allowed",
        ),
        ("formula.n3", "@prefix : <http://x/> .\n:a :says { :b :c :d } .", 2, "formulas of N3"),
        ("dot.n3", "@prefix : <http://x/> .\n:a :b 1\n:c :d 2 .", 3, "dot"),
        ("relative.n3", "<a> <http://x/b> 1 .", 1, "No scheme"),
        ("html.n3", "<html>\n<body/></html>", 1, "is HTML"),
        ("cut.trix", TRIX[:-20], 9, "unclosed token"),
        (
            "entity.trix",
            TRIX.replace("<TriX", '<!DOCTYPE TriX [<!ENTITY a "b">]>\n<TriX'),
            2,
            "document type",
        ),
        ("relative.trix", TRIX.replace("<uri>http://x/c</uri>", "<uri>c</uri>"), None, "No scheme"),
        ("other.trix", "<a/>", None, "TriX"),
        ("short.hext", HEXT + '["http://x/a","http://x/b"]\n', 6, "is not legal HexTuples"),
        ("json.hext", HEXT + "[\n", 6, "is not legal HexTuples"),
        ("relative.hext", HEXT.replace('"http://x/c"', '"c"'), 4, "No scheme"),
        ("empty.hext", "\n\n", 1, "has no statements"),
    ],
)
def test_what_is_wrong_is_reported_with_its_line(
    tmp_path: Path, name: str, content: str, line: int | None, problem: str
) -> None:
    path = write(tmp_path, name, content.encode())
    with pytest.raises(ReadError, match=problem) as refused:
        list(read([path], base=DEFAULT_BASE))
    assert refused.value.line == line
    assert refused.value.hint


@pytest.mark.parametrize("name", ["a.trix", "a.hext"])
def test_without_rdflib_the_error_names_the_extra(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rdflib", None)
    path = write(tmp_path, name, CASES[name][0].encode())
    with pytest.raises(ReadError, match="which rdflib reads, and that is not installed") as refused:
        list(read([path], base=DEFAULT_BASE))
    assert "ndp-graph[rdflib]" in str(refused.value.hint)
    n3 = write(tmp_path, "a.n3", N3.encode())
    assert len(list(read([n3], base=DEFAULT_BASE))) == 12


def test_in_folders_they_are_left_alone(tmp_path: Path) -> None:
    for name, (content, _) in CASES.items():
        write(tmp_path, name, content.encode())
    write(tmp_path, "b.nt", b'<http://x/a> <http://x/b> "b" .\n')
    assert len(list(read([tmp_path], base=DEFAULT_BASE))) == 1
    with pytest.raises(ReadError, match="the format of this suffix is unknown") as refused:
        list(read([write(tmp_path, "a.xyz", b"")], base=DEFAULT_BASE))
    assert "slower, with the extra rdflib" in str(refused.value.hint)
