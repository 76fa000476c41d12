"""The field `referredBy`: what refers to a resource, by predicate, in pages of groups and of their members."""

from collections.abc import Iterator
from typing import Any

import pytest

from ontology.iris import DEFAULT_BASE
from ontology.model import Model
from ontology.namespaces import ORG
from tests.graph_api.support.nasty import EX, NS
from tests.graph_api.support.stores import KINDS, Asker, asker_of, contents

DATA = f"""@prefix : <{NS}> . @prefix e: <{EX}> . @prefix o: <http://other/> . @prefix org: <{ORG}> .
@prefix ndp: <{DEFAULT_BASE}ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:g {{ e:a :links e:it ; o:about e:it . e:b :links e:it ; o:about e:it , e:other . e:c :links e:it ; :next e:a , e:it .
  e:d o:cites e:it ; o:text "{EX}it" . _:x o:about e:it . e:it :links e:it ; :colourOne e:it .
  e:old a org:Organization ; ndp:validUntil "2009-12-31"^^xsd:date .
  e:new a org:Organization ; ndp:validFrom "2010-01-01"^^xsd:date ; o:after e:old .
  e:event a ndp:Merger ; org:originalOrganization e:old ; org:resultingOrganization e:new . }}
e:h {{ e:a :links e:it . }}
"""
GROUPS = "nodes { predicate { iri } count nodes { iri } }"


@pytest.fixture(scope="module", params=KINDS)
def asker(request: pytest.FixtureRequest, model: Model) -> Iterator[Asker]:
    with asker_of(request, contents(model, [DATA.encode()])) as asker:
        yield asker


def about(asker: Asker, name: str, arguments: str = "", selection: str = GROUPS, day: str = "") -> Any:
    on = f', asOf: "{day}"' if day else ""
    query = f'{{ resource(iri: "{EX}{name}"{on}) {{ referredBy{arguments} {{ {selection} }} }} }}'
    return asker.data(query)["resource"]["referredBy"]


def groups(page: Any) -> dict[str, list[str]]:
    assert all(one["count"] >= len(one["nodes"]) for one in page["nodes"])
    return {
        one["predicate"]["iri"].removeprefix(NS): [n["iri"].removeprefix(EX) for n in one["nodes"]]
        for one in page["nodes"]
    }


ABOUT, CITES = "http://other/about", "http://other/cites"


def test_relations_of_the_ontology_and_foreign_predicates_refer(asker: Asker) -> None:
    found = groups(about(asker, "it"))
    assert list(found) == ["links", ABOUT, CITES]
    assert found == {"links": ["a", "b", "c", "it"], ABOUT: ["_:d0b0", "a", "b"], CITES: ["d"]}
    assert groups(about(asker, "d")) == {}


def test_groups_and_their_members_come_in_pages(asker: Asker) -> None:
    selection = "totalCount pageInfo { hasNextPage hasPreviousPage } edges { cursor node { predicate { iri } count } }"
    first = about(asker, "it", "(first: 1)", selection)
    (edge,) = first["edges"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"], edge["node"]["count"]) == (3, True, 4)
    rest = about(asker, "it", f'(after: "{edge["cursor"]}")', selection)
    assert [one["node"]["predicate"]["iri"] for one in rest["edges"]] == [ABOUT, CITES]
    assert rest["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": True}
    inner = f'nodes {{ count nodes(first: 2, after: "{EX}a") {{ iri }} }}'
    (links,) = about(asker, "it", f'(where: {{predicate: {{eq: "{NS}links"}}}})', inner)["nodes"]
    assert links == {"count": 4, "nodes": [{"iri": EX + "b"}, {"iri": EX + "c"}]}
    none = about(asker, "it", f'(where: {{predicate: {{notIn: ["{NS}links", "{ABOUT}", "{CITES}"]}}}})')
    assert none == {"nodes": []}


def test_on_a_day_only_what_is_valid_refers_except_along_relations_that_span_time(asker: Asker) -> None:
    original, after = ORG + "originalOrganization", "http://other/after"
    assert groups(about(asker, "old")) == {original: ["event"], after: ["new"]}
    assert groups(about(asker, "old", day="2009-01-01")) == {original: ["event"]}
    below = "nodes { count nodes { ... on ChangeEvent { resultingOrganizations { nodes { iri } } } } }"
    (group,) = about(asker, "old", "", below, day="2009-01-01")["nodes"]
    assert group["nodes"] == [{"resultingOrganizations": {"nodes": [{"iri": EX + "new"}]}}]


def test_wrong_arguments_are_refused(asker: Asker) -> None:
    for arguments, code in (
        ("(where: {predicate: null})", "NULL_OPERATOR"),
        ('(after: "x")', "BAD_CURSOR"),
        ("(first: -1)", "PAGE_SIZE"),
    ):
        found = asker.ask(f'{{ resource(iri: "{EX}it") {{ referredBy{arguments} {{ totalCount }} }} }}')
        assert found["errors"][0]["extensions"]["code"] == code, arguments
    inner = asker.ask(
        f'{{ resource(iri: "{EX}it") {{ referredBy {{ nodes {{ nodes(first: 9999) {{ iri }} }} }} }} }}'
    )
    assert inner["errors"][0]["extensions"]["code"] == "PAGE_SIZE"


def test_the_number_of_statements_depends_on_the_document_only(asker: Asker) -> None:
    query = """query Q($iri: ID!) { resource(iri: $iri) { referredBy { totalCount nodes { predicate { iri } count
      nodes(first: 10) { iri label { value } } } } } }"""
    for name in ("it", "d", "nowhere"):
        assert asker.answer(query, {"iri": EX + name}).statements == {"sqlite": 3, "neo4j": 4}[asker.kind]
