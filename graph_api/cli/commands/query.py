"""`ndp-graph query`."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from graph_api.cli.engines import ask
from graph_api.cli.flags import ANSWERING, SettingsCommand, data_option, read_data, setting_flags, settings_of
from graph_api.cli.scopes import needs
from graph_api.cli.terminal import say
from graph_api.cli.usage import HINTS
from graph_api.settings import SettingGroup
from ontology.byte_order import to_utf8
from ontology.errors import UsageError
from ontology.json_reader import JsonProblem, read_json


@click.command(
    "query",
    cls=SettingsCommand,
    short_help="Answer one GraphQL question without a server.",
    scopes=(needs("receipt", "add it", "keys", "public_url"),),
    epilog="""\b
Examples:
  ndp-graph query '{ digitalPlatforms(first: 3) { nodes { label { value } } } }'
  ndp-graph query question.graphql --variables '{"iri": "https://…"}' --release 000001-5f2c9a31
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
@setting_flags(*ANSWERING, SettingGroup.RECEIPTS)
def command(question: str, variables: str, **flags: Any) -> int:
    """Answer one GraphQL operation, from a file, a text or standard input (-), and print the JSON.

    Exit code 2 if the answer has errors.
    """
    from graph_api.operations.question import Question

    name, lang, receipt = (flags.pop(flag) for flag in ("operation_name", "lang", "receipt"))
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
    answer = asyncio.run(ask(settings, request))
    sys.stdout.buffer.write(answer.body.rstrip(b"\n") + b"\n")
    sys.stdout.buffer.flush()
    errors = json.loads(answer.body).get("errors", ())
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
