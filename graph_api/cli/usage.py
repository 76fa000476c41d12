"""Errors of click as messages of the program: the problem, then what to do."""

import errno
import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph_api.settings import TABLE
from ontology.errors import NdpError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ABSENT = re.compile(r"'(.*)' does not exist")
_COMMAND = re.compile(r"No such command '(.*)'")
_EXTRA = re.compile(r"unexpected extra arguments? \((.*)\)")
_FOLDER = re.compile(r"(?:File|Path) '(.*)' is a directory")
_VALUE = re.compile(r"(.*?) is not (?:in the range|a valid) ")
HINTS = {
    "NO_PLATFORM": "`ndp-graph query '{ digitalPlatforms { nodes { iri } } }'` lists the platforms",
    "NO_DECISION": "`ndp-graph query '{ platformDecisions { nodes { iri } } }'` lists the decisions on platforms",
    "PDF_UNAVAILABLE": "install Chromium, or name it with --browser; or use --format html",
    "TABLE_SIZE": "choose fewer members with `where`, or raise --max-table-rows, --max-table-bytes or --table-time",
    "RECEIPT_UNAVAILABLE": "make a key with `ndp-graph keys make`, or leave --receipt out",
}
"""By code, the hint of an error of a question in the words of the command line."""
_LAST_HINTS = {"DATA_UNREADABLE": "fix the file there, or leave it out; nothing was changed"}
"""By code, the hint of an error that has none."""
_ACCESS = "let this user read and write it (chown, chmod), or run the program as its owner"
_OF_THE_SYSTEM = {
    errno.ENOSPC: "free some space, then start again",
    errno.EDQUOT: "free some space, then start again",
    errno.EROFS: "choose a place that can be written to",
    errno.EISDIR: "that is a folder: name a file",
    errno.EACCES: _ACCESS,
    errno.EPERM: _ACCESS,
}
"""By error number, the hint of an error of the operating system."""
_SETTINGS = frozenset(row.flag for row in TABLE)


def explain_question(error: NdpError) -> tuple[str, str | None]:
    """The message and the hint of an error of ours, as the command line writes them: without a final dot."""
    hint = HINTS.get(error.code, error.hint) or _LAST_HINTS.get(error.code)
    return error.message.removesuffix("."), hint and hint.removesuffix(".")


def explain_environment(error: OSError) -> tuple[str, str]:
    """The message and the hint of an error of the operating system."""
    if isinstance(error, FileNotFoundError) and not (folder := Path(str(error.filename)).parent).exists():
        return f"{folder}: the folder does not exist", "create it, or choose another name with -o"
    if isinstance(error, PermissionError) and str(error.filename).endswith(".part"):
        folder = Path(str(error.filename)).parent.absolute()
        return f"{folder}: this user may not write to this folder", "choose another one with -o"
    place = f"{error.filename}: " if error.filename else ""
    hint = _OF_THE_SYSTEM.get(error.errno or 0, "check the name, the permissions and the free disk space")
    return f"{place}{error.strerror or error}", hint


def explain(error: click.ClickException, commands: "Sequence[str]") -> tuple[str, str | None]:
    """The message and the hint; `commands` are the names of all commands."""
    message, context = error.format_message(), getattr(error, "ctx", None)
    listing = f"`{context.command_path} --help` lists the options" if context else None
    if found := _COMMAND.search(message):
        return f"there is no command {found[1]!r}", _command_hint(found[1], commands)
    if isinstance(error, click.NoSuchOption):
        if context and isinstance(context.command, click.Group) and error.option_name in _SETTINGS:
            return (
                f"{error.option_name} belongs behind the command",
                "write ndp-graph COMMAND " + error.option_name,
            )
        near = f"did you mean {error.possibilities[0]}? " if error.possibilities else ""
        return f"there is no option {error.option_name}", f"{near}{listing or ''}".strip() or None
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _missing(error.param), listing
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _invalid(error.param, error.message) or (message, listing)
    if (found := _EXTRA.search(message)) and context:
        return _too_many(found[1], context.command), listing
    return message, listing


def _command_hint(name: str, commands: "Sequence[str]") -> str:
    near = get_close_matches(name, commands, n=1)
    return (f"did you mean {near[0]}? " if near else "") + "`ndp-graph --help` lists the commands"


def _missing(parameter: click.Parameter) -> str:
    kind = parameter.type
    if isinstance(parameter, click.Argument):
        if isinstance(kind, click.Choice):
            return f"say what to do: {_either(kind)}"
        return f"{parameter.make_metavar(click.Context(click.Command(None)))} is missing"
    return f"{parameter.opts[-1]} is missing"


def _invalid(parameter: click.Parameter, problem: str) -> tuple[str, str] | None:
    """The message and the hint for a value that does not fit; None if it is not known here."""
    kind = parameter.type
    if absent := _ABSENT.search(problem):
        return f"{absent[1]}: no such file", "check the name"
    if folder := _FOLDER.search(problem):
        return f"{folder[1]} is a folder", "name a file"
    flag = f"{parameter.opts[-1]}: " if isinstance(parameter, click.Option) else ""
    if isinstance(kind, click.Choice):
        value = problem.partition(" is not one of ")[0]
        return f"{flag}{value} is not one of the choices", f"choose {_either(kind)}"
    if isinstance(kind, click.IntRange | click.FloatRange) and (value_match := _VALUE.match(problem)):
        value = value_match[1].strip("'")
        whole = "whole number" if isinstance(kind, click.IntRange) else "number"
        bounds = f"from {kind.min:,}" + (f" to {kind.max:,}" if kind.max is not None else " on")
        return f"{flag}{value!r} is not a valid number", f"write a {whole} {bounds}"
    return None


def _either(kind: click.Choice[str]) -> str:
    *rest, last = map(str, kind.choices)
    return f"{', '.join(rest)} or {last}" if rest else last


def _too_many(extra: str, command: click.Command) -> str:
    named = next((p for p in command.params if isinstance(p, click.Argument)), None)
    if named is None:
        return f"`{command.name}` takes no arguments; {extra!r} is too many"
    noun = "platform" if named.name == "platform" else "argument"
    return f"only one {noun} can be named; {extra!r} is too many"
