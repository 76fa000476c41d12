"""`ndp-graph journal`."""

import os
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.terminal import progress, say
from graph_api.settings import SettingGroup
from loaders.folder.folder import Folder
from loaders.folder.manifest import number_of


@click.command(
    "journal",
    cls=SettingsCommand,
    short_help="Show which releases changed a resource; complete the journal.",
    epilog="""\b
Examples:
  ndp-graph journal
  ndp-graph journal https://w3id.org/vn-ndp/id/platform/vtvgo
  ndp-graph journal --rebuild""",
)
@click.argument("iri", metavar="[IRI]", required=False)
@click.option("--rebuild", is_flag=True, help="Make the journal anew from the graph files.")
@setting_flags(SettingGroup.STORE)
def command(iri: str | None, rebuild: bool, **flags: Any) -> int:
    """Complete the journal of the release folder; list the number of changed resources of each release.

    With an IRI, list the releases that changed what the sources state about it. The journal gives linked data their
    history: dates and tags of documents, older states, feeds. Loads write it, and a service completes it; this
    command is for folders of older versions of the program, and --rebuild for a journal that may be wrong. Exit code 1
    if it was wrong, or if no release describes the resource.
    """
    from loaders.publication.journal import complete_journal, rebuild_journal

    folder = Folder(settings_of(flags, os.environ).location.folder)
    folder.find(None)
    was_right = True
    with progress() as listener:
        if rebuild:
            was_right = rebuild_journal(folder, listener)
        journal = complete_journal(folder, listener)
    if not was_right:
        say(f"{journal.path} was damaged or wrong; it has been made anew")
    releases = {number_of(release): release for release in journal.releases() or ()}
    if iri is None:
        counts = journal.counts()
        for number, release in releases.items():
            click.echo(f"{release}  {counts.get(number, 0):>9,}")
        return int(not was_right)
    changes = journal.of_entity(iri)
    for change in changes:
        click.echo(f"{releases[change.number]}  {change.kind:<8}  {' '.join(change.graphs)}".rstrip())
    if not changes:
        say(f"no release describes {iri}")
    return int(not was_right or not changes)
