"""The files of a release as a Data Package (Frictionless, version 2): `datapackage.json` beside them."""

import json
import re
from collections.abc import Mapping, Sequence
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


def write_data_package(
    record: ReleaseRecord, addresses: Addresses, lists: Sequence[PublishedFile] | None = None
) -> bytes:
    """The description of a release's files, tables first; texts about all of it are in English.

    It lies beside the files. With the `lists` of a service, which are its tables, it has the addresses of the files and
    may lie anywhere.
    """
    addresses = absolute(addresses)
    made = sorted((file for file in record.files if file.is_made), key=lambda file: file.path)
    files = [file for file in made if file.table is None]
    tables = [file for file in made if file.table is not None] if lists is None else lists
    package: dict[str, Any] = {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": f"ndp-{record.id}",
        "id": release_iri(record.base, record.id),
        "title": release_title(record.release).by_language["en"],
        "description": whole_description(record).by_language["en"],
        **({"homepage": page} if (page := addresses.page("/")) else {}),
        "created": record.built_at,
        "contributors": [{"title": publisher_name(record, addresses).best("en", ""), "roles": ["publisher"]}],
        "resources": [
            *map(_table, tables),
            *(
                _file(file, file.path if lists is None else addresses.dump(record.id, file.path))
                for file in files
            ),
        ],
    }
    if record.licence:
        package["licenses"] = [{"path": record.licence}]
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"


def _table(file: PublishedFile) -> Mapping[str, Any]:
    table = file.table
    if table is None:
        return {}
    return {
        "name": _name(file.path),
        "path": table.address or file.path,
        "type": "table",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_content(file),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
        "schema": {
            "$schema": f"{_PROFILES}tableschema.json",
            "fields": list(table.fields),
            "primaryKey": [table.key],
        },
    }


def _file(file: PublishedFile, place: str) -> Mapping[str, Any]:
    return {"name": _name(file.path), "path": place, **_form(file), **_content(file)}


def _content(file: PublishedFile) -> Mapping[str, Any]:
    return {"bytes": file.size, "hash": f"sha256:{file.sha256}"} if file.is_made else {}


def _form(file: PublishedFile) -> Mapping[str, str]:
    form = f"{file.form}.{file.compression}" if file.compression else file.form
    return {"format": form, "mediatype": sent_media(file.form, file.compression)}


def _name(path: str) -> str:
    """A name for a file, of the characters that names of resources have."""
    lower = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", path).lower()
    return _NOT_IN_NAMES.sub("-", lower.replace("/", "-"))
