"""`ndp-graph remove`."""

import os
from collections.abc import Sequence
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.loading import parse_date, report, report_refusal, run, today
from graph_api.cli.terminal import say
from graph_api.settings import SettingGroup, Settings
from ontology.severity import counted


@click.command(
    "remove",
    cls=SettingsCommand,
    short_help="Publish a new release without some graphs.",
    epilog="""\b
Example:
  ndp-graph remove --graph https://w3id.org/vn-ndp/graph/file/platforms""",
)
@click.option(
    "--graph",
    "graphs",
    metavar="IRI",
    multiple=True,
    required=True,
    help="The graph to leave out. May be repeated.",
)
@click.option(
    "--on-violation",
    type=click.Choice(["refuse", "record"]),
    default="refuse",
    help="What to do with violations that the current release does not have: refuse (default) or record them.",
)
@click.option("--as-of", metavar="DATE", help="The day on which the checks are made. Default: today.")
@click.option("--dry-run", is_flag=True, help="Do everything except publish.")
@setting_flags(SettingGroup.STORE, SettingGroup.RULES, "load_memory", "timezone", "dump_formats")
def command(graphs: Sequence[str], on_violation: Any, as_of: str | None, dry_run: bool, **flags: Any) -> int:
    """Publish a new release without the named graphs, and print its id. Earlier releases keep them.

    Statements about a graph that another graph has, such as its source and licence, stay; a warning names them.
    """
    from loaders.releases.build import LoadRequest
    from loaders.releases.violations import LoadRefused

    settings = settings_of(flags, os.environ)
    request = LoadRequest(
        today=today(settings),
        policy=settings.policy,
        remove=frozenset(graphs),
        as_of=parse_date(as_of),
        on_violation=on_violation,
        dry_run=dry_run,
        dump_formats=settings.dump_formats,
    )
    try:
        outcome = run(settings, lambda _: request)
    except LoadRefused as refusal:
        report_refusal(refusal, ())
        raise
    report(outcome)
    _report_leftovers(settings, outcome.manifest.previous, graphs)
    if not dry_run:
        click.echo(outcome.manifest.id)
    return 0


def _report_leftovers(settings: Settings, before: str | None, graphs: Sequence[str]) -> None:
    """Warn of the statements about the removed graphs that stay in other graphs."""
    from loaders.folder.folder import Folder
    from loaders.releases.leftovers import find_leftovers

    folder = Folder(settings.location.folder)
    if before is None:
        return
    for one in find_leftovers(folder, folder.manifest(before), graphs):
        number = counted(one.statements, "statement")
        advice = (
            f"`ndp-graph remove --graph {one.graph}` removes them"
            if one.alone
            else "it has others, too: load it anew without them"
        )
        say(f"warning: {one.graph} still has {number} about {one.about}, which is gone; {advice}")
