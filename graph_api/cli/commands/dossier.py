"""`ndp-graph dossier`."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.cases import case_options, read_material
from graph_api.cli.flags import EXPLAINING, SettingsCommand, setting_flags
from graph_api.settings import SettingGroup
from loaders.replacing import replacing
from ontology.errors import UsageError

if TYPE_CHECKING:
    from graph_api.exports.formats import Material


@click.command(
    "dossier",
    cls=SettingsCommand,
    short_help="Write the audit file of a platform or decision.",
    epilog="""\b
Examples:
  ndp-graph dossier https://w3id.org/vn-ndp/id/platform/minh-hoa-nong-san-xanh
  ndp-graph dossier --decision DECISION --as-of 2025-07-01 --lang vi -o dossier.zip
\b
dossier.html is complete: the steps with their sources as footnotes, findings, the picture, the statements, the
release with its certificate. The other files are the same as PDF (if a Chromium is installed), CSV, JSON, PROV-O,
OSCAL, OpenLineage and SVG; answer.json, with a receipt if there is a key (`ndp-graph keys make`), for
`ndp-graph verify`; and SHA256SUMS, for `sha256sum -c`.""",
)
@case_options
@click.option(
    "--output", "-o", metavar="PATH", type=click.Path(path_type=Path),
    help="A folder that does not exist yet, or a file.zip. Default: dossier-NAME-DAY.",
)  # fmt: skip
@setting_flags(*EXPLAINING, SettingGroup.RECEIPTS, SettingGroup.PRINTING)
def command(output: Path | None, **flags: Any) -> int:
    """Write the audit file of the platform with this IRI, or of a decision about it, as of a day.

    A service offers the same at /dossier?format=zip.
    """
    from graph_api.exports.formats import stem_of
    from graph_api.exports.layout import USUAL

    if output is not None:
        _refuse_single(output)
        _refuse_taken(output)
    material = read_material(flags, USUAL, signed=True)
    target = output or Path(stem_of(material.case))
    _refuse_taken(target)
    _write(material, target)
    click.echo(target)
    return 0


def _refuse_single(target: Path) -> None:
    """Raise `UsageError` for a path that names one file of the dossier."""
    from graph_api.exports.formats import FORMATS

    same = (form.name for form in FORMATS.values() if Path(form.file).suffix == target.suffix)
    form = next(same, "zip") if target.suffix else "zip"
    if form != "zip":
        raise UsageError(
            f"{target}: a dossier is a folder of files, or a .zip",
            hint=f"name a folder; for that file alone use `ndp-graph why … --format {form} -o {target.name}`",
        )


def _refuse_taken(target: Path) -> None:
    if target.exists():
        raise UsageError(f"{target}: already exists", hint="choose another name with -o, or move it away")


def _write(material: "Material", target: Path) -> None:
    from graph_api.exports.formats import FORMATS, files_of, write_case

    if target.suffix == ".zip":
        with replacing(target) as part:
            part.write_bytes(write_case(FORMATS["zip"], material))
        return
    files, part = files_of(material), target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        for name, content in files.items():
            (part / name).write_bytes(content)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)
