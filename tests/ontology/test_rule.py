"""Reading rules from files: their parts, and the errors of invalid ones."""

import pytest

from ontology.bundle import bundle, unbundle
from ontology.errors import UsageError
from ontology.files import OntologyFile, added_files, builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.read import read_model
from ontology.rule import read_rules, render

BUILTIN = builtin_files(DEFAULT_BASE)
TURTLE = """
@prefix ndp: <https://w3id.org/vn-ndp/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://example.org/> .
ex:rule a ndp:DefectRule ; skos:notation "E1" ; ndp:severity "Warning" ; ndp:focusClass ex:Thing ; ndp:query "E1.rq" ;
  skos:prefLabel "a thing without a name"@en ; ndp:messageTemplate "{this} has no name, but {value}."@en ;
  ndp:remedy "Name it."@en ; ndp:legalReference <http://example.org/act> .
"""
QUERY = "PREFIX ex: <http://example.org/>\nSELECT ?this ?value {\n  ?this a ex:Thing ; ex:about ?value\n}\n"


def files(turtle: str = TURTLE, query: str | None = QUERY, name: str = "E1.rq") -> list[OntologyFile]:
    added = [OntologyFile("e.ttl", turtle.encode(), added=True)]
    if query is not None:
        added.append(OntologyFile(name, query.encode(), added=True))
    return [*BUILTIN, *added]


def test_the_built_in_rules_are_complete() -> None:
    rules = read_rules(BUILTIN, DEFAULT_BASE)
    assert [q.rule for q in rules.derivations] == [
        "derive-10-national",
        "derive-20-potential",
        "derive-30-results",
        "derive-40-listed",
        "derive-50-reassessments",
        "derive-51-evidence",
        "derive-52-renewals",
        "derive-53-service",
        "derive-60-owed",
    ]
    assert len(rules.helpers) == 24
    assert len(rules.defects) == 44
    for defect in rules.defects:
        assert defect.query.rule == defect.code
        for texts in (defect.label.by_language, defect.templates, defect.remedies):
            assert sorted(texts) == ["en", "fr", "vi"]
        assert all(reference.startswith(f"{DEFAULT_BASE}id/act/") for reference in defect.references)


def test_labels_are_told_apart_and_say_what_the_severity_is_about() -> None:
    rules = read_rules(BUILTIN, DEFAULT_BASE)
    for language in ("en", "vi", "fr"):
        assert len({defect.label.by_language[language] for defect in rules.defects}) == len(rules.defects)


def test_a_rule_is_added_with_two_files() -> None:
    (rule,) = (d for d in read_rules(files(), DEFAULT_BASE).defects if d.code == "E1")
    assert (rule.severity, rule.focus_class) == ("Warning", "http://example.org/Thing")
    assert (rule.query.name, rule.query.text) == ("E1.rq", QUERY)
    assert rule.templates == {"en": "{this} has no name, but {value}."}
    assert rule.remedies == {"en": "Name it."}
    assert rule.references == ("http://example.org/act",)


def test_an_added_query_may_be_called_as_a_built_in_one() -> None:
    rules = read_rules(files(TURTLE.replace("E1.rq", "D01.rq"), name="D01.rq"), DEFAULT_BASE)
    queries = {d.code: d.query.text for d in rules.defects}
    assert queries["E1"] == QUERY
    assert queries["D01"] != QUERY


WRONG = {
    "no query": (TURTLE.replace('ndp:query "E1.rq" ;', ""), QUERY, "has no query"),
    "no such file": (TURTLE, None, "has the query 'E1.rq', but there is no such file"),
    "no severity": (TURTLE.replace('"Warning"', '"Grave"'), QUERY, "has the severity 'Grave'"),
    "no code": (TURTLE.replace('skos:notation "E1" ;', ""), QUERY, "has no notation"),
    "no message": (TURTLE.replace("ndp:messageTemplate", "ndp:remedy"), QUERY, "has no message"),
    "a code that is taken": (TURTLE.replace('"E1"', '"D01"'), QUERY, "has the same code as <"),
    "an unknown variable": (
        TURTLE.replace("{value}", "{other}"),
        QUERY,
        "has {other} in its message in 'en', but E1.rq selects only ?this, ?value",
    ),
    "no focus": (TURTLE, QUERY.replace("?this", "?that"), "does not select ?this"),
    "broken SPARQL": (TURTLE, QUERY.replace("?value {", "?value"), "E1.rq:3:14: expected WHERE"),
    "a prefix that is not declared": (TURTLE, QUERY.replace("ex:about", "x:about"), "E1.rq:3:"),
    "another form of query": (TURTLE, "ASK { ?this ?p ?value }", "E1.rq:1:1: this is not a SELECT query"),
    "a query that no rule uses": (
        TURTLE.split("ex:rule", maxsplit=1)[0],
        QUERY,
        "E1.rq: no rule uses this query",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_invalid_rule_is_refused_with_its_place(name: str) -> None:
    turtle, query, message = WRONG[name]
    with pytest.raises(UsageError) as caught:
        read_rules(files(turtle, query), DEFAULT_BASE)
    assert message in caught.value.message
    assert caught.value.hint


def test_helpers_and_derivations_construct() -> None:
    turtle = TURTLE.split("ex:rule", maxsplit=1)[0]
    with pytest.raises(UsageError, match=r"helper-e\.rq:1:1: this is not a CONSTRUCT query"):
        read_rules(files(turtle, QUERY, "helper-e.rq"), DEFAULT_BASE)
    given = read_rules(files(turtle, "CONSTRUCT WHERE { ?s ?p ?o }", "derive-05-e.rq"), DEFAULT_BASE)
    assert [q.name for q in given.derivations][-1] == "derive-05-e.rq"  # after those that are built in


def test_a_query_that_is_not_text_is_refused() -> None:
    broken = OntologyFile("E1.rq", b"SELECT ?this { \xff }", added=True)
    with pytest.raises(UsageError, match=r"E1\.rq: byte 15 is not UTF-8"):
        read_rules([*BUILTIN, broken], DEFAULT_BASE)


def test_queries_are_part_of_the_ontology(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("ontology")
    (folder / "e.ttl").write_text(TURTLE, encoding="utf-8")
    (folder / "E1.rq").write_text(QUERY, encoding="utf-8")
    found = added_files([folder])
    assert [f.name for f in found] == ["E1.rq", "e.ttl"]
    assert unbundle(bundle(found)) == found
    hashes = [read_model([*BUILTIN, *found]).hash, read_model([*BUILTIN, found[1]]).hash]
    (folder / "E1.rq").write_text(QUERY + "\n", encoding="utf-8")
    hashes.append(read_model([*BUILTIN, *added_files([folder])]).hash)
    assert len({*hashes}) == 3


def test_queries_move_with_the_base() -> None:
    base = "https://data.example.vn/"
    texts = [f.content.decode() for f in builtin_files(base) if f.is_query]
    assert len(texts) == 77
    assert not any("w3id.org/vn-ndp" in text for text in texts)
    assert len(read_rules(builtin_files(base), base).defects) == 44


def test_a_message_has_a_dash_for_what_is_absent() -> None:
    assert render("{this} has {value} on {day}.", {"this": "A", "value": "{day}"}) == "A has {day} on –."
