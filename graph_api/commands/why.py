"""`ndp-graph why`."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import click

from graph_api.commands.asking import ask
from graph_api.flags import setting_flags, settings_of
from graph_api.settings import Scope

FORMATS = ("text", "json", "prov", "prov-jsonld", "oscal", "openlineage", "csv", "svg")
"""Named here, too, so that the help comes without the libraries that write them."""


@click.command(
    "why",
    short_help="Say why a platform has its status, step by step, with sources.",
    epilog="""\b
Examples:
  ndp-graph why https://w3id.org/vn-ndp/id/platform/minh-hoa-nong-san-xanh
  ndp-graph why https://w3id.org/vn-ndp/id/platform/vtvgo --not --lang vi
  ndp-graph why PLATFORM --as-of 2024-06-30 --format oscal -o results.json
  ndp-graph why PLATFORM --format svg --width 390 -o phone.svg
\b
Formats: text; json; prov and prov-jsonld (PROV-O in Turtle, in JSON-LD); oscal (assessment results);
openlineage (an event a line); csv; svg (a picture).""",
)
@click.argument("platform", metavar="PLATFORM")
@click.option("--decision", metavar="IRI", help="The decision to look at. Default: the one that counts.")
@click.option("--as-of", metavar="DATE", help="The day that is asked about. Default: today.")
@click.option("--not", "against", is_flag=True, help="Why it is not recognised: only what is in the way.")
@click.option("--format", "form", metavar="FORMAT", default=FORMATS[0], help=f"One of {', '.join(FORMATS)}.")
@click.option("--lang", type=click.Choice(["vi", "en", "fr"]), default="en", help="The language of texts.")
@click.option("--width", type=int, default=1200, help="Of the picture, in pixels: 320 to 2400.")
@click.option("--output", "-o", metavar="FILE", help="Write there instead of to standard output.")
@setting_flags(Scope.READ, Scope.ANSWER)
def command(platform: str, form: str, width: int, output: str | None, **given: Any) -> int:
    """Say why the platform of an IRI is recognised or potential on a day, with the statements and their sources.

    The same as the GraphQL fields `whyApproved` and `whyNot`, and as /justification in a service.
    """
    from graph_api.exports.case import read_case
    from graph_api.exports.formats import find_format, write_case
    from graph_api.exports.question import Wanted

    chosen = find_format(form)
    wanted = Wanted(
        platform, given.pop("decision"), given.pop("as_of"), given.pop("against"), given.pop("lang")
    )
    settings = settings_of(given, os.environ)
    asked = asyncio.run(ask(settings, wanted.question(settings.release)))
    content = write_case(read_case(asked.answer.body, wanted, asked.base), chosen, width)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        Path(output).write_bytes(content)
    return 0
