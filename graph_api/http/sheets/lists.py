"""`/list/{plural}.csv`: all members of a class as CSV, with its metadata for programs (CSV on the Web) beside it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from graph_api.engine.answer import QuestionRefused
from graph_api.errors import QueryError, did_you_mean
from graph_api.http.caching import NDP_RELEASE, CachePolicy
from graph_api.http.negotiation import CSVW, choose_language
from graph_api.http.problems import answer_error, answer_problem
from graph_api.http.request import SAFE_METHODS, chosen_release, chosen_sources
from graph_api.http.session import NOT_IN_RELEASE
from graph_api.http.tables import RELEASE, TableEndpoint
from graph_api.operations.question import Question
from graph_api.pages.strings import list_words
from graph_api.publish.links import HeaderLink, write_links
from graph_api.serving.admission import client_of
from graph_api.serving.desk import Desk
from graph_api.tables.class_list import ClassList, list_of_class
from graph_api.tables.csvw import describe_list
from graph_api.tables.formats import TableFormat, titled_csv
from graph_api.tables.titled_csv import CsvDialect, spreadsheet_dialect
from ontology.errors import NdpError
from ontology.files import builtin_files
from ontology.iris import DEFAULT_BASE
from ontology.json_reader import JsonProblem, read_json
from ontology.lock import Role, read_lock
from ontology.model import ClassTerm, Model

_SEARCH = (
    "query SearchTable($text: String!, $lang: [String!], $asOf: Date, $where: SearchWhere) { "
    "search(text: $text, asOf: $asOf, where: $where) "
    "{ nodes { iri label(lang: $lang) { value } types { label(lang: $lang) { value } } } } }"
)
"""The question for all results of a search, as a table."""
_TRUTH = {"": False, "0": False, "false": False, "1": True, "true": True}


@dataclass(frozen=True, slots=True)
class ListEndpoint:
    """The lists of all classes as CSV."""

    desk: Desk
    caching: CachePolicy

    def endpoints(self) -> Mapping[str, Callable[[Request], Awaitable[Response]]]:
        """The endpoint of each row of `LIST_PATHS`, by its name."""
        return {
            "list": self.answer,
            "list-metadata": self.answer_metadata,
            "search-table": self.answer_search,
        }

    async def answer(self, request: Request) -> Response:
        """The CSV file, streamed."""
        return await self._answered(request, self._csv)

    async def answer_metadata(self, request: Request) -> Response:
        """The metadata of the CSV file with the same parameters."""
        return await self._answered(request, self._metadata)

    async def answer_search(self, request: Request) -> Response:
        """All results of a search as a CSV file, streamed."""
        return await self._answered(request, self._search)

    async def _answered(self, request: Request, work: Any) -> Response:
        try:
            response: Response = await work(request)
        except QuestionRefused as refused:
            return answer_problem(request, refused.answer)
        except NdpError as error:
            return answer_error(request, error)
        return response

    async def _csv(self, request: Request) -> Response:
        listed, _ = await self._list(request)
        dialect, where = _dialect(request, listed.language), _where(request)
        document, form = listed.document(filtered=bool(where)), titled_csv(listed.titles, dialect)
        variables = {"where": where} if where else {}
        response = await self._table(request, document, variables, form)
        if not dialect.for_spreadsheets:
            target = f"{listed.term.plural}.csv-metadata.json{_query(request)}"
            response.headers["link"] = write_links([HeaderLink(target, "describedby", {"type": CSVW})])
        return response

    async def _search(self, request: Request) -> Response:
        language = _language(request)
        words = list_words(language)
        titles = {"iri": words["iri"], "label.value": words["label"], "types": words["class"]}
        form = titled_csv(titles, _dialect(request, language))
        text = request.query_params.get("q", "").strip()
        variables = {"text": text, "lang": [language], "where": _where(request)}
        return await self._table(request, _SEARCH, variables, form)

    async def _table(
        self, request: Request, document: str, variables: Mapping[str, Any], form: TableFormat
    ) -> Response:
        """The table that answers a question, on the day and in the language of the request."""
        client, language = client_of(request.client and request.client.host), _language(request)
        question = Question(
            document,
            {"asOf": request.query_params.get("asOf") or None, **variables},
            accept_language=language,
            safe=request.method in SAFE_METHODS,
            request_id=getattr(request.state, "request_id", ""),
            release=chosen_release(request),
            sources=chosen_sources(request),
        )
        response = await TableEndpoint(self.desk, self.caching).answer(request, client, question, form)
        response.headers["content-language"] = language
        if RELEASE in response.headers:
            response.headers[NDP_RELEASE] = response.headers[RELEASE]
        return response

    async def _metadata(self, request: Request) -> Response:
        listed, release = await self._list(request)
        described = describe_list(listed, f"{listed.term.plural}.csv{_query(request)}", release)
        headers = {
            "cache-control": f"public, max-age={self.caching.seconds}",
            "content-language": listed.language,
        }
        return Response(
            orjson.dumps(described, option=orjson.OPT_INDENT_2) + b"\n",
            media_type=CSVW,
            headers={**headers, NDP_RELEASE: release, "vary": "Accept-Language"},
        )

    async def _list(self, request: Request) -> tuple[ClassList, str]:
        """The list that the path names, and the release that it is of. Raises `QueryError` `NOT_FOUND`."""
        client = client_of(request.client and request.client.host)
        language = _language(request)
        chosen = Question("", release=chosen_release(request), sources=chosen_sources(request))
        async with self.desk.engines.engine(chosen, client) as engine:
            model = engine.reader.model
            term = class_of_list(model, str(request.path_params["plural"]))
            return list_of_class(term, language, list_words(language)), await engine.reader.release()


def class_of_list(model: Model, plural: str) -> ClassTerm:
    """The class whose list has this present or former name.

    Raises `QueryError`: `NOT_IN_RELEASE` if only later ontologies have it, else `NOT_FOUND`.
    """
    names = {name: term for term in model.classes.values() for name in (term.plural, *term.plural_aliases)}
    if plural not in names:
        if plural in _known_lists():
            raise QueryError(
                f"The ontology of this release is older than the list {plural!r}.", code=NOT_IN_RELEASE
            )
        raise QueryError(
            f"There is no list {plural[:50]!r}.", code="NOT_FOUND", hint=did_you_mean(plural, names)
        )
    return names[plural]


@cache
def _known_lists() -> frozenset[str]:
    """The present names of the lists of the built-in ontology of the program."""
    lock = read_lock(builtin_files(DEFAULT_BASE))
    return frozenset(names[0] for (_, role), names in lock.items() if role is Role.PLURAL)


def _language(request: Request) -> str:
    return choose_language(request.query_params.get("lang"), request.headers.get("accept-language", ""))


def _dialect(request: Request, language: str) -> CsvDialect:
    text = request.query_params.get("excel", "")
    wanted = _TRUTH.get(text.lower())
    if wanted is None:
        raise QueryError(
            f"`excel` must be 1 or 0, not {text[:50]!r}.", hint="Write `excel=1`, or leave it out."
        )
    return spreadsheet_dialect(language) if wanted else CsvDialect()


def _where(request: Request) -> Mapping[str, Any] | None:
    """The condition on members, as JSON in the form of GraphQL's `where`."""
    text = request.query_params.get("where")
    if not text:
        return None
    try:
        where = read_json(text)
    except JsonProblem as problem:
        raise _bad_where(f"Invalid JSON in the parameter `where`: {problem}.") from None
    if not isinstance(where, dict):
        raise _bad_where("`where` must be a JSON object.")
    return where


def _bad_where(message: str) -> QueryError:
    return QueryError(
        message,
        code="BAD_REQUEST",
        hint='Write a condition as in GraphQL, as JSON and escaped: `where={"iri": {"in": […]}}`.',
    )


def _query(request: Request) -> str:
    """The query string of the file that the metadata are about, and the other way round."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "excel"]
    return f"?{urlencode(pairs)}" if pairs else ""
