"""Checks descriptions against the shapes of publication."""

import logging
from collections.abc import Iterable
from functools import cache

from pyoxigraph import Triple

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.publication.addresses import Addresses
from loaders.publication.describing.dcat import dcat_triples
from loaders.publication.describing.void import void_triples
from loaders.publication.record import release_record
from loaders.validation.validate import ShapeResult, Shapes, prepare_shapes, validate
from ontology.errors import StoreError
from ontology.files import FOLDER

log = logging.getLogger("ndp_graph")
_SHAPES = FOLDER / "publication" / "publication.ttl"


def check_description(triples: Iterable[Triple]) -> tuple[ShapeResult, ...]:
    """The results of the shapes about a description, the worst first; none about a sound one."""
    return validate([f"{triple} .".encode() for triple in triples], _shapes())


def check_release(folder: Folder, manifest: Manifest) -> tuple[ShapeResult, ...]:
    """The results about the first page of the catalogue and the statistics that describe a release.

    A failure to describe it, or a fault of a description, is logged: the release is what it is.
    """
    addresses = Addresses(manifest.base)
    try:
        record = release_record(folder, manifest, releases=(manifest,))
        results = (
            *check_description(void_triples(record, addresses)),
            *check_description(dcat_triples(record, addresses)),
        )
    except (StoreError, OSError, ValueError) as problem:  # a value error: what the data name is not an IRI
        log.warning("release %s cannot be described: %s", manifest.id, problem)
        return ()
    for result in results[:1]:
        log.warning(
            "the descriptions of release %s have %d faults; the first: %s %s",
            manifest.id,
            len(results),
            result.focus,
            result.messages["en"],
        )
    return results


@cache  # a memo of what never changes: the shapes are a file of the program
def _shapes() -> Shapes:
    return prepare_shapes((_SHAPES.read_bytes(),))
