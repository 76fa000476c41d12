"""The processor time of pictures of made-up lineages, from the answer's data to SVG, and to the page with its table."""

import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from graph_api.pages.frame import render_page
from graph_api.pages.views.lineage.graph import LineageGraph
from graph_api.pages.views.lineage.page import LineageRequest, lineage_svg, lineage_view
from graph_api.pages.views.reader import PageReader
from tests.graph_api.support.lineages import FRAME, made_up

SIZES, ROUNDS, BAR = (50, 150, 500), 15, 200.0
"""Things of a lineage, and the milliseconds within which the picture of the largest has to be there."""


def measure_pictures() -> None:
    """Print a row for each size, with a bar for the picture of the largest."""
    reader, request = PageReader(FRAME, lambda iri: f"/doc/{iri}", date(2026, 6, 30)), LineageRequest("urn:0")
    sys.stdout.write(f"{'things':>8}{'statements':>12}{'svg ms':>9}{'page ms':>9}{'svg kB':>9}{'bar':>7}\n")
    for size in SIZES:
        graphs = [made_up(seed, size) for seed in range(ROUNDS)]
        svg = _milliseconds(graphs, lambda graph: lineage_svg(graph, request, reader))
        page = _milliseconds(
            graphs,
            lambda graph: render_page("lineage.html", FRAME, view=lineage_view(graph, request, reader)),
        )
        statements = median(len(graph.statements) for graph in graphs)
        length = median(len(lineage_svg(graph, request, reader)) for graph in graphs) / 1000
        bar = f"{BAR:7.0f}" if size == SIZES[-1] else ""
        sys.stdout.write(f"{size:8}{statements:12.0f}{svg:9.1f}{page:9.1f}{length:9.0f}{bar}\n")


def _milliseconds(graphs: list[LineageGraph], work: Callable[[LineageGraph], object]) -> float:
    """The median processor time of the work on each graph."""
    times = []
    for graph in graphs:
        start = time.process_time()
        work(graph)
        times.append((time.process_time() - start) * 1000)
    return median(times)
