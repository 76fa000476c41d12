"""`ndp-graph repair`."""

import os
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.terminal import progress, say
from graph_api.settings import SettingGroup
from loaders.folder.folder import Folder
from ontology.errors import UsageError


@click.command(
    "repair",
    cls=SettingsCommand,
    short_help="Check every file of the release folder, and restore it.",
    epilog="""\b
Examples:
  ndp-graph repair
  ndp-graph repair --store bolt://localhost:7687 --releases ./ndp-data    (NDP_STORE_PASSWORD is set)""",
)
@setting_flags(SettingGroup.STORE)
def command(**flags: Any) -> int:
    """Check every file of the release folder and list the missing and damaged ones, restored as far as possible.

    SQLite files, shape results and statistics are made again from the graph files, a graph file from a store that
    still gives back its statements, an ontology from another release that has the same. With --store bolt://…, Neo4j
    is verified, and written anew if it differs. Exit code 1 if anything is still damaged: the list says what to do.
    """
    from loaders.releases.repair import repair

    location = settings_of(flags, os.environ).location
    if not location.folder.is_dir():
        raise UsageError(
            f"there is no folder {location.folder}", hint="name the release folder with --store or --releases"
        )
    with progress() as listener:
        results = repair(location, listener)
    for one in results:
        click.echo(f"{'restored' if one.restored else 'damaged':<9} {one.path}: {one.text}")
    if not results and not Folder(location.folder).published():
        raise UsageError(
            f"there is no release in {location.folder}",
            hint="name the release folder with --store or --releases; `ndp-graph load` makes one",
        )
    if not results:
        say(f"every file of {location.folder} is as it was written")
    return int(any(not one.restored for one in results))
