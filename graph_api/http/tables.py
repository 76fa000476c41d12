"""Answers to `/graphql` as tables: CSV, lines of JSON, and others, streamed while they are read.

A table that has to be given up ends without its end: the connection is closed before the last chunk.
"""

import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from graph_api.engine.answer import QuestionRefused, answer_failed
from graph_api.engine.engine import Engine
from graph_api.engine.tables import PreparedTable, TablePage
from graph_api.http.caching import VARY, CachePolicy, caching_headers, unchanged_since
from graph_api.http.negotiation import choose_language
from graph_api.http.streamed import StreamedResponse
from graph_api.operations.question import Question
from graph_api.serving.admission import Ticket
from graph_api.serving.desk import Desk
from graph_api.serving.tables import TableLimits, TableStream
from graph_api.tables.formats import FORMATS, TableFormat

log = logging.getLogger("ndp_graph")
RELEASE = "X-Release"
"""The header with the release that a table is from."""
DATA = "X-Data"
"""The header with the sources that count, as in `extensions.data`, if some do not."""
TABLE_MEDIA: Mapping[str, TableFormat] = {form.media: form for form in FORMATS.values() if form.is_available}
"""The available formats by media type."""


@dataclass(frozen=True, slots=True)
class TableEndpoint:
    """Answers questions as tables."""

    desk: Desk
    caching: CachePolicy

    async def answer(self, request: Request, client: str, question: Question, form: TableFormat) -> Response:
        """The response with the table of a question. Raises `QuestionRefused` or `NdpError` before it has begun."""
        limits = TableLimits.of(self.caching.settings)
        prepare, admit = partial(self._prepare, client), partial(self.desk.enter, client)
        stream = TableStream(self.desk.engines, form, limits, prepare, admit, client)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(stream.close)
            engine, table = await stream.open(question)
            known = request.headers.get("if-none-match", "") if question.safe else ""
            if unchanged := await unchanged_since(
                known, engine, table.operation, self.caching, form.media + form.variant
            ):
                return unchanged
            ticket = stack.enter_context(await self.desk.admission.tables.enter(client))
            try:
                page = await stream.begin()
            except Exception as error:
                failed = answer_failed(error, question)
                raise QuestionRefused(replace(failed, status=max(400, failed.status))) from error
            headers = self._headers(question, table, page, form)
            if data := table.operation.show_sources(engine.reader.model):
                headers[DATA.lower()] = orjson.dumps(data).decode()
            response = TableResponse(stream, question, ticket, self.desk.admission.send_seconds, headers)
            stack.pop_all()
        return response

    async def _prepare(self, client: str, engine: Engine, question: Question) -> PreparedTable:
        return await self.desk.prepared(client, engine, question, partial(engine.prepare_table, question))

    def _headers(
        self, question: Question, table: PreparedTable, page: TablePage, form: TableFormat
    ) -> dict[str, str]:
        """The headers of a table. By GET it has an entity tag, which stands for the same rows each time."""
        headers = {
            "content-type": form.media + form.parameters,
            "content-language": choose_language(None, question.accept_language),
            "content-disposition": f'attachment; filename="{table.members.key}{form.suffix}"',
            "cache-control": "no-store",
            RELEASE.lower(): page.release,
        } | VARY
        if question.safe and not page.is_standby:
            headers |= caching_headers(table.operation, page.release, self.caching, form.media + form.variant)
        return headers


class TableResponse(StreamedResponse):
    """A response that is sent while its rows are read.

    The stream ends when the client leaves, or does not take a piece within `seconds`.
    """

    def __init__(
        self,
        stream: TableStream,
        question: Question,
        ticket: Ticket,
        seconds: float,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(headers, seconds, self._leave)
        self._stream = stream
        self._question = question
        self._ticket = ticket

    async def send_body(self, send: Send) -> bool:
        """Send the table; one that is given up stays without an end."""
        try:
            async for content in self._stream.pieces():
                await self.pass_on(content, send, self._stream.deadline)
        except TimeoutError:
            log.warning("a client did not take a part of its table within %g seconds", self.seconds)
        except Exception as error:  # noqa: BLE001 - it is logged, or the client's own; the response has begun
            answer = answer_failed(error, self._question)
            log.warning("%s: a table was given up: %s", self._question.request_id or "-", error)
            if self._stream.form.reports:
                errors = orjson.loads(answer.body)["errors"]
                with suppress(TimeoutError):
                    await self.pass_on(orjson.dumps({"errors": errors}) + b"\n", send)
        else:
            return True
        return False

    async def _leave(self) -> None:
        self._ticket.leave()
        await self._stream.close()
