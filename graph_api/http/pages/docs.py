"""`/docs` and `/docs/{topic}`: the documentation, with live answers to its questions."""

from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

import orjson

from graph_api.engine.answer import QuestionRefused
from graph_api.errors import QueryError
from graph_api.http.pages.page_request import PageContent, PageRequest
from graph_api.pages.frame import Frame, PageLink
from graph_api.pages.manual.reading import MANUAL, MANUAL_FILES, ManualPart, ManualPlace, read_manual
from graph_api.pages.manual.shown import DocsAnswer, docs_title, view_docs, view_docs_groups
from graph_api.pages.strings import texts
from loaders.publication.addresses import with_parameters
from ontology.iris import DEFAULT_BASE

_ADDRESS = "http://127.0.0.1:8000"
"""The address of the service in the files."""
_UNAVAILABLE = 500
"""The least status of an answer that another request may get later."""


async def make_manual(page: PageRequest) -> PageContent:
    """The list of the documentation pages."""
    frame = page.framed(texts(page.lang)["docs"])
    return PageContent("docs.html", view_docs_groups(frame), frame)


async def make_manual_page(page: PageRequest) -> PageContent:
    """A documentation page. Raises `QueryError` if there is none of the name in the path."""
    name = page.request.path_params["topic"]
    entry = next((entry for entry in MANUAL if entry.name == name), None)
    if entry is None:
        raise QueryError(
            f"There is no documentation page {name!r}.",
            code="NOT_FOUND",
            hint="`/docs` lists the documentation pages.",
        )
    replaced = {_ADDRESS: page.frame.public or _ADDRESS}
    if not entry.generated:  # a table names the base as the default that it is
        replaced[DEFAULT_BASE] = page.session.model.base
    place = ManualPlace(partial(docs_link, page.frame), replaced)
    # Markdown of some length takes a while, so it is read beside the loop.
    written = await page.session.desk.admission.export(partial(read_manual, entry, page.lang, place))
    answers = [await _answer(page, part) for part in written.parts if part.query]
    content = await page.session.engine.reader.describe()
    shows_made_up = content.illustrative and page.session.engine.parts.sources.illustrative
    frame = page.framed(
        docs_title(entry, page.lang),
        PageLink(texts(page.lang)["docs"], page.frame.to("/docs")),
        is_illustrative=bool(answers) and shows_made_up,
    )
    return PageContent("docs_page.html", view_docs(entry, written, answers, frame), frame)


def docs_link(frame: Frame, address: str) -> str:
    """A link of a documentation page as it is shown: paths of the service keep the language."""
    parts = urlsplit(address)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    if parts.path in MANUAL_FILES:
        return frame.to(f"/docs/{MANUAL_FILES[parts.path]}") + fragment
    if parts.path == "/docs" or parts.path.startswith("/docs/"):
        return frame.to(parts.path) + fragment
    if address.startswith("/") and "lang=" not in parts.query:
        return with_parameters(address.partition("#")[0], f"lang={frame.lang}") + fragment
    return address


async def _answer(page: PageRequest, part: ManualPart) -> DocsAnswer:
    """The answer to an example; if the question is refused, the reason. Raises `QuestionRefused` if none can answer."""
    session = page.session
    question = replace(session.question, query=part.query)
    try:
        # A question may choose its sources by a directive, and each choice of them has an engine of its own.
        async with session.desk.engines.engine(question, session.client) as engine:
            own = replace(session, engine=engine)
            return DocsAnswer(await own.ask_document(part.query, part.variables, page.lang))
    except QuestionRefused as refused:
        if refused.answer.status >= _UNAVAILABLE:
            raise
        return DocsAnswer(None, orjson.loads(refused.answer.body)["errors"][0]["message"])
    except QueryError as error:
        if error.status >= _UNAVAILABLE:
            raise
        return DocsAnswer(None, str(error))
