"""The addresses at which a service publishes what the IRIs of a release name.

addresses = Addresses("https://w3id.org/vn-ndp/", "https://ndp.example.vn")
addresses.document("https://w3id.org/vn-ndp/id/platform/vtvgo", "ttl")
# https://ndp.example.vn/doc/id/platform/vtvgo.ttl
"""

from dataclasses import dataclass
from urllib.parse import quote

_KEPT = "/:@!$&'()*+,;=-._~"
"""The characters that a path may have as they are (RFC 3986 §3.3)."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one service. `base` is what its own IRIs begin with; `public` is the service's own address,
    without a slash at its end. Empty, addresses are paths.
    """

    base: str
    public: str = ""

    def is_own(self, iri: str) -> bool:
        """True if the IRI is one of the service's own."""
        return iri.startswith(self.base)

    def thing(self, iri: str) -> str:
        """The address that an own IRI is forwarded to; it redirects to the document."""
        return f"{self.public}/{self._path(iri)}"

    def document(self, iri: str, extension: str = "") -> str:
        """The document about a resource: negotiated, or its form with that extension (`ttl`, `jsonld`, …).

        That of the terms of the ontology is at `/ns`.
        """
        if self.is_own(iri) and self._path(iri) == "ns":
            return f"{self.public}/ns" + (f".{extension}" if extension else "")
        return self.public + self._document(iri, extension)

    def memento(self, iri: str, release: str, extension: str = "") -> str:
        """The document about a resource as it was in a release. It never changes."""
        return f"{self.public}/release/{quote(release)}{self._document(iri, extension)}"

    def timemap(self, iri: str) -> str:
        """The list of the states of a resource over the releases."""
        if self.is_own(iri):
            return f"{self.public}/timemap/{self._path(iri)}"
        return f"{self.public}/timemap?iri={quote(iri, safe='')}"

    def release(self, release: str) -> str:
        """The page of a release."""
        return f"{self.public}/releases/{quote(release)}"

    def dump(self, release: str, file: str = "") -> str:
        """A file of a release, by its path in the release's folder; without it the list of the files."""
        return f"{self.public}/dumps/{quote(release)}" + (f"/{quote(file)}" if file else "")

    def service(self, path: str) -> str:
        """Any other path of the service, which begins with a slash."""
        return self.public + path

    def _document(self, iri: str, extension: str) -> str:
        if self.is_own(iri):
            return f"/doc/{self._path(iri)}" + (f".{extension}" if extension else "")
        return f"/resource?iri={quote(iri, safe='')}" + (f"&format={extension}" if extension else "")

    def _path(self, iri: str) -> str:
        """The path of an own IRI. A fragment is not part of it: the document of `ns#Term` is that of `ns`."""
        return quote(iri[len(self.base) :].partition("#")[0], safe=_KEPT)
