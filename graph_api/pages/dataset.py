"""The page about a release as a data set: its figures, its files, its licence and its descriptions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from graph_api.pages.frame import Frame, render_page
from loaders.publication.addresses import Addresses
from loaders.publication.describing.schema_org import schema_org
from loaders.publication.names import release_iri
from loaders.publication.record import ReleaseRecord
from loaders.publication.wording import release_title, whole_description
from ontology.values.languages import format_moment, format_number

_LATEST = 20
"""Releases that the page lists."""


def render_dataset(record: ReleaseRecord, addresses: Addresses, frame: Frame) -> str:
    """The page as HTML."""
    lang = frame.lang
    files = [
        {
            "name": file.path,
            "address": addresses.dump(record.id, file.path),
            "size": format_number(file.size, lang),
            "sha256": file.sha256,
        }
        for file in record.files
        if not file.graph
    ]
    releases = [
        {"id": release.id, "moment": format_moment(release.built_at, lang)}
        for release in record.releases[:_LATEST]
    ]
    title = release_title(record.release).by_language[lang]
    return render_page(
        "dataset.html",
        replace(frame, title=title, iri=release_iri(record.base, record.id)),
        title=title,
        about=whole_description(record).by_language[lang],
        figures={
            "dataset_id": record.id,
            "dataset_moment": format_moment(record.built_at, lang),
            "dataset_statements": format_number(record.statements, lang),
            "dataset_entities": format_number(record.entities, lang),
            "dataset_sources": format_number(len(record.sources), lang),
            "dataset_hash": record.release.hash,
        },
        release=record.id,
        licence=record.licence,
        files=files,
        checks=_checks(record, Addresses(record.base, frame.public)),
        releases=releases,
        structured=_embedded(schema_org(record, addresses, lang)),
        kept=urlencode({"release": record.id}) + "&",
    )


def _checks(record: ReleaseRecord, addresses: Addresses) -> Mapping[str, Sequence[str]]:
    """The lines for a shell that check the release, by the keys of the sentences that explain them."""
    dump, file, sums = (
        addresses.dump(record.id, name) for name in ("ndp.nq", f"ndp-{record.id}.nq.zst", "SHA256SUMS")
    )
    return {
        "dataset_check_hash": [f"curl -sSfL {dump} | sha256sum"],
        "dataset_check_files": [
            f"curl -sSfLO {file}",
            f"curl -sSfL {sums} | sha256sum --check --ignore-missing",
        ],
        "dataset_check_program": [f"ndp-graph verify --release {record.id}"],
    }


def _embedded(content: dict[str, Any]) -> str:
    """JSON inside an element `script`, which no text in it can end."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
