"""Walks are followed by averages: what a step leads back to is not counted again."""

import pytest

from graph_api.costs.populations import Population, Populations, merge
from graph_api.plan.statistics import KnownResource, Spread, Statistics
from ontology.model import Hop, Kind
from tests.graph_api.support.stores import Content

PARTS = Hop("part")
WHOLE = Hop("part", inverse=True)
PATHS = {"Set": 1000, "Item": 20_000, "Shelf": 10}


def sizes(
    edges: dict[tuple[str, str, str], int], *hops: Hop, known: float = 0, named: bool = False
) -> list[float]:
    hub = {"urn:hub": KnownResource("Set", {PARTS: (500, ())})} if named else {}
    populations = Populations(Statistics(sum(PATHS.values()), paths=PATHS, edges=edges, named=hub))
    start = Population({"Set": 1.0}, {"urn:hub": 1.0} if named else {})
    return [layer.size for layer in populations.spread(start, hops, 4, 10_000, known)]


def test_a_part_leads_back_to_the_whole_it_was_reached_from() -> None:
    edges = {("Set", "part", "Item"): 20_000}
    assert sizes(edges, PARTS, WHOLE) == pytest.approx([1, 20, 0, 0, 0], abs=0.2)
    assert sizes(edges, PARTS, WHOLE, named=True) == pytest.approx([1, 500, 0, 0, 0], abs=7)


def test_a_part_of_several_leads_to_the_others() -> None:
    edges = {("Set", "part", "Item"): 40_000}
    first, second, third, *_ = sizes(edges, PARTS, WHOLE)
    assert (first, second, third) == pytest.approx((1, 40, 40), abs=2)


def test_what_is_known_to_be_met_again_is_not_new() -> None:
    edges = {("Set", "part", "Item"): 20_000, ("Item", "copy", "Item"): 20_000}
    far, near = (sizes(edges, PARTS, Hop("copy"), known=known)[2] for known in (0, 0.8))
    assert near == pytest.approx(far / 5, abs=0.1)


def test_the_share_that_has_members_follows_from_their_number(content: Content) -> None:
    fields = (f for f in content.model.fields_by_name()[None].values() if f.term.kind is Kind.RELATION)
    field, hop = next((f, f.hops[0]) for f in fields if len(f.hops) == 1)
    start, end = ("Shelf", "Set") if hop.inverse else ("Set", "Shelf")
    edges = {(start, hop.property, end): 100, ("Item", hop.property, "Item"): 100_000}
    populations = Populations(Statistics(sum(PATHS.values()), paths=PATHS, edges=edges))
    few, many = (populations.having(Population({path: 10.0}), field) for path in ("Set", "Item"))
    assert (few, many) == pytest.approx((0.1, 1), abs=0.01)
    assert populations.having(Population({"Set": 10.0}, reached=hop), field) == 1


@pytest.mark.parametrize("most", [1, 10, 10_000])
def test_referrers_are_those_of_all_relations_together(most: float) -> None:
    edges = {
        ("Set", "part", "Item"): 20_000,
        ("Shelf", "part", "Item"): 300,
        ("Item", "copy", "Item"): 70_000,
        ("Item", "kept", "Shelf"): 40_000,
        ("Set", "unknown", "Item"): 5,
    }
    hub = KnownResource("Item", {WHOLE: (500, ()), Hop("copy", True): (7, ("urn:hub",))})
    relations = {relation: Spread(10, 10, 10) for relation in ("copy", "kept", "none", "part")}
    populations = Populations(
        Statistics(30_000, {}, relations, paths=PATHS, edges=edges, named={"urn:hub": hub})
    )
    for start in (
        Population({"Item": 3.0, "Shelf": 2.0}),
        Population({"Item": 4.0}, {"urn:hub": 1.0}),
        Population({"Item": 3.0, "Set": 1.0}, reached=PARTS),
        Population({"Shelf": 3.0}, is_other=True),
    ):
        steps = merge([populations.step(start, Hop(one, inverse=True), most) for one in relations])
        referrers = populations.referrers(start, most)
        assert referrers.paths == pytest.approx({path: count for path, count in steps.paths.items() if count})
        assert referrers.named == pytest.approx(steps.named)
