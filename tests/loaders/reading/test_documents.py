"""Whole folders: every bad file is named, documents have addresses, other formats are told by their beginning."""

import gzip
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Quad

from loaders.reading.documents import parse_documents
from loaders.reading.places import FileLine, locate_all
from loaders.reading.read import InputChoice, ReadError, read
from loaders.reading.read_error import UnreadableFiles
from ontology.errors import DataError, UsageError

BASE = "https://example.org/base/"
GOOD = "<http://cang/x> <http://cang/p> 1 .\n"


def write(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return [str(folder / name) for name in files]


def load(*names: str, documents: tuple[str, ...] = (), read_to: list[Quad] | None = None) -> set[str]:
    choice = InputChoice("ttl", documents=parse_documents(documents, names))
    quads = [] if read_to is None else read_to
    for quad in read([Path(name) for name in names], graph="http://cang/g", format=choice, base=BASE):
        quads.append(quad)
    return {str(quad.triple) for quad in quads}


def test_all_bad_files_of_a_folder_are_named_with_their_first_error(tmp_path: Path) -> None:
    files = {f"{n:03}.ttl": GOOD + ("<http://cang/x> .\n\n!" if n % 3 == 1 else "") for n in range(9)}
    write(
        tmp_path,
        files | {"z/empty.ttl": "", "z/m.toml": "[", "z/p.rdf": "<x", "z/q.ttl.gz": gzip.compress(b"#")},
    )
    given: list[Quad] = []
    with pytest.raises(UnreadableFiles) as caught:
        load(str(tmp_path), read_to=given)
    lines = caught.value.message.splitlines()
    assert lines[0] == "7 of 13 inputs cannot be read:"
    names = [
        f"{tmp_path}/{name}"
        for name in ("001.ttl:2:", "004.ttl:2:", "007.ttl:2:", "z/empty.ttl:1:", "z/m.toml")
    ]
    assert [line.startswith(name) for line, name in zip(lines[1:], names, strict=False)] == [True] * 5
    assert lines[6].startswith(f"{tmp_path}/z/p.rdf:1")
    assert "has no statements (check that it is the right file" in lines[7]
    assert len(given) <= 2, "nothing is given after the first error"


def test_one_bad_file_is_the_error_itself_and_thousands_are_counted(tmp_path: Path) -> None:
    write(tmp_path, {"a.ttl": GOOD, "b.ttl": "!"})
    with pytest.raises(ReadError, match=r"b\.ttl:1:1"):
        load(str(tmp_path))
    write(tmp_path, {f"{n}.ttl": "!" for n in range(120)})
    with pytest.raises(UnreadableFiles) as caught:
        load(str(tmp_path))
    assert len(caught.value.errors) == 121
    assert caught.value.message.endswith("\n… and 21 more files")


def test_all_files_that_would_have_one_graph_are_named(tmp_path: Path) -> None:
    write(tmp_path, {f"{folder}/{name}.ttl": GOOD for folder in "abc" for name in "xy"})
    with pytest.raises(DataError) as caught:
        read([tmp_path], base=BASE)
    assert [line.count("would have the same graph") for line in caught.value.message.splitlines()] == [
        0,
        1,
        1,
        1,
        1,
    ]


RELATIVE = {
    "a.ttl": "<> <#p> <b> , </c> .",
    "a.trig": "<http://g> { <> <#p> <b> , </c> . }",
    "a.rdf": (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://cang/d/a#">'
        '<r:Description r:about=""><x:p r:resource="b"/><x:p r:resource="/c"/></r:Description></r:RDF>'
    ),
    "a.jsonld": '{"@id": "", "http://cang/d/a#p": [{"@id": "b"}, {"@id": "/c"}]}',
}
WHOLE = {f"<http://cang/d/a> <http://cang/d/a#p> <http://cang/{path}>" for path in ("d/b", "c")}


@pytest.mark.parametrize("name", RELATIVE)
def test_relative_iris_start_from_the_address_of_the_document(tmp_path: Path, name: str) -> None:
    (path,) = write(tmp_path, {name: RELATIVE[name]})
    assert load(path, documents=("http://cang/d/a",)) == WHOLE
    assert load(path, documents=(f"{path}=http://cang/d/a",)) == WHOLE
    assert load(path, documents=("http://cang/d/a#here",)) == WHOLE
    assert load(str(tmp_path), documents=(f"{tmp_path}=http://cang/d/",)) == {
        line.replace("d/a>", f"d/{name}>", 1)
        if name in {"a.rdf", "a.jsonld"}
        else line.replace("d/a", f"d/{name}")
        for line in WHOLE
    }
    with pytest.raises(ReadError) as caught:
        load(path)
    assert "--document IRI" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("documents", "problem"),
    [
        (("http://x/",), "leaves open which file has it"),
        (("{a}=x y",), "'x y' is not an IRI"),
        (("{a}=http://x/../y",), "has . or .. in its path"),
        (("{other}=http://x/",), "is not among the files"),
        (("{t}=http://x/",), "a table has no relative IRIs"),
    ],
)
def test_addresses_that_are_of_nothing_are_refused(
    tmp_path: Path, documents: tuple[str, ...], problem: str
) -> None:
    a, t, other = write(tmp_path, {"a.ttl": GOOD, "t.toml": "", "other.ttl": GOOD})
    words = tuple(word.format(a=a, t=t, other=other) for word in documents)
    with pytest.raises(UsageError, match=problem):
        load(a, t, documents=words)


