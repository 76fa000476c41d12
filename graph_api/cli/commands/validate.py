"""`ndp-graph validate`."""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import SettingsCommand, lang_option, setting_flags, settings_of
from graph_api.cli.loading import (
    InputFiles,
    added_ontology,
    chosen_base,
    document_option,
    format_option,
    input_limits,
    run,
    today,
)
from graph_api.cli.scopes import FlagScope, is_given, settings_in
from graph_api.cli.terminal import progress
from graph_api.settings import SettingGroup, Settings
from loaders.progress import silent
from ontology.severity import Severity

if TYPE_CHECKING:
    from loaders.validation.validate import ShapeResult


@click.command(
    "validate",
    cls=SettingsCommand,
    short_help="Check files against the ontology's shapes.",
    scopes=(
        FlagScope(
            (*settings_in(SettingGroup.RULES), "load_memory", "releases", "timezone"),
            "together with a release",
            "name its store with --store",
            lambda values: is_given(click.get_current_context(), "store"),
        ),
    ),
    epilog="""\b
Examples:
  ndp-graph validate platforms.ttl
  ndp-graph validate --format json delivery/ > report.json
  ndp-graph validate --store sqlite:./ndp-data platforms.ttl    together with the current release""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option(
    "--format",
    "report",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    help="The format of the report. Default: text.",
)
@format_option
@click.option(
    "--graph", metavar="IRI", help="The graph for statements without one. Default: one graph per file."
)
@document_option
@lang_option()
@setting_flags(
    SettingGroup.STORE,
    SettingGroup.INPUT,
    SettingGroup.RULES,
    *("ontology", "base_iri", "timezone"),
    helps={
        "store": "Validate the files together with the current release of this store. Default: the files alone.",
        "ontology": "Turtle files or folders to add to the built-in ontology.  [NDP_ONTOLOGY]",
    },
)
def command(files: Sequence[str], report: str, lang: str, **flags: Any) -> int:
    """Report the violations of the ontology's shapes, with file and line if known, and how to fix them.

    The files are validated alone (with the code lists). With --store they are validated as part of the release
    that loading them into that store would publish. Exit code 1 if there is a violation.
    """
    graph, format_name, documents = (flags.pop(name) for name in ("graph", "format_name", "documents"))
    settings = settings_of(flags, os.environ)
    inputs = InputFiles(files, graph, format_name, silent, documents, input_limits(settings))
    results = (_alone if flags["store"] is None else _resulting)(settings, inputs)
    results = tuple(sorted((*results, *inputs.results()), key=lambda result: result.order))
    click.echo(_render(results, inputs, report, lang), nl=False)
    return 1 if any(result.severity is Severity.VIOLATION for result in results) else 0


def _alone(settings: Settings, inputs: InputFiles) -> "tuple[ShapeResult, ...]":
    from loaders.validation.validate import shapes_of, validate
    from ontology.files import builtin_files
    from ontology.read import read_model

    ontology = (*builtin_files(settings.base_iri), *(added_ontology(settings) or ()))
    model = read_model(ontology)  # names that clash are reported here, as by a load
    # Statements without a graph name may come from several files here, so one name serves for all.
    place = inputs.graph or f"{settings.base_iri}graph/file/validated"
    with progress() as listener:
        return validate(
            replace(inputs, graph=place, listener=listener).iter_quads(settings.base_iri),
            shapes_of(model),
        )


def _resulting(settings: Settings, inputs: InputFiles) -> "tuple[ShapeResult, ...]":
    from loaders.releases.build import LoadRequest

    outcome = run(
        settings,
        lambda listener: LoadRequest(
            today=today(settings),
            policy=settings.policy,
            reader=replace(inputs, listener=listener),
            added=added_ontology(settings),
            base=chosen_base(settings),
            on_violation="record",
            dry_run=True,
        ),
    )
    return outcome.results


def _render(results: "tuple[ShapeResult, ...]", inputs: InputFiles, report: str, lang: str) -> str:
    from loaders.validation.report import render_json, render_text, render_turtle

    if report == "turtle":
        return render_turtle(results)
    places = inputs.places(results)
    render = render_json if report == "json" else render_text
    return render(results, places, lang=lang)
