"""The files of a release as a Data Package (Frictionless, version 2): `datapackage.json` beside them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loaders.publication.addresses import Addresses
from loaders.publication.media import sent_media
from loaders.publication.names import absolute, release_iri
from loaders.publication.published_file import PublishedFile
from loaders.publication.record import ReleaseRecord
from loaders.publication.wording import publisher_name, release_title, whole_description

DATA_PACKAGE = "datapackage.json"
"""The name of the file."""
_PROFILES = "https://datapackage.org/profiles/2.0/"
_NOT_IN_NAMES = re.compile(r"[^-a-z0-9._]+")


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """A CSV file of a release, beside the others: `path` as in `PublishedFile`, `fields` as in a Table Schema.

    `key` is the title of the column whose values differ. Title and description are in `language`.
    """

    path: str
    title: str
    description: str
    language: str
    size: int
    sha256: str
    fields: tuple[Mapping[str, object], ...]
    key: str


def write_data_package(
    record: ReleaseRecord, addresses: Addresses, tables: Sequence[PublishedTable]
) -> bytes:
    """The description of the folder of a release's files, tables first; texts about all of it are in English."""
    addresses = absolute(addresses)
    package: dict[str, Any] = {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": f"ndp-{record.id}",
        "id": release_iri(record.base, record.id),
        "title": release_title(record.release).by_language["en"],
        "description": whole_description(record).by_language["en"],
        **({"homepage": page} if (page := addresses.page("/")) else {}),
        "created": record.built_at,
        "contributors": [{"title": publisher_name(record, addresses).best("en", ""), "roles": ["publisher"]}],
        "resources": [*map(_table, tables), *_files(record)],
    }
    if record.licence:
        package["licenses"] = [{"path": record.licence}]
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"


def _table(table: PublishedTable) -> Mapping[str, Any]:
    return {
        "name": _name(table.path),
        "path": table.path,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": {
            "$schema": f"{_PROFILES}tableschema.json",
            "fields": list(table.fields),
            "primaryKey": [table.key],
        },
    }


def _files(record: ReleaseRecord) -> Iterator[Mapping[str, Any]]:
    made = (file for file in record.files if file.is_made)
    for file in sorted(made, key=lambda one: one.path):
        yield {
            "name": _name(file.path),
            "path": file.path,
            **_form(file),
            "bytes": file.size,
            "hash": f"sha256:{file.sha256}",
        }


def _form(file: PublishedFile) -> Mapping[str, str]:
    form = f"{file.form}.{file.compression}" if file.compression else file.form
    return {"format": form, "mediatype": sent_media(file.form, file.compression)}


def _name(path: str) -> str:
    """A name for a file, of the characters that names of resources have."""
    lower = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", path).lower()
    return _NOT_IN_NAMES.sub("-", lower.replace("/", "-"))
