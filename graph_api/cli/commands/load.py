"""`ndp-graph load`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import click

from graph_api.cli.flags import setting_flags, settings_of
from graph_api.cli.loading import (
    added_ontology,
    chosen_base,
    parse_date,
    reader_of,
    run,
    shipped_reader,
    tell,
    tell_violations,
    today,
)
from graph_api.settings import SettingGroup, Settings
from ontology.errors import UsageError

if TYPE_CHECKING:
    from loaders.progress import Progress
    from loaders.releases.build import LoadRequest


@dataclass(frozen=True, slots=True)
class LoadFlags:
    """The command's own flags and arguments."""

    files: Sequence[str]
    shipped: bool = False
    graph: str | None = None
    format: str | None = None
    replace: bool = False
    on_violation: Literal["refuse", "record"] | None = None
    as_of: str | None = None
    dry_run: bool = False


@click.command(
    "load",
    short_help="Check RDF files or tables and publish them as a new release.",
    epilog="""\b
Examples:
  ndp-graph load platforms.ttl criteria.trig
  ndp-graph load --dry-run delivery/                       what would it do?
  ndp-graph load --graph https://example.vn/2026 - --format ttl < platforms.ttl
  ndp-graph load platforms.toml                            a spreadsheet, by its mapping file
  ndp-graph load --ontology my-terms.ttl my-data.ttl       with classes and properties of your own""",
)
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--shipped", is_flag=True, help="Load the data that ship with the program.")
@click.option("--graph", metavar="IRI", help="The graph for statements that name none. Default: one a file.")
@click.option(
    "--add/--replace",
    "add",
    default=True,
    help="--add (default): a graph in the files replaces the graph of that name, others stay. "
    "--replace: the files are the whole new release.",
)
@click.option(
    "--on-violation",
    type=click.Choice(["refuse", "record"]),
    help="What to do if the release would have violations that it has not now: refuse the load (default), "
    "or take everything exactly as it is and keep them as findings (default of --shipped).",
)
@click.option("--as-of", metavar="DATE", help="The day that checks take for today. Default: today.")
@click.option("--dry-run", is_flag=True, help="Do everything but publish.")
@click.option(
    "--format", "format_name", metavar="FORMAT", help="What - (standard input) holds: ttl, nt, nq, …"
)
@setting_flags(SettingGroup.BUILD)
def command(files: Sequence[str], add: bool, format_name: str | None, **given: Any) -> int:
    """Check files and publish them as a new release, which is printed; or change nothing.

    FILE is .ttl .nt .nq .trig .rdf .jsonld (each also as .gz or .zst), a .toml that maps a table, a folder of
    these, or - for standard input. A syntax error anywhere, or a new violation of the ontology's shapes,
    refuses the load. Without any FILE, --ontology alone takes the release over to another ontology.
    """
    own = {name: given.pop(name) for name in ("shipped", "graph", "on_violation", "as_of", "dry_run")}
    call = LoadFlags(files=files, replace=not add, format=format_name, **own)
    return load(settings_of(given, os.environ), call)


def load(settings: Settings, call: LoadFlags) -> int:
    """Load; the exit code."""
    from loaders.releases.build import LoadRefused

    if not (call.files or call.shipped or settings.ontology):
        raise UsageError("there is nothing to load", hint="name files, or --shipped for the data that ship")
    if call.files and call.shipped:
        raise UsageError("--shipped and files do not go together", hint="load one after the other")
    if call.replace and not (call.files or call.shipped):
        raise UsageError("--replace needs files: without, the release would be empty")
    try:
        outcome = run(settings, lambda listener: _request(settings, call, listener))
    except LoadRefused as refusal:
        tell_violations(refusal.violations, call.files)
        raise
    tell(outcome)
    if call.dry_run and outcome.violations and _policy(call) == "refuse":
        tell_violations(outcome.violations, call.files)
        raise LoadRefused(outcome.violations)
    if not call.dry_run:
        click.echo(outcome.manifest.id)
    return 0


def _policy(call: LoadFlags) -> Literal["refuse", "record"]:
    return call.on_violation or ("record" if call.shipped else "refuse")


def _request(settings: Settings, call: LoadFlags, listener: "Progress") -> "LoadRequest":
    from loaders.releases.build import LoadRequest

    read = None
    if call.shipped:
        read = shipped_reader(settings, listener)
    elif call.files:
        read = reader_of(call.files, call.graph, call.format, listener)
    return LoadRequest(
        today=today(settings),
        policy=settings.policy,
        read=read,
        replace=call.replace,
        added=added_ontology(settings),
        base=chosen_base(settings),
        as_of=parse_date(call.as_of),
        on_violation=_policy(call),
        dry_run=call.dry_run,
    )
