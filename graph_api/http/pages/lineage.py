"""The lineage of a resource: as a page, as a picture, and its statements as a table."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType

from graph_api.errors import QueryError
from graph_api.http.pages.page_request import MakePage, PageContent, PageFile, PageRequest
from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.lineage.graph import LineageGraph, read_lineage
from graph_api.pages.views.lineage.page import (
    USUAL_DEPTH,
    LineageRequest,
    lineage_columns,
    lineage_svg,
    lineage_title,
    lineage_view,
)
from ontology.iris import derived_graphs
from ontology.model import Model


async def make_lineage(page: PageRequest) -> PageContent:
    """The page; without a resource an explanation. Raises `QueryError` for a resource about which nothing is known."""
    if not page.value("iri"):
        return PageContent("lineage_start.html", None, page.framed(texts(page.lang)["lineage"]))
    request, graph = await _read(page)
    reader = page.reader()
    root = PageLink(graph.things[0].name.text, page.address(request.iri))
    forms = [
        PageLink(name, page.frame.to(path, **dict(page.frame.parameters)), media)
        for name, path, media in (
            ("SVG", "/lineage.svg", "image/svg+xml"),
            ("CSV", "/lineage.csv", "text/csv"),
        )
    ]
    frame = page.framed(
        lineage_title(graph, page.lang),
        root,
        iri=request.iri,
        forms=forms,
        is_illustrative=graph.is_illustrative,
        is_made_up=graph.is_made_up,
    )
    return PageContent("lineage.html", lineage_view(graph, request, reader), frame)


async def make_picture(page: PageRequest) -> PageFile:
    """The picture, which can stand alone."""
    request, graph = await _read(page)
    reader = page.reader()
    return PageFile(partial(lineage_svg, graph, request, reader), "image/svg+xml", "lineage.svg")


async def make_table(page: PageRequest) -> PageFile:
    """All statements of the lineage, one in a line."""
    _, graph = await _read(page)
    return PageFile.sheet(*lineage_columns(graph), "lineage.csv")


LINEAGE_MAKERS: Mapping[str, MakePage] = MappingProxyType(
    {"lineage": make_lineage, "lineage_svg": make_picture, "lineage_csv": make_table}
)
"""The functions that make the page and its files, by the names of their paths."""


async def _read(page: PageRequest) -> tuple[LineageRequest, LineageGraph]:
    """The choices in the address, and the answer to the question."""
    day = page.day()
    request = LineageRequest(
        page.iri(iri) if (iri := page.value("iri")) else "",
        _depth(page),
        day.isoformat() if day else "",
        page.iri(focus) if (focus := page.value("focus")) else "",
        page.value("fold"),
    )
    data = await page.ask(
        "lineage",
        iri=request.iri,
        depth=request.depth,
        asOf=request.day or None,
        lang=[page.lang],
    )
    model = page.session.model
    graph = read_lineage(data, partial(_type_names, model), page.lang, derived_graphs(model.base))
    if not graph.things:
        raise QueryError(f"There is nothing at {request.iri[:200]!r}.", code="NOT_FOUND")
    return request, graph


def _depth(page: PageRequest) -> int:
    """The number of steps. Raises `QueryError`; the question itself refuses too many."""
    text = page.value("depth")
    if not text:
        return USUAL_DEPTH
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise QueryError(f"`depth` must be a whole number, not {text[:50]!r}.", code="BAD_PARAMETER")
    return int(text)


def _type_names(model: Model, types: Sequence[str]) -> Sequence[str]:
    """The GraphQL types of classes and of their superclasses, the most special first."""
    return [model.classes[one].type_name for iri in types for one in model.exposed_ancestry(iri)]
