"""What the commands that build a release share: from settings to a request, and what they say at the end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from graph_api.cli.terminal import progress, say
from graph_api.settings import Settings
from loaders.progress import Progress
from ontology.errors import UsageError
from ontology.files import OntologyFile, added_files
from ontology.iris import DEFAULT_BASE

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from loaders.reading.read import Stdin
    from loaders.releases.build import LoadOutcome, LoadRequest
    from loaders.validation.validate import ShapeResult

_SHOWN = 20
"""Violations that a refused load shows."""


def today(settings: Settings) -> str:
    """The date where the settings say that one is."""
    return settings.today().isoformat()


def parse_date(text: str | None) -> str | None:
    """`text`, if it is a date. Raises `UsageError`."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"--as-of: {text!r} is no date", hint="write a date as 2026-01-31") from None


def added_ontology(settings: Settings) -> tuple[OntologyFile, ...] | None:
    """The ontology that the settings add; None if they say nothing of it."""
    return None if settings.ontology is None else added_files(settings.ontology)


def chosen_base(settings: Settings) -> str | None:
    """The base IRI, if the settings name another than the default; None: as the release before has it."""
    return None if settings.base_iri == DEFAULT_BASE else settings.base_iri


def to_sources(names: Sequence[str]) -> "list[Path | Stdin]":
    """Files and folders by name; `-` is standard input."""
    from loaders.reading.read import Stdin

    return [Stdin() if name == "-" else Path(name) for name in names]


def reader_of(
    names: Sequence[str],
    graph: str | None,
    format_name: str | None,
    listener: Progress,
    flag: str = "--format",
) -> "Callable[[str], Iterable[Quad]]":
    """Reads the files, telling how far it is; `flag` is the command's for the format."""
    from loaders.reading.read import read
    from loaders.reading.sources import FormatChoice

    sources = to_sources(names)
    total = sum(_size(source) for source in sources if isinstance(source, Path)) or None

    def iter_read(base: str) -> "Iterator[Quad]":
        on_bytes = _counting(listener, total)
        return read(
            sources, graph=graph, format=FormatChoice(format_name, flag), base=base, on_bytes=on_bytes
        )

    return iter_read


def shipped_reader(settings: Settings, listener: Progress) -> "Callable[[str], Iterable[Quad]]":
    """Reads the data that ship with the program."""
    from loaders.shipped.statements import iter_shipped

    def iter_read(base: str) -> "Iterator[Quad]":
        on_bytes = _counting(listener, None)
        return iter_shipped(illustrative=settings.illustrative, base=base, on_bytes=on_bytes)

    return iter_read


def run(settings: Settings, request: "Callable[[Progress], LoadRequest]") -> "LoadOutcome":
    """Build what `request` says, with progress."""
    from loaders.releases.build import build

    location = settings.location
    with progress() as listener:
        return build(location, request(listener), listener)


def tell(outcome: "LoadOutcome") -> None:
    """Say what came of a load."""
    manifest = outcome.manifest
    counts = f"{manifest.statements:,} statements in {len(manifest.graphs):,} graphs"
    found = ", ".join(f"{n:,} {severity}" for severity, n in manifest.findings.items())
    said = f"; findings: {found}" if found else ""
    if outcome.unchanged:
        say(f"nothing changed: release {manifest.id} stays ({counts}{said})")
    elif outcome.published:
        say(f"published release {manifest.id}: {counts}{said}")
        if found:
            say("`ndp-graph audit` lists the findings, each with its focus, its reason and its remedy")
    else:
        say(f"would publish a release of {counts}{said}; nothing was changed (dry run)")


def tell_violations(violations: "Sequence[ShapeResult]", names: Sequence[str]) -> None:
    """Show violations with the files and lines where they are."""
    from loaders.reading.places import locate_all
    from loaders.validation.report import render_text

    shown = violations[:_SHOWN]
    places = locate_all(files_of(names), {(v.focus, v.path) for v in shown})
    say(render_text(shown, places).rstrip("\n"))
    if len(violations) > len(shown):
        say(f"… and {len(violations) - len(shown):,} more; `ndp-graph validate --store …` lists all")


def files_of(names: Sequence[str]) -> list[Path]:
    """The files that are read for these names, without standard input."""
    from loaders.reading.sources import list_sources

    sources = list_sources([Path(name) for name in names if name != "-"], "nt")
    return [source.path for source in sources if source.path is not None]


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())
    return path.stat().st_size if path.is_file() else 0


def _counting(listener: Progress, total: int | None) -> Callable[[int], None]:
    done = 0

    def add(count: int) -> None:
        nonlocal done
        done += count
        listener("reading", done, max(total, done) if total else None)

    return add