@pytest.mark.parametrize("flag", ["d", "./d", "../here/d/", "{absolute}/d", "{absolute}/d/../d", "link", "."])
@pytest.mark.parametrize(
    "given", ["d", "{absolute}/d", "d/a.ttl", "{absolute}/d/a.ttl", "link", "link/a.ttl"]
)
def test_a_folder_and_its_files_may_be_written_differently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str, given: str
) -> None:
    here = tmp_path / "here"
    write(here, {"d/a.ttl": RELATIVE["a.ttl"]})
    (here / "link").symlink_to("d")
    monkeypatch.chdir(here)
    written, address = (word.format(absolute=here) for word in (flag, given))
    inside = "d/" if flag == "." else ""
    if flag == "." and given.startswith("link"):
        inside = "link/"
    found = load(address, documents=(f"{written}=http://cang/d",))
    assert found == {line.replace("d/a", f"d/{inside}a.ttl").replace("d/b", f"d/{inside}b") for line in WHOLE}


def test_an_address_with_an_equals_sign_is_an_address(tmp_path: Path) -> None:
    (path,) = write(tmp_path, {"a.ttl": "<> <http://cang/p> <?b=2> ."})
    assert load(path, documents=("http://cang/?a=1",)) == {
        "<http://cang/?a=1> <http://cang/p> <http://cang/?b=2>",
    }


def test_lines_are_found_by_relative_iris_too(tmp_path: Path) -> None:
    files = {
        "a.ttl": "\n<#k> a <C> .\n@base <e/> .\n<l> a <C> .",
        "a.rdf": '<r:RDF>\n<r:Description rdf:about="#k"/>\n<x xml:base="e/" rdf:about="l"/></r:RDF>',
        "a.jsonld": '{"@graph": [\n{"@id": "#k"},\n{"@context": {"@base": "e/"}, "@id": "l"}]}',
    }
    for path in map(Path, write(tmp_path, files)):
        wanted = {("http://cang/d/a#k", None), ("http://cang/d/e/l", None)}
        last = 4 if path.suffix == ".ttl" else 3
        assert locate_all({path: "http://cang/d/a"}, wanted) == {
            ("http://cang/d/a#k", None): FileLine(str(path), 2),
            ("http://cang/d/e/l", None): FileLine(str(path), last),
        }
        assert locate_all({path: None}, wanted) == {}


OTHERS = {
    "x.owl": (
        '<?xml version="1.0"?>\n<!-- o -->\n<Ontology xmlns="http://www.w3.org/2002/07/owl#"/>',
        "OWL/XML",
    ),
    "y.owl": ('<o:Ontology xmlns:o="http://www.w3.org/2002/07/owl#"></o:Ontology>', "OWL/XML"),
    "d.owl": (
        '<!DOCTYPE Ontology [\n<!ENTITY owl "http://www.w3.org/2002/07/owl#" >]>\n<Ontology/>',
        "OWL/XML",
    ),
    "f.owl": ("# a\nPrefix(:=<http://cang/>)\nOntology(<http://cang/>)", "functional syntax"),
    "g.ttl": ("\n Ontology(<http://cang/>\n)", "functional syntax"),
    "m.owl": ("Prefix: c: <http://cang/>\nOntology: <http://cang/>\nClass: c:A", "Manchester syntax"),
    "h.ttl": ("\n<!DOCTYPE html>\n<html><head/></html>", "HTML"),
    "h.rdf": ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "HTML"),
    "h.jsonld": ("<HTML>\n", "HTML"),
    "t.owl": ("# Turtle\n@prefix c: <http://cang/> .\nc:a a c:B .", "Turtle, not RDF/XML"),
    "t.jsonld": ("PREFIX c: <http://cang/>\nc:a a c:B .", "Turtle, not JSON-LD"),
    "r.ttl": ('<?xml version="1.0"?>\n<rdf:RDF/>', "RDF/XML, not Turtle"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_in_another_format_is_named_as_that(tmp_path: Path, name: str) -> None:
    content, problem = OTHERS[name]
    for path in write(
        tmp_path, {name: content, f"{name}.gz": gzip.compress(b"\xef\xbb\xbf" + content.encode())}
    ):
        with pytest.raises(ReadError) as caught:
            load(path)
        assert problem in caught.value.problem
        assert caught.value.hint
        assert caught.value.line == 1


def test_a_base_with_dots_is_refused_wherever_it_stands_and_nothing_else_is(tmp_path: Path) -> None:
    filling = '<http://cang/x> <http://cang/p> "@base <http://a/../b> ." .\n' * 2_000
    good, bad = write(tmp_path, {"a.ttl": filling, "b.ttl": filling + "@base <http://a/../b> .\n" + filling})
    assert len(load(good)) == 1
    with pytest.raises(ReadError, match=r"b\.ttl:2001: the base <http://a/\.\./b> has"):
        load(bad)


def test_what_begins_like_another_format_is_read(tmp_path: Path) -> None:
    names = write(
        tmp_path,
        {
            "o.rdf": '<Ontology xmlns="http://cang/" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
            "a.ttl": "<html> <http://cang/p> 1 .",
            "b.trig": "PREFIX Ontology: <http://cang/>\nOntology:a Ontology:b 1 .",
        },
    )
    assert len(load(*names, documents=(f"{names[1]}=http://cang/",))) == 3
