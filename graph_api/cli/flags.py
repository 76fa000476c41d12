"""The settings as flags of commands: made from the one table, so that help and documentation agree."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from graph_api.settings import TABLE, RawValue, Setting, SettingGroup, Settings, read_settings

Command = TypeVar("Command", bound=Callable[..., Any])


def setting_flags(*scopes: SettingGroup) -> Callable[[Command], Command]:
    """A decorator that gives a command the flags of the settings in these scopes, and those of all commands."""
    rows = [row for row in TABLE if row.scope in (*scopes, SettingGroup.ALL)]

    def add(command: Command) -> Command:
        for row in reversed(rows):
            command = _option(row)(command)
        return command

    return add


def settings_of(flags: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings that a command's flags and the environment say."""
    given: dict[str, RawValue] = {}
    for row in TABLE:
        value = flags.get(row.name)
        given[row.name] = str(value).lower() if isinstance(value, bool) else value
    return read_settings(given, environ)


def _option(row: Setting) -> Callable[[Command], Command]:
    notes = [f"default {row.default}"] if row.default and row.value else []
    text = f"{row.help}  [{'; '.join([*notes, row.variable])}]"
    if row.value:
        return click.option(row.flag, row.name, metavar=row.value, multiple=row.many, help=text)
    if row.default == "false":
        return click.option(row.flag, row.name, is_flag=True, default=None, help=text)
    return click.option(f"{row.flag}/--no-{row.flag[2:]}", row.name, default=None, help=text)
