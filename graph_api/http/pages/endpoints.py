"""The endpoints of pages, by the names of their paths."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from graph_api.http.linked_data.atom_feeds import AtomEndpoint
from graph_api.http.pages.calendar import make_calendar, make_calendar_file
from graph_api.http.pages.changes import make_changes
from graph_api.http.pages.charts import CHART_MAKERS
from graph_api.http.pages.class_list import make_class_index, make_class_list
from graph_api.http.pages.comparison import make_comparison, make_comparison_table
from graph_api.http.pages.docs import make_manual, make_manual_page
from graph_api.http.pages.endpoint import PageEndpoint
from graph_api.http.pages.home import HomePage
from graph_api.http.pages.lineage import LINEAGE_MAKERS
from graph_api.http.pages.page_request import MakePage
from graph_api.http.pages.paths import PAGE_PATHS
from graph_api.http.pages.quality import make_quality, make_quality_table
from graph_api.http.pages.search import make_search

_MAKERS: Mapping[str, MakePage] = MappingProxyType(
    {
        "search": make_search,
        "class-index": make_class_index,
        "class-list": make_class_list,
        **LINEAGE_MAKERS,
        **CHART_MAKERS,
        "calendar": make_calendar,
        "changes": make_changes,
        "calendar-file": make_calendar_file,
        "manual": make_manual,
        "manual-page": make_manual_page,
        "quality": make_quality,
        "quality-table": make_quality_table,
        "compare": make_comparison,
        "compare-table": make_comparison_table,
    }
)
"""The function that makes each page, by the name of its path."""


def page_endpoints(
    pages: PageEndpoint, feed: AtomEndpoint
) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
    """The endpoint of each row of `PAGE_PATHS` that is a page, by its name; `feed` has the releases in words."""
    makers = {**_MAKERS, "home": HomePage(feed).make}
    return {row.name: pages.of(makers[row.name], row.parameters) for row in PAGE_PATHS if row.name in makers}
