"""The settings as flags of commands, from the one table, so that help, documentation and code agree."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import click

from graph_api.cli.scopes import NEO4J_ONLY, FlagScope, check_scopes
from graph_api.settings import TABLE, RawValue, Setting, SettingGroup, Settings, read_settings
from ontology.errors import UsageError
from ontology.values.languages import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])


ANSWERING = (SettingGroup.STORE, SettingGroup.RELEASE, SettingGroup.LIMITS, "timezone")
"""The settings of every command that answers a question."""
EXPLAINING = (SettingGroup.STORE, SettingGroup.RELEASE, "max_answer", "time_budget", "timezone")
"""The settings of the commands whose question is our own, so that no limits of documents and pages apply."""


_SOURCES = frozenset(("illustrative", "confidence"))
"""The names in `--data`, those of `operations.data_directive`, which a command imports only when it runs."""


class SettingOption(click.Option):
    """A flag that is a setting."""

    setting: Setting


class SettingsCommand(click.Command):
    """A command whose help lists its own options first, then its settings under the headings of their groups.

    `scopes`: its flags that apply only to some calls.
    """

    def __init__(self, *arguments: Any, scopes: tuple[FlagScope, ...] = (), **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.scopes = (NEO4J_ONLY, *scopes)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises `UsageError` for a flag that does not apply to the call."""
        check_scopes(ctx, self.scopes)
        return super().invoke(ctx)

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The settings that are flags of the command, in the order of `TABLE`."""
        return tuple(option.setting for option in self.params if isinstance(option, SettingOption))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for the options, and one for each group of settings."""
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        sections |= {group: [] for group in SettingGroup}
        for option in self.get_params(ctx):
            heading = option.setting.group if isinstance(option, SettingOption) else "Options"
            if isinstance(option, click.Option) and (record := option.get_help_record(ctx)) is not None:
                sections[heading].append(record)
        for heading, records in sections.items():
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)


def setting_flags(
    *chosen: SettingGroup | str, helps: Mapping[str, str] | None = None
) -> Callable[[Command], Command]:
    """A decorator that gives a command the flags of these settings (groups or names) and `--debug`.

    `helps`: for a setting by name, another help text than the usual one.
    """
    rows = [row for row in TABLE if row.group in chosen or row.name in (*chosen, "debug")]

    def add(command: Command) -> Command:
        for row in reversed(rows):
            command = _option(row, (helps or {}).get(row.name))(command)
        return command

    return add


def lang_option(text: str = "The language of the texts. Default: en.") -> Callable[[Command], Command]:
    """A decorator that gives a command `--lang`, one of `LANGUAGES`."""
    return click.option("--lang", type=click.Choice(tuple(LANGUAGES)), default="en", help=text)


def data_option() -> Callable[[Command], Command]:
    """A decorator that gives a command `--data`, which `read_data` reads."""
    return click.option(
        "--data",
        metavar="CHOICE",
        default="",
        help="The sources that count, as in a URL: illustrative=false, confidence=primary,secondary, or both with & "
        "between them. Default: all.",
    )


def read_data(choice: str) -> dict[str, str]:
    """The parameters in the value of `--data`. Raises `UsageError`."""
    pairs = parse_qsl(choice, keep_blank_values=True)
    if "&".join(f"{name}={value}" for name, value in pairs) != choice or not _SOURCES.issuperset(dict(pairs)):
        raise UsageError(
            f"--data: {choice!r} is not a choice of sources",
            hint="write illustrative=false, confidence=primary,secondary, or both with & between them",
        )
    return dict(pairs)


def settings_of(flags: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings by a command's flags and the environment."""
    values: dict[str, RawValue] = {}
    for row in TABLE:
        value = flags.get(row.name)
        values[row.name] = str(value).lower() if isinstance(value, bool) else value
    return read_settings(values, environ)


def _option(row: Setting, text: str | None) -> Callable[[Command], Command]:
    notes = [f"default {row.default}"] if row.default and row.value else []
    text = text or f"{row.help}  [{'; '.join([*notes, row.variable])}]"
    flag = row.flag
    settings: dict[str, Any] = {"cls": type("Flag", (SettingOption,), {"setting": row}), "help": text}
    if row.value:
        return click.option(flag, row.name, metavar=row.value, multiple=row.many, **settings)
    if row.default == "false":
        return click.option(flag, row.name, is_flag=True, default=None, **settings)
    return click.option(f"{flag}/--no-{flag[2:]}", row.name, default=None, **settings)
