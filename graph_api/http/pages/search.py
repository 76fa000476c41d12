"""`/search`: what has the words of a text, in all classes or in one, as a page."""

import json
from dataclasses import replace

from graph_api.errors import QueryError, did_you_mean
from graph_api.http.pages.filters import chosen_values, conditions
from graph_api.http.pages.page_request import PageContent, PageRequest
from graph_api.pages.frame import PageLink
from graph_api.pages.questions.searches import RESULTS, page_of_search
from graph_api.pages.strings import texts
from graph_api.pages.views.classes import class_index
from graph_api.pages.views.facets import FacetViewer
from graph_api.pages.views.searches import AFTER, SearchViewer
from ontology.model import ClassTerm

_LONGEST = 300
"""Characters of the text of a search."""


async def make_search(page: PageRequest) -> PageContent:
    """The results of a search, or an explanation if there is no text. Raises `QuestionRefused` or `QueryError`."""
    text = page.value("q")
    if not text:
        data = await page.ask("classes")
        framed = page.framed(texts(page.lang)["search_title"])
        return PageContent("search_start.html", class_index(page.session.model, data, page.frame), framed)
    if len(text) > _LONGEST:
        raise QueryError(f"`q` may have at most {_LONGEST} characters.", code="BAD_PARAMETER")
    model, day, term = page.session.model, page.day(), _class(page)
    asked = page_of_search(model, term)
    chosen = chosen_values(page, asked.facets)
    cursors = page.values(AFTER)
    where: dict[str, object] = {}
    if term is not None:
        where["types"] = {"in": [term.type_name]}
        if tests := conditions(page, asked.facets, chosen):
            where[term.singular] = {"and": list(tests)} if len(tests) > 1 else tests[0]
    variables = {
        "text": text,
        "lang": [page.lang],
        "asOf": day.isoformat() if day else None,
        "where": where or None,
        "first": RESULTS,
        "after": cursors[-1] if cursors else None,
    }
    data = await page.ask_document(asked.document, variables)
    reader = page.reader()
    facets = FacetViewer(model, page.frame, asked.facets, chosen)
    view = SearchViewer(model, asked, reader, facets, text, cursors).view(data)
    given = {"where": json.dumps(where, ensure_ascii=False, separators=(",", ":"))} if where else {}
    forms = [PageLink("CSV", page.frame.to("/search.csv", q=text, **given), "text/csv")]
    framed = page.framed(view.title(page.lang), is_illustrative=view.is_illustrative, forms=forms)
    return PageContent("search.html", view, replace(framed, searched=text))


def _class(page: PageRequest) -> ClassTerm | None:
    """The class that the address chooses. Raises `QueryError` `BAD_PARAMETER`."""
    name = page.value("type")
    by_name = {term.type_name: term for term in page.session.model.classes.values()}
    if name and name not in by_name:
        raise QueryError(
            f"There is no class `{name[:50]}`.", code="BAD_PARAMETER", hint=did_you_mean(name, by_name)
        )
    return by_name.get(name)
