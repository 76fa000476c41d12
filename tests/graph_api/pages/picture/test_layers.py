"""Layers: nothing covers anything, the same graph looks the same, and lines that need not cross do not."""

import random
from itertools import pairwise

import pytest

from graph_api.pages.picture.layers import LayeredGraph, LayeredPlaces, place_in_layers

GAP, LANE = 12.0, 6.0


def random_graph(seed: int) -> LayeredGraph:
    draw = random.Random(seed)
    layers = [[f"{layer}-{one}" for one in range(draw.randint(1, 60))] for layer in range(draw.randint(1, 9))]
    names = [name for layer in layers for name in layer]
    heights = {name: float(draw.randint(30, 90)) for name in names}
    lines = {(draw.choice(names), draw.choice(names)) for _ in range(2 * len(names))}
    return LayeredGraph(layers, heights, sorted(one for one in lines if one[0] != one[1]), GAP, LANE)


def extents(graph: LayeredGraph, places: LayeredPlaces) -> dict[int, list[tuple[float, float]]]:
    """The top and the bottom of everything, by layer, from above."""
    own = {name: layer for layer, names in enumerate(graph.layers) for name in names}
    found: dict[int, list[tuple[float, float]]] = {}
    for (name, layer), middle in places.middles.items():
        half = (graph.heights[name] if own[name] == layer else LANE) / 2
        found.setdefault(layer, []).append((middle - half, middle + half))
    return {layer: sorted(of) for layer, of in found.items()}


@pytest.mark.parametrize("seed", range(20))
def test_nothing_covers_anything_and_all_is_within(seed: int) -> None:
    graph = random_graph(seed)
    places = place_in_layers(graph)
    assert {(n, layer) for layer, names in enumerate(graph.layers) for n in names} <= set(places.middles)
    for column in extents(graph, places).values():
        assert column[0][0] >= -1e-6
        assert column[-1][1] <= places.height + 1e-6
        for (_, bottom), (top, _) in pairwise(column):
            assert top >= bottom - 1e-6


@pytest.mark.parametrize("seed", range(5))
def test_a_line_goes_from_layer_to_layer(seed: int) -> None:
    graph = random_graph(seed)
    own = {name: layer for layer, names in enumerate(graph.layers) for name in names}
    places = place_in_layers(graph)
    assert set(places.ways) == {line for line in graph.lines if own[line[0]] != own[line[1]]}
    for line, way in places.ways.items():
        assert {way[0][0], way[-1][0]} == set(line)
        assert [layer for _, layer in way] == list(range(way[0][1], way[-1][1] + 1))
        assert {name for name, _ in way} <= set(line)


def test_the_same_graph_has_the_same_places() -> None:
    assert place_in_layers(random_graph(3)) == place_in_layers(random_graph(3))


def test_lines_that_need_not_cross_do_not() -> None:
    left, right = [f"a{one}" for one in range(8)], [f"b{one}" for one in range(8)]
    lines = [(f"a{one}", f"b{7 - one}") for one in range(8)]
    heights = dict.fromkeys(left + right, 40.0)
    places = place_in_layers(LayeredGraph([left, right], heights, lines, GAP, LANE))
    assert all(places.middle(one, 0) == pytest.approx(places.middle(other, 1)) for one, other in lines)


def test_nothing_has_no_places() -> None:
    assert place_in_layers(LayeredGraph([], {}, [], GAP, LANE)) == LayeredPlaces({}, {}, 0)
