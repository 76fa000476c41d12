"""Loading for all commands that build a release: from settings to a request, and the report at the end."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph_api.cli.terminal import progress, say
from graph_api.settings import Settings
from loaders.progress import Progress
from ontology.errors import UsageError
from ontology.files import OntologyFile, added_files
from ontology.iris import DEFAULT_BASE
from ontology.severity import counted, counted_severities

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from loaders.reading.delivered import DeliveredFile
    from loaders.reading.limits import InputLimits
    from loaders.reading.read import Stdin
    from loaders.releases.build import LoadOutcome, LoadRequest
    from loaders.releases.violations import LoadRefused
    from loaders.tables.days import TwoReadings
    from loaders.validation.report import Places, Sources
    from loaders.validation.validate import ShapeResult

format_option = click.option(
    "--input-format", "format_name", metavar="FORMAT", help="The format of - (standard input): ttl, nt, nq, …"
)
document_option = click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="[FILE=]IRI",
    help="The address of the document, from which relative IRIs in it start; of several files or folders: FILE=IRI. "
    "Repeatable.",
)

_SHOWN = 20
"""Most violations that a refused load prints."""
_NEW_SHOWN = 10
"""Most new violations and warnings that a load prints."""


def today(settings: Settings) -> str:
    """Today's date in the time zone of the settings, as a text."""
    return settings.today().isoformat()


