"""`ndp-graph schema`."""

import os
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import setting_flags, settings_of
from graph_api.cli.loading import added_ontology
from graph_api.settings import SettingGroup, Settings

if TYPE_CHECKING:
    from ontology.files import OntologyFile


@click.command(
    "schema",
    short_help="Print the GraphQL schema.",
    epilog="""\b
Examples:
  ndp-graph schema > schema.graphql
  ndp-graph schema --ontology my-terms.ttl    what would my terms look like?""",
)
@click.option("--built-in", is_flag=True, help="Of the ontology that ships, whatever the release has.")
@click.option("--names", is_flag=True, help="Print the lock file of names instead: those of now and before.")
@setting_flags(SettingGroup.READ, SettingGroup.BUILD)
def command(built_in: bool, names: bool, **given: Any) -> int:
    """Print the schema in GraphQL's definition language.

    It is that of the release; where there is none yet, or with --built-in or --ontology, that of the ontology
    that ships, together with what --ontology adds.

    A term that is called otherwise than in the release answers to its old name too, deprecated. --names prints
    the names of added terms; kept as names.lock beside them and given to --ontology with them, it says which
    old names there are.
    """
    from graph_api.schema.sdl import sdl
    from ontology.read import read_model

    settings = settings_of(given, os.environ)
    files = _ontology(settings, built_in=built_in)
    if names:
        locks = [f.content.decode() for f in files if f.is_lock and f.added is not built_in]
        click.echo("".join(locks), nl=False)
    else:
        click.echo(sdl(read_model(files)), nl=False)
    return 0


def _ontology(settings: Settings, *, built_in: bool) -> "tuple[OntologyFile, ...]":
    from loaders.folder.folder import Folder
    from ontology.files import builtin_files
    from ontology.pin import pin

    folder = Folder(settings.location.folder)
    released = bool(settings.release or folder.current_id()) and not built_in
    before = folder.ontology(folder.find(settings.release).id) if released else ()
    if released and settings.ontology is None:
        return before
    return pin((*builtin_files(settings.base_iri), *(added_ontology(settings) or ())), before)
