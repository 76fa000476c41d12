"""The HTTP paths of descriptions: rows of the table of linked data."""

from graph_api.http.descriptions.endpoint import RDF_MEDIA
from graph_api.http.http_path import HttpPath
from graph_api.http.negotiation import HTML, JSON, JSON_LD
from graph_api.http.request import SAFE_METHODS
from loaders.publication.describing.data_package import DATA_PACKAGE
from loaders.publication.describing.ro_crate import RO_CRATE
from loaders.publication.media import LINKSET_JSON

_RDF = tuple(RDF_MEDIA.values())
_XML = "application/xml"

DESCRIPTION_PATHS = (
    HttpPath(
        "catalogue",
        "/catalog",
        SAFE_METHODS,
        "The catalogue after DCAT-AP 3: the series of releases, the latest releases with their files, a data set "
        "for each delivering body, the services; more in `page`. A browser is sent to `/dataset`.",
        _RDF,
        ("page", "format"),
    ),
    HttpPath(
        "catalogue-form",
        "/catalog.{form}",
        SAFE_METHODS,
        "The same in one form: `ttl`, `jsonld`, `nt` or `rdf`.",
        _RDF,
        ("page",),
    ),
    HttpPath(
        "void",
        "/void",
        SAFE_METHODS,
        "The statistics of a release in VoID: statements, entities, classes, properties, sources, links to "
        "foreign hosts.",
        _RDF,
        ("release", "format"),
    ),
    HttpPath(
        "void-form",
        "/void.{form}",
        SAFE_METHODS,
        "The same in one form: `ttl`, `jsonld`, `nt` or `rdf`.",
        _RDF,
        ("release",),
    ),
    HttpPath("void-known", "/.well-known/void", SAFE_METHODS, "303 to `/void`.", _RDF, redirects=True),
    HttpPath(
        "dataset",
        "/dataset",
        SAFE_METHODS,
        "A page about a release: its figures, files and licence, with the JSON-LD of schema.org in it.",
        (HTML, JSON_LD),
        ("release", "lang"),
    ),
    HttpPath(
        "dataset-json",
        "/dataset.jsonld",
        SAFE_METHODS,
        "The data set and the catalogue in the words of schema.org.",
        (JSON_LD,),
        ("release", "lang"),
    ),
    HttpPath(
        "release-page",
        "/releases/{release}",
        SAFE_METHODS,
        "303 to the page about a release.",
        (HTML, JSON_LD),
        redirects=True,
    ),
    HttpPath(
        "doc",
        "/doc",
        SAFE_METHODS,
        "303 to `/dataset`: the documents are below it.",
        (HTML, JSON_LD),
        redirects=True,
    ),
    HttpPath(
        "dumps", "/dumps", SAFE_METHODS, "303 to the files of the current release.", (JSON,), redirects=True
    ),
    HttpPath(
        "crate",
        f"/dumps/{{release}}/{RO_CRATE}",
        SAFE_METHODS,
        "The files of a release as a research object (RO-Crate 1.1).",
        (JSON_LD,),
    ),
    HttpPath(
        "package",
        f"/{DATA_PACKAGE}",
        SAFE_METHODS,
        "A release as a Data Package (Frictionless, version 2): the lists of the classes that have members, with their "
        "columns, and the files that there are.",
        (JSON,),
        ("release", "lang"),
    ),
    HttpPath(
        "package-of-release",
        f"/dumps/{{release}}/{DATA_PACKAGE}",
        SAFE_METHODS,
        "The same about the release.",
        (JSON,),
        ("lang",),
    ),
    HttpPath(
        "linkset",
        "/linkset",
        SAFE_METHODS,
        "The links of a release (RFC 9264): how to cite it, its descriptions, files, licence and authors.",
        (LINKSET_JSON,),
        ("release",),
    ),
    HttpPath(
        "api-catalogue",
        "/.well-known/api-catalog",
        SAFE_METHODS,
        "The interfaces of the service with their descriptions (RFC 9727).",
        (LINKSET_JSON,),
    ),
    HttpPath(
        "sitemap",
        "/sitemap.xml",
        SAFE_METHODS,
        "The index of the site map, which has the document of every resource of the current release.",
        (_XML,),
    ),
    HttpPath(
        "sitemap-part",
        "/sitemap/{name}.xml",
        SAFE_METHODS,
        "A part of the site map, with the page of each document in each language.",
        (_XML,),
    ),
    HttpPath("robots", "/robots.txt", SAFE_METHODS, "The rules for crawlers.", ("text/plain",)),
)
"""The paths of descriptions, in the order of the documentation."""
