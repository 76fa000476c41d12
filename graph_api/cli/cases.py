"""Cases without a server: the flags and the reading that `why` and `dossier` share."""

import asyncio
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.engines import engine_for
from graph_api.cli.flags import Command, data_option, lang_option, read_data, settings_of
from graph_api.settings import Settings
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph_api.exports.formats import Material
    from graph_api.exports.question import JustificationRequest

_OPTIONS = (
    click.argument("platform", metavar="[PLATFORM]", required=False),
    click.option(
        "--decision", metavar="IRI", help="The decision to explain. Default: the one that decides the status."
    ),
    click.option("--as-of", metavar="DATE", help="The day of the status. Default: today."),
    click.option(
        "--not", "against", is_flag=True, help="Explain why it is not recognised: only the obstacles."
    ),
    lang_option(),
    data_option(),
)


def case_options(command: Command) -> Command:
    """A decorator that gives a command the argument and the options that choose a case."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_material(flags: Mapping[str, Any], width: int, *, signed: bool) -> "Material":
    """The case that `case_options` choose, for writing; if `signed`, with a receipt if there is a key.

    Raises `QueryError` if there is no such case, and the errors of opening a release.
    """
    from graph_api.exports.question import JustificationRequest

    if not flags["platform"] and not flags["decision"]:
        raise UsageError(
            "no platform is named", hint="name a platform by its IRI, or a decision with --decision"
        )
    if flags["against"] and flags["decision"]:
        raise UsageError(
            "--decision cannot be combined with --not, which examines all decisions on the platform",
            hint="leave out one of the two",
        )
    names = ("platform", "decision", "as_of", "against", "lang")
    request = JustificationRequest(*(flags[name] for name in names))
    other = {key: value for key, value in flags.items() if key not in (*names, "data")}
    return asyncio.run(
        _read(settings_of(other, os.environ), request, width, read_data(flags["data"]), signed=signed)
    )


async def _read(
    settings: Settings,
    request: "JustificationRequest",
    width: int,
    sources: Mapping[str, str],
    *,
    signed: bool,
) -> "Material":
    from graph_api.exports.case import read_case
    from graph_api.exports.formats import Material
    from graph_api.exports.pdf import find_browser
    from graph_api.operations.question import Question
    from graph_api.serving.case_questions import question_about

    release = settings.release
    async with engine_for(settings, Question("", release=release, sources=sources)) as engine:
        request, question = await question_about(engine, request, release, signed=signed)
        body = (await engine.execute(question)).body
        case = read_case(body, request, engine.reader.model.base)
    return Material(case, body, width, browser=find_browser(settings.browser))
