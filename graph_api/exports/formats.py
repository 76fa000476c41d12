"""All formats by name: media type, file name, and the function that writes each."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

from graph_api.errors import QueryError
from graph_api.exports import html, json_object, openlineage, oscal, pdf, prov, svg, table, text
from graph_api.exports.case import JustifiedCase
from graph_api.exports.layout import NARROWEST, USUAL, WIDEST
from ontology.values.fold import fold

_ANSWER, _SUMS = "answer.json", "SHA256SUMS"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can hold."""


@dataclass(frozen=True, slots=True)
class Material:
    """The input of a format: a case, and the engine's answer from which it was read.

    `width` is that of pictures in pixels, `links` are the addresses of the other formats by name, `page` is that of the
    page about the platform (empty: there is none), `browser` is the program that prints.
    """

    case: JustifiedCase
    answer: bytes
    width: int = USUAL
    links: Mapping[str, str] = field(default_factory=dict)
    browser: Path | None = None
    page: str = ""


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name, media type, file name, label for people, and the function that writes it."""

    name: str
    media: str
    file: str
    label: str
    write: Callable[[Material], bytes]

    @property
    def has_receipt(self) -> bool:
        """True if it contains the answer itself, for which there may be a receipt."""
        return self.media == _ZIP

    @property
    def is_printed(self) -> bool:
        """True if a browser prints it or a part of it."""
        return self.media in (_PDF, _ZIP)

    @property
    def content_type(self) -> str:
        """The media type; for text with its character set."""
        return self.media if self.media in (_PDF, _ZIP) else f"{self.media}; charset=utf-8"


def files_of(material: Material) -> dict[str, bytes]:
    """The whole dossier: a file for each format (a PDF only if there is a browser), the answer, and the checksums."""
    formats = [one for one in _ALL if one.media != _ZIP and (material.browser or one.media != _PDF)]
    inside = replace(material, page="", links={one.label: one.file for one in formats if one.media != HTML})
    files = {one.file: one.write(inside) for one in formats} | {
        _ANSWER: material.answer.rstrip(b"\n") + b"\n"
    }
    sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return files | {_SUMS: "".join(sums).encode()}


def stem_of(case: JustifiedCase) -> str:
    """The base name of files about a case, without an extension: `dossier-vtvgo-2026-06-30`."""
    last = re.split(r"[/#:]", case.platform.iri.rstrip("/#:"))[-1]
    name = re.sub(r"[^A-Za-z0-9]+", "-", fold(unquote(last))).strip("-")
    return "-".join(filter(None, ("dossier", name[:60].rstrip("-"), case.day)))


def _zip(material: Material) -> bytes:
    built = material.case.release.built_at
    moment = max(datetime.fromisoformat(built).timetuple()[:6], _OLDEST) if built else _OLDEST
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files_of(material).items():
            entry = zipfile.ZipInfo(f"{stem_of(material.case)}/{name}", moment)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _svg(material: Material) -> bytes:
    return svg.write(material.case, material.width)


def _html(material: Material) -> bytes:
    return html.write(material.case, material.links, material.page)


def _pdf(material: Material) -> bytes:
    return pdf.print_page(html.write(material.case), material.browser)


def _json(material: Material) -> bytes:
    return json_object.write(material.case)


def _csv(material: Material) -> bytes:
    return table.write(material.case)


def _prov_turtle(material: Material) -> bytes:
    return prov.write_turtle(material.case)


def _prov_jsonld(material: Material) -> bytes:
    return prov.write_jsonld(material.case)


def _oscal(material: Material) -> bytes:
    return oscal.write(material.case)


def _openlineage(material: Material) -> bytes:
    return openlineage.write(material.case)


def _text(material: Material) -> bytes:
    return text.write(material.case)


HTML, _PDF, _ZIP = "text/html", "application/pdf", "application/zip"
_ALL = (
    ExportFormat("json", "application/json", "justification.json", "JSON", _json),
    ExportFormat("html", HTML, "dossier.html", "HTML", _html),
    ExportFormat("pdf", _PDF, "dossier.pdf", "PDF", _pdf),
    ExportFormat("csv", "text/csv", "statements.csv", "CSV", _csv),
    ExportFormat("prov", "text/turtle", "provenance.ttl", "PROV-O", _prov_turtle),
    ExportFormat(
        "prov-jsonld", "application/ld+json", "provenance.jsonld", "PROV-O (JSON-LD)", _prov_jsonld
    ),
    ExportFormat(
        "oscal", "application/oscal.assessment-results+json", "assessment-results.json", "OSCAL",
        _oscal,
    ),
    ExportFormat(
        "openlineage", "application/x-ndjson", "openlineage.ndjson", "OpenLineage", _openlineage
    ),
    ExportFormat("svg", "image/svg+xml", "picture.svg", "SVG", _svg),
    ExportFormat("text", "text/plain", "justification.txt", "TXT", _text),
    ExportFormat("zip", _ZIP, "dossier.zip", "ZIP", _zip),
)  # fmt: skip
FORMATS: Mapping[str, ExportFormat] = {one.name: one for one in _ALL}
"""The formats by name, the default one first."""
BY_MEDIA: Mapping[str, ExportFormat] = {one.media: one for one in _ALL}
"""The formats by media type."""


def find_format(name: str) -> ExportFormat:
    """The format of that name. Raises `QueryError` `UNKNOWN_FORMAT`."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"The formats are {', '.join(sorted(FORMATS))}."
        raise QueryError(f"There is no format {name!r}.", code="UNKNOWN_FORMAT", hint=hint)
    return FORMATS[name]


def write_case(form: ExportFormat, material: Material) -> bytes:
    """The case in a format. Raises `QueryError` `BAD_USER_INPUT` or `PDF_UNAVAILABLE`."""
    if not NARROWEST <= material.width <= WIDEST:
        raise QueryError(f"`width` must be between {NARROWEST} and {WIDEST}, not {material.width}.")
    return form.write(material)
