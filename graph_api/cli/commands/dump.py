"""`ndp-graph dump`."""

import os
from pathlib import Path
from typing import Any

import click

from graph_api.cli.dump_source import open_source
from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.output import opened
from graph_api.cli.terminal import progress
from graph_api.settings import SettingGroup

FORMATS = ("nq", "trig", "ttl", "nt", "rdf", "jsonld")
"""Repeated here, so that the help does not load the libraries that write them."""


@click.command(
    "dump",
    cls=SettingsCommand,
    short_help="Write a release out as RDF.",
    epilog="""\b
Examples:
  ndp-graph dump | sha256sum                      compare with the hash of `ndp-graph releases`
  ndp-graph dump --format ttl -o everything.ttl
  ndp-graph dump --graph https://example.vn/2026 --format trig""",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="nq",
    help="The format. nq (default) is canonical: sorted, with RDFC-1.0 labels. ttl, nt and rdf merge the graphs.",
)
@click.option("--graph", metavar="IRI", help="Write only this graph.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file. Default: standard output.",
)
@click.option("--from-store", is_flag=True, help="Read the statements back from the store.")
@setting_flags(SettingGroup.STORE, SettingGroup.RELEASE)
def command(form: str, graph: str | None, output: Path | None, from_store: bool, **flags: Any) -> int:
    """Write a release as RDF: exactly the statements that were loaded.

    They come from the files of the release folder, which are checked first. With --from-store, those of the current
    release are read back from the store: the same, if the store is faithful.
    """
    from loaders.dump import write
    from ontology.namespaces import dump_prefixes

    settings = settings_of(flags, os.environ)
    with (
        progress() as listener,
        open_source(settings, graph, from_store=from_store) as source,
        opened(output) as out,
    ):
        listener("writing the statements")
        write(form, source.lines, out, dump_prefixes(source.base))
    return 0
