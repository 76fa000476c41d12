"""Days and the relations of the shipped ontology: what leads to another time by its meaning is not left out."""

from typing import Any

import pytest

from tests.graph_api.support.stores import Asker

# A list on a day, a relation of its things, and the members that these have on the day; in brackets: on any day.
LISTS = [
    ("consultations", 'asOf: "2023-04-15"', "consultedOn", (5, 5)),
    ("consultations", 'asOf: "2023-04-15", where: {consultedOn: {some: {}}}', "consultedOn", (5, 5)),
    (
        "legalResources",
        'asOf: "2026-06-25", where: {number: {eq: "1132/QĐ-TTg"}}',
        "ensuresImplementationOf",
        (1, 1),
    ),
    ("legalResources", 'asOf: "2022-02-11", where: {number: {eq: "186/QĐ-BTTTT"}}', "implementedBy", (0, 3)),
    ("criteriaSets", 'asOf: "2026-06-25"', "derivedFromFrameworks", (4, 4)),
    ("criteriaFrameworks", 'asOf: "2023-07-11"', "derivedCriteriaSets", (2, 5)),
    ("criterionResults", 'asOf: "2030-01-01"', "basedOnEvidence", (69, 69)),
    ("tasks", 'asOf: "2030-01-01"', "assignedTo", (6, 6)),
    ("sourceGraphs", 'asOf: "1900-01-01"', "attributedTo", (165, 165)),
]


@pytest.mark.parametrize(("field", "arguments", "relation", "counts"), LISTS)
def test_a_day_leaves_out_members_only_where_the_relation_holds_at_one_time(
    engine: Asker, field: str, arguments: str, relation: str, counts: tuple[int, int]
) -> None:
    query = f"""{{ {field}({arguments}, first: 200) {{ nodes {{
        onDay: {relation} {{ totalCount }} ever: {relation}(asOf: null) {{ totalCount }} }} }} }}"""
    nodes: list[Any] = engine.data(query)[field]["nodes"]
    assert sum(node["onDay"]["totalCount"] for node in nodes) == counts[0]
    assert sum(node["ever"]["totalCount"] for node in nodes) == counts[1]
