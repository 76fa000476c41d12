"""The site map: every document of a release once, with its page in each language, by class (sitemaps.org)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from loaders.batches import batches
from loaders.publication.addresses import Addresses, with_parameters
from loaders.publication.names import absolute
from ontology.described import DOCUMENTS
from ontology.iris import local_name, slug
from ontology.values.languages import LANGUAGES

LastModified = Callable[[Collection[str]], Mapping[str, str]]
"""Gives the moments of the last changes of resources, where they are known."""
MOST_ADDRESSES = 10_000
"""Addresses in one part; the standard allows 50,000, and 50 MB, which less than this many may need."""
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_PAGES, _PATHS = "pages", ("/", "/dataset")
"""The name of the first part, and the pages that are about no resource."""
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True, slots=True)
class SitemapPart:
    """A part of a site map: `name` is that of its file without its suffix."""

    name: str
    content: bytes


def iter_sitemap(
    entities: Iterable[tuple[str, str]], addresses: Addresses, last_modified: LastModified = lambda _: {}
) -> Iterator[SitemapPart]:
    """The parts of the site map of resources that stand behind their classes, class by class.

    Terms of the ontology are left out: the documents of the ontology have them.
    """
    addresses, numbers = absolute(addresses), Counter[str]((_PAGES,))
    terms = tuple(f"{addresses.base}{name}#" for name in DOCUMENTS)
    pages = (_address(addresses.service(path), None) for path in _PATHS)
    yield SitemapPart(f"{_PAGES}-1", _document("".join(pages)))
    for kind, members in groupby(entities, key=lambda entity: entity[0]):
        name = slug(local_name(kind)) or "other"
        documents = (iri for _, iri in members if not iri.startswith(terms))
        for part in batches(documents, MOST_ADDRESSES):
            numbers[name] += 1
            changed = last_modified(part)
            lines = (_address(addresses.document(iri), changed.get(iri)) for iri in part)
            yield SitemapPart(f"{name}-{numbers[name]}", _document("".join(lines)))


def write_sitemap_index(parts: Iterable[str], addresses: Addresses, built_at: str) -> bytes:
    """The index of the parts with these names, of a release built at a moment."""
    addresses = absolute(addresses)
    entries = (
        f"<sitemap><loc>{escape(addresses.file(sitemap_path(name)))}</loc>"
        f"<lastmod>{escape(built_at)}</lastmod></sitemap>\n"
        for name in parts
    )
    return _HEAD + f"<sitemapindex {_NAMESPACES}>\n{''.join(entries)}</sitemapindex>\n".encode()


def sitemap_path(name: str) -> str:
    """The path of a part on the service."""
    return f"/sitemap/{name}.xml"


def write_robots(addresses: Addresses) -> bytes:
    """`robots.txt`: all may be read but the answers to questions, which are without end; and where the site map is.

    Files without a service have neither.
    """
    if not addresses.is_served:
        return b"User-agent: *\nAllow: /\n"
    sitemap = absolute(addresses).file("/sitemap.xml")
    return (
        "User-agent: *\nDisallow: /graphql?\nDisallow: /justification\nDisallow: /dossier\nDisallow: /reconcile\n"
        f"Disallow: /sparql\nAllow: /\n\nSitemap: {sitemap}\n"
    ).encode()


def _document(entries: str) -> bytes:
    head = f'<urlset {_NAMESPACES} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    return _HEAD + f"{head}{entries}</urlset>\n".encode()


def _address(document: str, modified: str | None) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" '
        f"href={quoteattr(with_parameters(document, f'lang={language}'))}/>"
        for language in LANGUAGES
    )
    default = f'<xhtml:link rel="alternate" hreflang="x-default" href={quoteattr(document)}/>'
    since = f"<lastmod>{escape(modified)}</lastmod>" if modified else ""
    return f"<url><loc>{escape(document)}</loc>{since}{links}{default}</url>\n"
