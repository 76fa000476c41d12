"""`ndp-graph rollback`."""

import os
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.terminal import progress, say
from graph_api.settings import SettingGroup


@click.command(
    "rollback",
    cls=SettingsCommand,
    short_help="Make an earlier release the current one again.",
    epilog="""\b
Examples:
  ndp-graph rollback                       the release that the current one replaced
  ndp-graph rollback 000001-5f2c9a31       any release that `ndp-graph releases` lists, a later one too""",
)
@click.argument("release", metavar="[ID]", required=False)
@setting_flags(SettingGroup.STORE)
def command(release: str | None, **flags: Any) -> int:
    """Make an earlier release the current one again, in Neo4j too if --store names one, and print its id.

    No release is deleted: answers and receipts of all of them stay available, and the next load gets a new number. The
    files of the release are checked first. A service follows within a second.
    """
    from loaders.releases.rollback import roll_back

    settings = settings_of(flags, os.environ)
    with progress() as listener:
        manifest = roll_back(settings.location, release, listener)
    say(f"release {manifest.id} of {manifest.built_at} is the current one")
    click.echo(manifest.id)
    return 0
