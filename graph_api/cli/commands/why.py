"""`ndp-graph why`."""

import sys
from pathlib import Path
from typing import Any

import click

from graph_api.cli.cases import case_options, read_material
from graph_api.cli.flags import EXPLAINING, SettingsCommand, setting_flags
from graph_api.cli.scopes import FlagScope
from graph_api.settings import SettingGroup
from loaders.replacing import replacing

FORMATS = (
    *("text", "json", "html", "pdf", "csv", "prov", "prov-jsonld", "oscal", "openlineage", "svg", "zip"),
)
"""Repeated here, so that the help does not load the libraries that write them."""


@click.command(
    "why",
    cls=SettingsCommand,
    short_help="Explain why a platform has its status, step by step, with sources.",
    scopes=(
        FlagScope(
            ("width",),
            "to a picture",
            "choose --format svg",
            lambda values: values["form"] in ("svg", "zip"),
        ),
        FlagScope(
            ("browser",), "to PDF", "choose --format pdf", lambda values: values["form"] in ("pdf", "zip")
        ),
    ),
    epilog="""\b
Examples:
  ndp-graph why https://w3id.org/vn-ndp/id/platform/minh-hoa-nong-san-xanh
  ndp-graph why https://w3id.org/vn-ndp/id/platform/vtvgo --not --lang vi
  ndp-graph why PLATFORM --as-of 2024-06-30 --format oscal -o results.json
  ndp-graph why --decision DECISION --format svg --width 390 -o phone.svg
\b
Formats: text; json; html (a page to print) and pdf (if a Chromium is installed); csv; prov and prov-jsonld
(PROV-O in Turtle, in JSON-LD); oscal (assessment results); openlineage (one event per line); svg (a picture);
zip (all of these).""",
)
@case_options
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    help=f"One of {', '.join(FORMATS)}. Default: {FORMATS[0]}.",
)
@click.option(
    "--width",
    type=click.IntRange(320, 2400),
    metavar="N",
    default=1200,
    help="The width of the picture in pixels, from 320 to 2400. Default: 1200.",
)
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file. Default: standard output.",
)
@setting_flags(*EXPLAINING, SettingGroup.PRINTING)
def command(form: str, width: int, output: Path | None, **flags: Any) -> int:
    """Explain why the platform with this IRI is recognised or potential on a day, with statements and sources.

    A decision can be named instead of the platform. The GraphQL fields `whyApproved` and `whyNot` and the path
    /justification of a service give the same.
    """
    from graph_api.exports.formats import find_format, write_case

    chosen = find_format(form)
    content = write_case(chosen, read_material(flags, width, signed=False))
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        with replacing(output) as part:
            part.write_bytes(content)
    return 0
