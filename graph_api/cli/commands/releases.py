"""`ndp-graph releases`."""

import json
import os
from typing import Any

import click

from graph_api.cli.flags import SettingsCommand, setting_flags, settings_of
from graph_api.settings import SettingGroup
from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest


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
    """List the releases of the folder, newest first. A service answers from the current one."""
    folder = Folder(settings_of(flags, os.environ).location.folder)
    history = folder.history()
    current = folder.current_id()
    if form == "json":
        rows = [_row(manifest, current) for manifest in history]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if not history:
        click.echo(f"there is no release in {folder.path} yet", err=True)
    for manifest in history:
        mark = "current" if manifest.id == current else ""
        click.echo(
            f"{manifest.id}  {manifest.built_at}  as of {manifest.evaluation_date}  "
            f"{manifest.statements:>9,} statements  {manifest.hash}  {mark}".rstrip()
        )
    return 0


def _row(manifest: Manifest, current: str | None) -> dict[str, object]:
    return {
        "id": manifest.id,
        "builtAt": manifest.built_at,
        "evaluationDate": manifest.evaluation_date,
        "statements": manifest.statements,
        "hash": manifest.hash,
        "current": manifest.id == current,
    }
