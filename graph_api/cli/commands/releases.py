"""`ndp-graph releases`."""

import json
import os
from collections.abc import Iterator
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.cli.terminal import say, show_error
from graph_api.cli.usage import explain_question
from graph_api.settings import SettingGroup
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from ontology.errors import DamagedFile


@click.command("releases", cls=SettingsCommand, short_help="List the releases.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="The format of the list. Default: text.",
)
@setting_flags(SettingGroup.STORE)
def command(form: str, **flags: Any) -> int:
    """List the releases of the folder, newest first. A service answers from the current one.

    That is the newest, unless `ndp-graph rollback` has chosen another.
    """
    folder = Folder(settings_of(flags, os.environ).location.folder)
    problems: list[DamagedFile] = []
    history = [manifest for release in folder.published() for manifest in _read(folder, release, problems)]
    current = None
    try:
        current = folder.current_id()
    except DamagedFile as pointer:
        problems.append(pointer)
    if form == "json":
        rows = [_row(manifest, current) for manifest in history]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for manifest in history if form == "text" else ():
        mark = "current" if manifest.id == current else ""
        click.echo(
            f"{manifest.id}  {manifest.built_at}  as of {manifest.evaluation_date}  "
            f"{manifest.statements:>9,} statements  {manifest.hash}  {mark}".rstrip()
        )
    if not (history or problems):
        say(f"there is no release in {folder.path} yet")
    for problem in problems:
        show_error(*explain_question(problem))
    return 2 if problems else 0


def _read(folder: Folder, release: str, problems: list[DamagedFile]) -> Iterator[Manifest]:
    """The manifest of a release, unless it is damaged: then the problem is added to `problems`."""
    try:
        yield folder.manifest(release)
    except DamagedFile as problem:
        problems.append(problem)


def _row(manifest: Manifest, current: str | None) -> dict[str, object]:
    return {
        "id": manifest.id,
        "builtAt": manifest.built_at,
        "evaluationDate": manifest.evaluation_date,
        "statements": manifest.statements,
        "hash": manifest.hash,
        "current": manifest.id == current,
    }
