"""The description of a release in VoID: its size, its terms, its sources, and its links to foreign hosts."""

import re
from urllib.parse import quote

from pyoxigraph import Triple

from loaders.publication.addresses import Addresses
from loaders.publication.description import DescriptionGraph
from loaders.publication.media import file_form
from loaders.publication.names import absolute, part_iri, release_iri
from loaders.publication.record import ReleaseRecord, SourceRecord
from loaders.publication.wording import release_title, whole_description, words
from ontology.namespaces import DCT, FOAF, PROV, VOID, prefixes_of

PREFIXES = {"void": VOID, **prefixes_of("dct", "foaf", "prov", "xsd")}
_MOST_LINKSETS = 1_000
"""Most linksets that are described, those with most links first."""
_EXAMPLES = 3
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DATE.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?")


def void_triples(record: ReleaseRecord, addresses: Addresses, sparql: str | None = None) -> set[Triple]:
    """The VoID description of a release. `sparql` is the address of the endpoint that answers about it, if any.

    A triple counts once for each source graph that states it: the number of triples is that of lines of the dump. The
    endpoint answers about more, as its description says.
    """
    void, addresses = DescriptionGraph(), absolute(addresses)
    release = release_iri(record.base, record.id)
    document = f"{record.base}void"
    void.type(document, VOID + "DatasetDescription")
    void.link(document, FOAF + "primaryTopic", release)
    void.text(document, DCT + "title", release_title(record.release))
    _describe_whole(void, release, record, addresses)
    if sparql is not None:
        void.link(release, VOID + "sparqlEndpoint", sparql)
        void.text(sparql, DCT + "description", words("sparql-description"))
    _describe_terms(void, release, record)
    for source in record.sources:
        if source.is_named:
            _describe_source(void, release, source)
    _describe_links(void, release, record)
    return void.triples


def _describe_whole(
    void: DescriptionGraph, release: str, record: ReleaseRecord, addresses: Addresses
) -> None:
    void.type(release, VOID + "Dataset")
    void.text(release, DCT + "title", release_title(record.release))
    void.text(release, DCT + "description", whole_description(record))
    void.value(release, DCT + "identifier", record.id)
    void.value(release, DCT + "issued", record.built_at, "dateTime")
    void.link(release, DCT + "license", record.licence)
    void.link(release, FOAF + "homepage", addresses.page("/"))
    void.value(release, VOID + "triples", record.statements)
    void.value(release, VOID + "distinctSubjects", record.subjects)
    void.value(release, VOID + "entities", record.entities)
    void.value(release, VOID + "classes", len(record.classes))
    void.value(release, VOID + "properties", len(record.properties))
    void.value(release, VOID + "uriSpace", record.base)
    examples = (source.iri for source in record.sources if source.iri.startswith(record.base))
    for _, iri in zip(range(_EXAMPLES), examples, strict=False):
        void.link(release, VOID + "exampleResource", iri)
    void.link(release, VOID + "vocabulary", *record.vocabularies)
    for file in record.files:
        if file.is_dump:
            void.link(release, VOID + "dataDump", addresses.dump(record.id, file.path))
            void.link(release, VOID + "feature", file_form(file.form).feature)


def _describe_terms(void: DescriptionGraph, release: str, record: ReleaseRecord) -> None:
    for term in record.classes:
        if not term.iri.startswith("_:"):
            part = part_iri(record.base, record.id, "class", term.iri)
            void.link(release, VOID + "classPartition", part)
            void.link(part, VOID + "class", term.iri)
            void.value(part, VOID + "entities", term.count)
    for term in record.properties:
        part = part_iri(record.base, record.id, "property", term.iri)
        void.link(release, VOID + "propertyPartition", part)
        void.link(part, VOID + "property", term.iri)
        void.value(part, VOID + "triples", term.count)


def _describe_source(void: DescriptionGraph, release: str, source: SourceRecord) -> None:
    about = source.description
    void.link(release, VOID + "subset", source.iri)
    void.type(source.iri, VOID + "Dataset")
    void.text(source.iri, DCT + "title", about.title)
    void.link(source.iri, DCT + "source", *about.sources)
    void.link(source.iri, DCT + "license", *about.licences)
    void.link(source.iri, DCT + "publisher", *about.bodies)
    _add_time(void, source.iri, DCT + "issued", about.issued)
    _add_time(void, source.iri, PROV + "generatedAtTime", about.retrieved)
    void.value(source.iri, VOID + "triples", source.figures.statements)
    void.value(source.iri, VOID + "distinctSubjects", source.figures.subjects)


def _add_time(void: DescriptionGraph, subject: str, predicate: str, lexical: str) -> None:
    """State a time, if its form is that of a date or a moment."""
    if _MOMENT.fullmatch(lexical):
        void.value(subject, predicate, lexical, "dateTime")
    elif _DATE.fullmatch(lexical):
        void.value(subject, predicate, lexical, "date")


def _describe_links(void: DescriptionGraph, release: str, record: ReleaseRecord) -> None:
    largest = sorted(record.linksets, key=lambda link: (-link.count, link.property, link.host))
    for link in largest[:_MOST_LINKSETS]:
        host = f"{record.base}void#host-{quote(link.host, safe='')}"
        linkset = part_iri(record.base, record.id, "links", f"{link.host}/{link.property}")
        void.link(release, VOID + "subset", linkset)
        void.type(linkset, VOID + "Linkset")
        void.link(linkset, VOID + "linkPredicate", link.property)
        void.link(linkset, VOID + "subjectsTarget", release)
        void.link(linkset, VOID + "objectsTarget", host)
        void.value(linkset, VOID + "triples", link.count)
        void.type(host, VOID + "Dataset")
        void.value(host, VOID + "uriSpace", f"{link.host}/")
