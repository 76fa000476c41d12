"""`resourcesOf`: the resources of any class that the data use, also of one that the schema has no type for."""

from collections.abc import Iterator
from typing import Any

import pytest

from ontology.model import Model
from tests.graph_api.support.nasty import EX, NS
from tests.graph_api.support.stores import KINDS, Asker, asker_of, contents

OTHER = "http://other/"
DATA = f"""@prefix : <{NS}> . @prefix e: <{EX}> . @prefix o: <{OTHER}> .
e:g {{ e:a a :Alpha , o:Kind . e:b a o:Kind ; :nick "b" . e:c a o:Kinds , <{OTHER}Kind%3E> .
    e:d a :Hidden . _:e a o:Kind . }}
e:h {{ e:a a o:Late . e:f o:type "{OTHER}Late" , o:Late . }}
"""


@pytest.fixture(scope="module", params=KINDS)
def asker(request: pytest.FixtureRequest, model: Model) -> Iterator[Asker]:
    with asker_of(request, contents(model, [DATA.encode()])) as asker:
        yield asker


def found(asker: Asker, iri: str, arguments: str = "") -> Any:
    query = f'{{ resourcesOf(type: "{iri}"{arguments}) {{ totalCount nodes {{ iri }} }} }}'
    page = asker.data(query)["resourcesOf"]
    return page["totalCount"], [one["iri"].removeprefix(EX) for one in page["nodes"]]


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (OTHER + "Kind", ["_:d0b0", "a", "b"]),
        (OTHER + "Kinds", ["c"]),
        (OTHER + "Late", ["a"]),
        (NS + "Hidden", ["d"]),
        (NS + "Alpha", ["a", "d"]),
        (NS + "Sample", ["a", "d"]),
        (OTHER + "Nothing", []),
        ("", []),
        ("%", []),
    ],
)
def test_the_resources_of_a_class_are_those_with_it_as_type_or_one_below(
    asker: Asker, iri: str, expected: list[str]
) -> None:
    assert found(asker, iri) == (
        len(expected),
        sorted(expected, key=lambda one: one if one[0] == "_" else EX + one),
    )


def test_it_is_a_list_like_others(asker: Asker) -> None:
    kind = OTHER + "Kind"
    assert found(asker, kind, ', where: {label: {eq: "b"}}') == (1, ["b"])
    assert found(asker, kind, ", last: 1, orderBy: [{iri: {dir: DESC}}]")[1] == ["_:d0b0"]
    query = """query Q($type: ID!, $after: String) { resourcesOf(type: $type, first: 1, after: $after) {
      pageInfo { endCursor hasNextPage } nodes { iri } facets { types { value { name } count } } } }"""
    seen, after = [], None
    while True:
        page = asker.data(query, {"type": kind, "after": after})["resourcesOf"]
        seen += [one["iri"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == 3
    types = {one["value"] and one["value"]["name"]: one["count"] for one in page["facets"]["types"]}
    assert types == {None: 2, "Alpha": 1, "Sample": 1}
    other = asker.ask(query, {"type": OTHER + "Kinds", "after": after})
    assert other["errors"][0]["extensions"]["code"] == "BAD_CURSOR"
