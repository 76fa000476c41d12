"""`ndp-graph validate`."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.flags import SettingsCommand, lang_option, setting_flags, settings_of
from graph_api.cli.loading import InputFiles, added_ontology, chosen_base, files_of, run, today
from graph_api.cli.terminal import progress
from graph_api.settings import SettingGroup, Settings
from ontology.severity import Severity

if TYPE_CHECKING:
    from loaders.validation.validate import ShapeResult


@click.command(
    "validate",
    cls=SettingsCommand,
    short_help="Check files against the ontology's shapes.",
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
@click.option("--input-format", metavar="FORMAT", help="The format of - (standard input): ttl, nt, nq, …")
@click.option(
    "--graph", metavar="IRI", help="The graph for statements without one. Default: one graph per file."
)
@lang_option()
@setting_flags(
    SettingGroup.STORE,
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
    graph, input_format = flags.pop("graph"), flags.pop("input_format")
    settings = settings_of(flags, os.environ)
    if flags["store"] is None:
        results = _alone(settings, files, graph, input_format)
    else:
        results = _resulting(settings, files, graph, input_format)
    click.echo(_render(results, files, report, lang), nl=False)
    return 1 if any(result.severity is Severity.VIOLATION for result in results) else 0


def _alone(
    settings: Settings, files: Sequence[str], graph: str | None, input_format: str | None
) -> "tuple[ShapeResult, ...]":
    from loaders.validation.validate import prepare_shapes, validate
    from ontology.files import builtin_files
    from ontology.read import read_model

    ontology = (*builtin_files(settings.base_iri), *(added_ontology(settings) or ()))
    read_model(ontology)  # names that clash are reported here, as by a load
    # Statements without a graph name may come from several files here, so one name serves for all.
    place = graph or f"{settings.base_iri}graph/file/validated"
    with progress() as listener:
        source = InputFiles(files, place, input_format, listener, "--input-format")
        return validate(
            source.iter_quads(settings.base_iri),
            prepare_shapes(file.content for file in ontology if file.is_turtle),
        )


def _resulting(
    settings: Settings, files: Sequence[str], graph: str | None, input_format: str | None
) -> "tuple[ShapeResult, ...]":
    from loaders.releases.build import LoadRequest

    outcome = run(
        settings,
        lambda listener: LoadRequest(
            today=today(settings),
            policy=settings.policy,
            reader=InputFiles(files, graph, input_format, listener, "--input-format"),
            added=added_ontology(settings),
            base=chosen_base(settings),
            on_violation="record",
            dry_run=True,
        ),
    )
    return outcome.results


def _render(results: "tuple[ShapeResult, ...]", files: Sequence[str], report: str, lang: str) -> str:
    from loaders.reading.places import locate_all
    from loaders.validation.report import render_json, render_text, render_turtle

    if report == "turtle":
        return render_turtle(results)
    places = locate_all(files_of(files), {(r.focus, r.path) for r in results})
    render = render_json if report == "json" else render_text
    return render(results, places, lang=lang)
