"""`ndp-graph query`."""

import asyncio
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.engines import ask, open_engines
from graph_api.cli.flags import ANSWERING, SettingsCommand, data_option, read_data, setting_flags, settings_of
from graph_api.cli.garbage import settle
from graph_api.cli.output import opened
from graph_api.cli.scopes import FlagScope, needs, settings_in
from graph_api.cli.terminal import progress, say, show_error
from graph_api.cli.usage import HINTS
from graph_api.settings import SettingGroup
from ontology.byte_order import to_utf8
from ontology.errors import UsageError
from ontology.json_reader import JsonProblem, read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph_api.engine.engine import Engine
    from graph_api.engine.tables import PreparedTable
    from graph_api.operations.question import Question
    from graph_api.settings import Settings
    from graph_api.tables.formats import TableFormat

_TABLES, _GRAPHS = ("csv", "ndjson", "arrow", "parquet"), ("ttl", "jsonld", "nt")
FORMATS = ("json", *_TABLES, *_GRAPHS)
"""Repeated here, so that the help does not load the libraries that write them."""
_IN_JSON = FlagScope(("receipt",), "to JSON", "leave --format out", lambda values: values["form"] == "json")
_AS_TABLE = FlagScope(
    settings_in(SettingGroup.TABLES),
    "to tables",
    "choose one with --format",
    lambda values: values["form"] in _TABLES,
)


@click.command(
    "query",
    cls=SettingsCommand,
    short_help="Answer one GraphQL question without a server.",
    scopes=(needs("receipt", "add it", "keys", "public_url"), _IN_JSON, _AS_TABLE),
    epilog="""\b
Examples:
  ndp-graph query '{ digitalPlatforms(first: 3) { nodes { label { value } } } }'
  ndp-graph query question.graphql --variables '{"iri": "https://…"}' --release 000001-5f2c9a31
  ndp-graph query '{ digitalPlatforms { nodes { iri label { value } } } }' --format csv -o platforms.csv
  echo '{ __typename }' | ndp-graph query -""",
)
@click.argument("question", metavar="FILE_OR_TEXT")
@click.option("--variables", metavar="JSON", default="{}", help="The variables, as a JSON object.")
@click.option(
    "--operation-name", metavar="NAME", help="The operation to execute, if the document has several."
)
@click.option(
    "--lang",
    metavar="TAGS",
    default="",
    help="Preferred languages of labels, as in Accept-Language: vi, en;q=0.5.",
)
@data_option()
@click.option("--receipt", is_flag=True, help="Add a signed receipt to the answer, for `ndp-graph verify`.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="json",
    help="The format. json (default) is the answer; csv, ndjson, arrow and parquet are tables with all members of one "
    "list (the last two need the extra `tables`); ttl, jsonld and nt are RDF with the statements that its fields show.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file. Default: standard output.",
)
@setting_flags(*ANSWERING, SettingGroup.TABLES, SettingGroup.RECEIPTS, "federation")
def command(question: str, variables: str, **flags: Any) -> int:
    """Answer one GraphQL operation, from a file, a text or standard input (-), as JSON, a table or RDF.

    Exit code 2 if the answer has errors. A file is put in place only when it is complete.
    """
    from graph_api.operations.question import Question

    name, lang, receipt = (flags.pop(flag) for flag in ("operation_name", "lang", "receipt"))
    form, output = flags.pop("form"), flags.pop("output")
    sources = read_data(flags.pop("data"))
    settings = settings_of(flags, os.environ)
    request = Question(
        _text(question),
        _variables(variables),
        name,
        lang,
        wants_receipt=receipt,
        release=settings.release,
        sources=sources,
    )
    if form in _GRAPHS:
        return _write_graph(settings, replace(request, graph=form), output)
    if form != "json":
        return _write_table(settings, request, form, output)
    answer = asyncio.run(ask(settings, request))
    with opened(output) as out:
        out.write(answer.body.rstrip(b"\n") + b"\n")
    return _report(answer.body)


def _write_graph(settings: "Settings", question: "Question", output: Path | None) -> int:
    """Write the statements that an answer shows. Errors of the question go to standard error."""
    answer = asyncio.run(ask(settings, question))
    if answer.release is None:
        return _show_errors(answer.body)
    with opened(output) as out:
        out.write(answer.body)
    return 0


def _write_table(settings: "Settings", question: "Question", form: str, output: Path | None) -> int:
    """Write the table of a question. Errors of the question go to standard error."""
    from graph_api.engine.answer import QuestionRefused
    from graph_api.tables.formats import FORMATS as TABLES

    if not TABLES[form].is_available:
        raise UsageError(
            f"--format {form} needs the package {TABLES[form].package}",
            hint="install it with `pip install 'ndp-graph[tables]'`, or choose csv or ndjson",
        )
    try:
        with opened(output) as out, progress() as listener:

            def write(content: bytes, rows: int) -> None:
                out.write(content)
                listener("writing the rows", rows)

            asyncio.run(_stream(settings, question, TABLES[form], write))
    except QuestionRefused as refused:
        return _show_errors(refused.answer.body)
    return 0


def _show_errors(answer: bytes) -> int:
    """Write the errors of an answer to standard error; returns the exit code."""
    for error in json.loads(answer)["errors"]:
        show_error(error["message"], error["extensions"]["hint"])
    return 2


async def _stream(
    settings: "Settings", question: "Question", form: "TableFormat", write: "Callable[[bytes, int], object]"
) -> None:
    """Call `write` with the bytes of a table and the number of rows so far, while it is read."""
    from graph_api.serving.tables import TableLimits, TableStream

    async with open_engines(settings) as (_, engines):
        settle()
        stream = TableStream(engines, form, TableLimits.of(settings), _prepared)
        try:
            await stream.open(question)
            await stream.begin()
            async for content in stream.pieces():
                write(content, stream.rows)
        finally:
            await stream.close()


async def _prepared(engine: "Engine", question: "Question") -> "PreparedTable":
    return engine.prepare_table(question)


def _report(answer: bytes) -> int:
    """The exit code of an answer; what helps against its errors is printed."""
    errors = json.loads(answer).get("errors", ())
    for hint in dict.fromkeys(HINTS.get(error.get("extensions", {}).get("code")) for error in errors):
        if hint:
            say(f"hint: {hint}")
    return 2 if errors else 0


def _text(question: str) -> str:
    if question == "-":
        return sys.stdin.read().removeprefix("\ufeff")
    if "{" in question:  # not the name of a file, as people choose them
        return question
    path = Path(question)
    if not path.is_file():
        raise UsageError(f"{question}: no such file", hint="name a file, or write the GraphQL text itself")
    try:
        return to_utf8(path.read_bytes()).decode()
    except UnicodeDecodeError:
        raise UsageError(f"{question}: not a UTF-8 text", hint="save the file as UTF-8") from None


def _variables(text: str) -> dict[str, object]:
    try:
        variables = read_json(text)
    except JsonProblem as problem:
        raise UsageError(
            f"--variables: not valid JSON: {problem}", hint="""write '{"name": "value"}'"""
        ) from None
    if not isinstance(variables, dict):
        raise UsageError("--variables: not a JSON object", hint="""write '{"name": "value"}'""")
    return variables