def parse_date(text: str | None) -> str | None:
    """`text` as a date in the usual form; None stays None. Raises `UsageError` if it is not a date."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(
            f"--as-of: {text!r} is not a valid date", hint="write a date as 2026-01-31"
        ) from None


def added_ontology(settings: Settings) -> tuple[OntologyFile, ...] | None:
    """The ontology files that the settings add; None if they add none."""
    return None if settings.ontology is None else added_files(settings.ontology)


def chosen_base(settings: Settings) -> str | None:
    """The base IRI of the settings if it is not the default; None: keep that of the release before."""
    return None if settings.base_iri == DEFAULT_BASE else settings.base_iri


def to_sources(names: Sequence[str]) -> "list[Path | Stdin]":
    """Files and folders by name; `-` is standard input."""
    from loaders.reading.read import Stdin

    return [Stdin() if name == "-" else Path(name) for name in names]


@dataclass(frozen=True, slots=True)
class InputFiles:
    """The files of a command, whose reading is reported to `listener`; `limits` None: the usual ones.

    `documents` are the values of the flag for the documents' addresses.
    After reading, `two_readings` has the columns of tables whose days could be read the other way round. Then
    `delivered` has the files as they were delivered.
    """

    names: Sequence[str]
    graph: str | None
    format_name: str | None
    listener: Progress
    documents: Sequence[str] = ()
    limits: "InputLimits | None" = None
    two_readings: "list[TwoReadings]" = field(default_factory=list)
    delivered: "list[DeliveredFile]" = field(default_factory=list)

    def iter_quads(self, base: str) -> "Iterator[Quad]":
        """The statements in the files, with relative IRIs resolved by `base`."""
        from loaders.reading.documents import parse_documents
        from loaders.reading.limits import USUAL_LIMITS
        from loaders.reading.read import read
        from loaders.reading.sources import InputChoice

        sources = to_sources(self.names)
        total = sum(_size(source) for source in sources if isinstance(source, Path)) or None
        return read(
            sources,
            graph=self.graph,
            format=InputChoice(
                self.format_name,
                documents=parse_documents(self.documents, self.names),
                limits=self.limits or USUAL_LIMITS,
            ),
            base=base,
            on_bytes=_ReadBytes(self.listener, total).add,
            on_two_readings=self.two_readings.append,
            on_delivered=self.delivered.append,
        )

    def results(self) -> "list[ShapeResult]":
        """The questions that the reading left open, as results."""
        from loaders.validation.readings import result_of_reading

        return [result_of_reading(one) for one in self.two_readings]

    def places(self, results: "Sequence[ShapeResult]") -> "Places":
        """The files and lines of results; standard input has none."""
        from loaders.reading.places import FileLine
        from loaders.validation.readings import result_of_reading

        places = dict(places_of(results, self.names, self.documents))
        for one in self.two_readings:
            places[result_of_reading(one).focus, None] = FileLine(str(one.file), one.line)
        return places


def input_limits(settings: Settings) -> "InputLimits":
    """The limits of input files in the settings."""
    from loaders.reading.limits import InputLimits

    return InputLimits(settings.max_input, settings.max_ratio, settings.max_literal)


@dataclass(frozen=True, slots=True)
class ShippedData:
    """The data that ship with the program, read with reports to `listener`; `delivered` then has their files."""

    illustrative: bool
    listener: Progress
    delivered: "list[DeliveredFile]" = field(default_factory=list)

    def iter_quads(self, base: str) -> "Iterator[Quad]":
        """The statements, in the namespace `base`."""
        from loaders.shipped.statements import iter_shipped

        on_bytes = _ReadBytes(self.listener, None).add
        return iter_shipped(
            illustrative=self.illustrative, base=base, on_bytes=on_bytes, on_delivered=self.delivered.append
        )


def run(settings: Settings, request: "Callable[[Progress], LoadRequest]") -> "LoadOutcome":
    """Build the requested release in the memory that the settings give it, and show progress."""
    from loaders.memory import LoadMemory
    from loaders.releases.build import build

    location, memory = settings.location, LoadMemory(settings.load_memory)
    with progress() as listener:
        return build(location, replace(request(listener), memory=memory), listener)


def report(outcome: "LoadOutcome") -> None:
    """Print the outcome of a load."""
    manifest = outcome.manifest
    summary = f"{counted(manifest.statements, 'statement')} in {counted(len(manifest.graphs), 'graph')}"
    if findings := counted_severities(manifest.findings):
        summary += f"; findings on any day: {findings}"
    if outcome.unchanged:
        say(f"nothing changed: release {manifest.id} stays current ({summary})")
    elif outcome.published:
        say(f"published release {manifest.id}: {summary}")
        if outcome.clock < manifest.built_at:
            say(
                f"warning: by this machine's clock it is {outcome.clock}, but there is a release of "
                f"{manifest.built_at}: the new one has that time, too; set the clock"
            )
        if findings:
            say(
                f"`ndp-graph audit` lists those of {manifest.evaluation_date}, each with its reason and its remedy"
            )
    else:
        say(f"dry run, nothing was changed: a load would publish a release of {summary}")


def report_readings(inputs: InputFiles) -> None:
    """Print what the reading left open, with files and lines."""
    from loaders.validation.report import render_text

    if results := inputs.results():
        say(render_text(results, inputs.places(results)).rstrip("\n"))


def report_refusal(refusal: "LoadRefused", names: Sequence[str], documents: Sequence[str] = ()) -> None:
    """Print the violations of a refused load, with their files and lines, values and graphs."""
    more = "`ndp-graph validate --store …` lists them all"
    _report_results(refusal.violations, _SHOWN, more, (names, documents), refusal.sources)


def report_new(outcome: "LoadOutcome", names: Sequence[str], documents: Sequence[str] = ()) -> None:
    """Print the first violations and warnings that the release before did not have."""
    if outcome.new_defects:
        say("new, compared with the release before:")
        more = "`ndp-graph audit` lists those of a release, `ndp-graph validate FILE…` those of files"
        _report_results(outcome.new_defects, _NEW_SHOWN, more, (names, documents), {})


def report_new_findings(settings: Settings, outcome: "LoadOutcome") -> None:
    """Print how many findings of the rules the release before did not have, by their codes."""
    from loaders.folder.folder import Folder
    from loaders.releases.findings import read_findings

    manifest = outcome.manifest
    if not outcome.published or manifest.previous is None:
        return
    of_shapes = {result.code for result in outcome.results}
    findings = read_findings(Folder(settings.location.folder), manifest)
    codes = Counter(one.code for one in findings if one.since == manifest.id and one.code not in of_shapes)
    if codes:
        listed = ", ".join(f"{code} ({count:,})" for code, count in sorted(codes.items()))
        say(f"new findings of the rules: {listed}; `ndp-graph audit --rule CODE` explains them")


def _report_results(
    results: "Sequence[ShapeResult]",
    most: int,
    more: str,
    inputs: tuple[Sequence[str], Sequence[str]],
    sources: "Sources",
) -> None:
    """Print so many results; those that differ in their focus alone count, and are shown, as one."""
    from loaders.validation.report import grouped, render_text

    listed = [result for group in grouped(results)[:most] for result in group]
    say(render_text(listed, places_of(listed, *inputs), sources=sources).rstrip("\n"))
    if len(results) > len(listed):
        say(f"… and {len(results) - len(listed):,} more; {more}")


def places_of(
    results: "Sequence[ShapeResult]", names: Sequence[str], documents: Sequence[str] = ()
) -> "Places":
    """The files and lines of results, in the files under these names; standard input has none."""
    from loaders.reading.documents import parse_documents
    from loaders.reading.places import locate_all
    from loaders.reading.sources import InputChoice, list_sources

    addresses = parse_documents(documents, names)
    sources = list_sources(
        [Path(name) for name in names if name != "-"], InputChoice("nt", documents=addresses)
    )
    files = {source.path: source.document for source in sources if source.path is not None}
    return locate_all(files, {(one.focus, one.path) for one in results})


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())
    return path.stat().st_size if path.is_file() else 0


@dataclass(slots=True)
class _ReadBytes:
    """Counts the bytes that were read, and reports them as progress."""

    listener: Progress
    total: int | None
    done: int = 0

    def add(self, count: int) -> None:
        """Report `count` more bytes."""
        self.done += count
        self.listener("reading the files", self.done, max(self.total, self.done) if self.total else None)
