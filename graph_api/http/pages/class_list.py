"""`/list/{plural}`: the members of a class as a page, and `/list`: all classes with their numbers of members."""

import json
from collections.abc import Mapping

from graph_api.errors import QueryError, did_you_mean
from graph_api.http.pages.filters import chosen_values, conditions
from graph_api.http.pages.page_request import PageContent, PageRequest
from graph_api.http.sheets.lists import class_of_list
from graph_api.pages.frame import PageLink
from graph_api.pages.questions.class_lists import LABEL, PAGE, ClassPage, page_of_class
from graph_api.pages.strings import texts
from graph_api.pages.views.class_lists import ClassListViewer
from graph_api.pages.views.classes import class_index
from graph_api.pages.views.facets import FacetViewer

_CURSORS = ("after", "before")


async def make_class_list(page: PageRequest) -> PageContent:
    """The members of a class. Raises `QuestionRefused` or `QueryError`."""
    model, day = page.session.model, page.day()
    listed = page_of_class(model, class_of_list(model, str(page.request.path_params["plural"])))
    chosen = chosen_values(page, listed.facets)
    where = _all_of(conditions(page, listed.facets, chosen))
    sort = _sort(page, listed)
    variables = {
        "lang": [page.lang],
        "asOf": day.isoformat() if day else None,
        "where": where or None,
        "orderBy": [_order(sort)],
        **_place(page),
    }
    data = await page.ask_document(listed.document, variables)
    given = {"where": json.dumps(where, ensure_ascii=False, separators=(",", ":"))} if where else {}
    viewer = ClassListViewer(
        listed,
        page.reader(),
        FacetViewer(model, page.frame, listed.facets, chosen),
        sort,
        page.frame.to(f"/list/{listed.term.plural}.csv", **given),
    )
    view = viewer.view(data)
    lists = PageLink(texts(page.lang)["list_all"], page.frame.to("/list"))
    forms = [PageLink("CSV", view.csv, "text/csv")]
    framed = page.framed(
        view.title, lists, is_illustrative=view.is_illustrative, forms=forms, cursors=_CURSORS
    )
    return PageContent("class_list.html", view, framed)


async def make_class_index(page: PageRequest) -> PageContent:
    """All classes that the release has members of. Raises `QuestionRefused`."""
    data = await page.ask("classes")
    view = class_index(page.session.model, data, page.frame)
    return PageContent("classes.html", view, page.framed(texts(page.lang)["list_all"]))


def _all_of(tests: object) -> dict[str, object]:
    """Conditions as one: of several that are about one field, all have to hold."""
    found = list(tests) if isinstance(tests, (list, tuple)) else []
    names = [name for test in found for name in test]
    if len(names) == len(set(names)):
        return {name: value for test in found for name, value in test.items()}
    return {"and": found}


def _sort(page: PageRequest, listed: ClassPage) -> str:
    """The sort key of the address, with `-` before it for the last first. Raises `QueryError`."""
    sort = page.value("sort") or LABEL
    name = sort.removeprefix("-")
    if name not in listed.sort_keys:
        raise QueryError(
            f"This list cannot be sorted by `{name[:50]}`.",
            code="BAD_PARAMETER",
            hint=did_you_mean(name, listed.sort_keys),
        )
    return sort


def _order(sort: str) -> Mapping[str, object]:
    return {sort.removeprefix("-"): {"dir": "DESC" if sort.startswith("-") else "ASC"}}


def _place(page: PageRequest) -> Mapping[str, object]:
    """The part of the list that the address chooses."""
    if page.value("before"):
        return {"last": PAGE, "before": page.value("before")}
    return {"first": PAGE, "after": page.value("after") or None}
