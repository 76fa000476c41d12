"""All descriptions of a release as files, for a folder that any web server publishes."""

import json
from collections.abc import Mapping

from loaders.publication.addresses import Addresses
from loaders.publication.dcat import PREFIXES as DCAT_PREFIXES
from loaders.publication.dcat import dcat_triples
from loaders.publication.description import FORMS, write_description
from loaders.publication.linkset import write_api_catalogue, write_linkset
from loaders.publication.record import ReleaseRecord
from loaders.publication.schema_org import schema_org
from loaders.publication.sitemap import write_robots
from loaders.publication.void import PREFIXES as VOID_PREFIXES
from loaders.publication.void import void_triples


def descriptions(record: ReleaseRecord, addresses: Addresses) -> Mapping[str, bytes]:
    """The descriptions of a release by their paths below the folder: those that a service answers at the same paths.

    The site map is not among them (`iter_sitemap`), nor the crate of the files (`write_ro_crate`).
    """
    catalogue = dcat_triples(record, addresses, None)
    statistics = void_triples(record, addresses)
    return {
        **{f"catalog.{form}": write_description(catalogue, form, DCAT_PREFIXES) for form in FORMS},
        **{f"void.{form}": write_description(statistics, form, VOID_PREFIXES) for form in FORMS},
        ".well-known/void": write_description(statistics, "ttl", VOID_PREFIXES),
        ".well-known/api-catalog": write_api_catalogue(addresses),
        "dataset.jsonld": json.dumps(
            schema_org(record, addresses, "en"), ensure_ascii=False, indent=1
        ).encode(),
        "linkset.json": write_linkset(record, addresses),
        "robots.txt": write_robots(addresses),
    }
