"""Pages walked forward, on each store."""

import pytest

from tests.graph_api.support import nasty
from tests.graph_api.support.nasty import EX
from tests.graph_api.support.stores import (
    Asker,
)


@pytest.mark.parametrize("first", [1, 7, 200])
@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("samples(ARGS)", "", ["samples"]),
        ("samples(where: {or: [{nick: {isNull: false}}, {links: {some: {}}}]}, ARGS)", "", ["samples"]),
        (f'sample(iri: "{EX}t8") {{ links(ARGS)', "}", ["sample", "links"]),
        (f'sample(iri: "{EX}t5") {{ linkedFrom(ARGS)', "}", ["sample", "linkedFrom"]),
    ],
)
def test_pages_walked_forward_give_each_member_once_in_order(
    engine: Asker, first: int, before: str, after: str, path: list[str]
) -> None:
    arguments = before.replace("ARGS", "first: $first, after: $after")
    query = f"""query Q($first: Int, $after: String) {{ {arguments} {{ totalCount nodes {{ iri }}
      edges {{ cursor node {{ iri }} }}
      pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} {after} }}"""
    members: list[str] = []
    cursor = None
    while True:
        page = engine.data(query, {"first": first, "after": cursor})
        for part in path:
            page = page[part]
        found = [node["iri"] for node in page["nodes"]]
        assert found == [edge["node"]["iri"] for edge in page["edges"]]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        assert page["pageInfo"]["hasPreviousPage"] is (cursor is not None)
        members += found
        cursor = page["pageInfo"]["endCursor"]
        assert cursor == page["edges"][-1]["cursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert members == sorted(set(members))
    assert len(members) == page["totalCount"] > 2


def test_nasty_data_are_the_same_in_every_run() -> None:
    assert nasty.quads() == nasty.quads()
