"""`ndp-graph load`."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.loading import (
    InputFiles,
    ShippedData,
    added_ontology,
    chosen_base,
    document_option,
    format_option,
    input_limits,
    parse_date,
    report,
    report_new,
    report_new_findings,
    report_readings,
    report_refusal,
    run,
    today,
)
from graph_api.cli.scopes import FlagScope, needs
from graph_api.cli.terminal import say
from graph_api.settings import SettingGroup, Settings
from loaders.progress import silent
from ontology.errors import UsageError

if TYPE_CHECKING:
    from loaders.progress import Progress
    from loaders.releases.build import LoadRequest


@dataclass(frozen=True, slots=True)
class LoadFlags:
    """The flags and arguments of the command itself."""

    files: Sequence[str]
    shipped: bool = False
    graph: str | None = None
    format: str | None = None
    replace: bool = False
    on_violation: Literal["refuse", "record"] | None = None
    as_of: str | None = None
    documents: Sequence[str] = ()
    dry_run: bool = False


@click.command(
    "load",
    cls=SettingsCommand,
    short_help="Check RDF files or tables and publish them as a new release.",
    scopes=(
        needs("shipped", "add it", "illustrative"),
        FlagScope(
            ("graph", "format_name", "old_format", "documents", "max_input", "max_ratio", "max_literal"),
            "to files",
            "name files",
            lambda values: values["files"],
        ),
    ),
    epilog="""\b
Examples:
  ndp-graph load platforms.ttl criteria.trig
  ndp-graph load --dry-run delivery/                       check only, publish nothing
  ndp-graph load --graph https://example.vn/2026 - --input-format ttl < platforms.ttl
  ndp-graph load platforms.toml                            a spreadsheet, by its mapping file
  ndp-graph load --ontology my-terms.ttl my-data.ttl       with classes and properties of your own""",
)
@click.argument("files", nargs=-1, metavar="FILE…")
@click.option("--shipped", is_flag=True, help="Load the data that ship with the program.")
@click.option(
    "--graph", metavar="IRI", help="The graph for statements without one. Default: one graph per file."
)
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
    help="What to do with violations that the current release does not have: refuse the load (default), or load "
    "everything as it is and record them as findings (default of --shipped).",
)
@document_option
@click.option("--as-of", metavar="DATE", help="The day on which the checks are made. Default: today.")
@click.option("--dry-run", is_flag=True, help="Do everything except publish.")
@format_option
@click.option("--format", "old_format", hidden=True)  # its name in older versions
@setting_flags(SettingGroup.STORE, SettingGroup.BUILDING, SettingGroup.INPUT, SettingGroup.RULES, "timezone")
def command(
    files: Sequence[str], add: bool, format_name: str | None, old_format: str | None, **flags: Any
) -> int:
    """Check files, publish them as a new release and print its id; or change nothing.

    FILE is .ttl .nt .nq .trig .rdf .jsonld (each also as .gz or .zst), a .toml that maps a table, a folder of
    these, or - for standard input. The load is refused for any syntax error and for new violations of the
    ontology's shapes. Without a FILE, --ontology alone converts the release to another ontology.
    """
    own = {
        name: flags.pop(name)
        for name in ("shipped", "graph", "on_violation", "as_of", "documents", "dry_run")
    }
    call = LoadFlags(files=files, replace=not add, format=format_name or old_format, **own)
    return load(settings_of(flags, os.environ), call)


def load(settings: Settings, call: LoadFlags) -> int:
    """Load, and return the exit code."""
    from loaders.releases.violations import LoadRefused

    if not (call.files or call.shipped or settings.ontology):
        raise UsageError(
            "there is nothing to load", hint="name files, or load the shipped data with --shipped"
        )
    if call.files and call.shipped:
        raise UsageError("--shipped cannot be combined with files", hint="load them one after the other")
    if call.replace and not (call.files or call.shipped):
        raise UsageError("--replace needs files: without them the release would be empty", hint="name files")
    inputs = InputFiles(
        call.files, call.graph, call.format, silent, documents=call.documents, limits=input_limits(settings)
    )
    try:
        outcome = run(settings, lambda listener: _request(settings, call, inputs, listener))
    except LoadRefused as refusal:
        report_readings(inputs)
        report_refusal(refusal, call.files, call.documents)
        raise
    report_readings(inputs)
    report(outcome)
    if outcome.published and outcome.manifest.previous is None and not call.shipped:
        say(
            "this first release has only what was loaded; `ndp-graph load --shipped` adds the facts that are shipped"
        )
    if call.files:
        report_new(outcome, call.files, call.documents)
        report_new_findings(settings, outcome)
    if not call.dry_run:
        click.echo(outcome.manifest.id)
    return 0


def _policy(call: LoadFlags) -> Literal["refuse", "record"]:
    return call.on_violation or ("record" if call.shipped else "refuse")


def _request(settings: Settings, call: LoadFlags, inputs: InputFiles, listener: "Progress") -> "LoadRequest":
    from loaders.releases.build import LoadRequest

    reader: ShippedData | InputFiles | None = None
    if call.shipped:
        reader = ShippedData(settings.illustrative, listener)
    elif call.files:
        reader = replace(inputs, listener=listener)
    return LoadRequest(
        today=today(settings),
        policy=settings.policy,
        reader=reader,
        delivered=() if reader is None else reader.delivered,
        replace=call.replace,
        added=added_ontology(settings),
        base=chosen_base(settings),
        as_of=parse_date(call.as_of),
        on_violation=_policy(call),
        dry_run=call.dry_run,
        dump_formats=settings.dump_formats,
    )
