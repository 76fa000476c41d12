"""The files of a release as a Research Object Crate (RO-Crate 1.1): `ro-crate-metadata.json` beside them."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from loaders.publication.addresses import Addresses
from loaders.publication.media import file_form, sent_media
from loaders.publication.names import absolute, catalogue_iri, release_iri
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord
from loaders.publication.wording import publisher_name, release_title, whole_description

RO_CRATE = "ro-crate-metadata.json"
"""The name of the file."""
_VERSION = "https://w3id.org/ro/crate/1.1"


def write_ro_crate(record: ReleaseRecord, addresses: Addresses) -> bytes:
    """The metadata of the folder of a release's files, in English: the standard knows one language."""
    addresses = absolute(addresses)
    made = (file for file in record.files if file.is_made and file.path != RO_CRATE)
    files = sorted(made, key=lambda file: file.path)
    publisher = f"{catalogue_iri(record.base)}#publisher"
    graph: list[Mapping[str, Any]] = [
        {
            "@id": RO_CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _VERSION},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": release_title(record.release).by_language["en"],
            "description": whole_description(record).by_language["en"],
            "datePublished": record.built_at,
            "identifier": release_iri(record.base, record.id),
            "version": record.id,
            "license": {"@id": record.licence}
            if record.licence
            else "Each source graph states its own licence.",
            "publisher": {"@id": publisher},
            "hasPart": [{"@id": quote(file.path)} for file in files],
        },
        *(_file(file) for file in files),
        {
            "@id": publisher,
            "@type": "Organization",
            "name": publisher_name(record, addresses).best("en", ""),
            **({"url": page} if (page := addresses.page("/")) else {}),
        },
    ]
    if record.licence:
        graph.append({"@id": record.licence, "@type": "CreativeWork", "name": record.licence})
    crate = {"@context": f"{_VERSION}/context", "@graph": graph}
    return json.dumps(crate, ensure_ascii=False, indent=1).encode() + b"\n"


def _file(file: PublishedFile) -> Mapping[str, Any]:
    media = [file_form(file.form).media, sent_media(file.form, file.compression)]
    about = {"about": {"@id": file.graph}} if file.graph and not file.graph.startswith("_:") else {}
    return {
        "@id": quote(file.path),
        "@type": "File",
        "name": file.path,
        "contentSize": str(file.size),
        "encodingFormat": [*dict.fromkeys(media)],
        "sha256": file.sha256,
        **about,
    }
