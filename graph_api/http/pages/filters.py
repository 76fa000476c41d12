"""The parameter `filter` of lists and searches: values of facets that the address of a page chooses."""

from collections.abc import Mapping, Sequence

from graph_api.errors import QueryError, did_you_mean
from graph_api.http.pages.page_request import PageRequest
from graph_api.pages.questions.facets import PageFacet, code_names
from graph_api.pages.views.facets import FILTER

_MOST = 10


def chosen_values(page: PageRequest, facets: Sequence[PageFacet]) -> Mapping[str, str]:
    """The values that are chosen, by facet. Raises `QueryError` `BAD_PARAMETER` for unknown facets and codes."""
    by_name = {facet.name: facet for facet in facets}
    chosen: dict[str, str] = {}
    for given in page.values(FILTER):
        name, _, value = given.partition(":")
        if name not in by_name:
            raise _unknown(f"This page has no facet `{name[:50]}`.", name, list(by_name))
        codes = code_names(by_name[name], page.session.model)
        if codes and value not in codes:
            raise _unknown(f"The facet `{name}` has no value `{value[:50]}`.", value, list(codes))
        chosen[name] = value
    if len(chosen) > _MOST:
        raise QueryError(f"At most {_MOST} values can be chosen.", code="BAD_PARAMETER")
    return chosen


def conditions(
    page: PageRequest, facets: Sequence[PageFacet], chosen: Mapping[str, str]
) -> Sequence[Mapping[str, object]]:
    """The conditions that the chosen values demand. Raises `QueryError` `BAD_PARAMETER`."""
    try:
        return [
            facet.condition(chosen[facet.name], page.session.model.base)
            for facet in facets
            if facet.name in chosen
        ]
    except ValueError as error:
        raise QueryError(f"A facet has no value `{str(error)[:50]}`.", code="BAD_PARAMETER") from None


def _unknown(message: str, name: str, known: Sequence[str]) -> QueryError:
    return QueryError(message, code="BAD_PARAMETER", hint=did_you_mean(name, known))
