"""The MCP server: lists the tools and answers their calls, read-only and within the limits of the service."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from mcp import types
from mcp.server import Server, ServerRequestContext

from graph_api.assistants.lookup import look_up
from graph_api.assistants.tools import AssistantTool, check_arguments, offered, question_of
from graph_api.engine.answer import QuestionRefused, answer_refused
from graph_api.errors import QueryError
from graph_api.operations.question import Question
from graph_api.operations.trusted import TrustedDocuments
from graph_api.serving.admission import client_of
from graph_api.serving.desk import Desk
from graph_api.version import program_version

LONGEST = 400_000
"""Most bytes of an answer: what is longer does not fit into the memory of an assistant."""
_LESS = (
    "Ask for less: `lineage` with a smaller `depth`, `search` with a smaller `first`, or select fewer fields."
)
_INSTRUCTIONS = (
    "The knowledge graph of Vietnam's national digital platforms: ministries, platforms, criteria, assessments and "
    "decisions, each statement with the source that makes it. Begin with `search`. Name the sources and the release "
    "that an answer states. Sources marked illustrative are made up; `illustrative: false` leaves them out."
)


@dataclass(frozen=True, slots=True)
class AssistantService:
    """Answers the calls of tools from the engines of a service."""

    desk: Desk
    trusted: TrustedDocuments
    publishes_schema: bool = True

    @property
    def tools(self) -> tuple[AssistantTool, ...]:
        """The tools that are offered."""
        tools = offered(self.trusted)
        return tools if self.publishes_schema else tuple(tool for tool in tools if tool.is_about_data)

    async def call(self, name: str, arguments: Mapping[str, Any], client: str) -> str:
        """The answer of a tool, as text: JSON, or SDL. Raises `NdpError` for whatever keeps it from being given."""
        tool = next((tool for tool in self.tools if tool.name == name), None)
        if tool is None:
            raise QueryError(
                f"There is no tool `{name}`.",
                hint=f"Available: {', '.join(tool.name for tool in self.tools)}.",
            )
        check_arguments(tool, arguments)
        if not tool.is_about_data:
            return await self._look_up(arguments)
        return await self._answer(question_of(tool, arguments, self.trusted), client)

    async def _look_up(self, arguments: Mapping[str, Any]) -> str:
        async with self.desk.engines.engine(Question("")) as engine:
            kind, containing = arguments.get("type"), arguments.get("containing", "")
            return await asyncio.to_thread(look_up, engine.graphql_schema, kind, containing)

    async def _answer(self, question: Question, client: str) -> str:
        """The body of the answer to a question, within its lane and the limits of the engine."""
        async with self.desk.engines.engine(question, client) as engine:
            since = time.perf_counter()
            work = partial(engine.prepare, question, since)
            operation = await self.desk.prepared(client, engine, question, work)
            with await self.desk.enter(client, engine, operation.cost.units):
                answer = await engine.run(operation)
        if len(answer.body) > LONGEST:
            raise QueryError(
                f"The answer has more than {LONGEST:,} bytes and was given up.",
                code="ANSWER_SIZE",
                hint=_LESS,
                details={"allowed": LONGEST},
            )
        return answer.body.decode()


def mcp_server(service: AssistantService) -> Server[Any]:
    """The server of the tools, for any transport."""

    async def list_tools(
        _: ServerRequestContext[Any], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in service.tools])

    async def call_tool(
        context: ServerRequestContext[Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        host = getattr(getattr(context.request, "client", None), "host", None)
        try:
            text = await service.call(params.name, params.arguments or {}, client_of(host))
        except QuestionRefused as refused:
            text = refused.answer.body.decode()
        except Exception as error:  # noqa: BLE001 - each becomes an answer, and what is our fault is logged
            text = answer_refused(error, Question("")).body.decode()
        return _result(text)

    return Server(
        "ndp-graph",
        version=program_version(),
        title="NDP Graph",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _described(tool: AssistantTool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=types.ToolAnnotations(
            title=tool.title, read_only_hint=True, idempotent_hint=True, open_world_hint=False
        ),
    )


def _result(text: str) -> types.CallToolResult:
    """The result with a text; JSON is also structured content."""
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)],
        structured_content=orjson.loads(text) if text.startswith("{") else None,
        is_error=text.startswith('{"errors"'),
    )
