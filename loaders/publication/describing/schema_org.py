"""The data set and the catalogue in the words of schema.org, as JSON-LD for search engines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from loaders.publication.addresses import Addresses
from loaders.publication.media import file_form, sent_media
from loaders.publication.names import absolute, catalogue_iri, release_iri, series_iri
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord
from loaders.publication.wording import publisher_name, release_title, whole_description, words
from ontology.values.languages import LANGUAGES

_MOST_BODIES = 100
_LONGEST = 5_000
"""Characters of a description that search engines take at most."""


def schema_org(record: ReleaseRecord, addresses: Addresses, lang: str) -> dict[str, Any]:
    """The JSON-LD about a release and the catalogue that has it, in one of `LANGUAGES`."""
    addresses = absolute(addresses)
    return {"@context": "https://schema.org/", "@graph": [*_things(record, addresses, lang)]}


def _things(record: ReleaseRecord, addresses: Addresses, lang: str) -> Sequence[Mapping[str, Any]]:
    publisher = {
        "@type": "Organization",
        "@id": f"{catalogue_iri(record.base)}#publisher",
        "name": publisher_name(record, addresses).best(lang, ""),
        "url": addresses.page("/"),
    }
    catalogue = {
        "@type": "DataCatalog",
        "@id": catalogue_iri(record.base),
        "name": words("catalogue-title").by_language[lang],
        "description": words("catalogue-description").by_language[lang],
        "url": addresses.description("/catalog", "ttl"),
        "publisher": {"@id": publisher["@id"]},
        "dataset": {"@id": release_iri(record.base, record.id)},
    }
    named = {name: value for name, value in publisher.items() if value is not None}
    return (_dataset(record, addresses, lang), catalogue, named)


def _dataset(record: ReleaseRecord, addresses: Addresses, lang: str) -> Mapping[str, Any]:
    bodies = [{"@type": "Organization", "@id": b.iri, "name": b.name.best(lang, "")} for b in record.bodies]
    dataset = {
        "@type": "Dataset",
        "@id": release_iri(record.base, record.id),
        "name": release_title(record.release).by_language[lang],
        "description": whole_description(record).by_language[lang][:_LONGEST],
        "url": addresses.page(f"/dataset?release={record.id}"),
        "identifier": record.id,
        "version": record.id,
        "isPartOf": {"@type": "Dataset", "@id": series_iri(record.base), **_series(record, lang)},
        "datePublished": record.built_at,
        "dateModified": record.built_at,
        "inLanguage": [f.tag for f in record.languages if f.tag in LANGUAGES],
        "keywords": [words("keywords").by_language[language] for language in LANGUAGES],
        "isAccessibleForFree": True,
        "creator": bodies[:_MOST_BODIES],
        "publisher": {"@id": f"{catalogue_iri(record.base)}#publisher"},
        "includedInDataCatalog": {"@id": catalogue_iri(record.base)},
        "spatialCoverage": {"@type": "Country", "name": "Viet Nam"},
        "distribution": [_download(record, addresses, file) for file in _iter_dumps(record)],
    }
    if record.licence is not None:
        dataset["license"] = record.licence
    return {name: value for name, value in dataset.items() if value not in ([], None)}


def _series(record: ReleaseRecord, lang: str) -> Mapping[str, str]:
    return {
        "name": words("series-title").by_language[lang],
        "description": words("series-description").by_language[lang],
        "identifier": series_iri(record.base),
    }


def _iter_dumps(record: ReleaseRecord) -> Iterator[PublishedFile]:
    return (file for file in record.files if file.is_distribution)


def _download(record: ReleaseRecord, addresses: Addresses, file: PublishedFile) -> Mapping[str, Any]:
    media = [file_form(file.form).media, sent_media(file.form, file.compression)]
    return {
        "@type": "DataDownload",
        "name": file.path,
        "contentUrl": addresses.dump(record.id, file.path),
        "encodingFormat": [*dict.fromkeys(media)],
        **({"contentSize": f"{file.size} B", "sha256": file.sha256} if file.is_made else {}),
    }
