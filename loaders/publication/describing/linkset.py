"""Sets of links as JSON (RFC 9264): those of a release, and those of the service's interfaces (RFC 9727)."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from loaders.publication.addresses import Addresses
from loaders.publication.media import LINKSET_JSON, OPENAPI_JSON, sent_media
from loaders.publication.names import absolute, release_iri
from loaders.publication.record import ReleaseRecord
from ontology.model import Text
from ontology.syntaxes import media_type

API_CATALOGUE_JSON = f'{LINKSET_JSON}; profile="https://www.rfc-editor.org/info/rfc9727"'
_TURTLE = media_type("ttl")
_DESCRIPTIONS = (("/catalog", "ttl"), ("/catalog", "jsonld"), ("/void", "ttl"))

Target = Mapping[str, Any]


def write_linkset(record: ReleaseRecord, addresses: Addresses) -> bytes:
    """The links of a release: how to cite it, who describes it, its files, its licence, the releases around it."""
    addresses = absolute(addresses)
    iri = release_iri(record.base, record.id)
    links: dict[str, Any] = {"anchor": addresses.page(f"/dataset?release={record.id}") or iri}
    links["cite-as"] = [{"href": iri}]
    links["type"] = [{"href": "https://schema.org/Dataset"}]
    links["describedby"] = [
        {"href": addresses.description(path, form), "type": media_type(form)} for path, form in _DESCRIPTIONS
    ]
    links["item"] = [
        {"href": addresses.dump(record.id, file.path), "type": sent_media(file.form, file.compression)}
        for file in record.files
        if not file.graph
    ]
    links["license"] = [{"href": record.licence}] if record.licence else []
    links["author"] = [_titled(body.iri, body.name) for body in record.bodies]
    known = {release.id for release in record.releases}
    if addresses.is_served and record.release.previous in known:
        links["predecessor-version"] = [
            {"href": addresses.service(f"/dataset?release={record.release.previous}")}
        ]
    links["latest-version"] = [{"href": addresses.page("/dataset") or addresses.dump("latest", "index.json")}]
    return _write([links])


def write_api_catalogue(addresses: Addresses, sparql: str | None = None) -> bytes:
    """The interfaces of the service, each with its description and documentation."""
    at = absolute(addresses).service
    graphql = {
        "anchor": at("/graphql"),
        "service-desc": [
            {"href": at("/graphql/schema.graphql"), "type": "application/graphql"},
            _described_by(at),
        ],
        "service-doc": [{"href": at("/"), "type": "text/html"}],
        "service-meta": [{"href": at("/graphql/about.json"), "type": "application/json"}],
        "status": [{"href": at("/readyz"), "type": "application/json"}],
    }
    page = {"href": at("/dataset"), "type": "text/html"}
    documents = {"anchor": at("/doc"), "service-desc": [_described_by(at)], "service-doc": [page]}
    dumps = {
        "anchor": at("/dumps"),
        "service-desc": [_described_by(at)],
        "service-meta": [{"href": at("/catalog"), "type": _TURTLE}],
        "service-doc": [page],
    }
    interfaces = [graphql, documents, dumps]
    if sparql:
        interfaces.append({"anchor": sparql, "service-meta": [{"href": at("/void"), "type": _TURTLE}]})
    items = [{"href": interface["anchor"]} for interface in interfaces]
    return _write([{"anchor": at("/.well-known/api-catalog"), "item": items}, *interfaces])


def _described_by(at: Callable[[str], str]) -> Target:
    """The link to the description of all paths of the service."""
    return {"href": at("/openapi.json"), "type": OPENAPI_JSON}


def _titled(href: str, title: Text) -> Target:
    shown = [
        {"value": value, "language": language} if language else {"value": value}
        for language, value in sorted(title.by_language.items())
    ]
    return {"href": href, "title*": shown}


def _write(contexts: Iterable[Mapping[str, Any]]) -> bytes:
    sound = [{name: value for name, value in context.items() if value != []} for context in contexts]
    return json.dumps({"linkset": sound}, ensure_ascii=False, indent=1).encode() + b"\n"
