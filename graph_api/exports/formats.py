"""All formats by name: their media types, the files they are kept in, and who writes them."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from graph_api.errors import QueryError
from graph_api.exports import html, json_object, openlineage, oscal, pdf, prov, svg, table, text
from graph_api.exports.case import JustifiedCase
from graph_api.exports.layout import NARROWEST, USUAL, WIDEST

_ANSWER, _SUMS = "answer.json", "SHA256SUMS"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP file can tell."""


@dataclass(frozen=True, slots=True)
class Material:
    """What a format is written from: a case, and the engine's answer that it was read from.

    `width` is that of pictures in pixels, `links` leads from a page to the other formats by their names, `browser` is
    the program that prints.
    """

    case: JustifiedCase
    answer: bytes
    width: int = USUAL
    links: Mapping[str, str] = field(default_factory=dict)
    browser: Path | None = None


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name, its media type, the name of its file, what people call it, and who writes it."""

    name: str
    media: str
    file: str
    label: str
    write: Callable[[Material], bytes]

    @property
    def has_receipt(self) -> bool:
        """Whether the answer itself is in it, for which there may be a receipt."""
        return self.media == _ZIP

    @property
    def content_type(self) -> str:
        """The media type, of a text with its character set."""
        return self.media if self.media in (_PDF, _ZIP) else f"{self.media}; charset=utf-8"


def files_of(material: Material) -> dict[str, bytes]:
    """The whole dossier: a file for each format (a PDF only where a browser is), the answer, and their checksums."""
    formats = [one for one in _ALL if one.media != _ZIP and (material.browser or one.media != _PDF)]
    inside = replace(material, links={one.label: one.file for one in formats if one.media != HTML})
    files = {one.file: one.write(inside) for one in formats} | {
        _ANSWER: material.answer.rstrip(b"\n") + b"\n"
    }
    sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return files | {_SUMS: "".join(sums).encode()}


def stem_of(case: JustifiedCase) -> str:
    """What files about a case are called, without an extension: `dossier-vtvgo-2026-06-30`."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", re.split(r"[/#:]", case.platform.iri.rstrip("/#:"))[-1]).strip("-")
    return "-".join(filter(None, ("dossier", name[:60], case.day)))


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
    return html.write(material.case, material.links)


def _pdf(material: Material) -> bytes:
    return pdf.print_page(html.write(material.case), material.browser)


def _of_case(write: Callable[[JustifiedCase], bytes]) -> Callable[[Material], bytes]:
    return lambda material: write(material.case)


HTML, _PDF, _ZIP = "text/html", "application/pdf", "application/zip"
_ALL = (
    ExportFormat("json", "application/json", "justification.json", "JSON", _of_case(json_object.write)),
    ExportFormat("html", HTML, "dossier.html", "HTML", _html),
    ExportFormat("pdf", _PDF, "dossier.pdf", "PDF", _pdf),
    ExportFormat("csv", "text/csv", "statements.csv", "CSV", _of_case(table.write)),
    ExportFormat("prov", "text/turtle", "provenance.ttl", "PROV-O", _of_case(prov.write_turtle)),
    ExportFormat(
        "prov-jsonld", "application/ld+json", "provenance.jsonld", "PROV-O (JSON-LD)", _of_case(prov.write_jsonld)
    ),
    ExportFormat(
        "oscal", "application/oscal.assessment-results+json", "assessment-results.json", "OSCAL",
        _of_case(oscal.write),
    ),
    ExportFormat(
        "openlineage", "application/x-ndjson", "openlineage.ndjson", "OpenLineage", _of_case(openlineage.write)
    ),
    ExportFormat("svg", "image/svg+xml", "picture.svg", "SVG", _svg),
    ExportFormat("text", "text/plain", "justification.txt", "TXT", _of_case(text.write)),
    ExportFormat("zip", _ZIP, "dossier.zip", "ZIP", _zip),
)  # fmt: skip
FORMATS: Mapping[str, ExportFormat] = {one.name: one for one in _ALL}
"""The formats, the one for who has no wish first."""
BY_MEDIA: Mapping[str, ExportFormat] = {one.media: one for one in _ALL}
"""The same by media type."""


def find_format(name: str) -> ExportFormat:
    """The format of that name. Raises `QueryError` `UNKNOWN_FORMAT`."""
    if name not in FORMATS:
        near = get_close_matches(name, FORMATS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(FORMATS)}."
        raise QueryError(f"There is no format {name!r}.", code="UNKNOWN_FORMAT", hint=hint)
    return FORMATS[name]


def write_case(form: ExportFormat, material: Material) -> bytes:
    """The case in a format. Raises `QueryError` `BAD_USER_INPUT`, `PDF_UNAVAILABLE`."""
    if not NARROWEST <= material.width <= WIDEST:
        raise QueryError(f"`width` must be between {NARROWEST} and {WIDEST}, not {material.width}.")
    return form.write(material)
