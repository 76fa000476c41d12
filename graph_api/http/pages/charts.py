"""Charts: as pages, as pictures, as tables, and as parts that other pages embed."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from graph_api.errors import QueryError
from graph_api.http.pages.over_releases import ask_releases
from graph_api.http.pages.page_request import MakePage, PageContent, PageFile, PageRequest
from graph_api.pages import CONTENT_SECURITY_POLICY
from graph_api.pages.frame import PageLink
from graph_api.pages.strings import texts
from graph_api.pages.views.charts import (
    CHARTS,
    NamedChart,
    chart_columns,
    chart_picture,
    chart_view,
    findings_chart,
    freshness_chart,
    status_chart,
)
from loaders.folder.manifest import number_of

_RELEASES = 6
"""Releases whose findings are compared."""
_EMBEDDED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
"""The policy of what other sites may embed: a picture without scripts, forms or choices."""


async def make_chart(page: PageRequest) -> PageContent:
    """The page of a chart with its table."""
    named = await _chart(page)
    forms = [
        PageLink(name, page.frame.to(f"/charts/{named.name}.{form}"), media)
        for name, form, media in (("SVG", "svg", "image/svg+xml"), ("CSV", "csv", "text/csv"))
    ]
    return PageContent("chart.html", chart_view(named, page.reader()), page.framed(named.title, forms=forms))


async def make_charts(page: PageRequest) -> PageContent:
    """The page that leads to all charts."""
    return PageContent("charts.html", CHARTS, page.framed(texts(page.lang)["charts_title"]))


async def make_embedded(page: PageRequest) -> PageContent:
    """The chart alone, for a frame in another page."""
    named = await _chart(page)
    view = chart_view(named, page.reader())
    headers = {"Content-Security-Policy": _EMBEDDED}
    return PageContent("chart_embed.html", view, page.framed(named.title), headers)


async def make_chart_picture(page: PageRequest) -> PageFile:
    """The picture with its own styles."""
    named = await _chart(page)
    return PageFile(partial(_svg, named, page.lang), "image/svg+xml", f"{named.name}.svg")


async def make_chart_table(page: PageRequest) -> PageFile:
    """The numbers."""
    named = await _chart(page)
    return PageFile.sheet(*chart_columns(named), f"{named.name}.csv")


CHART_MAKERS: Mapping[str, MakePage] = MappingProxyType(
    {
        "charts": make_charts,
        "chart_svg": make_chart_picture,
        "chart_csv": make_chart_table,
        "chart": make_chart,
        "embed": make_embedded,
    }
)
"""The functions that make the page and its forms, by the names of their paths."""


async def _chart(page: PageRequest) -> NamedChart:
    """The chart that the address names. Raises `QueryError`."""
    name = page.request.path_params["name"]
    if name not in CHARTS:
        raise QueryError(f"There is nothing at {page.frame.path[:200]!r}.", code="NOT_FOUND")
    if name == "findings":
        return await _findings(page)
    data = await page.ask(f"chart_{name}", lang=[page.lang])
    return (status_chart if name == "status" else freshness_chart)(data, page.reader())


async def _findings(page: PageRequest) -> NamedChart:
    """The findings of the latest releases up to that of the page."""
    answers = await ask_releases(page, "chart_findings", _RELEASES)
    return findings_chart([(str(number_of(release)), found) for release, found in answers], page.reader())


def _svg(named: NamedChart, lang: str) -> bytes:
    return chart_picture(named, lang, alone=True).encode()
