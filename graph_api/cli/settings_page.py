"""`graph_api/SETTINGS.md`: every setting with its flag, variable, default, purpose and commands; by `poe settings`."""

import sys
from collections.abc import Mapping

import click

from graph_api.cli.flags import SettingsCommand
from graph_api.cli.program import cli
from graph_api.markdown import table_lines
from graph_api.settings import TABLE, Setting, SettingGroup

_NOTES = {
    SettingGroup.STORE: (
        "",
        "`validate` uses a store only if it is given the flag `--store`: it ignores `NDP_STORE` and the default.",
    )
}
"""Lines after the table of a group."""


def settings_by_command() -> dict[str, frozenset[str]]:
    """The names of the settings that are flags of each command, by the command's name."""
    context = click.Context(cli)
    commands = {name: cli.get_command(context, name) for name in cli.list_commands(context)}
    return {
        name: frozenset(row.name for row in command.settings)
        for name, command in commands.items()
        if isinstance(command, SettingsCommand)
    }


def document_settings() -> str:
    """The page in Markdown."""
    commands = settings_by_command()
    lines = [
        "# Settings",
        "",
        "Every setting is a flag of the commands that use it, and an environment variable. A flag wins over the",
        "variable, the variable over the default; an empty variable counts as absent. A switch is `true` or `false` in",
        "the environment.",
    ]
    for group in SettingGroup:
        rows = [row for row in TABLE if row.group is group]
        lines += ["", f"## {group}", ""]
        titles = ("flag", "variable", "default", "purpose", "commands")
        lines += table_lines(titles, (_cells(row, commands) for row in rows))
        lines += _NOTES.get(group, ())
    return "\n".join(lines) + "\n"


def _cells(row: Setting, commands: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    flag = f"`{row.flag} {row.value}`" if row.value else f"`{_switch(row)}`"
    users = [name for name, names in commands.items() if row.name in names]
    used = "all" if len(users) == len(commands) else ", ".join(users)
    default = f"`{row.default}`" if row.default else ""
    return flag, f"`{row.variable}`", default, row.help, used


def _switch(row: Setting) -> str:
    return row.flag if row.default == "false" else f"{row.flag}/--no-{row.flag[2:]}"


if __name__ == "__main__":
    sys.stdout.write(document_settings())
