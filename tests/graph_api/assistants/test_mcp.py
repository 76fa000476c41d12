"""The tools for assistants, called by the protocol's own client: in this process, over stdio and over HTTP."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, types

from graph_api.assistants.server import AssistantService, mcp_server
from graph_api.operations.trusted import TrustedDocuments, read_trusted
from graph_api.receipts.keyring import Keyring
from graph_api.serving.admission import Admission
from graph_api.serving.desk import Desk
from graph_api.serving.service import Service
from graph_api.settings import Settings
from loaders.folder.location import Location
from tests.graph_api.support.command_line import PROGRAM, environment
from tests.graph_api.support.series import EX, Series, publish

DATA = """
:facts { :a a ndp:DigitalPlatform ; skos:prefLabel "Alpha"@en, "Alpha Việt"@vi ; ndp:ofKind :k .
  :k a ndp:PlatformKind ; skos:prefLabel "Kind"@en }
:made-up { :made-up a ndp:SourceGraph ; ndp:illustrative true .
  :m a ndp:DigitalPlatform ; skos:prefLabel "Alpha two"@en }
"""


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def some(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Series:
    uri = request.getfixturevalue("neo4j_empty_for_module") if request.param == "neo4j" else None
    location = Location(tmp_path_factory.mktemp("some") / "store", uri)
    return Series(location, (publish(location, DATA),))


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Client]:
    """A client of the tools of a service with these settings."""
    service, admission = Service(settings), Admission(settings)
    trusted = (
        read_trusted(settings.trusted, only=settings.trusted_only) if settings.trusted else TrustedDocuments()
    )
    async with service.running():
        tools = AssistantService(Desk(service.engines, admission), trusted, settings.introspection)
        async with Client(mcp_server(tools)) as client:
            yield client
    admission.close()


def with_client(settings: Settings, work: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with connected(settings) as client:
            return await work(client)

    return asyncio.run(run())


def call(settings: Settings, tool: str, **arguments: Any) -> types.CallToolResult:
    result = with_client(settings, lambda client: client.call_tool(tool, arguments))
    assert isinstance(result, types.CallToolResult)
    return result


def answer(result: types.CallToolResult) -> Any:
    """The JSON of a result, which is its text and its structured content."""
    [content] = result.content
    assert isinstance(content, types.TextContent)
    found = json.loads(content.text)
    assert found == result.structured_content
    assert result.is_error == ("errors" in found), found
    return found


def test_the_tools_are_read_only_and_take_what_their_schemas_list(some: Series) -> None:
    found = with_client(some.settings, lambda client: client.list_tools()).tools
    assert [tool.name for tool in found] == [
        "search", "resource", "why_approved", "why_not", "lineage", "schema", "query",
    ]  # fmt: skip
    for tool in found:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is True
        assert set(tool.input_schema["required"]) <= set(tool.input_schema["properties"])
        assert all(schema["description"] for schema in tool.input_schema["properties"].values())


def things(found: Any) -> list[str]:
    """The results of a search up to the first that only concerns others, such as a finding."""
    iris = [edge["node"]["iri"] for edge in found["data"]["search"]["edges"]]
    return list(takewhile(lambda iri: iri.startswith(EX), iris))


def test_search_finds_resources_with_their_sources_and_names_the_release(some: Series) -> None:
    found = answer(call(some.settings, "search", text="alpha", types=["DigitalPlatform"], first=1))
    assert found["extensions"]["release"] == some.ids[0]
    assert found["data"]["search"]["totalCount"] == 2
    assert found["data"]["search"]["match"] == "ALL_WORDS"
    [edge] = found["data"]["search"]["edges"]
    assert edge["node"]["iri"] == EX + "a"
    assert [source["iri"] for source in edge["node"]["sources"]] == [EX + "facts"]


def test_languages_sources_and_receipts_are_chosen_by_arguments(some: Series, tmp_path: Path) -> None:
    Keyring(tmp_path / "keys").make()
    settings = replace(some.settings, keys=tmp_path / "keys")
    found = answer(
        call(
            settings,
            "search",
            text="alpha",
            types=["DigitalPlatform"],
            languages="vi",
            illustrative=False,
            receipt=True,
        )
    )
    assert [edge["node"]["label"]["value"] for edge in found["data"]["search"]["edges"]] == ["Alpha Việt"]
    assert found["extensions"]["data"] == {"illustrative": False}
    assert found["extensions"]["receipt"].count(".") == 2


def test_a_resource_comes_with_its_statements(some: Series) -> None:
    found = answer(call(some.settings, "resource", iri=EX + "a", release=some.ids[0]))["data"]["resource"]
    assert '"Alpha"@en' in found["statements"]
    assert found["described"] is True
    assert found["findings"]["totalCount"] >= len(found["findings"]["nodes"]) > 0


@pytest.mark.parametrize("tool", ["why_approved", "why_not"])
def test_a_justification_has_a_verdict_and_steps(some: Series, tool: str) -> None:
    [found] = answer(call(some.settings, tool, platform=EX + "a", asOf="2026-01-31"))["data"].values()
    assert found["asOf"] == "2026-01-31"
    assert found["verdict"] != "SUPPORTED"
    assert found["steps"]


def test_lineage_leads_to_neighbours_with_sources(some: Series) -> None:
    found = answer(call(some.settings, "lineage", iri=EX + "a", direction="FORWARD"))["data"]["lineage"]
    assert found["root"]["iri"] == EX + "a"
    assert EX + "k" in [node["resource"]["iri"] for node in found["nodes"]]
    assert [(e["from"], e["to"], [s["iri"] for s in e["sources"]]) for e in found["edges"]] == [
        (EX + "a", EX + "k", [EX + "facts"])
    ]
    assert found["truncated"] is False


def test_the_schema_can_be_looked_up(some: Series) -> None:
    def text(**arguments: Any) -> str:
        [content] = call(some.settings, "schema", **arguments).content
        assert isinstance(content, types.TextContent)
        return content.text

    assert "digitalPlatforms: DigitalPlatformConnection!" in text(containing="platforms")
    assert text(type="DigitalPlatform").count("type DigitalPlatform ") == 1
    assert "Did you mean `DigitalPlatform`" in text(type="DigitalPlatfrom")
    hidden = replace(some.settings, introspection=False)
    assert call(hidden, "schema").is_error


def test_any_query_is_answered_within_the_limits_of_the_service(some: Series) -> None:
    query = "query Q($n: Int) { digitalPlatforms(first: $n) { totalCount nodes { iri } } }"
    found = answer(call(some.settings, "query", query=query, variables={"n": 1}))
    assert found["data"]["digitalPlatforms"]["totalCount"] == 2
    tight = replace(some.settings, max_tokens=5)
    assert answer(call(tight, "query", query=query))["errors"][0]["extensions"]["code"] == "LIMIT_TOKENS"
    mistake = answer(call(some.settings, "query", query="{ digitalPlatform }"))["errors"][0]
    assert mistake["extensions"]["hint"]


def test_trusted_documents_are_called_by_name(some: Series, tmp_path: Path) -> None:
    (tmp_path / "count.graphql").write_text("query Count { digitalPlatforms { totalCount } }")
    settings = replace(some.settings, trusted=tmp_path, trusted_only=True)
    names = [tool.name for tool in with_client(settings, lambda client: client.list_tools()).tools]
    assert "trusted_document" in names
    assert "query" not in names
    found = answer(call(settings, "trusted_document", name="count"))
    assert found["data"] == {"digitalPlatforms": {"totalCount": 2}}
    wrong = answer(call(settings, "trusted_document", name="other"))
    assert wrong["errors"][0]["extensions"]["hint"] == "Available: Count, count."
    assert call(settings, "query", query="{ __typename }").is_error


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("search", {}, "`text` is required."),
        ("search", {"text": 3}, "`text` has the invalid value 3."),
        ("search", {"text": "a", "first": 51}, "`first` must be from 1 to 50."),
        ("search", {"text": "a", "first": True}, "`first` has the invalid value True."),
        ("search", {"text": "a", "limit": 3}, "There is no argument `limit`."),
        ("lineage", {"iri": "a", "direction": "UP"}, "`direction` has the invalid value 'UP'."),
        ("query", {"query": "{ __typename }", "variables": []}, "`variables` has the invalid value []."),
        ("delete", {}, "There is no tool `delete`."),
        ("search", {"text": "a", "release": "000009-00000000"}, "There is no release '000009-00000000'."),
        ("search", {"text": "a", "asOf": "tomorrow"}, "Variable '$asOf'"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    some: Series, tool: str, arguments: dict[str, Any], message: str
) -> None:
    [error] = answer(call(some.settings, tool, **arguments))["errors"]
    assert message in error["message"]
    assert error["extensions"]["hint"]


def test_the_program_answers_over_standard_input(some: Series) -> None:
    store = ["--store", some.settings.store]
    if some.location.neo4j:
        store += ["--releases", str(some.location.folder)]
    parameters = StdioServerParameters(
        command=PROGRAM[0], args=[*PROGRAM[1:], "mcp", *store], env=environment()
    )

    async def run() -> types.CallToolResult:
        async with Client(parameters) as client:
            result = await client.call_tool("search", {"text": "alpha", "types": ["DigitalPlatform"]})
            assert isinstance(result, types.CallToolResult)
            return result

    assert things(answer(asyncio.run(run()))) == [EX + "a", EX + "m"]


@contextmanager
def served(some: Series, *more: str) -> Iterator[str]:
    """The address of the tools, served over HTTP by the program."""
    store = ["--store", some.settings.store]
    if some.location.neo4j:
        store += ["--releases", str(some.location.folder)]
    command = [*PROGRAM, "mcp", "--http", "--port", "0", *store, *more]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment()) as process:
        try:
            assert process.stderr is not None
            yield next(line.strip() for line in process.stderr if line.startswith("http"))
        finally:
            process.terminate()
            process.wait(20)


def test_the_program_answers_over_http(some: Series) -> None:
    async def run(address: str) -> list[Any]:
        async with Client(address) as client:
            return await asyncio.gather(
                *(
                    client.call_tool("search", {"text": "alpha", "types": ["DigitalPlatform"]})
                    for _ in range(5)
                )
            )

    with served(some) as address:
        assert address.endswith("/mcp")
        found = asyncio.run(run(address))
    assert [things(answer(one)) for one in found] == [[EX + "a", EX + "m"]] * 5
