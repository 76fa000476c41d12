"""The IRIs of the catalogue, its data sets, services and files. They never change, and are below the release's base.

The service answers a request for each of them; those with a fragment are parts of a document.
"""

from dataclasses import replace
from urllib.parse import quote

from loaders.publication.addresses import Addresses


def catalogue_iri(base: str) -> str:
    """The catalogue."""
    return f"{base}catalog"


def series_iri(base: str) -> str:
    """The series of all releases."""
    return f"{base}dataset"


def release_iri(base: str, release: str) -> str:
    """The data set of one release."""
    return f"{base}releases/{quote(release)}"


def body_dataset_iri(base: str, body: str) -> str:
    """The data set with the statements that a body delivers."""
    return f"{base}catalog#by-{_part(base, body)}"


def service_iri(base: str, name: str) -> str:
    """A service that answers from the data."""
    return f"{base}catalog#{name}"


def file_iri(base: str, release: str, path: str) -> str:
    """A file of a release; its address to download it is another one (`Addresses.dump`)."""
    return f"{release_iri(base, release)}#{quote(path)}"


def part_iri(base: str, release: str, kind: str, iri: str) -> str:
    """A part of the data set of a release, such as its statements of one class."""
    return f"{release_iri(base, release)}#{kind}-{_part(base, iri)}"


def absolute(addresses: Addresses) -> Addresses:
    """The same addresses as absolute ones: below the base if no public address is known."""
    if addresses.public:
        return addresses
    return replace(addresses, public=addresses.base.rstrip("/"))


def _part(base: str, iri: str) -> str:
    return quote(iri.removeprefix(base), safe="/")
