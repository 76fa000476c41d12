"""`ndp-graph schema`."""

import os
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.loading import added_ontology
from graph_api.cli.scopes import FlagScope
from graph_api.cli.terminal import say
from graph_api.settings import SettingGroup, Settings

if TYPE_CHECKING:
    from ontology.files import OntologyFile


@click.command(
    "schema",
    cls=SettingsCommand,
    short_help="Print the GraphQL schema.",
    scopes=(
        FlagScope(
            ("store", "releases", "release"),
            "to the schema of a release",
            "leave out --built-in",
            lambda values: not values["built_in"],
        ),
        FlagScope(
            ("base_iri",),
            "to the built-in ontology",
            "add --built-in",
            lambda values: values["built_in"] or values["ontology"],
        ),
    ),
    epilog="""\b
Examples:
  ndp-graph schema > schema.graphql
  ndp-graph schema --federation > ndp.graphql    for composing it with other subgraphs
  ndp-graph schema --ontology my-terms.ttl       preview the schema with terms of your own""",
)
@click.option(
    "--built-in", is_flag=True, help="Print the schema of the built-in ontology, not that of the release."
)
@click.option("--names", is_flag=True, help="Print the lock file of names instead, current and former ones.")
@setting_flags(
    SettingGroup.STORE,
    SettingGroup.RELEASE,
    "ontology",
    "base_iri",
    "federation",
    helps={
        "ontology": "Turtle files or folders to add to the built-in ontology.  [NDP_ONTOLOGY]",
        "federation": "Print it as a subgraph of Apollo Federation v2, with a key for each type of resources.  "
        "[NDP_FEDERATION]",
    },
)
def command(built_in: bool, names: bool, **flags: Any) -> int:
    """Print the schema in GraphQL's schema definition language (SDL).

    It is the schema of the release. With --built-in, with --ontology, or if there is no release yet, it is the
    schema of the built-in ontology and of the files that --ontology adds.

    If a term was renamed since the release, its old name still works, as deprecated. --names prints the names of
    added terms: keep them as names.lock beside the files of --ontology, so that old names are known there.
    """
    from graph_api.schema.build import build_schema
    from graph_api.schema.federation import subgraph_sdl
    from graph_api.schema.sdl import print_sdl
    from ontology.read import read_model

    settings = settings_of(flags, os.environ)
    files = _ontology(settings, built_in=built_in)
    if names:
        locks = [f.content.decode() for f in files if f.is_lock and f.added is not built_in]
        click.echo("".join(locks), nl=False)
        if not locks:
            say("there are no added terms, so there are no names to keep")
    else:
        schema = build_schema(read_model(files))
        click.echo(subgraph_sdl(schema) if settings.federation else print_sdl(schema), nl=False)
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
