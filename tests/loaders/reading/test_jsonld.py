"""JSON-LD corners in which the parser alone would refuse what is legal, or read it wrongly."""

import json
from typing import Any

import pytest
from pyoxigraph import RdfFormat

from loaders.reading.parser import iter_statements
from loaders.reading.read_error import ReadError
from ontology.namespaces import RDF_TYPE

CONTEXT = {
    "c": "http://cang/",
    "crew": {"@id": "c:crew", "@container": "@type"},
    "Cook": "c:Cook",
    "name": "c:name",
    "boss": "c:boss",
}


def statements(document: object, *, base: str | None = None) -> set[tuple[str, str, str]]:
    text = document if isinstance(document, str) else json.dumps(document)
    quads = iter_statements(iter([text.encode()]), RdfFormat.JSON_LD, "a.jsonld", base)
    short = (
        tuple(str(part).replace("http://cang/", "c:") for part in (q.subject, q.predicate, q.object))
        for q in quads
    )
    return {(s, "a" if p == f"<{RDF_TYPE}>" else p, o) for s, p, o in short}


def problem(document: object, *, base: str | None = None) -> ReadError:
    with pytest.raises(ReadError) as caught:
        statements(document, base=base)
    return caught.value


def crew(members: Any, **terms: Any) -> dict[str, Any]:
    return {"@context": CONTEXT | terms, "@id": "c:1", "crew": members}


@pytest.mark.parametrize(
    "cook",
    [
        {"@id": "c:2", "name": "Tư"},
        {"name": "Tư", "@id": "c:2"},
        {"@type": "c:Man", "@id": "c:2", "name": "Tư"},
        [{"@id": "c:2", "name": "Tư", "@type": ["c:Man"]}],
    ],
)
@pytest.mark.parametrize("container", ["@type", ["@type"], ["@type", "@set"], ["@set", "@type"]])
def test_a_node_of_a_type_map_may_have_an_id_and_types(cook: object, container: object) -> None:
    said = statements(crew({"Cook": cook}, crew={"@id": "c:crew", "@container": container}))
    man = {("<c:2>", "a", "<c:Man>")} if "@type" in str(cook) else set()
    expected = {("<c:1>", "<c:crew>", "<c:2>"), ("<c:2>", "a", "<c:Cook>"), ("<c:2>", "<c:name>", '"Tư"')}
    assert said == expected | man


def test_in_a_type_map_the_types_context_holds_for_all_nodes_inside() -> None:
    cook = {"@id": "c:Cook", "@context": {"name": "c:cookName"}}
    node = {"@id": "c:2", "name": "Tư", "boss": {"@id": "c:3", "name": "Ba"}}
    said = statements(crew({"Cook": node}, Cook=cook))
    assert ("<c:2>", "<c:cookName>", '"Tư"') in said
    assert ("<c:3>", "<c:cookName>", '"Ba"') in said
    ended = cook | {"@context": {"@propagate": False, "name": "c:cookName"}}
    assert ("<c:3>", "<c:name>", '"Ba"') in statements(crew({"Cook": node}, Cook=ended))
    # In another place the same context ends with its node: both cannot be said to the parser.
    error = problem(json.dumps(crew({"Cook": node}, Cook=cook) | {"boss": {"@type": "Cook"}}, indent=1))
    assert "the type 'Cook' has a context of its own" in error.problem
    assert error.line == 8


def test_a_key_that_no_context_defines_is_a_comment_beside_type_maps_too() -> None:
    assert ("<c:1>", "<c:name>", '"Một"') in statements(crew({}) | {"name": "Một", "note": "aside"})
    error = problem(crew({}) | {"note": {"name": "is said by nobody"}})
    assert "'note'" in error.problem


def test_a_json_literal_is_never_looked_into() -> None:
    payload = {"@context": "http://far/", "@base": "http://a/b/../", "@container": ["@type", "@set"], "n": 1}
    document = {
        "@context": {"c": "http://cang/", "raw": {"@id": "c:raw", "@type": "@json"}},
        "@id": "c:1",
        "raw": payload,
        "c:also": {"@type": "@json", "@value": payload},
    }
    literal = json.dumps(payload, sort_keys=True, separators=(",", ":"))
    assert {json.loads(o.partition("^^")[0]) for _, _, o in statements(document)} == {literal}
    error = problem(json.dumps(document | {"c:far": {"@context": "http://cang/far"}}, indent=1))
    assert error.problem.endswith("is outside the file")


@pytest.mark.parametrize(
    "remote", ['"http://far/"', '"far.jsonld"', '[{}, "http://far/"]', '{"@import": "x"}']
)
def test_a_context_outside_the_file_is_refused_with_its_line(remote: str) -> None:
    for base in (None, "http://cang/a"):
        error = problem(f'{{"@id": "http://cang/1",\n"@context": {remote}, "http://cang/n": 1}}', base=base)
        assert (error.line, error.problem[-16:]) == (2, "outside the file")


@pytest.mark.parametrize(
    ("base", "iris"),
    [
        (
            "http://h/a/./b/../c/",
            "http://h/a/c/k http://h/a/k http://h/k http://h/a/./b/../c/#f http://h/a/./b/../c/",
        ),
        ("http://h/a/..", "http://h/a/k http://h/k http://h/k http://h/a/..#f http://h/a/.."),
        ("http://h/a/../d?q#g", "http://h/k http://h/k http://h/k http://h/a/../d?q#f http://h/a/../d?q"),
        ("http://h/.a/b..", "http://h/.a/k http://h/k http://h/k http://h/.a/b..#f http://h/.a/b.."),
        ("urn:x:../y", None),
    ],
)
def test_dots_of_a_base_are_resolved(base: str, iris: str | None) -> None:
    refs = ["k", "../k", "/x/../k", "#f", ""]
    for context in ({"@base": base}, [{"@base": base}, {"@base": ""}]):
        document = {
            "@context": context,
            "@id": "http://cang/1",
            "http://cang/p": [{"@id": ref} for ref in refs],
        }
        if iris is None:
            assert ("<c:1>", "<c:p>", "<urn:x:../y>") in statements(document | {"http://cang/p": {"@id": ""}})
        else:
            assert {o for *_, o in statements(document)} == {f"<{iri}>" for iri in iris.split()}


def test_dots_after_another_host_are_resolved_and_those_of_whole_iris_stay() -> None:
    refs = ["//h/../x/./k", "http://g/../x", "../k"]
    document = {"@id": "http://cang/1", "http://cang/p": [{"@id": ref} for ref in refs]}
    assert {o for *_, o in statements(document, base="http://b/c/./d/e")} == {
        "<http://h/x/k>",
        "<http://g/../x>",
        "<http://b/c/k>",
    }
