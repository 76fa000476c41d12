"""Tables read page by page from an engine, and the cells that a member of a JSON answer should have."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from graph_api.engine.tables import TableReader
from graph_api.operations.question import Question
from graph_api.tables.formats import FORMATS
from tests.graph_api.support.stores import Asker

BOM = b"\xef\xbb\xbf"


def table_of(
    asker: Asker,
    query: str,
    form: str,
    variables: Mapping[str, object] | None = None,
    *,
    accept_language: str = "",
    rows: int = 3,
) -> bytes:
    """The table of a question in pages of so many rows. Raises `QuestionRefused`."""
    engine = asker.engine
    table = engine.prepare_table(Question(query, variables or {}, accept_language=accept_language))
    writer = FORMATS[form].begin(table.members.columns)
    reader = TableReader(engine.parts, table, engine.parts.today(), writer.encode)

    async def whole() -> bytes:
        page = await reader.page(None, rows)
        content = [writer.head(), writer.add(page.encoded)]
        while page.after is not None:
            page = await reader.page(page.after, rows)
            content.append(writer.add(page.encoded))
        return b"".join([*content, writer.tail()])

    return asker.runner.run(whole())


def lines_of(content: bytes) -> list[Any]:
    """The values on the lines of NDJSON."""
    return [orjson.loads(line) for line in content.splitlines()]


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by column, as Python's module reads them."""
    assert content.startswith(BOM)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def cell(member: Any, path: Sequence[str]) -> Any:
    """The value at a path of keys in a member; None if it ends before."""
    for key in path:
        if member is None:
            return None
        member = member[int(key)] if isinstance(member, list) else member.get(key)
    return member


def shown(value: Any) -> str:
    """The cell of a value in CSV, apart from what is done to texts that are not harmless."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return orjson.dumps(value).decode()
    return str(value)


def members_of(answer: Any) -> list[Any]:
    """The members of the only list in a JSON answer."""
    [found] = answer["data"].values()
    if isinstance(found, list):
        return found
    for value in found.values():
        if isinstance(value, dict) and "nodes" in value:
            return list(value["nodes"])
        if isinstance(value, list):
            return value
    raise AssertionError(found)


def paged(asker: Asker, name: str, selection: str, arguments: str = "", first: int = 7) -> Iterator[Any]:
    """All members of a root list, page by page, as a client takes them."""
    after: str | None = None
    while True:
        query = (
            f"query($after: String) {{ {name}(first: {first}, after: $after{arguments}) "
            f"{{ nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"
        )
        page = asker.data(query, {"after": after})[name]
        yield from page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]
