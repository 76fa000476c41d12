"""`ndp-graph audit`."""

import os
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from graph_api.cli.findings import FORMATS, FindingsReport, render
from graph_api.cli.flags import SettingsCommand, lang_option, setting_flags, settings_of
from graph_api.cli.loading import parse_date
from graph_api.settings import SettingGroup
from ontology.errors import UsageError
from ontology.severity import Severity, counted_severities

if TYPE_CHECKING:
    from loaders.folder.folder import Folder
    from loaders.folder.manifest import Manifest
    from loaders.releases.findings import StoredFinding


@click.command(
    "audit",
    cls=SettingsCommand,
    short_help="List the problems that rules and shapes found in a release.",
    epilog="""\b
Examples:
  ndp-graph audit
  ndp-graph audit --rule D09 --rule D12 --lang vi
  ndp-graph audit --platform https://w3id.org/vn-ndp/id/platform/vtvgo --as-of 2024-06-30
  ndp-graph audit --format csv > findings.csv""",
)
@click.option("--platform", metavar="IRI", help="Only findings about this platform.")
@click.option(
    "--rule", "codes", metavar="CODE", multiple=True, help="Only findings with this code. May be repeated."
)
@click.option(
    "--severity",
    type=click.Choice(list(Severity), case_sensitive=False),
    metavar=f"[{'|'.join(Severity)}]",
    help="Only findings of this severity or worse.",
)
@click.option(
    "--as-of",
    metavar="DATE",
    help="Only findings that hold on this day. Default: the release's evaluation date.",
)
@lang_option()
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    help="The format of the list. Default: text.",
)
@setting_flags(SettingGroup.STORE, SettingGroup.RELEASE)
def command(lang: str, form: str, **flags: Any) -> int:
    """List the findings of a release: the code of each, the resource, the problem, the remedy, and its reviews.

    Findings that depend on the date are given for one day. Exit code 1 if any has the severity Violation.
    """
    from loaders.folder.folder import Folder
    from loaders.releases.findings import read_findings
    from loaders.releases.reviews import read_reviews
    from loaders.releases.sources import read_sources

    filters = {name: flags.pop(name) for name in ("platform", "codes", "severity", "as_of")}
    settings = settings_of(flags, os.environ)
    folder = Folder(settings.location.folder)
    manifest = folder.find(settings.release)
    _check_rules(folder, manifest, filters["codes"])
    day = parse_date(filters.pop("as_of")) or manifest.evaluation_date
    everything = read_findings(folder, manifest)
    findings = [one for one in everything if one.holds_on(day) and _is_wanted(one, **filters)]
    if filters["platform"] and not findings:
        _check_known(folder, manifest, filters["platform"])
    reviews = read_reviews(folder, manifest, [one.iri for one in findings])
    sources = read_sources(folder, manifest, {graph for one in findings for graph in one.graphs})
    click.echo(render(form, FindingsReport(findings, reviews, sources, lang)), nl=False)
    if form == "text":
        counts = Counter(one.severity for one in findings)
        summary = counted_severities(counts) or "no findings"
        click.echo(f"release {manifest.id}, as of {day}: {summary}", err=True)
    return 1 if any(one.severity is Severity.VIOLATION for one in findings) else 0


def _check_rules(folder: "Folder", manifest: "Manifest", codes: Sequence[str]) -> None:
    """Raise `UsageError` for an unknown code: an empty list would mislead."""
    from loaders.validation.validate import CODES
    from ontology.rule import read_rules

    rules = read_rules(folder.ontology(manifest.id), manifest.base)
    known = {*CODES, *(defect.code for defect in rules.defects)}
    for code in codes:
        if code not in known:
            near = get_close_matches(code, known, n=1)
            raise UsageError(
                f"--rule: {code!r} is not the code of a rule",
                code="RULE_UNKNOWN",
                hint=f"did you mean {near[0]}?" if near else f"the codes are {', '.join(sorted(known))}",
            )


def _check_known(folder: "Folder", manifest: "Manifest", platform: str) -> None:
    """Raise `UsageError` for a platform that the release does not describe."""
    from loaders.releases.rebuild import readable_sqlite

    if not readable_sqlite(folder, manifest).described([platform]):
        raise UsageError(
            f"--platform: the release does not describe <{platform}>",
            code="PLATFORM_UNKNOWN",
            hint="`ndp-graph query '{ digitalPlatforms { nodes { iri } } }'` lists the platforms",
        )


def _is_wanted(
    one: "StoredFinding", platform: str | None, codes: Sequence[str], severity: str | None
) -> bool:
    return (
        (not codes or one.code in codes)
        and (platform is None or platform in (one.platform, one.focus))
        and (severity is None or one.severity.rank <= Severity(severity).rank)
    )
