"""All descriptions of a release as files, for a folder that any web server publishes."""

import json
from collections.abc import Iterator, Mapping

from loaders.folder.folder import Folder
from loaders.folder.manifest import Manifest
from loaders.publication.addresses import Addresses
from loaders.publication.describing.dcat import PREFIXES as DCAT_PREFIXES
from loaders.publication.describing.dcat import dcat_triples
from loaders.publication.describing.entities import iter_entities
from loaders.publication.describing.last_changes import last_changes
from loaders.publication.describing.linkset import write_api_catalogue, write_linkset
from loaders.publication.describing.schema_org import schema_org
from loaders.publication.describing.sitemap import (
    iter_sitemap,
    sitemap_path,
    write_robots,
    write_sitemap_index,
)
from loaders.publication.describing.void import PREFIXES as VOID_PREFIXES
from loaders.publication.describing.void import void_triples
from loaders.publication.description import FORMS, write_description
from loaders.publication.record import ReleaseRecord

SITEMAP = "sitemap.xml"
"""The path of the index of the site map."""
API_CATALOGUE = ".well-known/api-catalog"
"""The path of the catalogue of a service's interfaces."""


def descriptions(record: ReleaseRecord, addresses: Addresses) -> Mapping[str, bytes]:
    """The descriptions of a release by their paths below the folder: those that a service answers at the same paths.

    The site map is not among them (`iter_sitemap_files`), nor the crate of the files (`write_ro_crate`).
    """
    catalogue = dcat_triples(record, addresses, None)
    statistics = void_triples(record, addresses)
    services = {API_CATALOGUE: write_api_catalogue(addresses)} if addresses.is_served else {}
    return {
        **{f"catalog.{form}": write_description(catalogue, form, DCAT_PREFIXES) for form in FORMS},
        **{f"void.{form}": write_description(statistics, form, VOID_PREFIXES) for form in FORMS},
        ".well-known/void": write_description(statistics, "ttl", VOID_PREFIXES),
        **services,
        "dataset.jsonld": json.dumps(
            schema_org(record, addresses, "en"), ensure_ascii=False, indent=1
        ).encode(),
        "linkset.json": write_linkset(record, addresses),
        "robots.txt": write_robots(addresses),
    }


def iter_sitemap_files(
    folder: Folder, manifest: Manifest, addresses: Addresses
) -> Iterator[tuple[str, bytes]]:
    """The files of the site map of a release by their paths: its parts, then `sitemap.xml`, their index.

    Without a service there are no documents, and no site map of them. Raises `DamagedFile`.
    """
    if not addresses.is_served:
        return
    names = []
    entities = iter_entities(manifest, folder.graph_path)
    for part in iter_sitemap(entities, addresses, last_changes(folder, manifest)):
        names.append(part.name)
        yield sitemap_path(part.name).removeprefix("/"), part.content
    yield SITEMAP, write_sitemap_index(names, addresses, manifest.built_at)
