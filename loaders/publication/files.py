"""The files of a release to download: their names, what each is, and those that exist.

    FOLDER/dumps/<id>/ndp-<id>.nq.zst …      the whole release, one file a form and compression
    FOLDER/dumps/<id>/derived.nq.zst         what the rules conclude from it
    FOLDER/dumps/<id>/graphs/<sha256>.nq.zst its graph files; releases share them by hard links
    FOLDER/dumps/<id>/patch-from-<id>.rdfp.zst  the change from the release before
    FOLDER/dumps/<id>/SHA256SUMS             the checksums of all these: a file that it does not list is not published
    FOLDER/dumps/graphs/                     the graph files of all releases, compressed

All of them can be made again from the graph files (`dumping`).
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from loaders.dump.formats import FORMATS
from loaders.folder.checksums import Checksums, read_checksums
from loaders.folder.folder import DUMPS, Folder
from loaders.folder.manifest import Manifest
from loaders.publication.published_file import PublishedFile
from loaders.publication.statistics import known_statistics
from ontology.errors import DamagedFile

COMPRESSIONS = ("zst", "gz")
DERIVED = "derived.nq.zst"
CERTIFICATE = "certificate.json"
DUMP_FORMATS = (
    *(f"{form}.{compression}" for form in FORMATS for compression in COMPRESSIONS),
    "derived",
    "graphs",
    "patch",
)
"""The choices of files that a load makes."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_GRAPH = re.compile(r"graphs/[0-9a-f]{64}\.nq\.zst")


def dump_name(release: str, form: str, compression: str) -> str:
    """The name of the dump of a release in a form."""
    return f"ndp-{release}.{form}.{compression}"


def graph_name(file: str) -> str:
    """The name of the graph file with that SHA-256."""
    return f"graphs/{file}.nq.zst"


def patch_name(previous: str) -> str:
    """The name of the patch from the release `previous`."""
    return f"patch-from-{previous}.rdfp.zst"


def names_of(manifest: Manifest) -> tuple[str, ...]:
    """The names of all files of a release that can be made from its graph files."""
    dumps = [dump_name(manifest.id, form, compression) for form in FORMATS for compression in COMPRESSIONS]
    derived = [DERIVED] if manifest.derived else []
    graphs = [graph_name(file) for file in sorted({graph.file for graph in manifest.graphs})]
    patch = [patch_name(manifest.previous)] if manifest.previous else []
    return (*dumps, *derived, *patch, *graphs)


def offered_names(folder: Folder, manifest: Manifest) -> tuple[str, ...]:
    """The same without those in RDF/XML, if it is known that this form cannot express the release."""
    figures = known_statistics(folder, manifest)
    is_possible = figures is None or not figures.not_in_xml
    return tuple(name for name in names_of(manifest) if is_possible or form_of(name)[0] != "rdf")


def files_path(folder: Folder, release: str) -> Path:
    """The folder of a release's files."""
    return folder.path / DUMPS / folder.release_path(release).name


def published_files(folder: Folder, release: str) -> tuple[PublishedFile, ...]:
    """The files of a release that exist, in the order of their names; none if none were made.

    Raises `DamagedFile` if their checksums are damaged or a file is missing.
    """
    sums = read_checksums(files_path(folder, release)) or {}
    return tuple(_iter_files(folder, release, sums)) if sums else ()


def offered_files(folder: Folder, release: str) -> tuple[PublishedFile, ...]:
    """The files of a release that exist, and those that are made when they are first requested.

    Raises `DamagedFile` as `published_files` does.
    """
    manifest = folder.manifest(release)
    made = {file.path: file for file in published_files(folder, release)}
    graphs = _graphs_of(manifest)
    for name in offered_names(folder, manifest):
        if name not in made:
            graph = graphs.get(name, "")
            made[name] = PublishedFile(name, *form_of(name), 0, "", graph, is_derived=name == DERIVED)
    return tuple(made[name] for name in sorted(made))


def published_file(folder: Folder, release: str, name: str) -> PublishedFile | None:
    """The file of a release with that name; None if there is none. Raises `DamagedFile`."""
    sums = read_checksums(files_path(folder, release)) or {}
    return next(_iter_files(folder, release, {name: sums[name]}), None) if name in sums else None


def _iter_files(folder: Folder, release: str, sums: Checksums) -> Iterator[PublishedFile]:
    path = files_path(folder, release)
    graphs = _graphs_of(folder.manifest(release)) if any(map(_GRAPH.fullmatch, sums)) else {}
    for name in sorted(filter(is_name, sums)):
        try:
            size = (path / name).stat().st_size
        except OSError:
            raise DamagedFile(path / name, "is missing") from None
        graph = graphs.get(name, "")
        yield PublishedFile(name, *form_of(name), size, min(sums[name]), graph, is_derived=name == DERIVED)


def _graphs_of(manifest: Manifest) -> Mapping[str, str]:
    """The graph of each graph file, by its name; the first one if there are several."""
    return {graph_name(graph.file): graph.iri for graph in reversed(manifest.graphs)}


def is_name(name: str) -> bool:
    """True if a text has the form of the name of a file of a release."""
    return (_GRAPH.fullmatch(name) or _NAME.fullmatch(name)) is not None


def form_of(name: str) -> tuple[str, str]:
    """The form (`nq`, `rdfp`, `json`, …) and the compression (`zst`, `gz` or empty) of the file of that name."""
    stem, _, last = name.rpartition(".")
    return (stem.rpartition(".")[2], last) if last in COMPRESSIONS else (last, "")


def format_of(name: str) -> str:
    """The one of `DUMP_FORMATS` that chooses the file of that name."""
    if name.startswith("ndp-"):
        return ".".join(form_of(name))
    if name == CERTIFICATE:
        return "certificate"
    return "derived" if name == DERIVED else "graphs" if _GRAPH.fullmatch(name) else "patch"
