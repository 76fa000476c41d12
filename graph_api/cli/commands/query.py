"""`ndp-graph query`."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from graph_api.cli.engines import ask
from graph_api.cli.flags import setting_flags, settings_of
from graph_api.settings import SettingGroup
from ontology.errors import UsageError

_MEDIA = ("application/json", "application/graphql-response+json")


@click.command(
    "query",
    short_help="Answer one GraphQL question without a server.",
    epilog="""\b
Examples:
  ndp-graph query '{ digitalPlatforms(first: 3) { nodes { label { value } } } }'
  ndp-graph query question.graphql --variables '{"iri": "https://…"}' --release 000001-5f2c9a31
  echo '{ __typename }' | ndp-graph query -""",
)
@click.argument("question", metavar="FILE_OR_TEXT")
@click.option("--variables", metavar="JSON", default="{}", help="The variables, as a JSON object.")
@click.option("--operation-name", metavar="NAME", help="Which operation of the document to run.")
@click.option(
    "--accept", metavar="MEDIA", default=_MEDIA[0], help="The form of the answer: application/json."
)
@click.option(
    "--lang", metavar="TAGS", default="", help="Languages of labels, as Accept-Language: vi, en;q=0.5."
)
@click.option("--receipt", is_flag=True, help="Put a signed receipt into the answer, for `verify`.")
@setting_flags(SettingGroup.READ, SettingGroup.ANSWER, SettingGroup.SIGN)
def command(question: str, variables: str, accept: str, **given: Any) -> int:
    """Answer one GraphQL operation, given as a file, as text or (-) on standard input, and print the JSON.

    Exit code 2 if the answer has errors.
    """
    from graph_api.operations.question import Question

    name, lang, receipt = (given.pop(flag) for flag in ("operation_name", "lang", "receipt"))
    if accept not in _MEDIA:
        raise UsageError(f"--accept: {accept!r} is no form of answers", hint=f"choose {' or '.join(_MEDIA)}")
    settings = settings_of(given, os.environ)
    asked = Question(
        _text(question),
        _variables(variables),
        name,
        lang,
        wants_receipt=receipt,
        release=settings.release,
    )
    answer = asyncio.run(ask(settings, asked))
    sys.stdout.buffer.write(answer.body.rstrip(b"\n") + b"\n")
    sys.stdout.buffer.flush()
    return 2 if "errors" in json.loads(answer.body) else 0


def _text(question: str) -> str:
    if question == "-":
        return sys.stdin.read()
    if "{" in question:  # no name of a file, as people give them
        return question
    path = Path(question)
    if not path.is_file():
        raise UsageError(f"{question}: no such file", hint="name a file, or give the GraphQL text itself")
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{question}: is not UTF-8 text") from None


def _variables(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError as problem:
        raise UsageError(f"--variables: no JSON: {problem}") from None
    if not isinstance(found, dict):
        raise UsageError("--variables: is no JSON object", hint="""write '{"name": "value"}'""")
    return found
