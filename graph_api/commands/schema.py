"""`ndp-graph schema`."""

import os
from typing import TYPE_CHECKING, Any

import click

from graph_api.commands.building import added_ontology
from graph_api.flags import setting_flags, settings_of
from graph_api.settings import Scope, Settings

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
@setting_flags(Scope.READ, Scope.BUILD)
def command(built_in: bool, **given: Any) -> int:
    """Print the schema in GraphQL's definition language.

    It is that of the release; where there is none yet, or with --built-in or --ontology, that of the ontology
    that ships, together with what --ontology adds.
    """
    from graph_api.schema.sdl import sdl
    from ontology.read import read_model

    settings = settings_of(given, os.environ)
    click.echo(sdl(read_model(_ontology(settings, built_in=built_in))), nl=False)
    return 0


def _ontology(settings: Settings, *, built_in: bool) -> "tuple[OntologyFile, ...]":
    from loaders.folder import Folder
    from ontology.files import builtin_files

    folder = Folder(settings.location.folder)
    if not built_in and settings.ontology is None and (settings.release or folder.current_id()):
        return folder.ontology(folder.find(settings.release).id)
    return (*builtin_files(settings.base_iri), *(added_ontology(settings) or ()))
