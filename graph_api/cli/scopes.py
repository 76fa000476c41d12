"""Flags that apply only to some calls of a command. Given in another, they are refused, never ignored in silence.

Only flags are refused: a variable of the environment is there for all commands.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click
from click.core import ParameterSource

from graph_api.settings import TABLE, SettingGroup
from ontology.errors import UsageError

Values = Mapping[str, Any]
"""The values of a call by parameter; those of settings from the environment if no flag gives them."""


@dataclass(frozen=True, slots=True)
class FlagScope:
    """The flags `names` apply only `only` (such as "with --receipt"): to the calls that `covers` is true of.

    `hint` says how to call the command so that they apply.
    """

    names: tuple[str, ...]
    only: str
    hint: str
    covers: Callable[[Values], object]


def needs(name: str, hint: str, *names: str) -> FlagScope:
    """The scope of the flags `names` that apply only if the parameter `name` is given."""
    flag = _FLAGS.get(name, f"--{name.replace('_', '-')}")
    return FlagScope(names, f"with {flag}", hint, lambda values: values[name])


def settings_in(group: SettingGroup) -> tuple[str, ...]:
    """The names of the settings of a group."""
    return tuple(row.name for row in TABLE if row.group is group)


def _serves_neo4j(values: Values) -> bool:
    store = values["store"] or ""
    return ":" in store and not store.lower().startswith("sqlite:")


NEO4J_ONLY = FlagScope(
    ("store_user", "store_password", "standby"),
    "to a Neo4j store",
    "name one with --store bolt://HOST:7687",
    _serves_neo4j,
)
"""The scope of the settings of Neo4j, in every command."""


CURRENT_ONLY = FlagScope(
    (*settings_in(SettingGroup.BUILDING), *settings_in(SettingGroup.RULES)),
    "to the current release",
    "leave out --release",
    lambda values: not values["release"],
)
"""The scope of the settings of releases that are made, in commands that answer from one."""


def check_scopes(context: click.Context, scopes: tuple[FlagScope, ...]) -> None:
    """Raise `UsageError` for a flag on the command line that does not apply to the call."""
    values = {name: _value(name, value) for name, value in context.params.items()}
    for scope in scopes:
        given = [name for name in scope.names if is_given(context, name)]
        if given and not scope.covers(values):
            raise UsageError(
                f"{_flag(context, given[0])} applies only {scope.only}", hint=f"leave it out, or {scope.hint}"
            )


def is_given(context: click.Context, name: str) -> bool:
    """True if a parameter is on the command line."""
    return context.get_parameter_source(name) is ParameterSource.COMMANDLINE


def _value(name: str, value: object) -> object:
    if value is None or value == ():
        return os.environ.get(_VARIABLES.get(name, "")) or None
    return value


def _flag(context: click.Context, name: str) -> str:
    """The flag as the call writes it."""
    [option] = [one for one in context.command.params if one.name == name]
    is_off = context.params[name] is False and option.secondary_opts
    return option.secondary_opts[0] if is_off else max(option.opts, key=len)


_VARIABLES = {row.name: row.variable for row in TABLE}
_FLAGS = {row.name: row.flag for row in TABLE}
